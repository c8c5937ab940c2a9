"""What is known of a link: where it stands, what its page answered, and the verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from postgen.links.evidence import Evidence

Verdict = Literal["ok", "moved", "blocked", "unsure", "dead", "taken over", "came back"]

HARM: tuple[Verdict, ...] = (
    "taken over",
    "dead",
    "unsure",
    "moved",
    "came back",
    "blocked",
    "ok",
)
"""The verdicts, the most harmful first."""

LOST: frozenset[Verdict] = frozenset({"dead", "taken over"})
"""The verdicts with which a reader does not find what was linked."""

Trouble = Literal[
    "",  # there was an answer
    "name",  # the name does not resolve
    "connection",  # refused, reset, no route
    "time",  # no answer in time
    "certificate",  # there is a server, but not the one of that name
    "loop",  # redirects without end
    "other",  # a private address, a scheme that cannot be asked
]


class Answer(NamedTuple):
    """What came of asking for an address once.

    `status` is that of the last response (0: there was none), `chain` holds those of the redirects
    before it, and `final` is the address that answered. `failure` says in words what went wrong,
    `trouble` of what kind it is. `page` is what a page said, None for a file. `has_fragment` is
    False where a page is there and the part of it that the link names is not.
    """

    url: str
    status: int = 0
    chain: tuple[int, ...] = ()
    final: str = ""
    failure: str = ""
    trouble: Trouble = ""
    page: Evidence | None = None
    has_fragment: bool = True

    @property
    def is_success(self) -> bool:
        """Whether the last response was a success."""
        return 200 <= self.status < 300


class Known(NamedTuple):
    """What a site says of a link: the words that it is linked with, and the language around it."""

    url: str
    titles: tuple[str, ...] = ()
    language: str = ""


class Record(NamedTuple):
    """What is remembered of a link from one run to the next.

    `checked` is the moment of the last answer, as in ISO 8601. `failed` are the days of failures
    since the last success, the oldest first. `title` and `language` are those of the page when it
    last was as it should be, on the day `good`. `to` is where it moved.
    """

    url: str
    verdict: Verdict
    reason: str = ""
    to: str = ""
    checked: str = ""
    failed: tuple[str, ...] = ()
    good: str = ""
    title: str = ""
    language: str = ""
