"""Files in `_posts` that Jekyll does not read as posts, and posts that have one address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.checks.check import Check
from postgen.jekyll.file_names import FILE_NAME
from postgen.model import Finding
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject

IGNORED = "DT05"
NOT_MARKDOWN = "DT06"
SAME_ADDRESS = "DT07"

_MARKDOWN = ("md", "markdown", "mkd", "mkdn", "mkdown")
_LIKE_MARKDOWN = frozenset({"mdx", "mdown", "mdwn", "mdtxt", "mdtext", "txt", "text"})
"""Endings that other programs take for Markdown."""

_DAY_ONLY = Lazy(r"\d{2,4}-\d{1,2}-\d{1,2}-?\Z")
_OTHER_DATE = Lazy(r"(?:\d{8}|\d{4}[_.]\d{1,2}[_.]\d{1,2}|\d{4}-\d{1,2}-\d{1,2})(?=[^\d-]|-)")
_DAY_FIRST = Lazy(r"\d{1,2}-\d{1,2}-\d{4}-")


def find_ignored(subject: Subject) -> Iterator[Finding]:
    """Find Markdown in `_posts` with front matter of its own, whose name Jekyll does not take."""
    if not subject.file:
        return
    folder, _, name = f"/{subject.file.path}".rpartition("/")
    stem, _, ending = name.rpartition(".")
    below = f"{folder}/".partition("/_posts/")
    if not below[1] or ending.lower() not in _MARKDOWN or not subject.front.at("title"):
        return
    published = subject.front.at("published")
    if published and published.text.lower() in {"false", "no", "off"}:
        return
    special = next((each for each in [*below[2].split("/"), name] if each[:1] in set("._#~")), "")
    if special:
        what = f"`{special}` begins with `{special[0]}`"
        finding = Finding(IGNORED, 0, 0, f"Jekyll does not publish this file: {what}.")
        yield finding._replace(severity="warning")
    elif not FILE_NAME.match(name):
        message = f"Jekyll does not publish this file: {_what_is_missing(stem)}."
        yield Finding(IGNORED, 0, 0, message)


def _what_is_missing(stem: str) -> str:
    if _DAY_ONLY.match(stem):
        return "its name has nothing behind the date"
    if _OTHER_DATE.match(stem) or _DAY_FIRST.match(stem):
        return "its name does not begin with a date such as `2026-11-21-`"
    return "its name has no date"


def find_not_markdown(subject: Subject) -> Iterator[Finding]:
    """Find posts with an ending that Jekyll does not take for Markdown."""
    if not subject.file:
        return
    folder, _, name = f"/{subject.file.path}".rpartition("/")
    ending = name.rpartition(".")[2].lower()
    config = subject.site.config if subject.site else {}
    own = str(config.get("markdown_ext") or "").lower().split(",")
    is_post = "_posts" in folder.split("/") and FILE_NAME.match(name) and name[0] not in "._#~"
    if is_post and ending in _LIKE_MARKDOWN and ending not in own and subject.front.at("title"):
        message = f"Jekyll does not take `.{ending}` for Markdown: the page is the text as it is."
        yield Finding(NOT_MARKDOWN, 0, 0, message)


def find_same_address(subject: Subject) -> Iterator[Finding]:
    """Find posts whose page another file overwrites."""
    if not subject.file or not subject.site:
        return
    has_languages = "languages" in subject.site.config  # a plugin gives each language its folder
    if has_languages or not subject.file.url or not subject.file.is_public:
        return
    others = [
        path
        for path in subject.site.at(subject.file.url)
        if path != subject.file.path and _is_shown(subject, path)
    ]
    if others:
        message = f"`{others[0]}` has the same address, `{subject.file.url}`: one page is lost."
        yield Finding(SAME_ADDRESS, 0, 0, message)


def _is_shown(subject: Subject, path: str) -> bool:
    """Whether a file is on the site: a page that is public, or one that is copied."""
    page = subject.site.pages.get(path) if subject.site else None
    return page is None or (page.is_public and page.kind != "drafts")


CHECKS = (
    Check(
        code=IGNORED,
        name="post that Jekyll ignores",
        summary="A file in `_posts` has a name that Jekyll does not take for a post's.",
        why="""Jekyll reads the files whose names are a date, a hyphen, a few words and an ending,
and leaves all others out without a word: `2026-11-21.md`, `boats.md`, `2026_11_21_boats.md`. A name
that begins with `_`, `.`, `#` or `~` may be left out on purpose, so that is a warning.""",
        bad="---\ntitle: Boats\n---\n\nA boat.\n",
        good="---\ntitle: Boats\npublished: false\n---\n\nA boat.\n",
        find=find_ignored,
        part="text",
        needs="file",
        file="_posts/2026-11-21.md",
    ),
    Check(
        code=NOT_MARKDOWN,
        name="post that is not Markdown",
        summary="A post has an ending that Jekyll does not take for Markdown.",
        why="""What stands in the file is published as it is, signs and all, at an address with the
same ending. `markdown_ext:` of the settings may name more endings.""",
        bad="---\ntitle: Boats\n---\n\nA *boat*.\n",
        good="A text without front matter is left alone.\n",
        find=find_not_markdown,
        part="text",
        needs="file",
        file="_posts/2026-11-21-boats.mdown",
    ),
    Check(
        code=SAME_ADDRESS,
        name="two files with one address",
        summary="Another file has the same address.",
        why="""Jekyll warns of a conflict, exits with 0, and one of the two pages overwrites the
other.""",
        bad="---\ntitle: Boats\npermalink: /boats/\n---\n\nA boat.\n",
        good="---\ntitle: Boats\npermalink: /ships/\n---\n\nA boat.\n",
        find=find_same_address,
        part="text",
        needs="site",
        others={"_posts/2026-11-20-boats.md": "---\npermalink: /boats/\n---\n\nMore boats.\n"},
    ),
)
