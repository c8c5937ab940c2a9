"""What a site's posts of one link are like: the key of the link, the title, the parts of the body.

Such a post has a key in its front matter that leads to another site: `link: https://example.org/`.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from postgen.habits import post
from postgen.jekyll.categories import categories_of, tags_of
from postgen.jekyll.slugs import slugify
from postgen.markdown import Markdown, escape
from postgen.urls.bare import is_web_address
from postgen.urls.link_keys import NAMES, VIA, name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from postgen.habits.post import PostHabits

LAST = 5
"""So many of the last posts of a link are looked at."""

KEY = "link"
"""The key of the link where no earlier post has one."""

_AUTHOR = ("linkauthor", "sourceauthor", "linkedauthor", "externalauthor", "by")
_SETTLED = {"layout", "author", "lang", "type", "kind", "format"}
"""Keys of which one post is enough to follow."""

_WORDS = {
    *("link", "links", "linked", "linklog", "linkblog", "bookmark", "bookmarks", "elsewhere"),
    *("lien", "liens", "enlace", "enlaces", "ссылка", "ссылки", "رابط", "روابط", "लिंक"),
    *("链接", "鏈接", "連結", "リンク", "링크"),
}
"""Categories and tags of which one post is enough to follow."""

Kind = Literal["link", "quote", "by", "note", "via", "fixed"]

URL, TITLE, HOST = "\x01", "\x02", "\x03"
"""What stands for the address, the title and the host in what earlier posts write."""

_MARK = re.compile(r"(?:—|–|―|--+|~|<cite>)[ \t]*")
_VIA_LINE = re.compile(
    r"(?P<before>\W*(?:\(?via|hat tip|h/t|found (?:via|at|on|through))\b[:\s]*(?:to )?)"
    r"(?P<what>.*\]\([^()\s]*\)|.*?)(?P<behind>[\s.)*_]*)\Z",
    re.IGNORECASE | re.DOTALL,
)
OF_PAGE = re.compile(r"\bpage\.[\w-]*(?:link|url|source)[\w-]*")
_ONE_TITLE = re.compile(r"(?:link(?:ed)?(?: post)?:|[→↗∞🔗»★]+)\s+", re.IGNORECASE)
_BEGIN = re.compile(r".*[^\w\s'\"“”‘’(][ \t]*")  # `Link: `, `→ `
_END = re.compile(r"[ \t]*[(\[]?[^\w\s'\"“”‘’()?!.…].*")  # ` →`, ` (example.org)`
_OWN_WORDS = re.compile(rf"\[[^\[\]]+\]\({URL}\)")
_MOST_WORDS = 4
"""A line of the link with more words of its own is prose, unless two posts have it."""


class Sample(NamedTuple):
    """An earlier post of a link: its front matter and the values in it, its body, its name."""

    front: str
    values: Mapping[str, Any]
    body: str
    slug: str


class Part(NamedTuple):
    """A part of a body: what it is, and the words that all posts have there."""

    kind: Kind
    text: str = ""


class LinkHabits(NamedTuple):
    """What the last posts of a link are like.

    `key`, `via_key` and `author_key` are the keys of the link, of where it was found and of who
    wrote it, "" for none. `before` and `behind` surround a title, `slug_before` begins a name.
    `shows_link` says whether the body leads to the link, too, and `shows_it_once` whether a
    quotation that does has no other line with it.
    """

    key: str = KEY
    via_key: str = "via"
    author_key: str = "link_author"
    before: str = ""
    behind: str = ""
    slug_before: str = ""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    shows_link: bool = True
    shows_it_once: bool = True
    front: PostHabits | None = None


DEFAULT = LinkHabits(parts=(Part("quote", f"— {URL}"), Part("note"), Part("via", "Via \x01.")))
"""A post where there are no earlier ones."""


def key_in(values: Mapping[str, Any]) -> str:
    """Return the key of a front matter that leads to another site; "" for none."""
    named = {name_of(key): key for key, value in values.items() if is_url(value)}
    return next((named[name] for name in NAMES if name in named), "")


def is_url(value: object) -> bool:
    """Whether a value of a front matter is a web address."""
    return isinstance(value, str) and is_web_address(value.strip())


def chosen_key(keys: Iterable[str]) -> str:
    """Return which of the keys of posts is that of link posts; "" for none.

    `source` alone says no more than where something comes from, unless three posts have it.
    """
    counts = Counter(keys)
    likely = [key for key, count in counts.most_common() if name_of(key) != "source" or count > 2]
    return likely[0] if likely else ""


def learn(samples: Sequence[Sample], key: str) -> LinkHabits:
    """Learn from the last posts of a link, the newest first; there is at least one."""
    titles = [_generalised(str(each.values.get("title", "")), each, key) for each in samples]
    before, behind = _around(titles)
    via_key, author_key = _key_of(samples, VIA), _key_of(samples, _AUTHOR)
    parts = _parts(samples, key)
    if not author_key and not any(part.kind == "by" for part in parts):
        parts = tuple(_with_author(part) for part in parts)
    if not via_key and not any(part.kind == "via" for part in parts):
        via_key, parts = DEFAULT.via_key, (*parts, DEFAULT.parts[-1])
    return LinkHabits(
        key,
        via_key,
        author_key or DEFAULT.author_key,
        before,
        behind,
        _slug_before(samples, titles, before, behind),
        _shared([categories_of(each.values) for each in samples]),
        _shared([tags_of(each.values) for each in samples]),
        parts,
        any(_leads_to_link(each, key) for each in samples),
        not any(_shows_it_twice(each, key) for each in samples),
        _front(samples, {key, via_key, author_key}),
    )


def _with_author(part: Part) -> Part:
    """Return a part; a quotation where no post has named an author yet may have one below it."""
    return part._replace(text="— ") if part == Part("quote") else part


def _key_of(samples: Sequence[Sample], names: tuple[str, ...]) -> str:
    keys = (key for each in samples for key in each.values)
    return next((key for key in keys if name_of(key) in names), "")


def _shared(terms: Sequence[list[str]]) -> tuple[str, ...]:
    """Return the categories or tags that all posts have; of a single one those that say `link`."""
    if len(terms) == 1:
        return tuple(term for term in terms[0] if term.casefold() in _WORDS)
    return tuple(term for term in terms[0] if all(term in other for other in terms))


def _front(samples: Sequence[Sample], own: set[str]) -> PostHabits | None:
    """Return what the front matters have in common; of one or two posts only what is settled."""
    texts = [f"---\n{each.front}---\n" for each in samples]
    learned = post.learn((texts * post.LAST)[: max(len(texts), post.LAST)])
    if learned is None:
        return None
    is_few = len(texts) < post.LAST
    constants = {
        key: value
        for key, value in learned.constants.items()
        if key not in own and (not is_few or key in _SETTLED or isinstance(value, bool))
    }
    missing = {key: each for key, each in learned.missing.items() if key not in own and not is_few}
    written = {key: text for key, text in learned.written.items() if key in {*constants, *missing}}
    return learned._replace(constants=constants, missing=missing, written=written)


# Titles


def _generalised(text: str, sample: Sample, key: str) -> str:
    """Return a text with signs for the link's address, its title and its host."""
    url = str(sample.values.get(key, "")).strip()
    for written in (escape.address(url), url):
        text = text.replace(written, URL)
    host = host_of(url)
    return text.replace(host, HOST) if host else text


