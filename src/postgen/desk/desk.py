"""One running desk: the site, the secrets that open it, and what its views share."""

from __future__ import annotations

import secrets
import time
from functools import cached_property
from typing import TYPE_CHECKING

from postgen import site
from postgen.desk.words import DeskWords

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from postgen.desk.events import Events
    from postgen.desk.preview import Previews
    from postgen.desk.words import Words
    from postgen.site import Site

LOOPBACK = "127.0.0.1"
"""The only address that is listened on."""


class Desk:
    """One running desk.

    `token` is in the first address and `cookie` is what a browser has afterwards; `port` and
    `preview_port` are those of the desk and of its previews. `shows` is the only page that there is
    a way to, if it is but a preview. `clock` counts seconds.
    """

    def __init__(  # noqa: PLR0913 - what one desk is made of
        self,
        root: Path,
        words: Words,
        *,
        port: int,
        preview_port: int,
        events: Events,
        token: str = "",
        cookie: str = "",
        shows: str = "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.root = root
        self.words = DeskWords(words)
        self.port = port
        self.preview_port = preview_port
        self.events = events
        self.token = token or secrets.token_urlsafe(24)
        self.cookie = cookie or secrets.token_urlsafe(24)
        self.shows = shows
        self.clock = clock
        self.visited = clock()

    def site(self) -> Site:
        """Read the site, which may have changed since. Raises `ConfigError` and `SettingError`."""
        return site.load(self.root)

    @property
    def origin(self) -> str:
        """The origin of the desk: `http://127.0.0.1:4010`."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def address(self) -> str:
        """The first address, which holds the token."""
        return f"{self.origin}/?token={self.token}"

    @property
    def preview_origin(self) -> str:
        """The origin of previews, which is another one than that of the desk."""
        return f"http://{LOOPBACK}:{self.preview_port}"

    @cached_property
    def previews(self) -> Previews:
        """The pages of posts."""
        from postgen.desk.preview import Previews

        return Previews(self)

    @property
    def cookie_name(self) -> str:
        """The name of the cookie, with the port: cookies are shared by all ports of a machine."""
        return f"postgen-{self.port}"

    def visit(self) -> None:
        """Remember that somebody is at the desk."""
        self.visited = self.clock()
