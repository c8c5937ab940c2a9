"""Templates by name: the built-in ones, the site's `_templates/`, and the one for a new post."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from postgen.files import store
from postgen.text.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from postgen.site import Site

KINDS = {
    "post": ("post",),
    "draft": ("draft", "post"),
    "page": ("page",),
    "backlog": ("backlog",),
    "link": ("link",),
}
"""The kinds of posts, and the names of their templates; the first that exists is used."""

FOLDER = "_templates"
BUILT_IN = "built-in"


class Template(NamedTuple):
    """A template: its name, its file as it is shown or `built-in`, and its text."""

    name: str
    where: str
    text: str

    @property
    def shown(self) -> str:
        """The template's name in a message."""
        return f"The template `{self.name}`" if self.where == BUILT_IN else self.where


def own(site: Site) -> dict[str, Path]:
    """Return the site's own templates by name: the paths from `_templates/`, without endings.

    An empty file is not a template: with `postgen templates post > _templates/post.md`, the shell
    makes it before postgen runs.
    """
    folder = site.source / FOLDER
    if not folder.is_dir():
        return {}
    own_templates = {}
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.suffix.lower() not in site.extensions:
            continue
        if path.is_file() and path.stat().st_size:
            name = path.relative_to(folder).with_suffix("").as_posix()
            own_templates[name] = path
    return dict(sorted(own_templates.items()))


def names(site: Site) -> list[str]:
    """Return the names of all templates."""
    from postgen.jekyll import templates

    return sorted({*own(site), *templates.BUILT_IN})


def find(site: Site, name: str) -> Template:
    """Return the template of a name, with or without its ending.

    It is the site's own, else a built-in one. Raises `TemplateError`.
    """
    from postgen.jekyll import templates

    own_templates = own(site)
    bare_name = _without_ending(site, name)
    for each in (name, bare_name):
        if each in own_templates:
            path = own_templates[each]
            return Template(each, site.display_path(path), store.read(path))
    if name in templates.BUILT_IN:
        return Template(name, BUILT_IN, templates.built_in(name))
    missing = site.display_path(site.source / FOLDER / f"{bare_name}.md")
    raise templates.TemplateError(
        f"There is no template `{name}`: {missing} is not there.",
        f"Known are {', '.join(names(site))}.",
    )


def _without_ending(site: Site, name: str) -> str:
    for ending in site.extensions:
        if name.endswith(ending):
            return name.removesuffix(ending)
    return name


def find_parts(site: Site, name: str) -> tuple[Template, str]:
    """Return a template's body, and its front matter in Liquid, "" without, for a newsletter.

    Raises `TemplateError`.
    """
    from postgen.jekyll.document import Document

    template = find(site, name)
    document = Document.parse(template.text)
    if not document.has_front_matter:
        return template, ""
    body = template.text[document.body_start :].lstrip("\r\n")
    return template._replace(text=body), document.front


def find_body(site: Site, name: str) -> Template:
    """Return a template without front matter, for a digest.

    Raises `TemplateError`.
    """
    from postgen.jekyll.document import Document
    from postgen.jekyll.templates import TemplateError

    template = find(site, name)
    if Document.parse(template.text).has_front_matter:
        raise TemplateError(
            f"The template `{name}` ({template.where}) has front matter: it is one for posts.",
            "Leave it out; that of a digest comes from its settings.",
        )
    return template


def fitting(site: Site, kind: str, collection: str, categories: Iterable[str]) -> Template | None:
    """Return the site's own template for a new post, if there is one.

    It is that of its collection, else of its first category that has one, else of its kind.
    """
    own_templates = own(site)
    if not own_templates:
        return None
    by_slug = {_slug(name): name for name in own_templates}
    wanted = [collection, *categories] if collection else [*categories, *KINDS[kind]]
    for each in wanted:
        slug = _slug(each)
        if slug in by_slug:
            return find(site, by_slug[slug])
    return None


def _slug(name: str) -> str:
    """Return a name for comparing: `Machine Learning` has the template `machine-learning.md`."""
    return "-".join(name.casefold().split())


class TemplateUse(NamedTuple):
    """A command that uses a template: the kind of what it writes, and what it has to name for it.

    `by` is "" where the kind alone is enough, else `collection`, `category` or `template`, and
    `name` is that name.
    """

    kind: str
    by: Literal["", "collection", "category", "template"] = ""
    name: str = ""


class ListedTemplate(NamedTuple):
    """A template in the list: `source` is the file as it is shown, or `BUILT_IN`."""

    name: str
    source: str
    uses: tuple[TemplateUse, ...]


def list_templates(site: Site) -> list[ListedTemplate]:
    """Return all templates, each with where it is from and what it is for."""
    own_templates = own(site)
    found = []
    for name in names(site):
        path = own_templates.get(name)
        source = site.display_path(path) if path else BUILT_IN
        uses = tuple(_uses(site, name, own_templates))
        found.append(ListedTemplate(name, source, uses))
    return found


def _uses(site: Site, name: str, own_templates: dict[str, Path]) -> list[TemplateUse]:
    """Return what a template is used for, or else could be."""
    is_own = name in own_templates
    uses = _uses_of_own(site, name, own_templates) if is_own else []
    by_settings = {
        "newsletter": site.settings.newsletter.template or "full",
        "digest": site.settings.digest.template or "cards",
    }
    uses += [TemplateUse(kind) for kind, template in by_settings.items() if template == name]
    if uses:
        return uses
    if is_own:
        return [TemplateUse("post", "category", name), TemplateUse("post", "template", name)]
    kind = "post" if name == "post" else "newsletter"
    return [TemplateUse(kind, "template", name)]


def _uses_of_own(site: Site, name: str, own_templates: dict[str, Path]) -> list[TemplateUse]:
    """Return the kinds and the collection that one of the site's own templates is for."""
    uses = []
    for kind, names_of_kind in KINDS.items():
        existing = [each for each in names_of_kind if each in own_templates]
        if existing and existing[0] == name:
            uses.append(TemplateUse(kind))
    if name in site.labels:
        uses.append(TemplateUse("post", "collection", name))
    return uses
