"""The parts of a URL: its host as the DNS has it, its path, query and fragment, and escapes."""

from __future__ import annotations

import re

from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple

EDGES = "".join(map(chr, range(0x21)))
"""What browsers ignore around a URL."""

_IGNORED = dict.fromkeys(map(ord, "\t\r\n"))  # what they ignore anywhere in it

# `https://jane@example.org:8080/a?b=1#c`, and `//example.org/a`: the scheme, the user, the host
# (or an IPv6 address in brackets), the port, the path, the query and the fragment.
_URL = re.compile(
    r"(?:(https?):)?//(?:([^/?#]*)@)?([^/?#@:\[\]\s\\\x00-\x1f\x7f]+|\[[0-9a-f:.%]+\])"
    r"(?::([0-9]*))?"
    r"(/[^?#]*)?(?:\?([^#]*))?(?:#(.*))?",
    re.IGNORECASE | re.DOTALL,
)
_HOST = Lazy(r"[^/?#@:\[\]\s\\\x00-\x1f\x7f]+|\[.*\]")
_HOST_LENGTH = 253  # octets, RFC 1035
_URL_LENGTH = 16_384  # letters: what is longer holds data, and is compared letter by letter
_DEFAULT_PORTS = {"http": "80", "https": "443"}

PLAIN_URL = Lazy(
    rf"(?!.{{{_URL_LENGTH + 1}}})"
    r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)+)"
    r"((?:/[A-Za-z0-9_~-][A-Za-z0-9._~!$'()*,=@+&-]*)*)/?"
    r"(?:\?([!\"$-~]*))?(?:#([!-~]*))?"
)
"""What most addresses are: `https://example.org/a/b?c=d#e`, with a host in small letters.

Nothing in its path is escaped, and it has no user and no port.
"""

UNESCAPED = Lazy(r"[A-Za-z0-9._~!$&'()*+,;=:@/-]*")
"""A text that `escape` returns as it is."""

_ESCAPE = Lazy(r"%([0-9A-Fa-f]{2})|[^A-Za-z0-9._~!$&'()*+,;=:@/?-]")

PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$'()*,:@")
"""The bytes that mean the same with and without an escape, wherever they stand."""

PLAIN_IN_PATH = PLAIN | frozenset(b"&+;=")
PLAIN_IN_VALUE = PLAIN | frozenset(b"/?=")


class Parts(NamedTuple):
    """A URL in its parts; `point` identifies the page where its site has several spellings."""

    origin: str
    """The scheme and the user as in the key: `https://user@`."""
    host: str
    port: str
    """With its colon, or empty."""
    path: str
    query: str
    fragment: str
    point: str = ""

    @property
    def place(self) -> str:
        """The page on its site: path?query#fragment."""
        query = f"?{self.query}" if self.query else ""
        fragment = f"#{self.fragment}" if self.fragment else ""
        return f"{self.path}{query}{fragment}"

    @property
    def url(self) -> str:
        """The whole, put together again."""
        return f"{self.origin}{self.host}{self.port}{self.place}"


def parse(url: str) -> Parts | None:
    """Return the parts of `url`, its host as the DNS has it, or None for another text."""
    url = url.strip(EDGES)
    match = _URL.fullmatch(url if url.isprintable() else url.translate(_IGNORED))
    if match is None or len(url) > _URL_LENGTH:
        return None
    scheme, user, name, port, path, query, fragment = match.groups("")
    host = host_in_dns(name)
    if host is None:
        return None
    scheme = scheme.lower() or "https"
    if port:
        port = port.lstrip("0") or "0"  # `:080` is `:80`
    is_default = not port or port == _DEFAULT_PORTS[scheme]
    # `http://example.org:443` is the one address of which the scheme says something
    protocol = "http" if scheme == "http" and port == "443" else "https"
    origin = f"{protocol}://{user}@" if user else f"{protocol}://"
    return Parts(origin, host, "" if is_default else f":{port}", path, query, fragment)


def is_address(text: str) -> bool:
    """Return whether `text` is a whole web address that was decoded without loss."""
    is_web = text[:4].lower() == "http"
    has_loss = "\ufffd" in text
    return is_web and not has_loss and parse(text) is not None


def domains(host: str) -> list[str]:
    """Return `host` and the domains above it, down to two labels."""
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]


def escape(text: str, plain: frozenset[int]) -> str:
    """Escape what no URL may hold, and unescape what means the same without (RFC 3986, 6.2.2)."""

    def encode(match: re.Match[str]) -> str:
        if match[1] is None:
            return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "surrogatepass"))
        code = int(match[1], 16)
        return chr(code) if code in plain else match[0].upper()

    return _ESCAPE.sub(encode, text)


def host_in_dns(name: str) -> str | None:
    """Return the host in lower case and ASCII without `www.`, or None when it cannot be one."""
    host = name.lower()
    if not host.isascii() and len(host) <= _HOST_LENGTH:
        host = _in_ascii(host)
    host = host.rstrip(".")
    while host.startswith("www.") and "." in host[4:]:
        host = host[4:]
    is_host = len(host) <= _HOST_LENGTH and _HOST.fullmatch(host)
    return host if is_host else None


def _in_ascii(host: str) -> str:
    """Write an international host in ASCII (RFC 3492 after UTS 46; browsers keep `ß`)."""
    from unicodedata import normalize

    folded = normalize("NFKC", normalize("NFKC", host).lower())
    labels = folded.replace("\u3002", ".").split(".")  # `例え。jp` has a dot of its own
    if sum(map(len, labels)) > _HOST_LENGTH:
        return ""
    return ".".join(map(_label_in_ascii, labels))


def _label_in_ascii(label: str) -> str:
    if label.isascii():
        return label
    return "xn--" + label.encode("punycode").decode("ascii")
