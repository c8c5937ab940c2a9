"""`postgen new post --from FILE`, as a person runs it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.conftest import EXAMPLES, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TEXT = "A title β€” so\r\n\r\n• one\r\n• two\r\n\r\nLost: \ufffd\r\n"


def test_a_file_becomes_a_post(make_site: Callable[..., Path], postgen: Any) -> None:
    root = make_site({"notes/pasted.txt": TEXT})
    done = postgen(
        "new", "post", "--from", "pasted.txt", "--tag", "t", "--author", "Ada", cwd=root / "notes"
    )
    assert (done.returncode, done.stdout) == (0, "../_posts/2026-11-21-a-title-so.md\n"), (
        done.stderr
    )
    assert (root / "_posts/2026-11-21-a-title-so.md").read_bytes().decode() == (
        '---\nlayout: "post"\ntitle: "A title — so"\ndate: 2026-11-21 10:00:00 +0000\nauthor: "Ada"\n'
        'tags: ["t"]\n---\n\n'
        "* one\n* two\n\nLost: \ufffd\n"
    )
    assert done.stderr.splitlines() == [
        "1 run of characters that were read in a wrong encoding: put right.",
        "What cannot be restored: line 6 `\ufffd` (U+FFFD).",
        "Read as plain text: no headings, 2 list items.",
        "The text has no URLs.",
    ]


def test_a_pipe_becomes_a_draft(make_site: Callable[..., Path], postgen: Any) -> None:
    root = make_site()
    done = postgen(
        "new",
        "draft",
        "My own",
        "--from",
        "-",
        "--json",
        stdin="See https://example.org/a_b for more.\n",
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "path": "_drafts/my-own.md", "title": "My own",
        "from": {"read_as": "text", "headings": 0, "items": 0, "unlinked": [], "repaired": 0, "lost": []},
    }  # fmt: skip
    assert (
        (root / "_drafts/my-own.md")
        .read_text()
        .endswith("---\n\nSee <https://example.org/a_b> for more.\n")
    )


def test_a_template_stands_above_the_text(make_site: Callable[..., Path], postgen: Any) -> None:
    root = make_site(
        {"x.txt": TEXT, "_templates/post.md": "---\nauthor: Ada\n---\n\nDear {{ title }},\n"}
    )
    assert postgen("new", "post", "Readers", "--from", "x.txt").returncode == 0
    (path,) = (root / "_posts").iterdir()
    text = path.read_text()
    assert "author: Ada\n" in text
    assert text.partition("---\n\n")[2].startswith(
        "Dear Readers,\n\n## A title — so\n\n* one\n* two\n"
    )


def test_a_preview_writes_nothing(make_site: Callable[..., Path], postgen: Any) -> None:
    root = make_site({"x.txt": TEXT})
    done = postgen("new", "post", "--from", "x.txt", "--dry-run")
    assert done.returncode == 0
    assert "+* one\n+* two\n" in done.stdout
    assert not list((root / "_posts").iterdir())


def test_errors_are_reported(make_site: Callable[..., Path], postgen: Any) -> None:
    root = make_site(
        {"x.pdf": "%PDF-1.7", "list.txt": "• a\n• b\n", "post.md": "---\ntitle: x\n---\n"}
    )
    for arguments, code, message in (
        (["--from", "none.txt"], 1, "none.txt cannot be read"),
        (["--from", "x.pdf"], 1, "x.pdf is not plain text."),
        (["--from", "-"], 1, "stdin holds no text."),
        (["--from", "post.md"], 1, "post.md has front matter of its own"),
        (["--from", "list.txt"], 2, "The first line of list.txt is not a title."),
    ):
        done = postgen("new", "post", *arguments)
        assert (done.returncode, done.stdout) == (code, "")
        assert f"error: {message}" in done.stderr
    assert not list((root / "_posts").iterdir())


def test_all_example_texts(make_site: Callable[..., Path], postgen: Any) -> None:
    make_site()
    for path in [*(ROOT / "tests/pasted").glob("*.txt"), *EXAMPLES.glob("monthly-newsletter.txt")]:
        done = postgen("new", "post", "--from", str(path))
        assert done.returncode == 0, done.stderr
