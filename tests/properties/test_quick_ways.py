"""What is read in a quick way is what the long way reads; what is compared so is the same."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postgen.markdown import Markdown, escape, leaf_blocks, links, targets
from postgen.references import verify
from postgen.references.convert import convert
from postgen.references.parse import ParsedReferences
from postgen.text.patterns import Lazy
from tests.oracle.test_kramdown import pieces
from tests.properties import test_references

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.markdown.tree import Block, Span
    from postgen.references.styles.base import Style

NOTHING = Lazy("(?!)")

PLAIN = (
    *("word", "[a](https://a.example/1)", "[b c][1]", "[d][ One ]", "[1]", "[\\[1\\]](#r){:#c}", "![i](/i.png)", "*e*", "it's", "|"),
    *("\n", "\n\n", "\n\n\n", " ", "\n===\n", "\n---\n", "\n* ", "\n: d\n", "\n{:.c}\n", "\n^\n", "\n<div>\n", "\n</div>\n"),
    *("\n[1]: https://one.example\n", "\n[one]: </a b> 'T'\n", "\n[x]: /x\n'T'\n", "\n   [y]:\t/y \n", "\n \n", "\x0b", "{:.s}", "\\[", "{:/x}"),
)  # fmt: skip
WORDS = (
    "Some words",
    " and a [link](https://b.example/2 'T') ",
    '"said"',
    "[*c*](https://c.example)\n\n",
    "<https://d.example>. ",
)
texts = st.lists(st.sampled_from((*PLAIN, *PLAIN, *pieces())), max_size=30).map("".join)


def _span(span: Span) -> tuple[Any, ...]:
    places = span.start, span.end, span.inner_start, span.inner_end
    target = span.form, span.url, span.title, span.label
    return span.kind, *places, *target, *map(_span, span.children)


def _block(body: Markdown, block: Block) -> tuple[Any, ...]:
    held: tuple[Any, ...] = (
        block.kind, block.start, block.end, block.level, block.attributes, block.target,
        block.place and block.place[1:],
    )  # fmt: skip
    view = block.view
    if view:
        places = [view.at(position) for position in range(len(view.text))]
        held += (view.text, places, [_span(span) for span in body.spans(view)])
    return (*held, *(_block(body, each) for each in block.inside()))


def _read(text: str) -> tuple[object, ...]:
    body = Markdown(text)
    return [_block(body, each) for each in body.blocks], body.definitions


@settings(max_examples=1500, derandomize=True, deadline=None)
@given(texts)
def test_plain_blocks_and_links_are_what_the_long_way_reads(text: str) -> None:
    quick = _read(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(leaf_blocks, "plain_paragraph", lambda _: False)
        patch.setattr(links, "plain_link", lambda *_: None)
        patch.setattr(targets, "PLAIN_DEFINITION", NOTHING)
        assert _read(text) == quick


marks = st.text(
    st.sampled_from("ab1 \t\n\\`*_{}[]<>()#+-.!|~^$:&;'\"\x00\x7f\x85\x9f\ufffe\xe9"), max_size=12
)


@settings(max_examples=600, derandomize=True, deadline=None)
@given(marks)
def test_a_text_is_escaped_and_a_heading_named_as_the_long_way_does(text: str) -> None:
    quick = escape.inline(text)
    plain = text.encode("ascii", "ignore").decode()
    assert escape.heading_id(plain) == escape.heading_id(f"{plain}\xe9").removesuffix("\xe9")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(escape, "_TEXT_START", Lazy(""))
        assert escape.inline(text) == quick


def _damaged(text: str, dice: random.Random) -> str:
    """Return a text with a few characters cut out, doubled or exchanged."""
    for _ in range(dice.choice((1, 1, 2, 4))):
        start = dice.randrange(len(text) + 1)
        end = min(len(text), start + dice.choice((0, 1, 2, 9)))
        text = text[:start] + dice.choice(("", "", text[start:end] * 2, *PLAIN)) + text[end:]
    return text


def _compared(
    before: ParsedReferences, after: ParsedReferences, style: Style
) -> tuple[object, ...]:
    changes = verify.changes(before, after, style)
    lost = verify.lost_words(before, after, style)
    return changes, lost, verify.changed_quotes(before, after, style)


def _edits_of_pages() -> Iterator[tuple[str, str, str]]:
    """Yield bodies, a style, and what they became in it, damaged."""
    dice = random.Random(14)
    of_links = ("".join(dice.choices((*PLAIN, *WORDS), k=24)) for _ in range(40))
    for body in (*test_references.posts(14, 40), *of_links):
        for style in ("linked", "plain", "reflinks", "footnotes", "inline"):
            written = convert(body, style).body
            yield body, style, written
            for _ in range(4):
                yield body, style, _damaged(written, dice)


def test_the_quick_comparison_refuses_what_the_whole_one_refuses() -> None:
    from postgen.references import styles

    count = refused = plain = 0
    for body, name, damaged in _edits_of_pages():
        style = styles.get(name)
        before, after = ParsedReferences(Markdown(body)), ParsedReferences(Markdown(damaged))
        quick = _compared(before, after, style)
        count, refused = count + 1, refused + bool(quick[0])
        plain += verify._is_plainly_same(before, after)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(verify, "_is_plainly_same", lambda *_: False)
            patch.setattr(verify, "_is_written_same", lambda *_: False)
            verify._leaves.cache_clear()
            assert _compared(before, after, style) == quick
    assert count == 2000
    assert refused > 400
    assert plain > 300
