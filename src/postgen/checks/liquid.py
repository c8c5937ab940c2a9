"""Liquid at which Jekyll stops, and braces of which nothing is left on the page."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from postgen.checks.check import Check
from postgen.jekyll import liquid_syntax
from postgen.model import Finding
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject
    from postgen.jekyll.liquid_syntax import Parsed, Piece

FAILS = "LQ01"
UNKNOWN = "LQ02"
VANISHES = "LQ03"

TAGS_OF_PLUGINS = {
    "github-pages": "gist seo feed_meta avatar github_edit_link",
    "jekyll-avatar": "avatar",
    "jekyll-feed": "feed_meta",
    "jekyll-gist": "gist",
    "jekyll-github-metadata": "github_edit_link",
    "jekyll-include-cache": "include_cached",
    "jekyll-last-modified-at": "last_modified_at",
    "jekyll-seo-tag": "seo",
    "jekyll-toc": "toc",
    "jekyll-twitter-plugin": "twitter",
}
"""The tags of plugins, whose output is theirs."""

_WITHOUT_TAGS = frozenset(
    "jemoji jekyll-archives jekyll-coffeescript jekyll-commonmark jekyll-commonmark-ghpages "
    "jekyll-compose jekyll-default-layout jekyll-mentions jekyll-optional-front-matter "
    "jekyll-paginate jekyll-paginate-v2 jekyll-readme-index jekyll-redirect-from "
    "jekyll-relative-links jekyll-remote-theme jekyll-sass-converter jekyll-sitemap "
    "jekyll-titles-from-headings jekyll-watch kramdown kramdown-parser-gfm rouge webrick tzinfo "
    "tzinfo-data wdm http_parser.rb".split()
)
"""Plugins that have no tags."""

_ON_GITHUB = frozenset({"gist", "github_edit_link"})
"""The tags of plugins that GitHub Pages loads for every site."""
_OF_LIQUID_5 = frozenset({"echo", "liquid", "render", "doc", "inline_comment"})

_VARIABLES = frozenset(
    "site page layout content paginator jekyll theme include forloop tablerowloop "
    "highlighter_prefix highlighter_suffix assets nil null true false blank empty".split()
)
"""What has a value on a page, or is a value itself."""

_SETS = Lazy(r"([\w-]+)")
_NAME = Lazy(r"\[|[\w-]+\??")
_LITERAL = Lazy(r"[\"']|-?\d[\d.]*\Z|\(\S+\.\.\S+\)\Z")
_FILTER = Lazy(r"\|\s*(\w*)")
_LEAVES_NOTHING = frozenset(
    "capitalize downcase upcase escape escape_once strip lstrip rstrip strip_html strip_newlines "
    "newline_to_br truncate truncatewords url_encode date date_to_string date_to_long_string "
    "slugify first last".split()
)
"""Filters that make nothing of nothing."""


@lru_cache(1)
def parsed(subject: Subject) -> Parsed:
    """Return the Liquid of a body; none where the front matter says that it is not rendered."""
    switch = subject.front.at("render_with_liquid")
    is_rendered = switch is None or switch.text.lower() != "false"
    if is_rendered and subject.file is not None:
        is_rendered = subject.file.front.get("render_with_liquid") is not False
    return liquid_syntax.parse(subject.document.body if is_rendered else "")


def _strange_tags(found: Parsed) -> list[Piece]:
    """Return the tags that may set variables, or have their own grammar inside."""
    known = {name for names in TAGS_OF_PLUGINS.values() for name in names.split()}
    return [each for each in found.unknown if each.name not in known]


# What Jekyll stops at


def find_failing(subject: Subject) -> Iterator[Finding]:
    """Find the first tag that Liquid refuses."""
    found = parsed(subject)
    if not found.problem or _strange_tags(found):
        return
    written = subject.document.body[found.start : found.end].partition("\n")[0][:60]
    message = f"Jekyll stops at `{written}`: {found.problem}."
    yield _at(subject, FAILS, found.start, found.end, message)


def find_unknown(subject: Subject) -> Iterator[Finding]:
    """Find tags that neither Jekyll nor a plugin of the site has."""
    gems = subject.site.gems if subject.site else None
    if gems is None or not gems <= TAGS_OF_PLUGINS.keys() | _WITHOUT_TAGS:
        return
    known = {name for gem in gems for name in TAGS_OF_PLUGINS.get(gem, "").split()}
    for tag in parsed(subject).unknown:
        if tag.name not in known | _OF_LIQUID_5 | _ON_GITHUB:
            message = f"Jekyll stops at `{tag.name}`: no plugin of this site has such a tag."
            yield _at(subject, UNKNOWN, tag.start, tag.end, message)
            return


# What is not on the page


def find_vanishing(subject: Subject) -> Iterator[Finding]:
    """Find `{{ user.name }}` where nothing has the name: the page shows nothing there."""
    found = parsed(subject)
    if found.problem or _strange_tags(found):
        return
    names = set(_VARIABLES)
    for piece in found.pieces:
        if piece.name in {"assign", "capture", "for", "tablerow", "increment", "decrement"}:
            name = _SETS.search(piece.words)
            names.add(name[1] if name else "")
        elif piece.name.startswith("include"):  # it may set any variable
            return
        elif not piece.name and _is_nothing(piece.words, names):
            body = subject.document.body
            if _is_base(body, piece):
                continue
            written = body[piece.start : piece.end]
            shown = " ".join(written.split())[:60]
            message = f"`{shown}` is Liquid without a value: nothing of it is on the page."
            yield _at(subject, VANISHES, piece.start, piece.end, message)


def _is_base(body: str, piece: Piece) -> bool:
    """Whether an output begins an address, which leads to the site without it: `{{ base }}/a`."""
    is_start = body.endswith(("](", '"', "'", "=", "]: ", "]:", "<"), 0, piece.start)
    return is_start and body.startswith(("/", "{{", "#"), piece.end)


def _is_nothing(words: str, names: set[str]) -> bool:
    """Whether an output has no value: its variable is none of the names."""
    value = liquid_syntax.FRAGMENT.search(words)
    if value is None:
        return True
    if _LITERAL.match(value[0]):
        return False
    name = _NAME.search(value[0])
    if name and (name[0] == "[" or name[0] in names):
        return False
    filters = _FILTER.finditer(words, value.end())
    return all(each[1] in _LEAVES_NOTHING for each in filters)


def _at(subject: Subject, code: str, start: int, end: int, message: str) -> Finding:
    offset = subject.document.body_start
    return Finding(code, start + offset, end + offset, message)


CHECKS = (
    Check(
        code=FAILS,
        name="Liquid that fails",
        summary="A tag of Liquid is not closed, closes nothing, or cannot be read.",
        why="""Jekyll runs Liquid over the whole text, code too, before it looks for Markdown. It
