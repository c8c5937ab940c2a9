"""The signs that an address has a new owner, who shows something else there. Pure.

There are five, and one alone proves nothing: pages move, titles are edited, sites are translated.
Whatever could be explained by how somebody writes a link (in other words, in another language) is
no sign. What confirms that it is the page that was linked outweighs signs that could be chance.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

from postgen.links import domains, vocabulary, words
from postgen.page import interstitials
from postgen.page.one_line import one_line
from postgen.page.titles_from_urls import host_of, is_front_page
from postgen.urls import site_rules
from postgen.urls.canonical import canonical

if TYPE_CHECKING:
    from postgen.links.model import Answer, Known, Record

PERSISTENT = frozenset(
    "doi.org dx.doi.org hdl.handle.net purl.org purl.archive.org w3id.org n2t.net perma.cc "
    "urn.nbn.de nbn-resolving.org identifiers.org".split()
)
"""Hosts of lasting addresses, which lead to other hosts by design."""

THIN = 200
"""Characters of visible text below which a page shows nothing: a shell that scripts fill."""

_WORDS = 3
"""Words of a link's text of which the page that was meant has one, whatever its title is."""

_DENSE = 150
"""Characters of text for each phrase of what a page sells: an article mentions it less often."""

_NAMES = {
    "ar": "Arabic", "arabic": "Arabic script", "cyrillic": "Cyrillic script", "de": "German",
    "en": "English", "es": "Spanish", "fr": "French", "hi": "Hindi", "id": "Indonesian",
    "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "pl": "Polish",
    "pt": "Portuguese", "ru": "Russian", "th": "Thai", "tr": "Turkish", "vi": "Vietnamese",
    "zh": "Chinese", "latin": "Latin script",
}  # fmt: skip


class Signs(NamedTuple):
    """What speaks for a new owner.

    `sentences` has one for each sign, without its full stop. `is_confirmed` says that the page is
    the one that was linked, by its title or its address; `is_elsewhere` that one of the signs is
    its domain.
    """

    sentences: tuple[str, ...] = ()
    is_confirmed: bool = False
    is_elsewhere: bool = False


def find(known: Known, record: Record | None, answer: Answer) -> Signs:
    """Return the signs of what an address answered, beside what is known of the link."""
    case = _Case(known, record, answer)
    elsewhere, front_page, wares = case.elsewhere(), case.front_page(), case.wares()
    sentences = [elsewhere, front_page, wares]
    # The front page of the same site has other words, and they prove no more than that it is there.
    is_own_front_page = bool(front_page) and not elsewhere and not wares
    if not is_own_front_page:
        sentences.append(case.other_words(is_elsewhere=bool(elsewhere), has_wares=bool(wares)))
        sentences.append(case.other_language(has_wares=bool(wares)))
    is_confirmed = case.has_its_title() if wares else case.is_related()
    return Signs(tuple(filter(None, sentences)), is_confirmed, bool(elsewhere))


