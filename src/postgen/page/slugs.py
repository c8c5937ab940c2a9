"""A readable title made from a URL, when nothing better is known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote_to_bytes, urlsplit

from postgen.page.titles import one_line

if TYPE_CHECKING:
    from urllib.parse import SplitResult

UNTITLED = "Untitled"
"""The title of what has no visible character at all."""

_DOCUMENT = r"(?i)\.(?:html?|xhtml|shtml|mdx?|markdown|rst|txt|pdf|ps|djvu|epub|docx?|odt|pptx?|odp|xlsx?|ipynb)$"
_SCRIPT = r"(?i)\.(?:php\d?|aspx?|jspx?|jsf|cgi|cfm|do|action|pl|py|dll|exe)$"
# Words of a path that say where a page is filed, not what it is about.
_FILED_UNDER = frozenset(
    "abs amp article articles blog blogs comments content default detail details download dp edit embed "
    "entries entry forum forums full gp home html index item items latest main node page pages pdf "
    "permalink post posts print product products questions read s search show showthread stable stories "
    "story thread threads topic topics view viewpage viewtopic watch wiki".split()
)
_LANGUAGE = r"[a-z]{2}(?:[-_][A-Za-z]{2})?"
_SPOKEN_KEYS = (
    "title",
    "headline",
    "q",
    "query",
    "search",
    "s",
    "name",
    "topic",
    "subject",
    "text",
    "page",
)

# What systems put around a slug: dates (Jekyll), article numbers, UUIDs, hex ids (Medium 10 to 12 digits, Notion 32).
_PREFIX_ID = r"^(?:(?:19|20)\d\d-[01]\d-[0-3]\d|\d{5,})[-_](?=.*[^\W\d_])"
_SUFFIX_ID = (
    r"(?<=[^\W_])[-_](?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
    r"|(?=[a-f]*\d)[0-9a-f]{9,40}|[a-z]?\d{6,})$"
)
_BARE_ID = r"(?=.*\d)(?:[0-9a-f]{7,}|[0-9a-f]{8}-[0-9a-f-]{27}|B0[0-9A-Z]{8})"
_CHANGE = r"(?<=[a-z])(?=[A-Z\d])|(?<=\d)(?=[A-Za-z])|(?<=[A-Z])(?=\d)"  # dQw4w9WgXcQ has seven
_CONTRACTION = r"(?i)\b(ain|aren|can|couldn|didn|doesn|don|hadn|hasn|haven|isn|shouldn|wasn|weren|won|wouldn) t\b"

_ARXIV = r"/(?:abs|pdf|ps|html|format|e-print|src)/((?:[a-z-]+(?:\.[A-Z]{2})?/\d{7}|\d{4}\.\d{4,5}))(?:v\d+)?(?:\.pdf)?/?"
_DOI = r"/(10\.\d{4,9}/.+)"
_REPOSITORY = r"/([\w.-]+/[\w.-]+?)(?:\.git)?(?:/-)?(?:/(?:issues|pull|pulls|discussions|merge_requests)/(\d+).*)?/?"
_RESERVED = r"/(?:about|collections|explore|features|marketplace|orgs|search|settings|sponsors|topics|trending|users)/.*"


def title_from_url(url: str) -> str:
    """Return a readable title for any text that is meant as a URL; never an empty one.

    The last part of the path that has words makes the title ("/2024/05/hello-world.html": "Hello world"), without
    ids and file endings; else words of the query, else the host with what follows it.
    """
    text = one_line(url, limit=10_000)
    parts = _split(text)
    if parts is None:
        return (
            one_line(text.removeprefix("mailto:") if ":" in text else terms_of(text) or text)
            or UNTITLED
        )
    host = host_of(parts.geturl())
    title = (
        _from_known_site(host, parts)
        or words_of_path(
            parts.fragment.lstrip("!") if parts.fragment.startswith(("/", "!")) else ""
        )
        or words_of_path(parts.path, has_query=bool(parts.query))
        or _from_query(parts.query)
        or _bare(host, parts)
    )
    return one_line(title) or one_line(host) or one_line(text) or UNTITLED


def host_of(url: str) -> str:
    """Return the host of a URL as people write it: lower case, no `www.`, no user, Punycode decoded, port kept."""
    try:
        host = urlsplit(url).netloc.rpartition("@")[2].lower().removeprefix("www.")
    except ValueError:
        return ""
    if "xn--" not in host:
        return host
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host


def is_front_page(url: str) -> bool:
    """Say whether a URL is that of a site's front page (or of its front page in one language)."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    filed = rf"(?i)(?:index|default|home)(?:\.\w+)?|{_LANGUAGE}"
    segments = [segment for segment in parts.path.split("/") if segment]
    return not parts.query and all(re.fullmatch(filed, segment) for segment in segments)


