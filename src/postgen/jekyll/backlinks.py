"""The links of a text to one of the site's own pages, and how each reads once the page has moved.

Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple
from urllib.parse import unquote

from postgen.jekyll.document import Document
from postgen.jekyll.file_names import parse_name
from postgen.markdown import Markdown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.markdown.tree import Block

_TAG = re.compile(r"\{%-?\s*(?P<tag>post_url|link)\s+(?P<name>[^%{}]*?)\s*-?%\}")
"""`{% post_url 2026-11-20-attention %}`, `{% link about.md %}`."""

_SILENT = re.compile(r"\{%-?\s*(raw|comment)\s*-?%\}.*?(?:\{%-?\s*end\1\s*-?%\}|\Z)", re.DOTALL)
"""`{% raw %}…{% endraw %}`, in which no tag runs, and `{% comment %}…{% endcomment %}`."""

_OUTPUT = re.compile(r"\{\{.*?\}\}", re.DOTALL)
"""`{{ '/about/' | relative_url }}`."""

_POST = re.compile(r"/?(?P<folder>(?:.+/)?)(?P<stem>(?P<day>\d+-\d+-\d+)-(?P<slug>.*))\Z")
"""How `post_url` reads a name such as `nlp/2026-11-20-attention` (post_url.rb, PostComparer)."""

_ORIGINAL = re.compile(r"translation_of[ \t]*:[ \t]*[\"']?")
"""`translation_of: /2026/11/20/attention/`, the one key that is known to hold a URL of the site."""

_HREF = re.compile(r"<a\b[^<>]*?\bhref\s*=\s*[\"']?\Z", re.IGNORECASE)
"""`<a class="x" href="`, up to the address."""

_BEFORE = re.compile(r"(?:\]\(|\]:|\A)\s*<?\Z")
"""What is before a link's address: `](` and `](<`, in a definition `]: `, in an autolink `<`."""

_HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1|\Z)", re.DOTALL | re.IGNORECASE
)
_UNSAFE = re.compile(r"[\s()<>\"'\\|{}\x00-\x20]")
"""What would end an address, or be markup, in a link."""

_SITE = r"(?:\{\{-?\s*site\.(?:url|baseurl)\s*-?\}\}){1,2}"
"""`{{ site.baseurl }}`, `{{ site.url }}{{ site.baseurl }}`."""

_NEVER = re.compile(r"(?!)")

Kind = Literal["markdown", "html", "data"]
"""How a text is read; in data, such as YAML, nothing is certain to be a link."""


class Place(NamedTuple):
    """Where a page is: its file, as Jekyll's tags name it, its URL, and a post's day and slug.

    All empty: it is not on the site.
    """

    path: str
    url: str = ""
    day: str = ""
    slug: str = ""

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return self.path.rpartition("/")[2].rpartition(".")[0]


class Backlink(NamedTuple):
    """Part of a text that leads to the page.

    `new` replaces it, or is None where that cannot be known.
    """

    start: int
    end: int
    new: str | None


