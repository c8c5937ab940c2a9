"""postgen from Python: the same decisions as the command line, without its output. See docs/api.md.

`import postgen` loads none of this; each name is loaded when it is first used.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from postgen.errors import PostgenError, UsageError
from postgen.model import Finding, Link
from postgen.site import Site

if TYPE_CHECKING:
    from collections.abc import Callable

    from postgen.commands import Result

__all__ = [
    "Backlog",
    "ConversionError",
    "Finding",
    "Link",
    "PostgenError",
    "Site",
    "UsageError",
    "check",
    "convert_references",
    "export_post",
    "find_site",
    "import_links",
    "new_issue",
]


class ConversionError(PostgenError):
    """References cannot be written in a style without changing what the page says."""


def find_site(folder: str | Path = ".") -> Site:
    """Return the site around a folder: the nearest one above it with a `_config.yml` or `_posts/`.

    Raises `NoSiteError`, and `ConfigError` where its configuration cannot be read.
    """
    from postgen import site

    return site.find(Path(folder))


@dataclass(frozen=True)
class Backlog:
    """The backlog of a site.

    It is read at each call, and what is changed is written at once, under the site's lock.

    `path` is its file; without it, that of the settings or the newest post named `backlog`. Every
    method raises `NoBacklogError` where there is none, and `UnreadableError` and `UnwritableError`
    for the disk's reasons.
    """

    site: Site
    path: Path | None = None

    @property
    def file(self) -> Path:
        """The path of the backlog's file."""
        from postgen.commands.backlog_file import backlog_path

        return backlog_path(self.site, self.path)

    @property
    def categories(self) -> list[str]:
        """The names of its sections, in their order."""
        from postgen.backlog import read
        from postgen.commands.category_notes import category_names
        from postgen.files import store

        return category_names(read(store.read(self.file)))

    @property
    def links(self) -> list[Link]:
        """Return its items that are a link, in their order.

        An item of prose is returned as the first link in it.
        """
        from postgen.backlog import read
        from postgen.files import store

        backlog = read(store.read(self.file))
        return [
            Link(
                url=entry.url,
                title=entry.title,
                note=entry.note,
                category=entry.section.name,
                tags=entry.metadata.tags,
                via=entry.metadata.via,
                image=entry.metadata.image,
                added=entry.metadata.added,
                author=entry.metadata.author,
                quote=entry.quote,
            )
            for entry in backlog.all_entries()
            if entry.url
        ]

    def add(self, *links: Link, fetch: bool = False, allow_duplicate: bool = False) -> Result:
        """File links.

        One that is in the backlog or in a post already is left out, and named in the result's data.

        A link without a title gets that of its page with `fetch`, else one made from its URL; one
        without `added` is added today. Raises `CategoryError` for a category that is not clear, and
        `VerificationError`.
        """
        from postgen.commands import add_links
        from postgen.commands.look_up import look_up

        today = f"{self.site.now():%Y-%m-%d}"
        dated = tuple(link if link.added else link._replace(added=today) for link in links)
        request = add_links.AddRequest(dated, fetch=fetch, allow_duplicate=allow_duplicate)
        path = self.file
        prepared = add_links.prepare(self.site, path, request, look_up)
        return _write(self.site, lambda: add_links.add(self.site, path, prepared))

    def move(self, what: str, category: str) -> Result:
        """Put an item into another category.

        It is called by its URL, its id, its number or a part of its title. Raises `NotFoundError`,
        `CategoryError` and `VerificationError`.
        """
        from postgen.commands import items
        from postgen.commands.item_choice import ItemRequest

        path = self.file
        request = ItemRequest((what,), takes_numbers=True)
        where = items.MoveRequest(category)
        return _write(self.site, lambda: items.move(self.site, path, request, where))

    def drop(self, what: str) -> Result:
        """Take an item out, called by its URL, its id, its number or a part of its title.

        Raises `NotFoundError` and `VerificationError`.
        """
        from postgen.commands import items
        from postgen.commands.item_choice import ItemRequest

        path = self.file
        request = ItemRequest((what,), takes_numbers=True)
        return _write(self.site, lambda: items.drop(self.site, path, request))


def new_issue(
    site: Site, *, backlog: Path | None = None, dry_run: bool = False, **request: Any
) -> Result:
    """Write an issue from the backlog; return what was written, or with `dry_run` what would be.

    `request` has the fields of `postgen.commands.newsletter.IssueRequest`: `title`, `issue`,
    `categories`, `since` (`YYYY-MM-DD`), `limit`, `toc`, `references`, `template`, `keep` and so
    on. Raises `EmptyError` where no link is left to publish, `NameTakenError`, `TemplateError` and
    `VerificationError`.
    """
    from postgen.commands import newsletter
    from postgen.commands.backlog_file import backlog_path

    path = backlog_path(site, backlog)
    wanted = newsletter.IssueRequest(**request)

    def create() -> Result:
        return newsletter.create(site, path, wanted, site.now())

    return create() if dry_run else _write(site, create)


def export_post(site: Site, post: str, outlet: str) -> str:
    """Return a post for an outlet: `email`, `text`, `html`, `buttondown` or one of another package.

    `post` is a path, a URL, or a part of a name or title. Raises `UsageError` for an outlet that is
    not known, `NotFoundError`, `ExportError` where the site has no `url:`, and `TemplateError` for
    Liquid that only Jekyll can render.
    """
    from postgen.commands import export_post as command

    return command.export_post(site, command.PostExportRequest(post, outlet)).text


def convert_references(text: str, to: str = "") -> str:
    """Return a post's text, front matter included, with its references in a style.

    `to` is `linked`, `plain`, `reflinks`, `footnotes`, `inline` or a style of another package; ""
    numbers the references in their own style. Every byte that is not part of a reference stays.
    Raises `UsageError` for a style that is not known, and `ConversionError` where the page would
    say something else.
    """
    from postgen.commands.refs import RefsRequest, read
    from postgen.references import styles

    if to and to not in styles.names(to):
        known = ", ".join(styles.names())
        raise UsageError(f"`{to}` is not a style of references.", f"Known are {known}.")
    result = read(text, RefsRequest(to))
    if result.refused:
        raise ConversionError(f"{result.refusal}.", "The text was left as it is.")
    return result.text


def check(text: str) -> list[Finding]:
    """Return the faults in a post's text, front matter included, in the order of the text."""
    from postgen import checks

    return checks.run(text)


def import_links(
    path: str | Path,
    format: str = "auto",  # noqa: A002 - the option's name
) -> list[Link]:
    """Return the links of a file that another program has exported, or that a person keeps.

    Raises `UnreadableError`, and `UnknownFormatError` for a file in no format that is known.
    """
    from postgen import importers
    from postgen.files import store

    data = store.read_bytes(Path(path))
    return [row.link for row in importers.read_file(data, str(path), format).rows]


def _write(site: Site, plan: Callable[[], Result]) -> Result:
    """Plan a change under the site's lock, and write it."""
    from postgen.cli.report import summary
    from postgen.files import journal, store

    with store.lock(site.root):
        journal.recover(site.root)
        result = plan()
        journal.commit(site.root, result.changes, summary(result))
    return result
