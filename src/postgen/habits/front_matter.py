"""The next front matter, made of the last ones: the newest, with what changes from post to post.

What is equal in the last three stays as it is written; a value that follows the number, the date,
the title or the file's name follows them; what nobody can know is `TK`.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from postgen.habits import pattern
from postgen.habits.model import KEEP
from postgen.jekyll import frontmatter
from postgen.jekyll.categories import words_of
from postgen.jekyll.yaml_style import write_like
from postgen.text.edits import Edit, apply, newline_at
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import tzinfo

    from postgen.habits.model import Sample

LAST = 3
"""How many posts say which keys there are, and which values stay."""

HISTORY = 8
"""How many posts say how a value changes."""

_TERMS = {"tags", "categories", "tag", "category", "keywords"}
_DATED = {"date"}


class Next(NamedTuple):
    """What is known of the next post: its day and moment, title, slug and name without ending."""

    moment: datetime
    day: date
    title: str
    slug: str
    stem: str
    numbers: Mapping[int, int]
    lang: str = ""


class Learned(NamedTuple):
    """The next front matter, and the keys that a person has to fill in."""

    front: str
    unknown: tuple[str, ...] = ()


class _Post(NamedTuple):
    """A post with its front matter, read once."""

    sample: Sample
    front: str
    values: dict[str, Any]
    scalars: dict[tuple[str | int, ...], tuple[int, int]]

    def written(self, path: tuple[str | int, ...]) -> str:
        """Return a value as it is written."""
        start, end = self.scalars[path]
        return self.front[start:end]

    def value(self, path: tuple[str | int, ...]) -> Any:
        """Return a value; None where there is none."""
        found: Any = self.values
        for part in path:
            try:
                found = found[part]
            except (KeyError, IndexError, TypeError):
                return None
        return found


def learn(samples: Sequence[Sample], following: Next) -> Learned:
    """Return the front matter of the next post after these, the newest first."""
    posts = list(_read(samples[:HISTORY]))
    if not posts:
        return Learned("")
    keys = keys_of([post.values for post in posts[:LAST]])
    unknown: list[str] = []
    lines = {}
    for key in keys:
        owner = next(post for post in posts if key in post.values)
        known = [post for post in posts if key in post.values]
        line = _line(key, owner, known, following, unknown)
        if not _is_line_of(key, line):  # it has an alias, or a tag that the new value does not fit
            line = frontmatter.dump({key: owner.values[key]}, newline_at(owner.front, 0))
        lines[key] = line
    return Learned("".join(lines[key] for key in _in_order(keys, posts)), tuple(unknown))


def _is_line_of(key: str, line: str) -> bool:
    """Whether lines are those of a key by themselves."""
    try:
        return list(frontmatter.load(line)) == [key] and line.endswith("\n")
    except frontmatter.YamlError:
        return False


def keys_of(fronts: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the keys of the next post: those that most of the last three have."""
    counts = Counter(key for front in fronts for key in front)
    least = len(fronts) // 2 + 1
    kept = [key for key, count in counts.items() if count >= least]
    if len(fronts) == 2:
        kept = list(fronts[0])
    return kept


def _in_order(keys: Sequence[str], posts: Sequence[_Post]) -> list[str]:
    """Return keys in the order of the newest post; the others stand behind those before them."""
    order = [key for key in posts[0].values if key in keys]
    for post in posts[1:LAST]:
        before = -1
        for key in post.values:
            if key in order:
                before = order.index(key)
            elif key in keys:
                before += 1
                order.insert(before, key)
    return order


def _read(samples: Sequence[Sample]) -> Iterator[_Post]:
    """Read front matters; those that cannot be read, or are written in braces, say nothing."""
    for sample in samples:
        front = sample.front
        try:
            values = frontmatter.load(front)
            found = {each.path: (each.start, each.end) for each in frontmatter.scalars(front)}
            for key in values:
                frontmatter.extent_of_key(front, key)
        except (frontmatter.YamlError, frontmatter.EditError, ValueError):
            continue
        if values:
            yield _Post(sample, front, values, found)


