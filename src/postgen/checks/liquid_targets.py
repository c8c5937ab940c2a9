"""Posts, files and includes that a tag of Liquid names, and that are not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.checks import liquid
from postgen.checks.check import Check
from postgen.jekyll.file_names import parse_name
from postgen.model import Finding
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject
    from postgen.checks.site_facts import SiteFacts
    from postgen.jekyll.liquid_syntax import Piece

LINK = "LQ04"
INCLUDE = "LQ05"

_FILE = Lazy(r"[\w/.\-()+~#@]+\Z")


def find_links(subject: Subject) -> Iterator[Finding]:
    """Find `post_url` and `link` to what is not there."""
    site = subject.site
    if not site:
        return
    for tag in liquid.parsed(subject).pieces:
        name = tag.words.strip()
        if "{{" in name:
            continue
        is_lost = (tag.name == "post_url" and not _has_post(site, name)) or (
            tag.name == "link" and _is_missing(site, name)
        )
        if is_lost:
            what = "post" if tag.name == "post_url" else "file"
            message = f"Jekyll stops at `{tag.name}`: there is no {what} `{name}`."
            yield _at(subject, LINK, tag, message)


def _has_post(site: SiteFacts, name: str) -> bool:
    """Whether there is a post of this day and slug, in whatever folder."""
    wanted = parse_name(f"{name.rpartition('/')[2]}.md")
    if not wanted:
        return False
    folder, _, stem = name.lstrip("/").rpartition("/")
    usual = f"_posts/{folder}/{stem}".replace("//", "/")
    if any(f"{usual}.{ending}" in site.files for ending in ("md", "markdown", "html")):
        return True
    for place in site.files:
        post = parse_name(place.rpartition("/")[2])
        if post and post.day == wanted.day and _has_slug(site, place, post.slug, wanted.slug):
            return True
    return False


def _has_slug(site: SiteFacts, place: str, slug: str, wanted: str) -> bool:
    own = site.pages[place].front.get("slug") if place in site.pages else None
    return wanted in {slug, str(own)} or slug.startswith(f"{wanted}.")


def _is_missing(site: SiteFacts, name: str) -> bool:
    """Whether a file is certainly not there: nothing but Jekyll writes it."""
    place = name.lstrip("/")
    folder = str(site.config.get("collections_dir") or "").strip("/")
    if {place, f"{folder}/{place}", name} & site.files:
        return False
    is_text = place.startswith("_") or place.endswith((".md", ".markdown"))
    return bool(place) and (is_text or not site.folders_of_others)


def find_includes(subject: Subject) -> Iterator[Finding]:
    """Find `include` of a file that the site does not have."""
    names = subject.site.includes if subject.site else None
    if names is None:
        return
    for tag in liquid.parsed(subject).pieces:
        name = tag.words.split(None, 1)[0] if tag.words.strip() else ""
        if tag.name == "include" and _FILE.match(name) and name not in names:
            message = f"Jekyll stops at `include`: there is no file `{name}` to include."
            yield _at(subject, INCLUDE, tag, message)


def _at(subject: Subject, code: str, tag: Piece, message: str) -> Finding:
    offset = subject.document.body_start
    return Finding(code, tag.start + offset, tag.end + offset, message)


CHECKS = (
    Check(
        code=LINK,
        name="link to a post that is not there",
        summary="`post_url` or `link` names a post or a file that the site does not have.",
        why="""Jekyll stops at it, and builds nothing of the site.""",
        bad="See [boats]({% post_url 2026-11-02-boats %}).\n",
        good="See [boats]({% post_url 2026-11-20-boats %}).\n",
        find=find_links,
        part="text",
        needs="site",
        others={"_posts/2026-11-20-boats.md": "---\ntitle: Boats\n---\n\nA boat.\n"},
    ),
    Check(
        code=INCLUDE,
        name="include that is not there",
        summary="`include` names a file that the site does not have.",
        why="""Jekyll stops at it, and builds nothing. Where a theme or a plugin may bring the file,
nothing is said.""",
        bad="{% include boats.html %}\n",
        good='{% include boat.html name="Ada" %}\n',
        find=find_includes,
        part="text",
        needs="site",
        others={"_includes/boat.html": "<p>A boat.</p>\n"},
    ),
)