stops at what it cannot read, and builds nothing of the site.""",
        bad="A boat.\n\n{% if page.lang %}\nA train.\n",
        good="A boat.\n\n{% if page.lang %}\nA train.\n{% endif %}\n",
        find=find_failing,
        part="text",
    ),
    Check(
        code=UNKNOWN,
        name="unknown tag of Liquid",
        summary="Neither Jekyll nor a plugin of the site has a tag.",
        why="""Jekyll stops at it, and builds nothing. Where the site has plugins whose tags are not
known, or a theme that brings some, nothing is said.""",
        bad="{% extends 'base.html' %}\n",
        good="{% raw %}{% extends 'base.html' %}{% endraw %}\n",
        find=find_unknown,
        part="text",
        needs="site",
    ),
    Check(
        code=VANISHES,
        name="braces that vanish",
        summary="Text in two braces is Liquid without a value, and is not on the page.",
        why="""Jekyll takes `{{ user.name }}` for a variable, in code too. Nothing has that name, so
it puts nothing there, and says nothing. Between `{% raw %}` and `{% endraw %}` braces stay.""",
        bad="Write `Hello {{ user.name }}` in the template.\n",
        good="Write `Hello {% raw %}{{ user.name }}{% endraw %}` in the template.\n",
        find=find_vanishing,
        part="text",
    ),
)
