"""Build many small sites with a real Jekyll, loaded once."""

from __future__ import annotations

import json
import os
import subprocess
from base64 import b64encode
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.conftest import need

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PATH = "_posts/2026-11-21-example.md"


class Built(NamedTuple):
    """What Jekyll stopped at ("" for nothing), the posts that it read, and the files that it wrote."""

    error: str
    posts: list[dict[str, Any]]
    pages: dict[str, str]

    def post(self, path: str = PATH) -> dict[str, Any]:
        """Return a post; an empty one, if Jekyll did not read it."""
        return next((each for each in self.posts if each["path"] == path), {})


def build(sites: Sequence[Mapping[str, str]]) -> list[Built]:
    """Build sites, each a map from paths to texts."""
    need("ruby")
    need("jekyll")
    encoded = [{path: _base64(text) for path, text in site.items()} for site in sites]
    done = subprocess.run(
        ["ruby", "-W0", str(Path(__file__).with_name("sites.rb"))],
        input=json.dumps(encoded), capture_output=True, encoding="utf-8", check=False, timeout=300,
        env={**os.environ, "TZ": "UTC", "LANG": "C.UTF-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [Built(**each) for each in json.loads(done.stdout)]


def _base64(text: str) -> str:
    return b64encode(text.encode("utf-8", "surrogateescape")).decode()


def texts(bodies: Sequence[str], others: Mapping[str, str] = MappingProxyType({})) -> list[Built]:
    """Build one site of posts at which Jekyll does not stop; return each post as if it were alone."""
    paths = [f"_posts/2026-11-21-example{number}.md" for number in range(len(bodies))]
    [site] = build([{**others, **dict(zip(paths, bodies, strict=True))}])
    assert not site.error, site.error
    posts = {post["path"]: post for post in site.posts}
    return [
        Built("", [posts[path] | {"path": PATH}] if path in posts else [], {}) for path in paths
    ]
