"""Where a text leads to one of the site's own pages, and how it leads to that page's new place. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from postgen.jekyll.document import Document
from postgen.jekyll.rules import parse_name
from postgen.markdown import Markdown

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAG = re.compile(r"\{%-?\s*(?P<tag>post_url|link)\s+(?P<name>[^%{}]*?)\s*-?%\}")
_SILENT = re.compile(r"\{%-?\s*(raw|comment)\s*-?%\}.*?(?:\{%-?\s*end\1\s*-?%\}|\Z)", re.DOTALL)
_OUTPUT = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_POST = re.compile(r"/?(?P<folder>(?:.+/)?)(?P<stem>(?P<day>\d+-\d+-\d+)-(?P<slug>.*))\Z")
"""How `post_url` reads a name (post_url.rb, PostComparer)."""

_ORIGINAL = re.compile(r"translation_of[ \t]*:[ \t]*[\"']?")
_HREF = re.compile(r"<a\b[^<>]*?\bhref\s*=\s*[\"']?\Z", re.IGNORECASE)
_BEFORE = re.compile(r"(?:\]\(|\]:|\A)\s*<?\Z")
_HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1|\Z)", re.DOTALL | re.IGNORECASE
)
_UNSAFE = re.compile(r"[\s()<>\"'\\|{}\x00-\x20]")
_SITE = r"(?:\{\{-?\s*site\.(?:url|baseurl)\s*-?\}\}){1,2}"


class Place(NamedTuple):
    """Where a page is: its file, as Jekyll's tags name it, and its URL; a post's day and slug, too. Empty: nowhere."""

    path: str
    url: str = ""
    day: str = ""
    slug: str = ""

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return self.path.rpartition("/")[2].rpartition(".")[0]


class Backlink(NamedTuple):
    """A place in a text that leads to the page; `new` is what will stand there, None where that cannot be known."""

    start: int
    end: int
    new: str | None


@dataclass(frozen=True)
class Backlinks:
    """Finds what leads to a page that goes from one place to another.

    `url` and `baseurl` are the site's; `rivals` are the paths of posts that `post_url` could take for the page.
    """

    old: Place
    new: Place
    url: str = ""
    baseurl: str = ""
    rivals: tuple[str, ...] = field(default=())

    def find(self, text: str, kind: str) -> list[Backlink]:
        """Give the places in a text, in their order; `kind` is markdown, html, or data, where nothing is certain."""
        if not any(word in text for word in self._words):
            return []
        silent = [found.span() for found in _SILENT.finditer(text)]
        if kind == "data":
            tags = [
                Backlink(*found.span(), None)
                for found in re.finditer(re.escape(self.old.path), text)
            ]
        else:
            tags = [lead for lead in self._tags(text) if not _within(lead.start, silent)]
        return sorted([*tags, *self._urls(_Reading(text, kind, silent))])

    @cached_property
    def _words(self) -> set[str]:
        """One of these is in every text that leads to the page: what is read no further is the most."""
        core = (
            self.old.url.removesuffix("index.html")
            .removesuffix(".html")
            .strip("/")
            .rpartition("/")[2]
        )
        words = {self.old.stem, f"-{self.old.slug}" if self.old.slug else self.old.stem}
        return words | ({core, unquote(core), _lower_hex(core)} if self.old.url else set())

    # Tags

    def _tags(self, text: str) -> Iterator[Backlink]:
        if self.old.path == self.new.path:
            return
        for found in _TAG.finditer(text):
            start, end = found.span("name")
            if found["tag"] == "link":
                if found["name"] == self.old.path:
                    yield Backlink(start, end, self.new.path or None)
            elif (
                self.old.day
                and (name := _POST.match(found["name"]))
                and (sure := self._is_named(name)) is not None
            ):
                is_post = bool(self.new.day)
                yield Backlink(
                    start + name.start("stem"), end, self.new.stem if sure and is_post else None
                )

    def _is_named(self, name: re.Match[str]) -> bool | None:
        """Say whether a `post_url` names the post: for sure, perhaps, or (None) not at all."""
        if _is_exact(name, self.old.path):
            return not any(_is_exact(name, rival) for rival in self.rivals)
        if name["slug"] == self.old.slug and _iso(name["day"]) == self.old.day:
            return not self.rivals
        return None

    # Addresses

    def _urls(self, reading: _Reading) -> Iterator[Backlink]:
        if not self.old.url or self.old.url == self.new.url:
            return
        text, done = reading.text, 0
        tokens = {found.start("url"): found for found in self._token.finditer(text)}
        places = {
            found.start(found.lastindex or 0): found.end() for found in self._loose.finditer(text)
        }
        places |= {start: found.end("url") for start, found in tokens.items()}
        for start, end in sorted(places.items()):
            if start < done:
                continue
            done = end
            token = tokens.get(start)
            sure = (
                token
                and self.new.url
                and reading.is_certain(token, based=bool(token["lead"]) or not self.baseurl)
            )
            yield Backlink(start, end, self._pairs[token["url"]] if token and sure else None)

    @cached_property
    def _pairs(self) -> dict[str, str]:
        """The spellings of the old URL that lead there, each with that of the new one."""
        old, new = self.old.url, self.new.url
        pairs = {old: new}
        if old.endswith(".html"):
            pairs[old.removesuffix(".html")] = new.removesuffix(".html")
        elif old.endswith("/"):
            pairs[f"{old}index.html"] = f"{new}index.html" if new.endswith("/") else new
            if old != "/":
                pairs[old.removesuffix("/")] = new.removesuffix("/")
        else:
            pairs[f"{old}.html"] = f"{new}.html" if not new.endswith((".html", "/")) else new
        for each, other in list(pairs.items()):
            plain = unquote(other)
            pairs.setdefault(unquote(each), other if _UNSAFE.search(plain) else plain)
            pairs.setdefault(_lower_hex(each), other)
        return pairs

    @cached_property
    def _host(self) -> str:
        host = re.sub(r"\Ahttps?:", "", self.url.rstrip("/"))
        return rf"(?:https?:)?{re.escape(host)}{re.escape(self.baseurl)}" if host else r"(?!)"

    @cached_property
    def _spelled(self) -> str:
        return "|".join(re.escape(each) for each in sorted(self._pairs, key=len, reverse=True))

    @cached_property
    def _token(self) -> re.Pattern[str]:
        """An address that stands alone: what may be before it, the URL, and a query or a fragment."""
        base = f"|{re.escape(self.baseurl)}" if self.baseurl else ""
        return re.compile(
            rf"(?<![^\s(<\"'=:,|\[])(?P<lead>{self._host}|{_SITE}{base})?"
            rf"(?P<url>{self._spelled})(?P<tail>[?#][^\s()<>\"']*)?(?=[\s)>\"'|\]]|\Z)"
        )

    @cached_property
    def _loose(self) -> re.Pattern[str]:
        """The address in any other company, or the end of it as a relative one; that of the front page is no sign."""
        if self.old.url == "/":
            return re.compile(r"(?!)")
        last = self.old.url.rstrip("/").rpartition("/")[2] + (
            "/" if self.old.url.endswith("/") else ""
        )
        return re.compile(
            rf"(?:(?<![\w~-])|{self._host})({self._spelled})(?![\w/-]|\.\w)"
            rf"|(?<=[(<\"'=])((?:\.{{1,2}}/|[\w~-][\w.~-]*/)*{re.escape(last)})(?=[)>\"'#?])"
        )


class _Reading:
    """A text, and where in it an address is for certain a link."""

    def __init__(self, text: str, kind: str, silent: list[tuple[int, int]]) -> None:
        self.text = text
        self._kind = kind
        self._silent = silent
        self._document = Document.parse(text)

    def is_certain(self, token: re.Match[str], *, based: bool) -> bool:
        """Say whether an address is the target of a link that is one on the page."""
        start = token.start()
        if self._kind == "data" or _within(start, self._silent):
            return False
        if start < self._document.body_start:
            return (
                _ORIGINAL.fullmatch(self.text, self.text.rfind("\n", 0, start) + 1, start)
                is not None
            )
        before, after = self.text[start - 1 : start], self.text[token.end() : token.end() + 1]
        if _within(start, self._outputs):
            return before == after and before in {'"', "'"}
        if not based:
            return False
        if any(
            low <= start < high and _BEFORE.search(self.text[low:start])
            for low, high in self._links
        ):
            return True
        found = _HREF.search(self.text, max(0, start - 300), start)
        return found is not None and not _within(found.start(), self._hidden)

    @cached_property
    def _outputs(self) -> list[tuple[int, int]]:
        """What Liquid prints, but for the site's own address before another."""
        return [
            each.span() for each in _OUTPUT.finditer(self.text) if not re.fullmatch(_SITE, each[0])
        ]

    @cached_property
    def _markdown(self) -> Markdown:
        return Markdown(self._document.body if self._kind == "markdown" else "")

    @cached_property
    def _links(self) -> list[tuple[int, int]]:
        """Where Markdown's links have their addresses: behind their words, in definitions, as themselves."""
        markdown, offset = self._markdown, self._document.body_start
        found = [(each.start + offset, each.end + offset) for each in markdown.definitions.values()]
        for span, view in markdown.links():
            if span.kind == "autolink" or (span.kind == "link" and span.form == "inline"):
                start = span.start if span.kind == "autolink" else span.inner_end
                found.append((view.at(start) + offset, view.end(span.end) + offset))
        return found

    @cached_property
    def _hidden(self) -> list[tuple[int, int]]:
        """What is shown as it is, or not at all: code, comments, formulas, scripts."""
        markdown, offset = self._markdown, self._document.body_start
        found = [each.span() for each in _HIDDEN.finditer(self.text)]
        for block in (each for outer in markdown.blocks for each in outer.walk()):
            if block.kind in {"code", "comment", "math"}:
                found.append((block.start + offset, block.end + offset))
            elif block.view:
                view = block.view
                found += [
                    (view.at(each.start) + offset, view.end(each.end) + offset)
                    for span in markdown.spans(view)
                    for each in span.walk()
                    if each.kind in {"code", "comment", "math"}
                ]
        return found


def _is_exact(name: re.Match[str], path: str) -> bool:
    """Say whether a file is the one that a name spells in full."""
    folder, stem = name["folder"], name["stem"]
    starts = f"_posts/{folder}{stem}.", f"{folder}_posts/{stem}.", f"{folder}_posts{stem}."
    return any(
        path.startswith(start) and path[len(start) : len(start) + 1] not in {"", "."}
        for start in starts
    )


def _within(place: int, ranges: list[tuple[int, int]]) -> bool:
    return any(low <= place < high for low, high in ranges)


def _lower_hex(url: str) -> str:
    return re.sub(r"%[0-9A-F]{2}", lambda found: found[0].lower(), url)


def _iso(day: str) -> str:
    """Spell the day of a name as `YYYY-MM-DD`; "" for what is no day."""
    named = parse_name(f"{day}-x.md")
    return named.day.isoformat() if named else ""