def _line(
    key: str, owner: _Post, posts: Sequence[_Post], following: Next, unknown: list[str]
) -> str:
    """Return the lines of a key for the next post."""
    start, end = frontmatter.extent_of_key(owner.front, key)
    line = owner.front[start:end]
    values = [post.values[key] for post in posts]
    is_terms = key in _TERMS or isinstance(values[0], list)
    if is_terms and not _are_equal(values[:LAST]):
        aside: list[str] = []
        edited = _edited(key, owner, posts, following, aside)
        is_alike = all(isinstance(each, list) and len(each) == len(values[0]) for each in values)
        if aside or (isinstance(values[0], list) and not is_alike):
            return _terms_line(key, owner, values[:LAST], line)
        return edited
    return _edited(key, owner, posts, following, unknown)


def _edited(
    key: str, owner: _Post, posts: Sequence[_Post], following: Next, unknown: list[str]
) -> str:
    """Return the lines of a key with its values changed."""
    start, end = frontmatter.extent_of_key(owner.front, key)
    edits = []
    for path, (first, last) in owner.scalars.items():
        if path[0] != key:
            continue
        new = _value(path, owner, posts, following, unknown)
        if new is not None:
            edits.append(Edit(first - start, last - start, new))
    return apply(owner.front[start:end], edits)


def _are_equal(values: Sequence[Any]) -> bool:
    return all(repr(value) == repr(values[0]) for value in values)


def _terms_line(key: str, owner: _Post, values: Sequence[Any], line: str) -> str:
    """Return a list of terms with those that all the last posts have."""
    lists = [_terms(key, value) for value in values]
    common = [each for each in lists[0] if all(each in other for other in lists[1:])]
    if isinstance(values[0], str):
        text = " ".join(map(str, common))
        written = owner.front[slice(*owner.scalars[(key,)])]
        return line.replace(written, write_like(text, written) if text else "[]", 1)
    newline = "\r\n" if line.endswith("\r\n") else "\n"
    is_block = "\n" in line.strip()
    if is_block and common:
        kept = [
            part
            for part in line.splitlines(keepends=True)
            if not part.lstrip().startswith("-") or _item(part) in common
        ]
        return "".join(kept)
    head = line[: line.index(":") + 1]
    return f"{head} {frontmatter.encode(common)}{newline}"


