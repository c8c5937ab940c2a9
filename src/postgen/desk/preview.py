"""Previews of a desk: which page is shown, and how; `routes/preview.py` and `preview_app.py` ask.

A view that shows a post beside its own content:

* inserts `{% render 'preview_pane', pane: pane %}` with `pane = desk.previews.pane(path)`, and
  loads `static/preview.js` and `preview.css`;
* calls `preview.show(text)` of that script with what is being written, after each keystroke: the
  quick page follows. The true page follows what is saved, by itself.
"""

from __future__ import annotations

import secrets
import time
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from postgen.commands import preview as command
from postgen.errors import PostgenError
from postgen.files import reading, store
from postgen.preview.addresses import Addresses
from postgen.preview.build import TruePages
from postgen.preview.choice import shared_files
from postgen.preview.jekyll import NoJekyllError

if TYPE_CHECKING:
    from pathlib import Path

    from postgen.desk.desk import Desk
    from postgen.preview.build import Built
    from postgen.site import Site

_ON_THE_WAY = 80
"""So many layouts, includes, styles and files of data are looked at for changes."""

_LISTS = {
    "posts": "`site.posts`",
    "tags": "`site.tags`",
    "categories": "`site.categories`",
    "related_posts": "`site.related_posts`",
    "documents": "`site.documents`",
    "pages": "`site.pages`",
    "html_pages": "`site.html_pages`",
    "static_files": "`site.static_files`",
    "collections": "`site.collections`",
}


class Shown(NamedTuple):
    """What a preview shows: its address in the frame, what made it, and what to know of it.

    `kind` is `site`, the true page, or `quick`. Each of `notices` has a kind, too: `error`,
    `partial`, `warning` or `unsure`.
    """

    kind: str
    address: str
    made_by: str
    notices: tuple[tuple[str, str], ...] = ()


class Previews:
    """The previews of one desk.

    `token` is in all their addresses: no cookie opens them. `open_key` is in those that may run the
    site's scripts and load from elsewhere; a page that may not has no way to know it.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.token = secrets.token_urlsafe(24)
        self.open_key = secrets.token_urlsafe(24)
        self._pages: TruePages | None = None

    @property
    def pages(self) -> TruePages:
        """What builds the true pages, made when it is first asked for."""
        self._pages = self._pages or TruePages(self._send_start)
        return self._pages

    def _send_start(self, path: Path) -> None:
        """Send to the pages that show a post why its page takes longer than others."""
        post = self._desk.site().from_root(path)
        self._desk.events.send("progress", {"post": post, "text": "Starting Jekyll…"})

    def interrupt(self) -> None:
        """End what is being built: what waits for it is answered at once."""
        if self._pages:
            self._pages.interrupt()

    def close(self) -> None:
        """End what builds the pages."""
        if self._pages:
            self._pages.close()

    @property
    def prefix(self) -> str:
        """The beginning of the paths of all previews."""
        return f"/{self.token}"

    def addresses(self, site: Site) -> Addresses:
        """Return what leads the addresses of a site into its preview."""
        return Addresses(f"{self.prefix}/site", site.config)

    def pane(self, path: Path) -> dict[str, Any]:
        """Return the values of `preview_pane.liquid` for a post."""
        place = self._desk.site().from_root(path)
        return {"post": place, "quick": self._quick_address(place), "open": self.open_key}

    def quick(self, site: Site, text: str) -> tuple[str, tuple[str, ...]]:
        """Return the quick page of a text, to be put into the frame, and what is not certain."""
        found = command.quick(site, text)
        return self.addresses(site).html(found.html), found.unsure

    def show(self, site: Site, path: Path, *, wants_quick: bool = False) -> Shown:
        """Build the page of a post as it is saved: the true one, else the quick one."""
        self._watch(site, path)
        if wants_quick:
            return self._quick(site, path)
        start = time.perf_counter()
        try:
            built = self.pages.build(site, path)
        except PostgenError as problem:
            return self._quick_after(site, path, problem)
        except OSError as error:  # no room for a copy
            return self._quick_after(site, path, reading.unusable(error))
        seconds = time.perf_counter() - start
        self._desk.events.watch(*built.styles)
        address = self._desk.preview_origin + self.addresses(site).one(built.url)
        made_by = f"Jekyll {built.version}, in {seconds:.2f} s"
        return Shown("site", address, made_by, tuple(_notices(built)))

    def _quick(self, site: Site, path: Path) -> Shown:
        _, unsure = self.quick(site, store.read(path))
        notices = tuple(("unsure", f"{each[:1].upper()}{each[1:]}.") for each in unsure)
        address = self._quick_address(site.from_root(path))
        return Shown("quick", address, "the quick page", notices)

    def _quick_after(self, site: Site, path: Path, problem: PostgenError) -> Shown:
        """Return the quick page with the reason why it is not the true one."""
        kind = "warning" if isinstance(problem, NoJekyllError) else "error"
        quick = self._quick(site, path)
        reason = f"{problem.message} {problem.hint}".strip()
        return quick._replace(notices=((kind, reason), *quick.notices))

    def _quick_address(self, place: str) -> str:
        return f"{self._desk.preview_origin}{self.prefix}/quick?post={quote(place)}"

    def _watch(self, site: Site, path: Path) -> None:
        """Look at the post from now on, and at what its page is made of."""
        shared = [each for _, each in islice(shared_files(site), _ON_THE_WAY)]
        folders = dict.fromkeys(each.parent for each in shared)  # where another may come
        self._desk.events.watch(*folders, *shared, path)


def _notices(built: Built) -> list[tuple[str, str]]:
    found = [("warning", each) for each in built.warnings]
    lists = [_LISTS.get(each, f"`site.{each}`") for each in built.partial if each != "content"]
    if lists:
        named = " and ".join(filter(None, (", ".join(lists[:-1]), lists[-1])))
        found.insert(0, ("partial", f"Partial: of {named}, only what this page names is here."))
    if "content" in built.partial:
        found.insert(0, ("partial", "Partial: the text of other posts is not converted."))
    return found
