"""Pages that a server may send, and their expected titles or failures; see README.md."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

LONG = "An article has many words, and this is what they look like from afar. " * 20


@dataclass(frozen=True)
class Sample:
    """One page as it is sent, with the expected title or (part of) the failure."""

    name: str
    html: str
    title: str = ""
    failure: str = ""
    type: str = "text/html"
    encoding: str = "utf-8"
    status: int = 200
    host: str = "example.org"
    path: str = "/page"

    @property
    def body(self) -> bytes:
        return self.html.replace("@LONG@", LONG).encode(self.encoding)

    @property
    def url(self) -> str:
        return f"http://{self.host}{self.path}"


def samples() -> list[Sample]:
    """Read all tables."""
    files = sorted(Path(__file__).parent.glob("*.toml"))
    return [
        Sample(**row)
        for file in files
        for row in tomllib.loads(file.read_text(encoding="utf-8"))["page"]
    ]
