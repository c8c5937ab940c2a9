"""Forms of the desk with faults: each is an answer in which no text is HTML, or a sentence."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from postgen.cli import report
from postgen.desk import pages, seen
from postgen.desk.app import _VIEWS
from postgen.desk.desk import Desk
from postgen.desk.events import Events
from postgen.desk.forms import Form
from postgen.desk.seen import ConflictError
from postgen.desk.triage import state_of
from postgen.errors import PostgenError
from postgen.files import reading
from tests.fuzz import parts, sites

if TYPE_CHECKING:
    from collections.abc import Callable

ISSUE = b"""---
title: Draft
---

## 1. A

### 1.1 [One](https://example.org/11)

Text [2].

## 2. B

### 2.1 Two

[two](https://example.org/12)
"""
DRAFT = "_drafts/issue.md"
MARK = "<script>alert(1)</script>"
PIECES = [
    MARK.encode(), b'"><img src=x onerror=alert(1)>', b"{{ site.title }}", b"javascript:alert(1)", b"../../etc/passwd", b"%00", b"%ED%A0%80",
    b"/etc/passwd", b"seen=x", b"act=drop&", b"act=move&", b"to=B&", b"place=first&", b"item=1&item=2&", b"%0A", b"%1B[31m",
]  # fmt: skip
LEFT_OUT = {"/capture/look", "/preview/state"}
"""What asks the network, or another thread."""


@cache
def _functions() -> dict[str, Callable[..., Any]]:
    """Return what answers each path, and the path alone for what shows and what acts."""
    names = sorted({name for each in _VIEWS.values() for name in each} | {"files"})
    found = {}
    for name in names:
        for route in import_module(f"postgen.desk.routes.{name}").ROUTES:
            inner = route.endpoint.__closure__
            functions = [cell.cell_contents for cell in inner or () if callable(cell.cell_contents)]
            own = [each for each in functions if each.__module__.startswith("postgen.desk.routes")]
            if own and route.path not in LEFT_OUT:
                found[f"{'/'.join(sorted(route.methods - {'HEAD'}))} {route.path}"] = own[0]
    return found


def seeds() -> list[bytes]:
    """Return a form for each path, with the fields that views ask for."""
    backlog = sites.FILES[sites.BACKLOG].decode()
    keys = list(state_of(backlog).places)
    fields = {
        "path": DRAFT, "post": DRAFT, "draft": DRAFT, "seen": seen.of_text(ISSUE.decode()), "text": ISSUE.decode() + "\nMore.\n", "url": "https://example.org/30",
        "title": "T", "note": "n", "category": "A", "to": "B", "from": "A", "name": "A", "item": keys[0], "act": "move", "as": "json", "kind": "item",
        "at": "0", "index": "0", "number": "1", "query": "one", "sort": "added", "code": "KR01", "order": "0.0 1.0", "quote": "q", "tags": "a, b",
    }  # fmt: skip
    found = [f"{each}\n{urlencode(fields)}".encode() for each in _functions()]
    acts = (
        "drop",
        "move",
        "keep",
        "undo",
        "first",
        "add",
        "rename",
        "merge",
        "item",
        "section",
        "draft",
    )
    triage = {**fields, "seen": state_of(backlog).seen}
    paths = ("backlog/act", "backlog/category", "backlog/edit", "issue/move")
    for act in acts:
        body = urlencode({**triage, "act": act})
        found.extend(f"POST /{path}\n{body}".encode() for path in paths)
    return found


def check(data: bytes) -> str:
    """Send a form to its path."""
    first, _, body = data.decode(errors="replace").partition("\n")
    function = _functions().get(first)
    if not function:
        return ""
    with sites.folder() as root:
        parts.write(root, [*sites.FILES.items(), (DRAFT, ISSUE)])
        desk = Desk(root, report, port=4010, preview_port=4011, events=Events(root))
        try:
            form = Form(parse_qsl(body, keep_blank_values=True, max_num_fields=20_000))
        except ValueError:
            return "fields"
        word = first
        try:
            answer = function(desk, form)
        except ConflictError as problem:
            answer = pages.conflict(problem, pages.Choice("/x", form.fields, is_part=True))
            word += " conflict"
        except (PostgenError, OSError) as problem:  # as the desk answers
            error = reading.unusable(problem) if isinstance(problem, OSError) else problem
            answer = pages.error(desk, error, is_part=True, is_open=False)
            word += f" {type(problem).__name__}"
        html = bytes(getattr(answer, "body", b"")).decode()
        if answer.headers.get("content-type", "").startswith("text/html"):
            assert MARK not in html
            assert not re.search(r"<[^<>]*\sonerror=", re.sub(r'"[^"]*"', '""', html))
        assert {path.name for path in root.parent.iterdir()} <= {"site", "state", "cache", "home"}
    return f"{word} {answer.status_code}"