def host_of(url: str) -> str:
    """Return the host of an address without `www.`."""
    return url.partition("://")[2].partition("/")[0].lower().removeprefix("www.")


def _around(titles: Sequence[str]) -> tuple[str, str]:
    """Return what all titles begin and end with: `Link: `, ` (example.org)`."""
    if len(titles) == 1:
        begin = _ONE_TITLE.match(titles[0])
        return begin[0] if begin else "", ""
    begin = _BEGIN.match(_common(titles))
    before = begin[0] if begin else ""
    rests = [title[len(before) :] for title in titles]
    end = _END.search(_common([rest[::-1] for rest in rests])[::-1])
    behind = end[0] if end else ""
    is_whole = any(len(title) <= len(before) + len(behind) for title in titles)
    return ("", "") if is_whole else (before, behind)


def _common(texts: Sequence[str]) -> str:
    first, last = min(texts), max(texts)
    for place, character in enumerate(first):
        if place >= len(last) or last[place] != character:
            return first[:place]
    return first


def _slug_before(samples: Sequence[Sample], titles: Sequence[str], before: str, behind: str) -> str:
    """Return what all names begin with before the words of the title: `link-`."""
    found = set()
    for sample, title in zip(samples, titles, strict=True):
        core = slugify(title[len(before) : len(title) - len(behind)])
        found.add(sample.slug.removesuffix(core) if core and sample.slug.endswith(core) else "")
    (own,) = found if len(found) == 1 else ("",)
    return own if own.endswith("-") else ""


# Bodies


