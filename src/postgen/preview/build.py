"""The true page: what the site's own Jekyll makes of one post."""

from __future__ import annotations

import re
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from postgen.files import reading
from postgen.jekyll.document import Document
from postgen.preview import names
from postgen.preview.choice import Listing, choose, is_style
from postgen.preview.copy import Copy
from postgen.preview.jekyll import ENDED, JekyllError, NoJekyllError, begin
from postgen.text.clean import clean

if TYPE_CHECKING:
    from collections.abc import Callable

    from postgen.preview.choice import Choice
    from postgen.preview.jekyll import Resident
    from postgen.site import Site

_ROUNDS = 20
"""How often a build is repeated with what Jekyll has missed."""

_FROM_NETWORK = "remote_theme"
"""The setting by which a theme is fetched at each build."""

_NOT_OF_PAGE = ("Skipping:", "Configuration file:")
"""Beginnings of what Jekyll says of other files."""

_IN_INCLUDE = re.compile(r"\((?!line )[^()\s]+ line \d+\)")
"""`(_includes/note.html line 2)`."""

_ITS_LINE = re.compile(r" \(line \d+\)")
"""The line of an error, counted from the end of the front matter."""

_IN_FILE = re.compile(r"Liquid Exception: .* in (\S+)\Z")

_MISSING_GEM = re.compile(r"cannot load such file -- ([\w./-]+)|The (\S+) theme could not be found")


class Built(NamedTuple):
    """A page that was built.

    `file` holds it, at `url` from the root of the site. `partial` are the lists that it shows less
    of than the whole site would (`posts`, `tags`), `warnings` what Jekyll says, `version` its own.
    `styles` are the style sheets and scripts of the site that Jekyll makes.
    """

    file: Path
    url: str
    partial: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    version: str = ""
    styles: tuple[Path, ...] = ()


