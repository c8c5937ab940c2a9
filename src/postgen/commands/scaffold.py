"""The text of a new post.

What was asked for goes before its template, the settings, and what jekyll-compose writes.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from postgen.commands import templates
from postgen.commands.key_values import key_values
from postgen.jekyll import frontmatter
from postgen.jekyll.categories import categories_of, tags_of
from postgen.jekyll.document import Document
from postgen.text.edits import newline_at
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from postgen.commands.images import Picture
    from postgen.commands.new import PostRequest
    from postgen.commands.templates import Template
    from postgen.habits.post import PostHabits
    from postgen.site import Site

KIND_OF = {
    "post": "posts",
    "backlog": "posts",
    "newsletter": "posts",
    "link": "posts",
    "draft": "posts",
    "page": "pages",
}
"""Jekyll's names of the types, for `defaults:`; a draft is one of the posts (document.rb)."""

DATED = {"post", "backlog", "link"}
"""The kinds that have a date."""

ORDER = ("layout", "title", "date", "author", "categories", "tags", "image", "thumbnail", "lang")
"""The order of the keys of a new front matter; others come behind."""

SYNONYMS = {"category": "categories", "categories": "category", "tag": "tags", "tags": "tag"}
"""Keys that mean the same: of two of them Jekyll would use both, or the wrong one."""

LAYOUTS = ("post", "page")
"""The layouts that postgen assumes where nothing else is asked for or configured."""

EMPTY = Document("---\n", "", "---\n", "\n")
"""What a new post begins with where it has no template."""


class Plan(NamedTuple):
    """A new post before it is written."""

    kind: str
    request: PostRequest
    moment: datetime
    slug: str
    path: Path
    picture: Picture
    habits: PostHabits | None = None


def text_of(site: Site, plan: Plan) -> str:
    """Return the text of a new post.

    What was asked for goes before the template, the template before the settings, and these before
    jekyll-compose's front matter; what the site's `defaults:` supply is not written again.
    """
    request = plan.request
    asked = _as_usual(plan, _asked(plan)) | dict(request.keys) | key_values(request.values)
    compose, assumed = _assumed(site, plan)
    document = _from_template(site, plan, asked, assumed)
    known = frontmatter.load(document.front)
    new = _without(assumed, known | asked)
    new |= {key: value for key, value in asked.items() if key not in known}
    defaults = site.defaults(plan.path, request.collection or KIND_OF[plan.kind])
    new = undefaulted(new, defaults, {*asked, *compose})
    new = in_style(new, plan.habits)
    front = _joined(document.front, new, asked, newline_at(str(document), 0))
    return str(document.with_front(front)._replace(body=_body(document.body, request)))


def _asked(plan: Plan) -> dict[str, Any]:
    """Return the keys that were asked for."""
    request = plan.request
    values = {
        "title": request.title,
        "date": plan.moment if plan.kind in DATED else None,
        "author": request.author,
        "categories": list(request.categories),
        "tags": list(request.tags),
        "layout": request.layout,
        "lang": request.lang,
        **plan.picture.values,
    }
    return {key: value for key, value in values.items() if value}