class _Case:
    """A link and its answer, compared."""

    def __init__(self, known: Known, record: Record | None, answer: Answer) -> None:
        self.url = known.url
        self.final = answer.final or known.url
        self.page = answer.page
        self.old_host = _hostname(self.url)
        self.new_host = _hostname(self.final)
        self.was_seen = bool(record and record.title)
        self.earlier = record.language if record else ""
        self.titles = (*known.titles, *((record.title,) if record and record.title else ()))
        self.around = known.language
        # Each title on its own: to share words with one of them is enough.
        self.title_words = [found for each in self.titles if (found := words.subject(each))]
        self.path_words = words.subject(_path_text(self.url))
        self.head_words = words.subject(self.page.head) if self.page else frozenset()

    @cached_property
    def text_words(self) -> frozenset[str]:
        """The words of the page."""
        return self.head_words | words.subject(self.page.text) if self.page else frozenset()

    # The signs

    def elsewhere(self) -> str:
        """Return that it leads to another registrable domain, and was not made to lead on."""
        if self.old_host == self.new_host or _leads_on(self.url):
            return ""
        if domains.owner(self.old_host) == domains.owner(self.new_host):
            return ""
        if _owner_of(canonical(self.url)) == _owner_of(canonical(self.final)):
            return ""
        return f"it leads to another domain, {domains.owner(self.new_host)}"

    def front_page(self) -> str:
        """Return that the address of a page leads to the front page of a site."""
        if self.url == self.final or is_front_page(self.url) or _leads_on(self.url):
            return ""
        fragment = urlsplit(self.final).fragment
        is_application = fragment.startswith(("!", "/"))
        if is_application or not is_front_page(self.final):
            return ""
        return f"it leads to the front page of {host_of(self.final)}"

    def wares(self) -> str:
        """Return that the page is parked, or sells what buyers of lapsed domains sell."""
        page = self.page
        if page is None:
            return ""
        if page.failure.startswith(interstitials.PARKED):
            return f"the domain is parked (“{one_line(page.head, 60)}”)"
        is_thin = len(page.text) < 4 * interstitials.THIN
        in_head, in_all = vocabulary.read(page.head), vocabulary.read(f"{page.head}\n{page.text}")
        phrases = list(in_all.pop("parked", ())) if is_thin else []
        if len(phrases) > 1 or (phrases and "parked" in in_head):
            return f"the domain is parked (“{phrases[0]}”)"
        in_all.pop("parked", None)
        for kind, found in in_all.items():
            first = in_head.get(kind, {})
            is_in_title = len(first) > 1 or (len(first) == 1 and len(found) > 2)
            in_text = sum(found.values()) - sum(first.values())
            is_full_of_it = in_text >= len(page.text) // _DENSE
            if is_full_of_it and (is_in_title or len(found) > 4) and not self._is_about(kind):
                shown = ", ".join(list(first or found)[:3])
                return f"the page sells {kind} ({shown})"
        return ""

    def other_words(self, *, is_elsewhere: bool, has_wares: bool) -> str:
        """Return that the page has no word of the title that it is linked with."""
        if not self.page or not self.title_words or (self._is_canonical() and not self.was_seen):
            return ""
        is_shown = len(self.page.text) >= THIN or len(self.head_words) > 1
        if not is_shown or self._has_word_of_title():
            return ""
        if is_language_redirect(self.url, self.final):
            return ""
        longest = max(map(len, self.title_words))
        is_its_own = self.was_seen or self._has_title_in_address()
        is_long = longest >= _WORDS and self._is_in_language_around()
        if not is_its_own and not (has_wares and longest > 1) and not (is_elsewhere and is_long):
            return ""  # it may be linked in other words, or in another language
        return f"no word of “{one_line(self.titles[-1 if self.was_seen else 0], 60)}” is on it"

    def other_language(self, *, has_wares: bool) -> str:
        """Return that the page is in another language, or in another script, than it was."""
        page = self.page
        if not page or not page.language or (self._is_canonical() and not self.was_seen):
            return ""
        if not has_wares and self._has_word_of_title():
            return ""  # a translation has the names of what it is about
        if self.earlier:
            before = self.earlier
        elif self._has_title_in_address():
            before = self.around or words.script_of(" ".join(self.titles))
        elif has_wares and words.script_of(" ".join(self.titles)) == "latin":
            before = "latin"
        else:
            return ""
        if before in {"", page.language} or is_language_redirect(self.url, self.final):
            return ""
        script = words.script_of_language(page.language)
        is_same = (
            script == "latin"
            if before == "latin"
            else words.is_same_language(before, page.language)
        )
        if is_same or words.script_of(f"{page.head}\n{page.text}") not in {script, ""}:
            return ""
        return f"it is in {_name(page.language)}, and was in {_name(before)}"

    # What confirms the page

    def _has_word_of_title(self) -> bool:
        """Whether the page has a word of a title; its own titles are looked at first."""
        return any(title & self.head_words for title in self.title_words) or any(
            title & self.text_words for title in self.title_words
        )

    def has_its_title(self) -> bool:
        """Whether the page's own titles have half of the words of one that it is linked with."""
        return any(
            len(title & self.head_words) * 2 >= len(title) and len(title) > 1
            for title in self.title_words
        )

    def is_related(self) -> bool:
        """Whether the page shares words with the title, with the old address, or with its host."""
        if any(title & self.head_words for title in self.title_words):
            return True
        if self.path_words & self.head_words or self._is_canonical():
            return True
        if self.old_host != self.new_host and self._has_same_name():
            return True
        return bool(self._host_words() & self.text_words)

    def _host_words(self) -> frozenset[str]:
        """Return the words of the name of the old domain, if it is one."""
        label = domains.owner(self.old_host).partition(".")[0]
        return words.subject(label.replace("-", " ")) if len(label) > 3 else frozenset()

    def _has_same_name(self) -> bool:
        """Whether the old and the new address end in the same name, or their hosts have one."""
        old, new = _last_segment(self.url), _last_segment(self.final)
        if len(old) > 4 and old == new and not is_front_page(self.url):
            return True
        old_label = domains.owner(self.old_host).partition(".")[0]
        return len(old_label) > 2 and old_label == domains.owner(self.new_host).partition(".")[0]

    def _is_canonical(self) -> bool:
        """Whether the page names the address that was linked as its own, below the site's root."""
        own = self.page.canonical if self.page else ""
        return bool(own) and not is_front_page(own) and canonical(own) == canonical(self.url)

    def _has_title_in_address(self) -> bool:
        """Whether an address has words of the title: it is the page's own then, not translated.

        For a front page, these are the words of its host.
        """
        written = self._host_words() if is_front_page(self.url) else self.path_words
        return any(len(title & written) >= min(2, len(title)) for title in self.title_words)

    def _is_in_language_around(self) -> bool:
        """Whether the page is in the language of the text that links it, as far as that shows."""
        own = self.page.language if self.page else ""
        return bool(own and self.around) and words.is_same_language(own, self.around)

    def _is_about(self, kind: str) -> bool:
        """Whether the link itself is about what a page sells, as that to an article on it is."""
        written = vocabulary.read(" ".join((*self.titles, _path_text(self.url))))
        is_at_its_place = self.url == self.final and len(self.path_words & self.head_words) > 1
        return kind in written or is_at_its_place