def _parts(samples: Sequence[Sample], key: str) -> tuple[Part, ...]:
    """Return the parts of a body in the order of the newest post, with those of the others."""
    found = [_parts_of(each, key) for each in samples]
    if len(found) > 1:
        counts = Counter(part for parts in found for part in set(parts))
        found = [[_without_words(part, counts[part]) for part in parts] for parts in found]
    counts = Counter(part for parts in found for part in set(parts))
    every = [[_without_prose(part, counts[part]) for part in parts] for parts in found]
    merged: list[Part] = []
    for parts in every:
        before = 0
        for part in parts:
            kinds = [each.kind for each in merged]
            if part.kind == "fixed" and not _is_shared(part, counts[part], len(samples)):
                continue
            if part in merged:
                before = merged.index(part) + 1
            elif part.kind != "fixed" and part.kind in kinds:
                before = kinds.index(part.kind) + 1
            else:
                merged.insert(before, part)
                before += 1
    return tuple(merged)


def _is_shared(part: Part, count: int, posts: int) -> bool:
    """Whether all posts have a part; of a single one, whether nothing in it is that post's own."""
    return count == posts and (posts > 1 or not set(part.text) & set("\"'"))


def _without_words(part: Part, count: int) -> Part:
    """Return a part; the words of a link that no other post has are those of a title."""
    if part.kind != "link" or count > 1:
        return part
    return part._replace(text=_OWN_WORDS.sub(f"[{TITLE}]({URL})", part.text))


def _without_prose(part: Part, count: int) -> Part:
    """Return a part; a link in a sentence that no other post has is part of the note."""
    is_prose = part.kind == "link" and count < 2 and _is_prose(part.text)
    return Part("note") if is_prose else part


def _is_prose(text: str) -> bool:
    words = re.sub(r"[\x01-\x03]|\{\{.*?\}\}|<[^>]*>", " ", text)
    return len(re.findall(r"[^\W_]+", words)) > _MOST_WORDS


def _parts_of(sample: Sample, key: str) -> list[Part]:
    parts: list[Part] = []
    for kind, text in _pieces(sample.body):
        part = _part(kind, text, sample, key, parts[-1].kind if parts else "")
        if part.kind != "note" or part not in parts:
            parts.append(part)
    return parts


def _pieces(body: str) -> Iterator[tuple[str, str]]:
    """Yield the blocks of a body, each with its kind; "" for tags of Liquid between them."""
    end = 0
    for block in Markdown(body).blocks:
        between = body[end : block.start].strip()
        if between:
            yield "", between
        end = block.end
        text = body[block.start : end].strip()
        if text and block.kind not in {"blank", "ial", "definition"}:
            yield block.kind, text
    if body[end:].strip():
        yield "", body[end:].strip()


def _part(kind: str, text: str, sample: Sample, key: str, above: str) -> Part:
    general = text
    title = str(sample.values.get("title", ""))
    for written in filter(None, (escape.inline(title), title)):
        general = general.replace(f"[{written}]", f"[{TITLE}]")
    general = _generalised(general, sample, key)
    if kind == "quote" or text.startswith("<blockquote"):
        return Part("quote", _attribution(general))
    via = _VIA_LINE.match(general)
    if via and len(text) < 400:
        return Part("via", f"{via['before']}{URL}{via['behind']}")
    mark = _MARK.match(general)
    if above == "quote" and mark:
        return Part("by", _with_mark(mark[0], general))
    if URL in general or OF_PAGE.search(general):
        return Part("link", general)
    is_furniture = kind in {"", "comment", "rule"} or text.startswith(("{%", "{{"))
    return Part("fixed", text) if is_furniture else Part("note")


def _attribution(quote: str) -> str:
    """Return the mark of the line that says whose words are quoted; with the link, if it has it."""
    lines = [re.sub(r"^[ \t]*>[ \t]?", "", line).strip() for line in quote.splitlines()]
    last = next((line for line in reversed(lines) if line not in {"", "</blockquote>"}), "")
    mark = _MARK.match(last)
    return _with_mark(mark[0], last) if mark and len(lines) > 1 else ""


def _with_mark(mark: str, line: str) -> str:
    return mark + (URL if URL in line else "")


def _leads_to_link(sample: Sample, key: str) -> bool:
    general = _generalised(sample.body, sample, key)
    return URL in general or bool(OF_PAGE.search(general))


def _shows_it_twice(sample: Sample, key: str) -> bool:
    parts = _parts_of(sample, key)
    has_line = any(part.kind == "link" for part in parts)
    return has_line and any(part.kind == "quote" and URL in part.text for part in parts)
