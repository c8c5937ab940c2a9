"""`postgen check --archive` and `publish --archive`: an archive is asked to keep links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.commands import Result, note
from postgen.commands import link_places as places

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from postgen.commands.check_links import Progress
    from postgen.site import Site


def keep(site: Site, paths: Iterable[Path], progress: Progress) -> Result:
    """Ask the site's archive to keep the outside links of files, copies left out.

    The notes say which it did not keep; `failed` counts them.
    """
    from postgen.web import archive, ask_links

    urls = [
        each.known.url
        for each in places.read(site, paths)
        if not each.is_copy and ask_links.is_public(each.known.url)
    ]
    with progress("Asking the archive", len(urls)) as advance:
        answers = archive.keep_all(site.settings.links.archive, urls, on_done=advance)
    failed = [each for each in answers if each.failure]
    notes = [note("not-archived", url=each.url, reason=each.failure) for each in failed]
    kept = note("archived", links=len(answers) - len(failed))
    rows = [{"url": each.url, "kept": not each.failure, "reason": each.failure} for each in answers]
    return Result(notes=(*notes, kept), data={"archived": rows}, failed=len(failed))