@dataclass(frozen=True)
class Backlinks:
    """Finds what leads to a page that moves from one place to another.

    `url` and `baseurl` are the site's; `rivals` are the paths of posts that `post_url` could take
    for the page.
    """

    old: Place
    new: Place
    url: str = ""
    baseurl: str = ""
    rivals: tuple[str, ...] = field(default=())

    def find(self, text: str, kind: Kind) -> list[Backlink]:
        """Return the links of a text to the page, in their order."""
        if not any(sign in text for sign in self._signs):
            return []
        silent = [match.span() for match in _SILENT.finditer(text)]
        if kind == "data":
            names = re.finditer(re.escape(self.old.path), text)
            tags = [Backlink(*match.span(), None) for match in names]
        else:
            tags = [link for link in self._tags(text) if not _within(link.start, silent)]
        return sorted([*tags, *self._urls(_Context(text, kind, silent))])

    @cached_property
    def _signs(self) -> set[str]:
        """Return words of which one is in every text that leads to the page.

        Most texts have none, and need not be read further.
        """
        signs = {self.old.stem, f"-{self.old.slug}" if self.old.slug else self.old.stem}
        if not self.old.url:
            return signs
        path = self.old.url.removesuffix("index.html").removesuffix(".html")
        name = path.strip("/").rpartition("/")[2]
        return signs | {name, unquote(name), _lower_hex(name)}

    # Tags

    def _tags(self, text: str) -> Iterator[Backlink]:
        if self.old.path == self.new.path:
            return
        for tag in _TAG.finditer(text):
            start, end = tag.span("name")
            if tag["tag"] == "link":
                if tag["name"] == self.old.path:
                    yield Backlink(start, end, self.new.path or None)
                continue
            name = _POST.match(tag["name"]) if self.old.day else None
            is_named = self._is_named(name) if name else None
            if name and is_named is not None:
                can_follow = is_named and bool(self.new.day)  # `post_url` names posts only
                new = self.new.stem if can_follow else None
                yield Backlink(start + name.start("stem"), end, new)

    def _is_named(self, name: re.Match[str]) -> bool | None:
        """Whether a `post_url` names the post: certainly, perhaps (False), or not at all (None)."""
        if _is_exact(name, self.old.path):
            return not any(_is_exact(name, rival) for rival in self.rivals)
        if name["slug"] == self.old.slug and _iso(name["day"]) == self.old.day:
            return not self.rivals
        return None

    # Addresses

    def _urls(self, context: _Context) -> Iterator[Backlink]:
        if not self.old.url or self.old.url == self.new.url:
            return
        text = context.text
        tokens = {match.start("url"): match for match in self._token.finditer(text)}
        ends = {
            match.start(match.lastindex or 0): match.end() for match in self._loose.finditer(text)
        }
        ends |= {start: match.end("url") for start, match in tokens.items()}
        done = 0
        for start, end in sorted(ends.items()):
            if start < done:
                continue
            done = end
            token = tokens.get(start)
            new = self._new_address(token, context) if token else None
            yield Backlink(start, end, new)

    def _new_address(self, token: re.Match[str], context: _Context) -> str | None:
        if not self.new.url:
            return None
        is_based = bool(token["lead"]) or not self.baseurl
        return self._pairs[token["url"]] if context.is_link(token, is_based=is_based) else None

    @cached_property
    def _pairs(self) -> dict[str, str]:
        """The forms of the old URL that lead to the page, each with that form of the new one.

        Such as `/about.html` and `/about`, `/about/` and `/about/index.html`, and the same decoded.
        """
        old, new = self.old.url, self.new.url
        pairs = {old: new}
        if old.endswith(".html"):
            pairs[old.removesuffix(".html")] = new.removesuffix(".html")
        elif old.endswith("/"):
            has_folder = new.endswith("/")
            pairs[f"{old}index.html"] = f"{new}index.html" if has_folder else new
            if old != "/":
                pairs[old.removesuffix("/")] = new.removesuffix("/")
        else:
            is_bare = not new.endswith((".html", "/"))
            pairs[f"{old}.html"] = f"{new}.html" if is_bare else new
        for old_form, new_form in list(pairs.items()):
            decoded = unquote(new_form)
            pairs.setdefault(unquote(old_form), new_form if _UNSAFE.search(decoded) else decoded)
            pairs.setdefault(_lower_hex(old_form), new_form)
        return pairs

    @cached_property
    def _host(self) -> str:
        """The site's own address as a pattern, with or without its scheme."""
        host = re.sub(r"\Ahttps?:", "", self.url.rstrip("/"))
        if not host:
            return _NEVER.pattern
        return rf"(?:https?:)?{re.escape(host)}{re.escape(self.baseurl)}"

    @cached_property
    def _any_form(self) -> str:
        """All forms of the old URL as a pattern, the longest first."""
        return "|".join(re.escape(each) for each in sorted(self._pairs, key=len, reverse=True))

    @cached_property
    def _token(self) -> re.Pattern[str]:
        """An address that stands alone: what may be before it, the URL, and a query or a fragment.

        Such as `(/about/)`, `"https://example.org/about/#team"`, `{{ site.baseurl }}/about/`.
        """
        base = f"|{re.escape(self.baseurl)}" if self.baseurl else ""
        return re.compile(
            rf"(?<![^\s(<\"'=:,|\[])(?P<lead>{self._host}|{_SITE}{base})?"
            rf"(?P<url>{self._any_form})(?P<tail>[?#][^\s()<>\"']*)?(?=[\s)>\"'|\]]|\Z)"
        )

    @cached_property
    def _loose(self) -> re.Pattern[str]:
        """The address beside anything else, or the end of it as a relative one.

        Such as `../attention.html` and `2026/attention.html`. The address of the front page, `/`,
        is too common to be a sign.
        """
        if self.old.url == "/":
            return _NEVER
        slash = "/" if self.old.url.endswith("/") else ""
        last = self.old.url.rstrip("/").rpartition("/")[2] + slash
        return re.compile(
            rf"(?:(?<![\w~-])|{self._host})({self._any_form})(?![\w/-]|\.\w)"
            rf"|(?<=[(<\"'=])((?:\.{{1,2}}/|[\w~-][\w.~-]*/)*{re.escape(last)})(?=[)>\"'#?])"
        )


