"""Links as people have them: `[Title](url)`, `<url>`, `- url`, `url Title`, `URL | Title`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.commands.known_links import clean_url
from postgen.errors import UsageError
from postgen.text.patterns import Lazy
from postgen.text.records import NamedTuple
from postgen.urls.bare import find_addresses, is_host_without_scheme, is_web_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from postgen.urls.bare import Address

_BULLET = Lazy(r"\A\s*(?:[-*+•–]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?")
"""`- `, `* `, `1. `, `- [ ] `."""

_HREF = Lazy(r"<a\s[^>]*?href\s*=\s*[\"']?([^\"'\s>]+)[\"']?[^>]*>(.*?)</a>")
_NO_TITLES = frozenset("cf from link read see source url via".split())
"""Words before an address that say no more than that it follows."""

_PLAIN = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_./?=&%+~-:")
"""The characters of an address about whose end there is no doubt: the most common case."""

_BETWEEN = " \t\u00a0-–—:|,;·•<>()[]\"'“”«»"
_END = ".,;:!?"


class GivenLink(NamedTuple):
    """A link as it was given, with the title and the note that stood beside it."""

    url: str
    title: str = ""
    note: str = ""


class BadLine(NamedTuple):
    """A line in which no address is found; `number` counts from 1."""

    number: int
    text: str
    reason: str


def _read(lines: Sequence[str]) -> tuple[list[tuple[int, GivenLink]], list[BadLine]]:
    """Read the links of lines, each with the number of its line; return also the bad lines.

    Empty lines and `# comments` are neither.
    """
    links: list[tuple[int, GivenLink]] = []
    bad: list[BadLine] = []
    for number, line in enumerate(lines, 1):
        text = line.strip().lstrip("\ufeff")
        if not text or text.startswith("#"):
            continue
        is_text = "\ufffd" not in text
        found = list(_links_of(text)) if is_text else []
        links += ((number, link) for link in found)
        if not found:
            bad.append(BadLine(number, text, _reason(text)))
    return links, bad


def _links_of(text: str) -> Iterator[GivenLink]:
    url, bar, title = text.partition(" | ")
    if bar and _is_alone(url.strip()):
        yield _bare(url.strip(), title.strip())
    elif _is_alone(text):
        yield from _one_word(text)
    elif "](" in text or "<a " in text.lower():
        yield from _marked_up(text)
    else:
        yield from _in_words(_BULLET.sub("", text, count=1))


def _is_alone(text: str) -> bool:
    """Whether a text is one word that begins as an address does."""
    has_blank = len(text.split()) != 1
    is_here = text.casefold().startswith("localhost")
    return not has_blank and (is_web_address(text) or is_host_without_scheme(text) or is_here)


def _one_word(word: str) -> Iterator[GivenLink]:
    """Yield the links of one word: an address, or several with `、` or `,` between them."""
    is_plain = "://" in word and word.count(":") == 1 and _PLAIN.issuperset(word)
    if is_plain and (word[-1].isalnum() or word[-1] in "_/"):
        yield GivenLink(word)
        return
    addresses = list(find_addresses(word))
    if len(addresses) > 1:
        for address in addresses:
            yield GivenLink(address.url)
        return
    rest = word[addresses[0].end :] if addresses else ""
    is_cut = bool(rest) and any(character.isalnum() for character in rest)
    if addresses and not is_cut:
        yield GivenLink(addresses[0].url)
    else:  # `http://e.org/{a}`: as it was given
        yield _bare(word.rstrip(_END) or word)


def _bare(url: str, title: str = "") -> GivenLink:
    """Return a link whose address may lack its scheme."""
    if url.casefold().startswith(("localhost/", "localhost:")) or url.casefold() == "localhost":
        url = f"http://{url}"
    return GivenLink(url, title)


def _marked_up(text: str) -> Iterator[GivenLink]:
    """Yield the links of Markdown or HTML: `- [Title](url) - note`, `<a href="url">Title</a>`."""
    from postgen.markdown import escape, spans

    anchors = list(_HREF.finditer(text))
    for found in anchors:
        yield GivenLink(escape.opened_url(found[1]), escape.visible(found[2]).strip())
    if anchors:
        return
    item = _BULLET.sub("", text, count=1)
    links = [
        span
        for outer in spans.parse(item, {})
        for span in outer.walk()
        if span.kind in {"link", "autolink"}
    ]
    if len(links) != 1:
        for link in links:
            title = escape.visible(item, link.children, link.inner_start, link.inner_end)
            yield GivenLink(link.url, "" if link.kind == "autolink" else title)
        return
    (link,) = links
    title = escape.visible(item, link.children, link.inner_start, link.inner_end)
    behind = escape.visible(item[link.end :]).strip().lstrip("-–—: ").strip()
    is_note = not item[: link.start].strip() and any(map(str.isalnum, behind))
    yield GivenLink(link.url, title, behind if is_note else "")


def _in_words(text: str) -> Iterator[GivenLink]:
    """Yield the links among words; the words on one side of a single address are its title."""
    addresses = list(find_addresses(text))
    if not addresses:
        yield from _hosts(text)
        return
    if len(addresses) > 1:
        for address in addresses:
            yield GivenLink(address.url)
        return
    (address,) = addresses
    yield GivenLink(address.url, _title_beside(text, address))


def _title_beside(text: str, address: Address) -> str:
    before = text[: address.start].strip(_BETWEEN)
    behind = text[address.run_end :].strip(_BETWEEN)
    has_words_on_both_sides = any(map(str.isalnum, before)) and any(map(str.isalnum, behind))
    if has_words_on_both_sides:
        return ""
    title = before or behind
    is_title = any(map(str.isalnum, title)) and title.casefold().strip(_END) not in _NO_TITLES
    return title if is_title else ""


def _hosts(text: str) -> Iterator[GivenLink]:
    """Yield a host without a scheme that begins a line: `example.org/a A title`."""
    word, _, title = text.strip("<>").partition(" ")
    if is_host_without_scheme(word.rstrip(_END)):
        yield GivenLink(word.rstrip(_END), title.strip(_BETWEEN))


def _reason(text: str) -> str:
    if "\ufffd" in text:
        return "it is not valid UTF-8"
    return "no web address is in it"


def clean_links(
    lines: Sequence[str], *, keep: bool = False
) -> tuple[list[GivenLink], list[BadLine]]:
    """Return the links of arguments or lines with their addresses as they will be written.

    Return also the lines in which there is none. `keep` leaves addresses as they are. Raises
    `UsageError` where there is no link at all.
    """
    found, bad = _read(lines)
    links = []
    for number, link in found:
        try:
            links.append(link._replace(url=clean_url(link.url, keep=keep)))
        except UsageError:
            bad.append(BadLine(number, link.url, "it is not a web address"))
    if not links:
        raise _refusal(sorted(bad))
    return links, sorted(bad)


def _refusal(bad: Sequence[BadLine]) -> UsageError:
    """Return the error where no line has a link."""
    if not bad:
        return UsageError(
            "No URL was given.", "Name one, or pipe one a line into postgen add-link."
        )
    first = bad[0]
    more = f", and {len(bad) - 1} more" if len(bad) > 1 else ""
    return UsageError(
        f"`{first.text[:80]}` is not a web address{more}.",
        "Write it as https://example.org/page.",
    )


def odd_address(url: str) -> str:
    """Return what readers will find odd about an address: `ftp`, `local`, or ""."""
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    if parts.scheme.lower() in {"ftp", "ftps"}:
        return "ftp"
    host = (parts.hostname or "").lower().rstrip(".")
    is_local = host == "localhost" or host.endswith((".localhost", ".local", ".internal"))
    return "local" if is_local or _is_private(host) else ""


def _is_private(host: str) -> bool:
    """Whether a host is a number of this machine or of a private network: `192.168.1.2`."""
    is_number = ":" in host or (host.replace(".", "").isdecimal() and host.count(".") == 3)
    if not is_number:
        return False
    from ipaddress import ip_address

    try:
        address = ip_address(host)
    except ValueError:
        return False
    return not address.is_global