def words_of_path(path: str, *, has_query: bool = False) -> str:
    """Return the words of the last segment of a path that has any; a script's name gives way to its query.

    What stands before an id is its kind (`/status/1234`), unless it is more than one word (`/hello-world/1234`).
    """
    behind_id = False
    for segment in reversed([segment for segment in path.split("/") if segment]):
        words = "" if has_query and re.search(_SCRIPT, segment) else terms_of(segment)
        if words and (" " in words or not behind_id):
            return words
        behind_id = behind_id or _decoded(segment).lower() not in _FILED_UNDER
    return ""


def terms_of(slug: str) -> str:
    """Return the words that a slug or a file name spells, the first with a capital; none: the empty string."""
    name = re.sub(_DOCUMENT, "", one_line(_decoded(slug), 10_000))
    name = re.sub(_SCRIPT, "", name) or name
    if name.lower() in _FILED_UNDER or re.fullmatch(_LANGUAGE, name) or _is_id(name):
        return ""
    name = re.sub(_PREFIX_ID, "", name)
    name = re.sub(_SUFFIX_ID, "", name)
    words = " ".join(re.sub(r"[-_–—\s]+|(?<=\w)\+(?=\w)", " ", name).split())
    if not re.search(r"[^\W\d_]{2}|[A-Za-z][+#]|[^\x00-\x7f]", words):
        return ""
    words = re.sub(r"(?<=[a-z]) s\b", "'s", re.sub(_CONTRACTION, r"\1't", words))
    first = words.split(" ", 1)[0]
    return words[0].upper() + words[1:] if first.islower() else words


def _is_id(name: str) -> bool:
    """Say whether one word is what a machine counts by."""
    return bool(
        re.fullmatch(_BARE_ID, name)
        or (re.fullmatch(r"[A-Za-z\d]{8,}", name) and len(re.findall(_CHANGE, name)) >= 4)
    )


def _split(text: str) -> SplitResult | None:
    """Split what looks like a URL, its scheme given or not; None for other text."""
    try:
        parts = urlsplit(text if re.match(r"[A-Za-z][\w+.-]*:", text) else "//" + text)
    except ValueError:
        return None
    known = (
        bool(parts.hostname) and ("://" in text or "." in parts.netloc) and " " not in parts.netloc
    )
    return parts if known else None


def _from_known_site(host: str, parts: SplitResult) -> str:
    """Name what a site numbers: arXiv's papers, DOIs, the repositories of GitHub and GitLab, videos."""
    if host in {"arxiv.org", "export.arxiv.org"} and (found := re.fullmatch(_ARXIV, parts.path)):
        return f"arXiv {found[1]}"
    if host in {"doi.org", "dx.doi.org"} and (found := re.fullmatch(_DOI, parts.path)):
        return f"DOI {_decoded(found[1])}"
    if host in {"github.com", "gitlab.com", "codeberg.org"} and not re.fullmatch(
        _RESERVED, parts.path
    ):
        found = re.fullmatch(_REPOSITORY, parts.path)
        return (found[1] + (f" #{found[2]}" if found[2] else "")) if found else ""
    video = dict(parse_qsl(parts.query)).get("v") if host.endswith("youtube.com") else ""
    if host == "youtu.be":
        video = parts.path.strip("/")
    return f"YouTube video {video}" if video else ""


def _from_query(query: str) -> str:
    """Return the words of the first parameter that is meant for people."""
    values = {key.lower(): value for key, value in reversed(parse_qsl(query))}
    return next((words for key in _SPOKEN_KEYS if (words := terms_of(values.get(key, "")))), "")


def _bare(host: str, parts: SplitResult) -> str:
    """Return the URL as people would say it: host, path and query, nothing around them."""
    query = f"?{parts.query}" if parts.query else ""
    path = _decoded(parts.path)
    return host + (path if query else path.rstrip("/")) + _decoded(query)


def _decoded(text: str) -> str:
    """Decode percent-encoding; what is no UTF-8 stays encoded."""
    try:
        return unquote_to_bytes(text).decode("utf-8")
    except UnicodeError:
        return text