class _Context:
    """A text, and where in it an address is certainly a link."""

    def __init__(self, text: str, kind: Kind, silent: list[tuple[int, int]]) -> None:
        self.text = text
        self._kind = kind
        self._silent = silent
        self._document = Document.parse(text)

    def is_link(self, token: re.Match[str], *, is_based: bool) -> bool:
        """Whether an address is certainly the target of a link on the page.

        `is_based` says that the address begins with the site's `baseurl`, if it has one.
        """
        start = token.start()
        if self._kind == "data" or _within(start, self._silent):
            return False
        if start < self._document.body_start:
            line = self.text.rfind("\n", 0, start) + 1
            return _ORIGINAL.fullmatch(self.text, line, start) is not None
        if _within(start, self._outputs):  # {{ "/about/" | relative_url }}
            before = self.text[start - 1 : start]
            after = self.text[token.end() : token.end() + 1]
            return before == after and before in {'"', "'"}
        if not is_based:
            return False
        return self._is_markdown_target(start) or self._is_href(start)

    def _is_markdown_target(self, start: int) -> bool:
        around = (low for low, high in self._links if low <= start < high)
        return any(_BEFORE.search(self.text[low:start]) for low in around)

    def _is_href(self, start: int) -> bool:
        tag = _HREF.search(self.text, max(0, start - 300), start)
        return tag is not None and not _within(tag.start(), self._hidden)

    @cached_property
    def _outputs(self) -> list[tuple[int, int]]:
        """Where Liquid prints something, except the site's own address before another."""
        outputs = _OUTPUT.finditer(self.text)
        return [output.span() for output in outputs if not re.fullmatch(_SITE, output[0])]

    @cached_property
    def _markdown(self) -> Markdown:
        return Markdown(self._document.body if self._kind == "markdown" else "")

    @cached_property
    def _links(self) -> list[tuple[int, int]]:
        """Where the addresses of Markdown's links are: in inline links, definitions, autolinks."""
        offset = self._document.body_start
        definitions = self._markdown.definitions.values()
        links = [(each.start + offset, each.end + offset) for each in definitions]
        for span, view in self._markdown.links():
            if span.kind == "autolink":
                start = span.start
            elif span.kind == "link" and span.form == "inline":
                start = span.inner_end
            else:
                continue
            links.append((view.at(start) + offset, view.end(span.end) + offset))
        return links

    @cached_property
    def _hidden(self) -> list[tuple[int, int]]:
        """What is shown as it is, or not at all: code, comments, formulas, scripts."""
        offset = self._document.body_start
        hidden = [match.span() for match in _HIDDEN.finditer(self.text)]
        for outer in self._markdown.blocks:
            for block in outer.walk():
                for start, end in self._hidden_in(block):
                    hidden.append((start + offset, end + offset))
        return hidden

    def _hidden_in(self, block: Block) -> Iterator[tuple[int, int]]:
        """Yield what is hidden of a block: all of it, or spans of its text.

        Positions are those of the body.
        """
        if block.kind in _SHOWN_AS_IS:
            yield block.start, block.end
        elif block.view:
            for outer in self._markdown.spans(block.view):
                for span in outer.walk():
                    if span.kind in _SHOWN_AS_IS:
                        yield block.view.at(span.start), block.view.end(span.end)


_SHOWN_AS_IS = {"code", "comment", "math"}
"""The kinds of blocks and spans in which no link is one."""


def _is_exact(name: re.Match[str], path: str) -> bool:
    """Whether the name in a `post_url` is that of a file in full (post_url.rb, PostComparer)."""
    folder, stem = name["folder"], name["stem"]
    for start in (f"_posts/{folder}{stem}.", f"{folder}_posts/{stem}.", f"{folder}_posts{stem}."):
        ending = path[len(start) :]
        if path.startswith(start) and ending and not ending.startswith("."):
            return True
    return False


def _within(position: int, ranges: list[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in ranges)


def _lower_hex(url: str) -> str:
    """Return a URL with its percent-encoding in lower case: `%c3%a9` for `%C3%A9`."""
    return re.sub(r"%[0-9A-F]{2}", lambda match: match[0].lower(), url)


def _iso(day: str) -> str:
    """Return the day of a post's name as `YYYY-MM-DD`: `2026-11-02` for `2026-11-2`.

    "" for what is not a day.
    """
    name = parse_name(f"{day}-x.md")
    return name.day.isoformat() if name else ""
