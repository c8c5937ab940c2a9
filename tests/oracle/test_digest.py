"""A digest of cards, built by a real Jekyll and read as a page."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

from postgen.commands.digest import Card, compose
from postgen.jekyll.templates import Prose, built_in
from postgen.markdown import escape
from postgen.page.feeds import Entry
from tests.hostile import titles
from tests.oracle.page import Page

FRONT = '---\nlayout: "post"\ntitle: "D"\n---\n\n'


class Cards(HTMLParser):
    """The page as cards: what is below each heading."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.cards: list[dict[str, Any]] = []
        self._in_heading = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "h2":
            self.cards.append({"title": "", "href": "", "text": "", "images": []})
            self._in_heading = True
        elif tag == "a" and self._in_heading:
            self.cards[-1]["href"] = attributes["href"]
        elif tag == "img":
            self.cards[-1]["images"].append(
                (attributes["src"], attributes["alt"], attributes["align"])
            )
        else:
            assert tag in {"p", "a"}, tag

    def handle_endtag(self, tag: str) -> None:
        self._in_heading = self._in_heading and tag != "h2"

    def handle_data(self, data: str) -> None:
        if self.cards:
            self.cards[-1]["title" if self._in_heading else "text"] += data


def folded(text: str) -> str:
    """Return text as a page shows it: white space collapsed, quotes straight."""
    return re.sub(r"[ \t\n\r\f\v]+", " ", text).strip()


def test_cards_show_the_entries_of_the_feeds(jekyll: Any) -> None:
    words = [escape.one_line(each) for each in titles(400)]
    words = [each for each in words if each.isprintable() and each.strip()]
    cards = [
        Card(
            f"https://e.org/{number}?a=1&copy=2",
            Entry(
                f"https://e.org/{number}",
                title,
                datetime(2026, 11, 20, tzinfo=UTC),
                summary=words[number - 1],
                image=f"https://e.org/{number} (1).png" if number % 3 else "",
            ),
            source=words[number - 2],
            day="2026-11-20" if number % 5 else "",
        )
        for number, title in enumerate(words)
    ]
    body = compose(
        cards,
        built_in("cards"),
        {"intro": Prose("Many stories."), "title": "D", "date": "", "site": "", "issue": ""},
    )
    (post,) = jekyll({"_posts/2026-11-21-d.md": FRONT + body})
    assert Page(post["excerpt"]).text.strip() == "Many stories."
    read = Cards(post["content"].partition("</p>")[2]).cards
    assert len(read) == len(cards)
    sides = [card["images"][0][2] for card in read if card["images"]]
    assert sides == (["right", "left"] * len(sides))[: len(sides)]
    for card, shown in zip(cards, read, strict=True):
        assert folded(shown["title"]) == card.entry.title
        assert shown["href"] == card.url
        byline = card.source + (f" · {card.day}" if card.day else "")
        assert folded(shown["text"]) == folded(f"{byline} {card.entry.summary}")
        wanted = (
            [(card.entry.image.replace(" ", "%20"), card.entry.title)] if card.entry.image else []
        )
        assert [each[:2] for each in shown["images"]] == wanted


def test_a_digest_in_every_template(jekyll: Any) -> None:
    card = Card(
        "https://e.org/1",
        Entry("https://e.org/1", "A *title*", None, "Its summary.", "https://e.org/1.png"),
        "S",
        "",
    )
    posts = {}
    for template in ("full", "brief", "cards"):
        body = compose(
            [card],
            built_in(template),
            {"intro": Prose("I."), "title": "D", "date": "", "site": "", "issue": ""},
        )
        posts[f"_posts/2026-11-21-{template}.md"] = FRONT + body
    for post in jekyll(posts):
        page = Page(post["content"])
        assert page.outside == ["https://e.org/1"]
        assert page.anchors[0].text == "A *title*"
        assert "Its summary." in page.text