def _assumed(site: Site, plan: Plan) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what jekyll-compose would write into a new post.

    The second result has it overridden by the settings.
    """
    kind = "drafts" if plan.kind == "draft" else KIND_OF[plan.kind]
    compose = dict(site.compose_front_matter(plan.request.collection or kind))
    for key in ("title", "date"):
        compose.pop(key, None)
    is_page = plan.kind == "page"
    settings = {"layout": site.settings.layout, "author": site.settings.author}
    if is_page:
        settings = {}
    set_here = {key: value for key, value in settings.items() if value and value not in LAYOUTS}
    learned: dict[str, Any] = {"layout": "page" if is_page else "post"}
    if plan.habits:
        is_usual = plan.habits.writes("layout")
        learned = {**(learned if is_usual else {}), **plan.habits.constants, **plan.habits.missing}
    return compose, {**learned, **compose, **set_here}


def _as_usual(plan: Plan, asked: dict[str, Any]) -> dict[str, Any]:
    """Return what was asked for as the site's last posts have it: a date only where they do.

    A time that was asked for is always written. The title is in the quotes of theirs.
    """
    if plan.habits is None:
        return asked
    has_time = ":" in plan.request.date
    if "date" in asked and not plan.habits.writes("date") and not has_time:
        del asked["date"]
    if plan.habits.titles and "title" in asked:
        from postgen.jekyll.yaml_style import write_like

        asked["title"] = frontmatter.RawYaml(write_like(asked["title"], plan.habits.titles))
    return asked


def undefaulted(
    front: Mapping[str, Any], defaults: Mapping[str, Any], asked: Collection[str] = ()
) -> dict[str, Any]:
    """Return a front matter without what the site's `defaults:` supply.

    A layout that nobody asked for yields to theirs.
    """

    def is_supplied(key: str, value: object) -> bool:
        supplied = defaults.get(key)
        if supplied is None:
            return False
        if supplied == value:
            return True
        return key == "layout" and value in LAYOUTS and key not in asked

    return {key: value for key, value in front.items() if not is_supplied(key, value)}


def _from_template(
    site: Site, plan: Plan, asked: Mapping[str, Any], assumed: Mapping[str, Any]
) -> Document:
    """Render the template of a new post, if there is one for it."""
    request = plan.request
    categories = categories_of(asked)
    if request.template:
        template: Template | None = templates.find(site, request.template)
    else:
        template = templates.fitting(site, plan.kind, request.collection, categories)
    if template is None:
        return EMPTY
    from postgen.jekyll.templates import Address, naming, render_document

    values = {
        "title": request.title,
        "slug": plan.slug,
        "date": plan.moment,
        "author": asked.get("author") or assumed.get("author") or "",
        "categories": categories,
        "tags": tags_of(asked),
        "image": Address(plan.picture.address),
        "lang": asked.get("lang") or "",
        "collection": request.collection,
        "site": {key: each for key, each in site.config.items() if _is_scalar(each)},
    }
    with naming(template.shown):
        return render_document(template.text, values)


def _is_scalar(value: object) -> bool:
    return isinstance(value, (str, int, bool))


def _joined(own: str, new: Mapping[str, Any], asked: Mapping[str, Any], newline: str) -> str:
    """Put what was asked for into a template's front matter.

    A key that is there is changed in its place, new ones come before it, and the rest stays. Where
    YAML leaves no way to splice, such as within braces, it is written again as a whole.
    """
    known = frontmatter.load(own)
    synonyms = {SYNONYMS.get(key) for key in asked}
    gone = ({"date"} | synonyms) - set(asked)
    kept = {key: asked.get(key, value) for key, value in known.items() if key not in gone}
    lines = frontmatter.dump(new, newline)
    with suppress(frontmatter.EditError, frontmatter.YamlError):
        text = own
        for key in known:
            if key not in kept:
                text = frontmatter.remove_key(text, key)
            elif key in asked:
                text = frontmatter.set_key(text, key, asked[key])
        joined = frontmatter.load(lines + text)
        expected = frontmatter.load(lines) | frontmatter.load(text)
        if repr(joined) == repr(expected):
            return lines + text
    return lines + frontmatter.dump(kept, newline)


def in_style(front: Mapping[str, Any], habits: PostHabits | None) -> dict[str, Any]:
    """Return a front matter in the order of the last posts, what was learned as they write it."""
    if habits is None:
        return _ordered(front, ())
    styled = dict(front)
    learned = {**habits.constants, **habits.missing}
    for key, text in habits.written.items():
        if key in styled and repr(styled[key]) == repr(learned[key]):
            styled[key] = frontmatter.RawYaml(text)
    return _ordered(styled, habits.order)


def _ordered(front: Mapping[str, Any], usual: Sequence[str]) -> dict[str, Any]:
    """Return a front matter with its keys in the site's usual order, else `ORDER`; others last."""
    order = [key for key in usual if key in front]
    order += [key for key in (*ORDER, *front) if key in front and key not in order]
    return {key: front[key] for key in order}


def _without(lower: Mapping[str, Any], upper: Mapping[str, Any]) -> dict[str, Any]:
    """Return `lower` without what `upper` has, under the same key or a synonym."""
    result = {}
    for key, value in lower.items():
        is_overridden = key in upper or SYNONYMS.get(key) in upper
        if not is_overridden:
            result[key] = value
    return result


def _body(text: str, request: PostRequest) -> str:
    """Return the body of a template with that of a request behind it, or the requested sections."""
    above = text.rstrip()
    if request.body:
        return f"{above}\n{request.body}" if above else request.body
    if not request.sections:
        return text
    sections = "\n".join(_section(name) for name in request.sections)
    return f"{above}\n\n{sections}" if above else text + sections


def _section(name: str) -> str:
    from postgen.markdown import escape

    heading = escape.heading_text(escape.inline(escape.one_line(name)))
    return f"## {heading}\n"
