"""What is lost, left out or comes along: a person is told of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from postgen.backlog import Backlog, footnotes
from postgen.backlog.edit import take_out

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NAME = "_posts/2026-11-01-backlog.md"
HEAD = '---\ntitle: "Backlog"\n---\n\n'
UNFIT = "1 link without the image that was named"


@pytest.mark.parametrize(
    "image",
    ["javascript:alert(1)", "data:image/png;base64,x", "file:///a.png", "java&#115;cript:x"],
)
def test_an_image_that_no_page_may_have_is_named(
    make_site: Callable[..., Path], postgen: Callable[..., Any], image: str
) -> None:
    root = make_site({NAME: HEAD, "x.csv": f'url,title,image\nhttps://b.example/,B,"{image}"\n'})
    done = postgen("add-link", "https://a.example/", "--no-fetch", "--title", "A", "--image", image)
    assert UNFIT in done.stderr
    assert UNFIT in postgen("import", "--no-fetch", "x.csv").stderr
    assert "image:" not in (root / NAME).read_text()


def test_an_image_of_a_feed_that_no_page_may_have_is_counted(
    make_site: Callable[..., Path], postgen: Callable[..., Any]
) -> None:
    entries = "".join(
        f'<item><title>{each}</title><link>https://f.example/{each}</link><enclosure url="{url}" type="image/png"/></item>'
        for each, url in enumerate(["javascript:x", "data:x", "https://f.example/i.png"])
    )
    feed = f'<rss version="2.0"><channel><title>F</title>{entries}</channel></rss>'
    make_site({NAME: HEAD, "f.xml": feed}, config="postgen:\n  feeds:\n    - f.xml\n")
    assert "2 links without the image that was named" in postgen("pull").stderr


@pytest.mark.parametrize(
    "line",
    [
        "[Two | three](https://a.example/2)",
        "[Two](https://a.example/2?a|b)",
        "![Two | three](/2.png) and [two](https://a.example/2)",
        "See [Two | three][k] and more.",
        "<https://a.example/2|3>",
    ],
)
def test_a_link_that_is_lost_to_a_table_is_named(
    make_site: Callable[..., Path], postgen: Callable[..., Any], line: str
) -> None:
    make_site(
        {NAME: f"{HEAD}## A\n\n* [One](https://a.example/1)\n* {line}\n\n[k]: https://k.example/\n"}
    )
    assert "kramdown makes a table" in postgen("new", "newsletter", "N").stderr


ONE = "* [One](https://a.example/1)[^n]\n"
TWO = "* [Two](https://a.example/2)\n"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"{ONE}{TWO}\n[^n]: A note.\n", f"{TWO}"),
        (f"{ONE}{TWO}\n[^n]: A note.\n\n    Of two.\n", f"{TWO}"),
        (f"{ONE}\n[^n]: A note.\n\n{TWO}", f"{TWO}"),
        (f"{ONE}\n[^n]: See [^m].\n\n[^m]: More.\n\n{TWO}", f"{TWO}"),
        (f"{ONE}{TWO}\n[^n]: See.\n\n[^k]: Of nobody.\n", f"{TWO}\n[^k]: Of nobody.\n"),
        # something else cites it
        (f"{ONE}* [Two](https://a.example/2)[^n]\n\n[^n]: A note.\n", "* [Two](https://a.example/2)[^n]\n\n[^n]: A note.\n"),
        (f"{ONE}{TWO}\n[^n]: A.\n\n[^m]: See [^n].\n", f"{TWO}\n[^n]: A.\n\n[^m]: See [^n].\n"),
        (f'{ONE}{TWO}\n{{% include a.html text="[^n]" %}}\n\n[^n]: A.\n', f'{TWO}\n{{% include a.html text="[^n]" %}}\n\n[^n]: A.\n'),
    ],
)  # fmt: skip
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_footnote_leaves_the_backlog_with_the_item_that_cites_it(
    text: str, left: str, newline: str
) -> None:
    backlog = Backlog(f"{HEAD}## A\n\n{text}".replace("\n", newline))
    entries = [entry for entry in backlog.all_entries() if "One" in entry.title]
    new = footnotes.without_unused(backlog, entries, take_out(backlog, entries))
    assert new == f"{HEAD}## A\n\n{left}".replace("\n", newline)


def test_a_footnote_is_added_once_to_an_issue(
    make_site: Callable[..., Path], postgen: Callable[..., Any]
) -> None:
    items = "".join(f"* [L{each}](https://a.example/{each})[^n]\n" for each in range(4))
    root = make_site({NAME: f"{HEAD}## A\n\n{items}\n[^n]: A note.\n"})
    postgen("new", "newsletter", "N", "--draft", "--limit", "2")
    postgen("new", "newsletter", "--append")
    assert (root / "_drafts/n.md").read_text().count("[^n]:") == 1
    assert "[^n]" not in (root / NAME).read_text()


def test_a_post_that_is_a_pipe_is_named(
    make_site: Callable[..., Path], postgen: Callable[..., Any]
) -> None:
    root = make_site({NAME: HEAD})
    os.mkfifo(root / "_posts/2026-11-02-pipe.md")
    done = postgen("refs", "--check")
    assert done.returncode == 1
    assert "_posts/2026-11-02-pipe.md is a pipe" in done.stderr


QUOTE = "> First \\*para\\*.\n  >\n  > Second."


@pytest.mark.parametrize("form", ["json", "csv", "markdown"])
def test_authors_and_quotations_come_back(
    make_site: Callable[..., Path], postgen: Callable[..., Any], form: str
) -> None:
    item = (
        f"* [A](https://a.example/) - n <!-- added: 2026-11-01; author: Ada, L. -->\n\n  {QUOTE}\n"
    )
    text = f"{HEAD}## X\n\n{item}"
    root = make_site({NAME: text})
    made = postgen("export", "--format", form)
    assert not made.stderr
    (root / f"x.{form}").write_text(made.stdout)
    (root / NAME).write_text(HEAD)
    assert postgen("import", "--no-fetch", f"x.{form}").returncode == 0
    assert (root / NAME).read_text() == text


def test_what_has_no_place_for_a_quotation_is_named(
    make_site: Callable[..., Path], postgen: Callable[..., Any]
) -> None:
    make_site({NAME: f"{HEAD}* [A](https://a.example/) <!-- author: Ada -->\n\n  {QUOTE}\n"})
    assert "has no place for: author, quote" in postgen("export", "--format", "netscape").stderr
