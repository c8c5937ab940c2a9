"""The addresses of a site's pages and styles, led to where a preview of them is shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Mapping

_TAG = Lazy(r"<[a-zA-Z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_ATTRIBUTE = Lazy(
    r"(?P<before>\s(?:href|src|srcset|poster|data|action|style)\s*=\s*)"
    r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'>]+))",
    re.IGNORECASE,
)
_STYLE = Lazy(r"(<style\b[^>]*>)(.*?)(</style|\Z)", re.IGNORECASE | re.DOTALL)
_HIDDEN = Lazy(r"<!--.*?(?:-->|\Z)|<script\b.*?(?:</script|\Z)", re.IGNORECASE | re.DOTALL)
_IN_STYLE = Lazy(r"(url\(\s*[\"']?|@import\s+[\"'])([^\"')\s]+)", re.IGNORECASE)
_CANDIDATE = Lazy(r"(^|,)(\s*)(\S+)")


class Addresses:
    """Leads addresses below the root of a site to those below `prefix`: `/t0ken/site`.

    `url` is the site's own, with which some templates write them.
    """

    def __init__(self, prefix: str, config: Mapping[str, object]) -> None:
        self.prefix = prefix
        own = urlsplit(str(config.get("url") or ""))
        self._own = f"{own.scheme}://{own.netloc}" if own.netloc else ""

    def one(self, address: str) -> str:
        """Return where an address leads in the preview; one that leads elsewhere stays."""
        if self._own and address.startswith(self._own):
            rest = address[len(self._own) :]
            if not rest or rest[0] in "/?#":
                address = rest or "/"
        if address.startswith("/") and not address.startswith("//"):
            return f"{self.prefix}{address}"
        return address

    def css(self, text: str) -> str:
        """Return a style sheet with its addresses."""
        return _IN_STYLE.sub(lambda found: found[1] + self.one(found[2]), text)

    def html(self, text: str) -> str:
        """Return a page with the addresses in its tags and styles; its text stays."""
        parts = []
        done = 0
        for found in _HIDDEN.finditer(text):
            parts += [self._shown(text[done : found.start()]), self._hidden(found[0])]
            done = found.end()
        return "".join([*parts, self._shown(text[done:])])

    def _shown(self, text: str) -> str:
        text = _STYLE.sub(lambda found: found[1] + self.css(found[2]) + found[3], text)
        return self._tags(text)

    def _hidden(self, text: str) -> str:
        """Return a comment, or a script with the address of its own tag."""
        start = _TAG.match(text)
        return self._tags(start[0]) + text[start.end() :] if start else text

    def _tags(self, text: str) -> str:
        return _TAG.sub(lambda tag: _ATTRIBUTE.sub(self._attribute, tag[0]), text)

    def _attribute(self, found: re.Match[str]) -> str:
        name = found["before"].strip().rstrip("=").strip().lower()
        for kind, quote in (("double", '"'), ("single", "'"), ("bare", "")):
            value = found[kind]
            if value is not None:
                return f"{found['before']}{quote}{self._value(name, value)}{quote}"
        return found[0]

    def _value(self, name: str, value: str) -> str:
        if name == "style":
            return self.css(value)
        if name == "srcset":
            return _CANDIDATE.sub(lambda each: each[1] + each[2] + self.one(each[3]), value)
        stripped = value.strip()
        return self.one(stripped) if stripped else value
