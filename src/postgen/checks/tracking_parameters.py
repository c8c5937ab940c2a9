"""Links that tell where a reader came from: `?utm_source=…`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.checks.check import Check
from postgen.checks.link_places import with_address, written
from postgen.markdown.source_map import OPAQUE
from postgen.model import Finding
from postgen.text.patterns import Lazy
from postgen.urls.parameters import may_track, without_tracking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Proposal, Subject

CODE = "LNK21"

_SOURCE = Lazy(r"[?&;]utm_source=([^&#]+)", re.IGNORECASE)


def find(subject: Subject) -> Iterator[Proposal]:
    """Find parameters that only track; what else a query holds stays as it is."""
    if "?" not in subject.body.source and "#" not in subject.body.source:
        return
    for each in written(subject):
        if OPAQUE in each.url or not may_track(each.url):
            continue
        clean = without_tracking(each.url)
        is_shorter = each.url.startswith(clean.partition("?")[0]) and len(clean) < len(each.url)
        if is_shorter and not _is_named_after(subject, each.url):
            message = f"The address tracks who follows it: `{_taken(each.url, clean)}`."
            finding = Finding(CODE, each.start, each.end, message, severity="warning")
            yield with_address(subject, each, finding, clean)


def _is_named_after(subject: Subject, url: str) -> bool:
    """Whether the parameters name the site itself, which tells a sponsor who sent the reader."""
    found = _SOURCE.search(url)
    if found is None or subject.site is None:
        return False
    config = subject.site.config
    source = _letters(found[1])
    names = [_letters(str(config.get(key) or "")) for key in ("title", "url", "name")]
    return len(source) > 2 and any(name and (source in name or name in source) for name in names)


def _letters(text: str) -> str:
    return "".join(each for each in text.lower() if each.isalnum())


def _taken(url: str, clean: str) -> str:
    """Return the first parameter that is taken out."""
    url, clean = url.replace("&amp;", "&"), clean.replace("&amp;", "&")
    kept = set(clean.replace("?", "&").replace("#", "&").split("&"))
    pieces = url.replace("?", "&").replace("#", "&").split("&")[1:]
    shown = next((each for each in pieces if each not in kept), "")
    return shown if len(shown) <= 40 else f"{shown[:39]}…"


CHECKS = (
    Check(
        code=CODE,
        name="tracking parameters",
        summary="An address has parameters that only tell who sent the reader.",
        why="""Such as `utm_source` came along when the address was copied. The page is the same
without them; with them its readers are counted as somebody else's, and the same page looks like
another one.""",
        bad="See [the map](https://map.example/boats?id=7&utm_source=letter).\n",
        good="See [the map](https://map.example/boats?id=7).\n",
        find=find,
        severity="warning",
        fixed_by="edits",
    ),
)