class TruePages:
    """Builds pages of one site, one at a time.

    It has a folder of its own, and from the first page on a process: call `close` at the end.
    `on_start` is called with the path of a file whose page waits for Jekyll to be started, which
    takes most of a second; the pages after it take a fraction of that.
    """

    def __init__(self, on_start: Callable[[Path], None] | None = None) -> None:
        self._on_start = on_start
        self._lock = Lock()
        self._copy = Copy()
        self._listing: Listing | None = None
        self._is_closed = False
        self._resident: Resident | None = None

    @property
    def built(self) -> Path:
        """The folder of what was built, laid out as the site is."""
        return self._copy.built

    def build(self, site: Site, path: Path, text: str | None = None) -> Built:
        """Build the page of a post, draft, page or document that is being written.

        `text` is what the file says, if that is not saved. Raises `NoJekyllError` where there is no
        Jekyll for the site, `JekyllError` at what stops it, and `UnreadableError`.
        """
        with self._lock:
            return self._build(site, path, reading.read(path) if text is None else text)

    def interrupt(self) -> None:
        """End Jekyll at once, from any thread: what waits for a page gets an error."""
        self._is_closed = True
        resident = self._resident
        if resident:
            resident.kill()

    def close(self) -> None:
        """End Jekyll, and remove the copy."""
        self.interrupt()
        with self._lock:
            self._stop()
            self._copy.close()

    def _build(self, site: Site, path: Path, text: str) -> Built:
        if site.config.get(_FROM_NETWORK):
            raise NoJekyllError(
                "The site's theme is fetched from the network at each build, "
                "which a preview does not do."
            )
        self._listing = listing = Listing(site, self._listing)
        now, more = site.now(), names.NOTHING
        changed: set[str] = set()
        place = site.relative(path)
        for _ in range(_ROUNDS):
            choice = choose(listing, path, text, now, more)
            changed |= self._copy.update(choice, place, text)
            if any(map(_is_read_once, changed)):
                self._stop()
            older = self._resident
            resident = self._running(site, path)
            try:
                answer = resident.ask(self._request(site, path, changed))
            except JekyllError as error:
                if error.kind == ENDED and resident is older:  # between two builds
                    self._stop()
                    continue
                missed = names.missing(error.message)
                if more | missed != more:
                    more |= missed
                    continue
                raise self._in_words(error, site, place, text) from error
            return self._built(answer, choice, place, site)._replace(version=resident.version)
        raise JekyllError("Jekyll does not find what the page names.")

    def _request(self, site: Site, path: Path, changed: set[str]) -> dict[str, Any]:
        return {
            # a document's path is counted from `collections_dir`, a page's from the source
            "wanted": [site.relative(path), site.from_collections(path)],
            "assets": any(not _is_content(each) for each in changed),
            "config": {
                "source": str(self._copy.source),
                "destination": str(self._copy.built),
                "show_drafts": True,
                "incremental": False,
                "disable_disk_cache": True,
                "profile": False,
                "limit_posts": 0,
                "keep_files": [],
            },
        }

    def _built(self, answer: dict[str, Any], choice: Choice, place: str, site: Site) -> Built:
        page = next(iter(answer["pages"].values()), None)
        file = Path(page["file"]) if page else self.built
        if not page or not file.is_relative_to(self.built) or not file.is_file():
            raise JekyllError(f"Jekyll makes no page of {place}.", "NoPage")
        warnings = [self._without_folder(clean(each), site) for each in answer["warnings"]]
        return Built(
            file,
            page["url"],
            tuple(name for name in answer["lists"] if name in choice.incomplete),
            tuple(each for each in warnings if not each.startswith(_NOT_OF_PAGE)),
            styles=tuple(each for each in choice.whole.values() if is_style(each)),
        )

    # Errors

    def _in_words(self, error: JekyllError, site: Site, place: str, text: str) -> JekyllError:
        """Return an error as it is shown: with the site's paths, and the line where it is known."""
        message = self._without_folder(clean(error.message), site)
        log = self._without_folder(clean(error.log), site)
        gem = _MISSING_GEM.search(f"{error.message}\n{error.log}")
        if gem:
            name = gem[1] or gem[2]
            return _not_installed(name)
        where = _where(error, f"{message} {log}", site, place, text)
        if where:
            message = _ITS_LINE.sub("", message)
        return JekyllError(f"{where}{message.strip()}", error.kind, error.line, log)

    def _without_folder(self, message: str, site: Site) -> str:
        message = message.replace(f"{self._copy.source}/", "").replace(str(self.built), "_site")
        return " ".join(message.replace(f"{site.source}/", "").split())

    def _running(self, site: Site, path: Path) -> Resident:
        """Return the site's Jekyll, started for a file if need be. Raises `NoJekyllError`."""
        if self._is_closed:
            raise NoJekyllError("The preview is closed.")
        if not self._resident or not self._resident.is_running:
            self._stop()
            if self._on_start:
                self._on_start(path)
            self._resident = begin(site.root, self._copy.source)
        return self._resident

    def _stop(self) -> None:
        if self._resident:
            self._resident.close()
            self._resident = None


def _not_installed(name: str) -> JekyllError:
    problem = JekyllError(f"The site needs {name}, which is not installed.", "NotInstalled")
    problem.hint = "Run `bundle install` in the site's folder."
    return problem


def _is_read_once(place: str) -> bool:
    """Whether a file is one that Jekyll reads when it starts: the configuration, a plugin."""
    return place.startswith("_config.") or place.endswith(".rb")


def _is_content(place: str) -> bool:
    """Whether a file is a post or a draft, of which no style is made."""
    return "_posts/" in place or "_drafts/" in place


def _where(error: JekyllError, log: str, site: Site, place: str, text: str) -> str:
    """Return where an error is, `path:line: `; "" where that is not known."""
    named = names.missing(error.message)
    for name in (*named.posts, *named.files, *named.beside):
        if name in text:
            return f"{place}:{text.count(chr(10), 0, text.index(name)) + 1}: "
    if _IN_INCLUDE.search(log):  # the message names the file and its line
        return ""
    found = _IN_FILE.search(log)
    path = found[1] if found else place
    if not error.line:
        return f"{path}: " if found else ""
    if path != place:
        file = site.source / path
        text = reading.read(file) if file.is_file() else ""
    body_start = Document.parse(text).body_start
    # Jekyll takes the blank lines below the front matter for a part of it
    blanks = len(text[body_start:]) - len(text[body_start:].lstrip())
    return f"{path}:{text.count(chr(10), 0, body_start + blanks) + error.line}: "