def _hostname(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower().removeprefix("www.")
    except ValueError:
        return ""


def _owner_of(url: str) -> str:
    return domains.owner(_hostname(url))


def _leads_on(url: str) -> bool:
    """Whether an address is made to lead elsewhere: a shortener's, an exit page, a DOI."""
    host = _hostname(url)
    return (
        host in PERSISTENT
        or host in site_rules.SHORTENERS
        or _hostname(canonical(url)) != (_hostname(canonical(f"http://{host}/")))
    )


def _path_text(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return re.sub(r"[-_+./=&%~]+|\.\w+\Z", " ", unquote(f"{parts.path} {parts.query}"))


def _last_segment(url: str) -> str:
    try:
        return unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2].lower()
    except ValueError:
        return ""


def is_language_redirect(url: str, final: str) -> bool:
    """Whether an address only leads to its version in a language: `/a` or `/en/a` to `/de/a`."""
    if url == final:
        return False
    old = [each for each in urlsplit(url).path.split("/") if each]
    new = [each for each in urlsplit(final).path.split("/") if each]
    added = [each for each in new if each not in old]
    changed = added + [each for each in old if each not in new]
    return len(added) == 1 and all(is_front_page(f"https://e.org/{each}/") for each in changed)


def _name(language: str) -> str:
    return _NAMES.get(language, f"another language ({language})")
