"""The text of a new post: what was said, over its template, the settings, and what jekyll-compose would write."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.commands import templates
from postgen.errors import UsageError
from postgen.jekyll import frontmatter, rules
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
"""The kinds that bear a date."""

ORDER = ("layout", "title", "date", "author", "categories", "tags", "image", "thumbnail", "lang")
"""How the keys of a new front matter follow each other; others come behind."""

TWINS = {"category": "categories", "categories": "category", "tag": "tags", "tags": "tag"}
"""Keys that say the same, of which Jekyll would heed both, or the wrong one."""

LAYOUTS = ("post", "page")
"""What is written where neither the person, nor the settings, nor the site's `defaults:` say otherwise."""

EMPTY = Document("---\n", "", "---\n", "\n")
"""What a new post begins with where there is no template for it."""


class Plan(NamedTuple):
    """A new post before it is written."""

    kind: str
    request: PostRequest
    moment: datetime
    slug: str
    path: Path
    picture: Picture


def text_of(site: Site, plan: Plan) -> str:
    """Give the text of a new post: its template's, with what was said, and what else is known where it says nothing.

    What the person said goes before the template, this before the settings and these before jekyll-compose's front
    matter; what the site's `defaults:` supply is not written again.
    """
    request = plan.request
    said = _said(plan) | _pairs(request.values)
    compose, assumed = _assumed(site, plan)
    document = _from_template(site, plan, said, assumed)
    known = frontmatter.load(document.front)
    new = _without(assumed, known | said) | {
        key: value for key, value in said.items() if key not in known
    }
    new = undefaulted(
        new, site.defaults(plan.path, request.collection or KIND_OF[plan.kind]), {*said, *compose}
    )
    front = _joined(document.front, new, said, newline_at(str(document), 0))
    return str(document.with_front(front)._replace(body=_body(document.body, request)))


def _said(plan: Plan) -> dict[str, Any]:
    """Give the keys that the person set."""
    request = plan.request
    values = {
        "title": request.title, "date": plan.moment if plan.kind in DATED else None, "author": request.author,
        "categories": list(request.categories), "tags": list(request.tags), "layout": request.layout,
        "lang": request.lang,
        **plan.picture.values,
    }  # fmt: skip
    return {key: value for key, value in values.items() if value}


def _assumed(site: Site, plan: Plan) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give what jekyll-compose would write into a new post, and that with what the settings say instead."""
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
    told = {key: value for key, value in settings.items() if value and value not in LAYOUTS}
    return compose, {"layout": own, **compose, **told}


def undefaulted(
    front: Mapping[str, Any], defaults: Mapping[str, Any], said: Collection[str] = ()
) -> dict[str, Any]:
    """Leave out what the site's `defaults:` supply anyhow; a layout that nobody asked for gives way to theirs."""

    def is_supplied(key: str, value: object) -> bool:
        supplied = defaults.get(key)
        return supplied == value or (key == "layout" and value in LAYOUTS and key not in said)

    return {
        key: value
        for key, value in front.items()
        if defaults.get(key) is None or not is_supplied(key, value)
    }


def _pairs(values: tuple[str, ...]) -> dict[str, Any]:
    """Read `KEY=VALUE`: the value is YAML where that gives a plain value, and text otherwise."""
    pairs = {}
    for value in values:
        key, equals, text = value.partition("=")
        if not equals or not key.strip():
            raise UsageError(
                f"`--set {value}` is not KEY=VALUE.", "Write it as --set comments=true."
            )
        key = key.strip()
        if key == "date":
            raise UsageError("`--set date` would not name the file.", "Use --date.")
        pairs[key] = _listed(_meant(text)) if key in {"categories", "tags"} else _meant(text)
    return pairs


def _listed(value: Any) -> list[str]:
    """Give words as the list of texts that Jekyll wants."""
    return [str(each) for each in value] if isinstance(value, list) else str(value).split()


def _meant(text: str) -> Any:
    if text in {"true", "false"}:
        return text == "true"
    if text.isascii() and text.isdecimal() and not (text.startswith("0") and len(text) > 1):
        return int(text)
    if text[:1] in {"[", "{"}:
        try:
            return frontmatter.load(f"value: {text}")["value"]
        except frontmatter.YamlError:
            return text
    return text


def _from_template(
    site: Site, plan: Plan, said: Mapping[str, Any], assumed: Mapping[str, Any]
) -> Document:
    """Render the template of a new post, if there is one for it."""
    request = plan.request
    template = (
        templates.find(site, request.template)
        if request.template
        else templates.fitting(site, plan.kind, request.collection, rules.categories_of(said))
    )
    if template is None:
        return EMPTY
    from postgen.jekyll.templates import Address, naming, render_document

    values = {
        "title": request.title, "slug": plan.slug, "date": plan.moment,
        "author": said.get("author") or assumed.get("author") or "", "categories": rules.categories_of(said),
        "tags": rules.tags_of(said), "image": Address(plan.picture.address), "lang": said.get("lang") or "",
        "collection": request.collection,
        "site": {key: value for key, value in site.config.items() if isinstance(value, (str, int, bool))},
    }  # fmt: skip
    with naming(template.shown):
        return render_document(template.text, values)


def _joined(own: str, new: Mapping[str, Any], said: Mapping[str, Any], newline: str) -> str:
    """Put what was said where a template's front matter has it, and what is new before it; the rest of it stays.

    Where YAML leaves no way to splice, such as within braces, it is written anew.
    """
    known = frontmatter.load(own)
    gone = {"date", *(TWINS.get(key) for key in said)} - set(said)
    kept = {key: said.get(key, value) for key, value in known.items() if key not in gone}
    order = {key: place for place, key in enumerate(ORDER)}
    lines = frontmatter.dump(
        dict(sorted(new.items(), key=lambda pair: order.get(pair[0], len(order)))), newline
    )
    with suppress(frontmatter.EditError, frontmatter.YamlError):
        text = own
        for key in known:
            if key not in kept:
                text = frontmatter.remove_key(text, key)
            elif key in said:
                text = frontmatter.set_key(text, key, said[key])
        if repr(frontmatter.load(lines + text)) == repr(
            frontmatter.load(lines) | frontmatter.load(text)
        ):
            return lines + text
    return lines + frontmatter.dump(kept, newline)


def _without(lower: Mapping[str, Any], upper: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is said above, in the same word or the other that means it."""
    return {
        key: value
        for key, value in lower.items()
        if key not in upper and TWINS.get(key) not in upper
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
