"""The form with which a link is suggested on GitHub: its drop-down has the backlog's categories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.commands import note

if TYPE_CHECKING:
    from pathlib import Path

    from postgen.commands import Result
    from postgen.site import Site

FORM = "ISSUE_TEMPLATE/suggest-a-link.yml"
"""The path of the form in the folder `.github`."""


def github_folder(folder: Path) -> Path:
    """Return the `.github` of the repository that a folder is in, else that of the folder."""
    place = folder.absolute()
    for each in (place, *place.parents):
        if (each / ".git").exists():
            return each / ".github"
    return folder / ".github"


def with_form(site: Site, path: Path, result: Result) -> Result:
    """Return a result that also brings the form up to date, where the backlog at `path` changes.

    It stays as it is if it is not there, if it lacks one of the two comments around the categories,
    or if `path` is not the backlog of the site.
    """
    texts = [change.new for change in result.changes if change.path == path]
    form = github_folder(site.root) / FORM
    if not texts or texts[-1] is None or not form.is_file():
        return result
    from postgen.backlog import Backlog
    from postgen.commands.backlog_file import NoBacklogError, backlog_path
    from postgen.commands.category_notes import category_names
    from postgen.files import store
    from postgen.files.store import Change
    from postgen.workflows.form import with_categories

    try:
        if path != backlog_path(site):
            return result
    except NoBacklogError:  # it is the first one
        pass
    old = store.read(form)
    new = with_categories(old, category_names(Backlog(texts[-1])))
    if new in {None, old}:
        return result
    return result._replace(
        changes=(*result.changes, Change(form, old, new)),
        notes=(*result.notes, note("form-updated", path=site.display_path(form))),
    )
