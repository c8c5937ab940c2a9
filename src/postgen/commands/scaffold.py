"""The text of a new post.

What was asked for goes before its template, the settings, and what jekyll-compose writes.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.commands import templates
from postgen.errors import UsageError
from postgen.jekyll import frontmatter
from postgen.jekyll.categories import categories_of, tags_of
from postgen.jekyll.document import Document
from postgen.text.edits import newline_at

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime
    from pathlib import Path

    from postgen.commands.images import Picture
    from postgen.commands.new import PostRequest
    from postgen.site import Site

KIND_OF = {
    "post": "posts",
    "backlog": "posts",
    "newsletter": "posts",
    "draft": "posts",
    "page": "pages",
}
"""Jekyll's names of the types, for `defaults:`; a draft is one of the posts (document.rb)."""

DATED = {"post", "backlog"}
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


def text_of(site: Site, plan: Plan) -> str:
    """Return the text of a new post.

    What was asked for goes before the template, the template before the settings, and these before
    jekyll-compose's front matter; what the site's `defaults:` supply is not written again.
    """
    request = plan.request
    asked = _asked(plan) | _pairs(request.values)
    compose, assumed = _assumed(site, plan)
    document = _from_template(site, plan, asked, assumed)
    known = frontmatter.load(document.front)
    new = _without(assumed, known | asked) | {
        key: value for key, value in asked.items() if key not in known
    }
    new = undefaulted(
        new, site.defaults(plan.path, request.collection or KIND_OF[plan.kind]), {*asked, *compose}
    )
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
    kind = plan.request.collection or {"draft": "drafts"}.get(plan.kind, KIND_OF[plan.kind])
    compose = {
        key: value
        for key, value in site.compose_front_matter(kind).items()
        if key not in {"title", "date"}
    }
    own = "page" if plan.kind == "page" else "post"
    settings = (
        {"layout": site.settings.layout, "author": site.settings.author} if own == "post" else {}
    )
    set_here = {key: value for key, value in settings.items() if value and value not in LAYOUTS}
    return compose, {"layout": own, **compose, **set_here}


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


def _pairs(values: tuple[str, ...]) -> dict[str, Any]:
    """Read `KEY=VALUE`: the value is YAML where that gives a plain value, and text otherwise."""
    pairs = {}
    for value in values:
        key, equals, text = value.partition("=")
        if not equals or not key.strip():
            raise UsageError(
                f"`{value}` is not KEY=VALUE.", "Write it as comments=true.", code="set-form"
            )
        key = key.strip()
        if key == "date":
            raise UsageError("Another key `date` would not name the file.", code="set-date")
        pairs[key] = _listed(_value_of(text)) if key in {"categories", "tags"} else _value_of(text)
    return pairs


def _listed(value: Any) -> list[str]:
    """Return words as the list of texts that Jekyll wants."""
    return [str(each) for each in value] if isinstance(value, list) else str(value).split()


def _value_of(text: str) -> Any:
    if text in {"true", "false"}:
        return text == "true"
    is_number = text.isascii() and text.isdecimal()
    has_leading_zero = len(text) > 1 and text.startswith("0")
    if is_number and not has_leading_zero:
        return int(text)
    if text[:1] in {"[", "{"}:
        try:
            return frontmatter.load(f"value: {text}")["value"]
        except frontmatter.YamlError:
            return text
    return text


def _from_template(
    site: Site, plan: Plan, asked: Mapping[str, Any], assumed: Mapping[str, Any]
) -> Document:
    """Render the template of a new post, if there is one for it."""
    request = plan.request
    template = (
        templates.find(site, request.template)
        if request.template
        else templates.fitting(site, plan.kind, request.collection, categories_of(asked))
    )
    if template is None:
        return EMPTY
    from postgen.jekyll.templates import Address, naming, render_document

    scalars = {
        key: value for key, value in site.config.items() if isinstance(value, (str, int, bool))
    }
    values = {
        "title": request.title,
        "slug": plan.slug,
        "date": plan.moment,
        "author": asked.get("author") or assumed.get("author") or "",
        "categories": categories_of(asked),
        "tags": tags_of(asked),
        "image": Address(plan.picture.address),
        "lang": asked.get("lang") or "",
        "collection": request.collection,
        "site": scalars,
    }
    with naming(template.shown):
        return render_document(template.text, values)


def _joined(own: str, new: Mapping[str, Any], asked: Mapping[str, Any], newline: str) -> str:
    """Put what was asked for into a template's front matter.

    A key that is there is changed in its place, new ones come before it, and the rest stays. Where
    YAML leaves no way to splice, such as within braces, it is written again as a whole.
    """
    known = frontmatter.load(own)
    gone = {"date", *(SYNONYMS.get(key) for key in asked)} - set(asked)
    kept = {key: asked.get(key, value) for key, value in known.items() if key not in gone}
    order = {key: place for place, key in enumerate(ORDER)}
    lines = frontmatter.dump(
        dict(sorted(new.items(), key=lambda pair: order.get(pair[0], len(order)))), newline
    )
    with suppress(frontmatter.EditError, frontmatter.YamlError):
        text = own
        for key in known:
            if key not in kept:
                text = frontmatter.remove_key(text, key)
            elif key in asked:
                text = frontmatter.set_key(text, key, asked[key])
        if repr(frontmatter.load(lines + text)) == repr(
            frontmatter.load(lines) | frontmatter.load(text)
        ):
            return lines + text
    return lines + frontmatter.dump(kept, newline)


def _without(lower: Mapping[str, Any], upper: Mapping[str, Any]) -> dict[str, Any]:
    """Return `lower` without what `upper` has, under the same key or a synonym."""
    return {
        key: value
        for key, value in lower.items()
        if key not in upper and SYNONYMS.get(key) not in upper
    }


def _body(text: str, request: PostRequest) -> str:
    if request.body:
        return f"{text.rstrip()}\n{request.body}" if text.strip() else request.body
    if not request.sections:
        return text
    from postgen.markdown import escape

    text = f"{text.rstrip()}\n\n" if text.strip() else text
    names = (escape.heading_text(escape.inline(escape.one_line(each))) for each in request.sections)
    return text + "\n".join(f"## {name}\n" for name in names)
