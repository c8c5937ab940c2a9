"""`postgen check --archive` and `publish --archive`: an archive is asked to keep links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.commands import Result, note
from postgen.commands import link_places as places

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from postgen.commands.check_links import Progress
    from postgen.site import Site


def to_keep(site: Site, paths: Iterable[Path]) -> list[str]:
    """Return the outside links of files that an archive can keep: no copies, no private ones."""
    from postgen.web.ask_links import is_public

    urls = (each.known.url for each in places.read(site, paths) if not each.is_copy)
    return [url for url in urls if is_public(url)]


def keep(
    site: Site, paths: Iterable[Path], progress: Progress, without: Collection[str] = ()
) -> Result:
    """Ask the site's archive to keep the outside links of files, apart from those `without`.

    The notes say which it did not keep; `failed` counts them.
    """
    from postgen.web import archive

    urls = [url for url in to_keep(site, paths) if url not in without]
    with progress("Asking the archive", len(urls)) as advance:
        answers = archive.keep_all(site.settings.links.archive, urls, on_done=advance)
    failed = [each for each in answers if each.failure]
    notes = [note("not-archived", url=each.url, reason=each.failure) for each in failed]
    kept = note("archived", links=len(answers) - len(failed))
    rows = [{"url": each.url, "kept": not each.failure, "reason": each.failure} for each in answers]
    return Result(notes=(*notes, kept), data={"archived": rows}, failed=len(failed))
