"""A readable title made from a URL, when nothing better is known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote_to_bytes, urlsplit

from postgen.page.one_line import one_line

if TYPE_CHECKING:
    from urllib.parse import SplitResult

UNTITLED = "Untitled"
"""The title of a text without any visible character."""

# `hello-world.html`, `paper.pdf`: the ending of a document's name.
_DOCUMENT = (
    r"(?i)\.(?:html?|xhtml|shtml|mdx?|markdown|rst|txt|pdf|ps|djvu|epub|docx?|odt|pptx?|odp|xlsx?"
    r"|ipynb)$"
)
# `article.php`, `default.aspx`: that of a script's.
_SCRIPT = r"(?i)\.(?:php\d?|aspx?|jspx?|jsf|cgi|cfm|do|action|pl|py|dll|exe)$"
# Words of a path that say what kind of page it is, not what it is about.
_FILED_UNDER = frozenset(
    "abs amp article articles blog blogs comments content default detail details download dp "
    "edit embed entries entry forum forums full gp home html index item items latest main node "
    "page pages pdf permalink post posts print product products questions read s search show "
    "showthread stable stories story thread threads topic topics view viewpage viewtopic watch "
    "wiki".split()
)
_LANGUAGE = r"[a-z]{2}(?:[-_][A-Za-z]{2})?"
# Parameters of a query that are for people, the best first.
_READABLE_KEYS = (
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

# What systems put around a slug: dates (`2024-05-01-hello`, Jekyll), article numbers
# (`12345-hello`), UUIDs, hex ids (`hello-1a2b3c4d5e6f`; Medium has 10 to 12 digits, Notion 32).
_PREFIX_ID = r"^(?:(?:19|20)\d\d-[01]\d-[0-3]\d|\d{5,})[-_](?=.*[^\W\d_])"
_SUFFIX_ID = (
    r"(?<=[^\W_])[-_](?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
    r"|(?=[a-f]*\d)[0-9a-f]{9,40}|[a-z]?\d{6,})$"
)
# `1a2b3c4`, a UUID, a book at Amazon (`B0123ABCDE`).
_BARE_ID = r"(?=.*\d)(?:[0-9a-f]{7,}|[0-9a-f]{8}-[0-9a-f-]{27}|B0[0-9A-Z]{8})"
# Between small and capital letters and digits; `dQw4w9WgXcQ` has seven such places.
_CHANGE = r"(?<=[a-z])(?=[A-Z\d])|(?<=\d)(?=[A-Za-z])|(?<=[A-Z])(?=\d)"
_ID_CHANGES = 4
# `dont` is left alone, `don-t` becomes "don't".
_CONTRACTION = (
    r"(?i)\b(ain|aren|can|couldn|didn|doesn|don|hadn|hasn|haven|isn|shouldn|wasn|weren|won"
    r"|wouldn) t\b"
)

# `/abs/1706.03762v5`, `/pdf/math.AG/0601001.pdf`
_ARXIV = (
    r"/(?:abs|pdf|ps|html|format|e-print|src)"
    r"/((?:[a-z-]+(?:\.[A-Z]{2})?/\d{7}|\d{4}\.\d{4,5}))(?:v\d+)?(?:\.pdf)?/?"
)
# `/10.1145/3292500.3330701`
_DOI = r"/(10\.\d{4,9}/.+)"
# `/ada/tool`, `/ada/tool.git`, `/ada/tool/issues/7`, `/ada/tool/-/merge_requests/7` (GitLab)
_REPOSITORY = (
    r"/([\w.-]+/[\w.-]+?)(?:\.git)?(?:/-)?"
    r"(?:/(?:issues|pull|pulls|discussions|merge_requests)/(\d+).*)?/?"
)
# First parts of a path that are not the names of users.
_RESERVED = (
    r"/(?:about|collections|explore|features|marketplace|orgs|search|settings|sponsors|topics"
    r"|trending|users)/.*"
)


_ARXIV_HOSTS = frozenset({"arxiv.org", "export.arxiv.org"})
_DOI_HOSTS = frozenset({"doi.org", "dx.doi.org"})
_FORGES = frozenset({"github.com", "gitlab.com", "codeberg.org"})
_LONGEST = 10_000


def title_from_url(url: str) -> str:
    """Return a readable title for any text that is meant as a URL; never an empty one.

    The last part of the path that has words makes the title ("/2024/05/hello-world.html": "Hello
    world"), without ids and file endings; else words of the query, else the host with what follows
    it.
    """
    text = one_line(url, limit=_LONGEST)
    parts = _split(text)
    if parts is None:
        return _title_of_other_text(text)
    host = host_of(parts.geturl())
    # `example.org/#!/hello-world`: the path of an application in the browser.
    is_path = parts.fragment.startswith(("/", "!"))
    fragment_path = parts.fragment.lstrip("!") if is_path else ""
    title = (
        _from_known_site(host, parts)
        or words_of_path(fragment_path)
        or words_of_path(parts.path, has_query=bool(parts.query))
        or _from_query(parts.query)
        or _address(host, parts)
    )
    return one_line(title) or one_line(host) or one_line(text) or UNTITLED


def _title_of_other_text(text: str) -> str:
    """Return a title for what is not a web address: `mailto:ada@example.org`, `hello-world.pdf`."""
    has_scheme = ":" in text
    title = text.removeprefix("mailto:") if has_scheme else terms_of(text) or text
    return one_line(title) or UNTITLED


def host_of(url: str) -> str:
    """Return the host of a URL as people write it.

    In lower case, without `www.` and user, with its port, Punycode decoded (`xn--mnchen-3ya.de`:
    `münchen.de`).
    """
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
    """Whether a URL is that of a site's front page (or of its front page in one language)."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.query:
        return False
    front = rf"(?i)(?:index|default|home)(?:\.\w+)?|{_LANGUAGE}"
    segments = [segment for segment in parts.path.split("/") if segment]
    return all(re.fullmatch(front, segment) for segment in segments)


def words_of_path(path: str, *, has_query: bool = False) -> str:
    """Return the words of the last segment of a path that has any.

    With a query, the name of a script is not taken: `/show.php?title=…`. One word before an id is
    the kind of page (`/status/1234`), several are not (`/hello-world/1234`).
    """
    is_before_id = False
    segments = [segment for segment in path.split("/") if segment]
    for segment in reversed(segments):
        is_script = has_query and re.search(_SCRIPT, segment)
        words = "" if is_script else terms_of(segment)
        has_several_words = " " in words
        if words and (has_several_words or not is_before_id):
            return words
        if _decoded(segment).lower() not in _FILED_UNDER:
            is_before_id = True
    return ""


def terms_of(slug: str) -> str:
    """Return the words of a slug or a file name, the first with a capital; "" if it has none."""
    name = re.sub(_DOCUMENT, "", one_line(_decoded(slug), _LONGEST))
    name = re.sub(_SCRIPT, "", name) or name
    is_kind_of_page = name.lower() in _FILED_UNDER
    is_language = re.fullmatch(_LANGUAGE, name)
    if is_kind_of_page or is_language or _is_id(name):
        return ""
    name = re.sub(_PREFIX_ID, "", name)
    name = re.sub(_SUFFIX_ID, "", name)
    # Separators: `hello-world`, `hello_world`, `hello+world` (but not `c++`).
    words = " ".join(re.sub(r"[-_–—\s]+|(?<=\w)\+(?=\w)", " ", name).split())
    # Two letters in a row, `c++`, `f#`, or another script.
    has_words = re.search(r"[^\W\d_]{2}|[A-Za-z][+#]|[^\x00-\x7f]", words)
    if not has_words:
        return ""
    words = re.sub(_CONTRACTION, r"\1't", words)
    words = re.sub(r"(?<=[a-z]) s\b", "'s", words)  # `ada-s-blog`
    first = words.split(" ", 1)[0]
    if not first.islower():  # `iPhone`
        return words
    return words[0].upper() + words[1:]


def _is_id(name: str) -> bool:
    """Whether one word is an identifier that a machine made."""
    if re.fullmatch(_BARE_ID, name):
        return True
    is_word = re.fullmatch(r"[A-Za-z\d]{8,}", name)
    return bool(is_word) and len(re.findall(_CHANGE, name)) >= _ID_CHANGES


def _split(text: str) -> SplitResult | None:
    """Split what looks like a web address, with or without its scheme; None for other text."""
    has_scheme = re.match(r"[A-Za-z][\w+.-]*:", text)
    try:
        parts = urlsplit(text if has_scheme else "//" + text)
    except ValueError:
        return None
    if not parts.hostname or " " in parts.netloc:
        return None
    is_address = "://" in text or "." in parts.netloc
    return parts if is_address else None


def _from_known_site(host: str, parts: SplitResult) -> str:
    """Return a title with the number or name that a known site has for the page; "" elsewhere."""
    path = parts.path
    if host in _ARXIV_HOSTS and (paper := re.fullmatch(_ARXIV, path)):
        return f"arXiv {paper[1]}"
    if host in _DOI_HOSTS and (doi := re.fullmatch(_DOI, path)):
        return f"DOI {_decoded(doi[1])}"
    if host in _FORGES and not re.fullmatch(_RESERVED, path):
        return _from_forge(path)
    video = None
    if host == "youtu.be":
        video = path.strip("/")
    elif host.endswith("youtube.com"):
        video = dict(parse_qsl(parts.query)).get("v")
    return f"YouTube video {video}" if video else ""


def _from_forge(path: str) -> str:
    """Return "ada/tool" for the path of a repository, "ada/tool #7" for an issue in it."""
    found = re.fullmatch(_REPOSITORY, path)
    if not found:
        return ""
    repository, number = found.groups()
    return f"{repository} #{number}" if number else repository


def _from_query(query: str) -> str:
    """Return the words of the first parameter that is for people."""
    values = {key.lower(): value for key, value in reversed(parse_qsl(query))}
    for key in _READABLE_KEYS:
        words = terms_of(values.get(key, ""))
        if words:
            return words
    return ""


def _address(host: str, parts: SplitResult) -> str:
    """Return a URL without its scheme, its user and its fragment."""
    path = _decoded(parts.path)
    if not parts.query:
        return host + path.rstrip("/")
    return host + path + _decoded(f"?{parts.query}")


def _decoded(text: str) -> str:
    """Decode percent-encoding; what is not UTF-8 stays encoded."""
    try:
        return unquote_to_bytes(text).decode("utf-8")
    except UnicodeError:
        return text
