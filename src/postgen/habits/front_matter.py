"""The next front matter, made of the last ones: the newest, with what changes from post to post.

What is equal in the last three stays as it is written; a value that follows the number, the date,
the title or the file's name follows them; what nobody can know is `TK`.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.habits import pattern
from postgen.habits.model import KEEP
from postgen.habits.yaml_style import write_like
from postgen.jekyll import frontmatter
from postgen.jekyll.categories import words_of
from postgen.jekyll.dates import reformat
from postgen.text.edits import Edit, apply

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

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
        lines[key] = _line(key, owner, known, following, unknown)
    return Learned("".join(lines[key] for key in _in_order(keys, posts)), tuple(unknown))


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
    if key in _TERMS and not _are_equal(values[:LAST]):
        return _terms_line(key, owner, values[:LAST], line)
    if isinstance(values[0], list) and not _are_equal(values[:LAST]):
        is_alike = all(isinstance(each, list) and len(each) == len(values[0]) for each in values)
        if not is_alike:
            return _terms_line(key, owner, values[:LAST], line)
    edits = []
    for path, (first, last) in owner.scalars.items():
        if path[0] != key:
            continue
        new = _value(path, owner, posts, following, unknown)
        if new is not None:
            edits.append(Edit(first - start, last - start, new))
    return apply(line, edits)


def _are_equal(values: Sequence[Any]) -> bool:
    return all(repr(value) == repr(values[0]) for value in values)


def _terms_line(key: str, owner: _Post, values: Sequence[Any], line: str) -> str:
    """Return a list of terms with those that all the last posts have."""
    lists = [words_of(value) if key in _TERMS else list(value or []) for value in values]
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
    if path == ("title",):
        return write_like(following.title, written)
    if path == ("lang",) and following.lang:
        return write_like(following.lang, written)
    if path[0] in _DATED and len(path) == 1:
        return _date(written, owner, posts, following)
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
    learned = pattern.learn(texts, following.lang)
    is_chance = len(texts) == 1 and learned.last_number not in {None, *following.numbers}
    if is_chance:
        return None
    if not learned.has_free:
        return learned.render(following.day, following.numbers)
    if _are_equal([post.value(path) for post in known[:LAST]]):
        return None
    found = _related(path, known, following)
    if found is None:
        found = _usual([text for text, _ in texts])
    if found is not None:
        return found
    unknown.append(".".join(map(str, path)))
    return KEEP if learned.is_all_free else learned.render(following.day, following.numbers)


def _text_of(post: _Post, path: tuple[str | int, ...]) -> str:
    """Return a value as text; of a date, as it is written."""
    value = post.value(path)
    return post.written(path) if isinstance(value, date) else str(value)


def _like(text: str, old: Any, written: str) -> str:
    """Write a text as a value of the type of an old one."""
    if isinstance(old, int) and text.isdecimal():
        return text
    if isinstance(old, date):
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


def _date(written: str, owner: _Post, posts: Sequence[_Post], following: Next) -> str | None:
    """Return the date of the next post in the form of the last one."""
    moment = following.moment
    texts = [post.written(("date",)) for post in posts[:LAST] if ("date",) in post.scalars]
    clocks = [text.partition(":")[0][-2:] + ":" + text.partition(":")[2] for text in texts]
    day_end = 11 if written[:1] in {"'", '"'} else 10
    has_clock = ":" in written
    is_usual_clock = has_clock and len(set(clocks)) == 1
    is_midnight = (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    if not has_clock or (is_usual_clock and is_midnight):
        shape = pattern.learn([(written[:day_end], owner.sample.day)])
        quote = written[:1] if written[:1] in {"'", '"'} else ""
        mark = "/" if "/" in written[:day_end] else "-"
        day = f"{following.day:%Y{mark}%m{mark}%d}"
        rest = written[len(quote) + 10 :] if shape else ""
        return f"{quote}{day}{rest}"
    old = owner.value(("date",))
    if isinstance(old, datetime):
        aware = old if old.tzinfo else old.replace(tzinfo=moment.tzinfo)
        return reformat(written, aware, moment, moment.tzinfo) or frontmatter.encode(moment)
    return _moment_like(written, moment)


def _moment_like(written: str, moment: datetime) -> str:
    """Write a moment like `2021-07-14 22:00:00 +0100`, which PyYAML takes for text."""
    quote = written[:1] if written[:1] in {"'", '"'} else ""
    clock = f"{moment:%H:%M:%S}" if written.count(":") > 1 else f"{moment:%H:%M}"
    has_offset = written.rstrip("'\"")[-5:-4] in {"+", "-"}
    offset = f" {moment:%z}" if has_offset else ""
    return f"{quote}{moment:%Y-%m-%d} {clock}{offset}{quote}"
