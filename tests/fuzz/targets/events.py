"""Events of GitHub with faults: what anybody may write into an issue is text in the backlog, or refused."""

from __future__ import annotations

import json
import re

from postgen.markdown import Markdown
from tests.fuzz import parts, sites

OWNER = {"login": "ada", "type": "User"}
BODIES = [
    "### Address\n\nhttps://new.example/\n\n### Category\n\nA\n\n### Why\n\n_No response_\n\n### Quotation\n\nWords",
    "https://new.example/a_(b)?x=1", "See [this](https://new.example/1) and {{ site.x }} <script>alert(1)</script>", "",
]  # fmt: skip
PIECES = [
    b'"labeled"', b"@everyone ", b"#1 ", b"](http://x.example)", b"\\n### Category\\n\\n", b"\\u202e", b"\\u001b[31m", b"\\ud800", b"{{ x }}",
    b"{% raw %}", b"http://127.0.0.1/", b"http://localhost:1/", b"file:///etc/passwd", b"-->", b"https://user:word@new.example/", b"\\n---\\n",
]  # fmt: skip


def seeds() -> list[bytes]:
    """Return events of each kind."""
    found = []
    for action in ("opened", "labeled"):
        for body in BODIES:
            issue = {
                "title": "A title",
                "body": body,
                "user": OWNER,
                "author_association": "OWNER",
                "state": "open",
            }
            event = {
                "action": action, "issue": issue, "sender": {"login": "bob", "type": "User"}, "label": {"name": "link"},
                "repository": {"owner": {"login": "ada"}},
            }  # fmt: skip
            found.append(json.dumps(event).encode())
    return found


def check(data: bytes) -> str:
    """File what an event suggests: the old links stay, and what is new is at most its addresses."""
    with sites.folder() as root:
        parts.write(root, [*sites.FILES.items(), ("event.json", data)])
        ran = sites.command(["inbox", "event.json"])
        assert ran.code in {0, 1}, ran
        assert not re.search("[\0-\x08\x0b-\x1f\x7f\u202e]", ran.stdout + ran.stderr)
        assert not re.search(r"(?<![\w`.])@\w", re.sub(r"`[^`]*`", "", ran.stdout)), ran.stdout
        old = sites.FILES[sites.BACKLOG].decode()
        new = (root / sites.BACKLOG).read_bytes().decode()
        kept = iter(new.splitlines())
        assert all(line in kept for line in old.splitlines()), "a line of the backlog has changed"
        added = new.count("\n") - old.count("\n")
        assert added == 0 or ran.code == 0
        rest = "\n".join(line for line in new.splitlines() if line not in old.splitlines())
        assert "{{" not in rest.replace('{{ "', "")
        assert "<script" not in rest
        assert len([*Markdown(new).links()]) <= len([*Markdown(old).links()]) + 45
    return f"{ran.code} {min(added, 3)}"
