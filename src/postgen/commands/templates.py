"""Templates by name: the built-in ones, those of the site's `_templates/`, and the one that a new post begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from postgen.files import store

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from postgen.site import Site

KINDS = {"post": ("post",), "draft": ("draft", "post"), "page": ("page",), "backlog": ("backlog",)}
"""The kinds of posts, and the templates that each begins with, the first that there is."""

FOLDER = "_templates"
BUILT_IN = "built-in"


class Template(NamedTuple):
    """A template: its name, where it is from, and its text."""

    name: str
    where: str
    text: str

    @property
    def shown(self) -> str:
        """What it is called in a message."""
        return f"The template `{self.name}`" if self.where == BUILT_IN else self.where


def own(site: Site) -> dict[str, Path]:
    """Give the site's own templates by their names: the paths from `_templates/`, without endings.

    An empty file is none: in `postgen templates post > _templates/post.md` the shell makes it before we are asked.
    """
    folder = site.source / FOLDER
    found = {}
    for path in sorted(folder.rglob("*"), reverse=True) if folder.is_dir() else ():
        if path.suffix.lower() in site.extensions and path.is_file() and path.stat().st_size:
            found[path.relative_to(folder).with_suffix("").as_posix()] = path
    return dict(sorted(found.items()))


def names(site: Site) -> list[str]:
    """Give the names of all templates."""
    from postgen.jekyll import templates

    return sorted({*own(site), *templates.BUILT_IN})


def find(site: Site, name: str) -> Template:
    """Give the template of a name, with or without its ending: the site's own, else a built-in one.

    Raises `TemplateError`.
    """
    from postgen.jekyll import templates

    every = own(site)
    bare = next((name[: -len(ending)] for ending in site.extensions if name.endswith(ending)), name)
    held = name if name in every else bare
    if held in every:
        return Template(held, site.display_path(every[held]), store.read(every[held]))
    if name in templates.BUILT_IN:
        return Template(name, BUILT_IN, templates.built_in(name))
    wanted = site.display_path(site.source / FOLDER / f"{bare}.md")
    raise templates.TemplateError(
        f"There is no template `{name}`: {wanted} is not there.",
        f"Known are {', '.join(names(site))}.",
    )


def find_body(site: Site, name: str) -> Template:
    """Give a template for what has its front matter from the settings. Raises `TemplateError`."""
    from postgen.jekyll.document import Document
    from postgen.jekyll.templates import TemplateError

    template = find(site, name)
    if Document.parse(template.text).has_front_matter:
        raise TemplateError(
            f"The template `{name}` ({template.where}) has front matter: it is one for posts.",
            "Leave it out; that of a newsletter and of a digest comes from their settings.",
        )
    return template


def fitting(site: Site, kind: str, collection: str, categories: Iterable[str]) -> Template | None:
    """Give the site's own template for a new post: its collection's, else its first category's, else its kind's."""
    every = own(site)
    if not every:
        return None
    folded = {_folded(name): name for name in every}
    wanted = [collection, *categories] if collection else [*categories, *KINDS[kind]]
    name = next((folded[_folded(each)] for each in wanted if _folded(each) in folded), None)
    return find(site, name) if name else None


def _folded(name: str) -> str:
    """Spell a name as it is compared: `Machine Learning` is that of `machine-learning.md`."""
    return "-".join(name.casefold().split())


def rows(site: Site) -> list[dict[str, str]]:
    """List all templates: the name of each, where it is from, and what it is for."""
    every = own(site)
    return [
        {
            "name": name,
            "from": site.display_path(every[name]) if name in every else BUILT_IN,
            "for": _use(site, name, every),
        }
        for name in names(site)
    ]


def _use(site: Site, name: str, every: dict[str, Path]) -> str:
    """Say which commands use a template, as one would type them."""
    from shlex import quote

    has_own = name in every
    uses = [
        f"new {kind}"
        for kind, wanted in KINDS.items()
        if has_own and name == next((w for w in wanted if w in every), "")
    ]
    if has_own and name in site.labels:
        uses.append(f"new post --collection {quote(name)}")
    settings = {
        "newsletter": site.settings.newsletter.template,
        "digest": site.settings.digest.template,
    }
    uses += [f"new {kind}" for kind, template in settings.items() if template == name]
    if has_own and not uses:
        uses = [f"new post --category {quote(name)}", f"new post --template {quote(name)}"]
    return ", ".join(
        uses or [f"new {'post' if name == 'post' else 'newsletter'} --template {quote(name)}"]
    )
