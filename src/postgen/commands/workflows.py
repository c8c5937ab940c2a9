"""`postgen init` for GitHub: workflows that do a part of the work by themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from postgen import __version__
from postgen.commands import Note, Result, note
from postgen.commands.issue_form import FORM, github_folder
from postgen.errors import UsageError
from postgen.files import store
from postgen.files.store import Change
from postgen.workflows import form, registry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from postgen.site import Site
    from postgen.workflows.registry import Repository

_BUILDS_PAGES = re.compile(
    r"^[^#\n]*\buses:[ \t]*['\"]?(?:actions/deploy-pages|peaceiris/actions-gh-pages"
    r"|JamesIves/github-pages-deploy-action|crazy-max/ghaction-github-pages"
    r"|helaili/jekyll-action|jeffreytse/jekyll-deploy-action)@",
    re.MULTILINE | re.IGNORECASE,
)
"""An action that publishes a site: as an artifact, or as a branch."""

_BY_HAND = re.compile(r"^[^#\n]*\bworkflow_dispatch\b", re.MULTILINE)
_NEEDS_BUILD = {"inbox", "digest", "rebuild"}
"""The workflows that have the site built."""

_NEEDS_BACKLOG = {"inbox", "issue", "digest"}


class _File(NamedTuple):
    """A file of a workflow: its text now (None if it is not there), and as it is to be.

    `is_kept` says that a person has another file there, which stays.
    """

    path: Path
    old: str | None
    new: str
    is_kept: bool = False


def write(site: Site, names: Sequence[str] = ()) -> Result:
    """Write workflows for a site into the `.github` of its repository: all, or those of `names`.

    What is there is not overwritten: `failed` counts the files that are others than those that
    would be written. Only the categories in the inbox's form are brought up to date. Raises
    `UsageError` for a name that is not known.
    """
    chosen = check(names)
    folder = github_folder(site.root)
    pages, notes = _pages_workflow(site, folder / "workflows", chosen)
    repository = registry.Repository(
        __version__, _folder_in(folder.parent, site.root), pages, _categories(site)
    )
    files = [
        _file(folder / place, text, repository)
        for name in chosen
        for place, text in registry.files(name, repository).items()
    ]
    kept = [site.display_path(each.path) for each in files if each.is_kept]
    rest = [each for each in files if not each.is_kept]
    same = [site.display_path(each.path) for each in rest if each.old == each.new]
    written = [each for each in rest if each.old != each.new]
    notes += [note("workflow-kept", path=path) for path in kept]
    notes += [note("workflow-there", path=path) for path in same]
    shown = [site.display_path(each.path) for each in written]
    if written:
        notes += _needs(site, chosen)
        notes.append(note("workflows-next"))
    return Result(
        changes=tuple(Change(each.path, each.old, each.new) for each in written),
        paths=tuple(shown),
        notes=tuple(notes),
        data={
            "path": shown[0] if shown else None,
            "written": shown,
            "kept": kept,
            "unchanged": same,
        },
        summary=note("workflows", names=", ".join(chosen)),
        failed=len(kept),
    )


def added_to(result: Result, site: Site, names: Sequence[str]) -> Result:
    """Return a result, such as that of making the site, with workflows. Raises as `write` does."""
    more = write(site, names)
    return result._replace(
        changes=(*result.changes, *more.changes),
        paths=(*result.paths, *more.paths),
        notes=(*result.notes, *more.notes),
        data={**more.data, **result.data},
        summary=result.summary or more.summary,
        failed=more.failed,
    )


def check(names: Sequence[str]) -> list[str]:
    """Return the workflows that are asked for, all where none is. Raises `UsageError`."""
    known = registry.names()
    for name in names:
        if name not in known:
            raise UsageError(f"There is no workflow `{name}`.", f"Choose {', '.join(known)}.")
    return list(dict.fromkeys(names)) or known


def _file(path: Path, text: str, repository: Repository) -> _File:
    old = store.read(path) if path.exists() else None
    if old is None or old.replace("\r\n", "\n") == text:  # git may write CRLF on Windows
        return _File(path, old, text if old is None else old)
    new = None
    if path.as_posix().endswith(FORM):
        new = form.with_categories(old, repository.categories)
    return _File(path, old, old if new is None else new, is_kept=new is None)


def _folder_in(top: Path, folder: Path) -> str:
    """Return the site's folder in the repository, with slashes, "" for its top.

    Raises `UsageError` for one whose name GitHub would evaluate.
    """
    place = folder.absolute().relative_to(top.absolute()).as_posix()
    if "${{" in place:
        raise UsageError(f"GitHub would evaluate the folder's name: {place}", "Rename it.")
    return "" if place == "." else place


def _pages_workflow(site: Site, folder: Path, chosen: Sequence[str]) -> tuple[str, list[Note]]:
    """Return the name of the workflow that builds the site, "" for none, and notes on it."""
    if not folder.is_dir() or not _NEEDS_BUILD & set(chosen):
        return "", []
    for path in sorted([*folder.glob("*.yml"), *folder.glob("*.yaml")]):
        text = store.read(path)
        if _BUILDS_PAGES.search(text):
            shown = site.display_path(path)
            notes = [] if _BY_HAND.search(text) else [note("pages-not-by-hand", path=shown)]
            return path.name, notes
    return "", []


def _needs(site: Site, names: Sequence[str]) -> list[Note]:
    """Return notes on what the site lacks without which workflows fail."""
    notes = []
    need_backlog = [name for name in names if name in _NEEDS_BACKLOG]
    if need_backlog and _backlog(site) is None:
        notes.append(note("workflows-need-backlog", names=need_backlog))
    if "digest" in names and not site.settings.feeds:
        notes.append(note("digest-needs-feeds"))
    return notes


def _categories(site: Site) -> tuple[str, ...]:
    """Return the categories of the site's backlog, none where it has none."""
    from postgen.backlog import Backlog
    from postgen.commands.category_notes import category_names

    path = _backlog(site)
    return tuple(category_names(Backlog(store.read(path)))) if path else ()


def _backlog(site: Site) -> Path | None:
    from postgen.commands.backlog_file import NoBacklogError, backlog_path

    try:
        return backlog_path(site)
    except NoBacklogError:
        return None