def _terms(key: str, value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return words_of(value) if key in _TERMS and isinstance(value, str) else []


def _item(line: str) -> Any:
    try:
        loaded = frontmatter.load(f"x:\n{line}").get("x")
    except frontmatter.YamlError:
        return None
    return loaded[0] if isinstance(loaded, list) and loaded else None


# One value


def _value(
    path: tuple[str | int, ...],
    owner: _Post,
    posts: Sequence[_Post],
    following: Next,
    unknown: list[str],
) -> str | None:
    """Return how a value is written in the next post; None where it stays as it is."""
    old, written = owner.value(path), owner.written(path)
    if written.startswith("!!"):  # `!!str 12`: a tag that another value may not fit
        return frontmatter.encode(following.title) if path == ("title",) else None
    if path == ("title",):
        return _like(following.title, old, written)
    if path == ("lang",) and following.lang:
        return write_like(following.lang, written)
    if path[0] in _DATED and len(path) == 1:
        return _date(written, posts, following)
    if old is None or isinstance(old, (bool, float)):
        return None
    known = [post for post in posts if post.value(path) is not None and path in post.scalars]
    text = _text(path, known, following, unknown)
    return None if text in {None, _text_of(known[0], path)} else _like(str(text), old, written)


def _text(
    path: tuple[str | int, ...], known: Sequence[_Post], following: Next, unknown: list[str]
) -> str | None:
    """Return what a value says in the next post; None where it stays as it is."""
    texts = [(_text_of(post, path), post.sample.day) for post in known]
    key = ""
    if all(text.isdecimal() for text, _ in texts):
        key = f"{path[-1]} "  # which may say what the number is: `week: 12`
    learned = pattern.learn([(key + text, day) for text, day in texts], following.lang)
    is_chance = len(texts) == 1 and learned.last_number not in {None, *following.numbers}
    if is_chance:
        return None
    if not learned.has_free:
        return learned.render(following.day, following.numbers).removeprefix(key)
    if _are_equal([post.value(path) for post in known[:LAST]]):
        return None
    found = _related(path, known, following)
    if found is None:
        found = _usual([text for text, _ in texts])
    if found is not None:
        return found
    unknown.append(".".join(map(str, path)))
    return KEEP if key or learned.is_all_free else learned.render(following.day, following.numbers)


def _text_of(post: _Post, path: tuple[str | int, ...]) -> str:
    """Return a value as text; of a date, as it is written."""
    value = post.value(path)
    return post.written(path) if isinstance(value, date) else str(value)


def _like(text: str, old: Any, written: str) -> str:
    """Write a text as a value of the type of an old one."""
    if isinstance(old, int) and text.isdecimal():
        return text
    if isinstance(old, date) and _CLOCK.match(text):
        return text
    return write_like(text, written)


def _usual(texts: Sequence[str]) -> str | None:
    """Return the most frequent of a few values that come again; None where each is new."""
    counts = Counter(texts)
    text, count = counts.most_common(1)[0]
    return text if count > 1 and len(counts) * 2 <= len(texts) + 1 else None


def _related(path: tuple[str | int, ...], posts: Sequence[_Post], following: Next) -> str | None:
    """Return a value that holds the file's name, the slug or the title of its post."""
    relations: list[tuple[Callable[[Sample], str], str]] = [
        (lambda sample: sample.name.rpartition(".")[0], following.stem),
        (lambda sample: sample.slug, following.slug),
        (lambda sample: sample.title, following.title),
    ]
    for part_of, new in relations:
        texts = []
        for post in posts[: LAST + 2]:
            part, text = part_of(post.sample), str(post.value(path))
            if len(part) < 3 or part not in text:
                break
            texts.append((text.replace(part, "\ue002"), post.sample.day))
        else:
            learned = pattern.learn(texts)
            if not learned.has_free:
                return learned.render(following.day, following.numbers).replace("\ue002", new)
    return None


_CLOCK = Lazy(  # 2021-07-14 22:00:00 -0000
    r"(?P<quote>[\"']?)\d{4}(?P<mark>[-/])(?P<month>\d{1,2})[-/](?P<day>\d{1,2})"
    r"(?:(?P<gap>[Tt ]+)(?P<clock>\d{1,2}:\d\d(?::\d\d)?)(?P<zone>[^\"']*))?(?P=quote)\Z"
)


def _date(written: str, posts: Sequence[_Post], following: Next) -> str | None:
    """Return the date of the next post in the form of the last one.

    A time of the day that the last posts have in common stays, unless another was asked for.
    """
    moment = following.moment
    forms = [
        form
        for post in posts[:LAST]
        if ("date",) in post.scalars and (form := _CLOCK.match(post.written(("date",))))
    ]
    form = _CLOCK.match(written)
    if not form or not forms:
        return frontmatter.encode(moment)
    zone = form["zone"] or ""
    is_usual_zone = all(each["zone"] == zone for each in forms)
    is_usual_clock = all(each["clock"] == form["clock"] for each in forms)
    is_midnight = (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    day: date = following.day
    offset = _offset(zone) if is_usual_zone else None
    if offset and not is_midnight:
        # `+0000` although the site is elsewhere: the same moment, or Jekyll would wait for it.
        moment = moment.astimezone(offset)
        day = moment.date()
    mark = form["mark"]
    is_short = any(len(each["month"]) == 1 or len(each["day"]) == 1 for each in forms)
    if is_short:
        written_day = f"{day.year}{mark}{day.month}{mark}{day.day}"
    else:
        written_day = f"{day:%Y{mark}%m{mark}%d}"
    if not form["clock"]:
        return f"{form['quote']}{written_day}{form['quote']}"
    clock = form["clock"]
    if not (is_usual_clock and is_midnight):
        clock = f"{moment:%H:%M:%S}" if clock.count(":") > 1 else f"{moment:%H:%M}"
    if zone.strip()[:1] in {"+", "-"} and not is_usual_zone:
        hour, minute = (int(part) for part in clock.split(":")[:2])
        of_site = f"{moment.replace(hour=hour, minute=minute):%z}"
        blank = zone[: len(zone) - len(zone.lstrip())]
        zone = blank + (f"{of_site[:3]}:{of_site[3:]}" if ":" in zone else of_site)
    return f"{form['quote']}{written_day}{form['gap']}{clock}{zone}{form['quote']}"


def _offset(zone: str) -> tzinfo | None:
    """Return the zone that an offset such as ` +0100` names; None for what is none."""
    try:
        return datetime.strptime(zone.strip(), "%z").tzinfo
    except ValueError:
        return None
