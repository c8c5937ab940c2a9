from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postgen import paste
from postgen.commands import paste as operation
from postgen.errors import UsageError
from postgen.markdown import Markdown, escape
from postgen.text import mojibake
from tests.work import grows_with_the_text

TEXTS = {
    path.stem: path for path in sorted((Path(__file__).parent.parent / "pasted").glob("*.txt"))
}
WORD = re.compile(r"[^\W\d_]+")


def read(text: str, title: str = "") -> paste.PastedText:
    return paste.read(text, title)


def body(text: str) -> str:
    """Return the body of a text below a title, without the blank line before it."""
    return read(f"Title\n\n{text}").body.removeprefix("\n")


@pytest.mark.parametrize("name", TEXTS)
def test_a_whole_text(name: str) -> None:
    """The expected post is the file beside the text, with the remarks in a comment at its end."""
    found = read(TEXTS[name].read_bytes().decode())
    remarks = "".join(f"{each}\n" for each in found.remarks)
    wanted = TEXTS[name].with_suffix(".md").read_text(encoding="utf-8")
    assert f"# {found.title}\n{found.body}\n<!--\n{remarks}-->\n" == wanted


def test_a_users_newsletter(example: Any) -> None:
    text = example("monthly-newsletter.txt")
    found = read(text)
    assert found.title == "Machine Learning Monthly 💻🤖 July 2020"
    assert found.data["items"] == 12
    assert found.body.count("\n* ") == 8
    assert found.body.count("\n#") == found.data["headings"] == 16
    assert found.data["lost"] == [{"line": 7, "text": "\U0001f02f"}, {"line": 134, "text": "πŸ"}]
    assert "β€" not in found.body
    remarks = "\n".join(found.remarks)
    assert "The text has no URLs; " in remarks
    assert "line 5 `here`" in remarks
    assert "Line 3 may name its author: `Daniel Bourke`." in remarks
    assert "Its title names a date: `July 2020`." in remarks


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("• a\n• b", "* a\n* b\n"),
        ("•a", "* a\n"),
        ("  1. a\n  2. b", "1. a\n2. b\n"),
        ("3) a\n4) b", '{: start="3"}\n3. a\n4. b\n'),
        ("(1) a\n(2) b", "1. a\n2. b\n"),
        ("1. a\n1. b", "1\\. a  \n1\\. b\n"),
        ("1. a\n3. b", "1\\. a  \n3\\. b\n"),
        ("- a\n- b", "* a\n* b\n"),
        ("– a\n– b", "* a\n* b\n"),
        ("- alone", "\\- alone\n"),
        ("— a\n— b", "— a  \n— b\n"),
        ("· a\n· b", "* a\n* b\n"),
        ("▪\u00a0a", "* a\n"),
        ("\uf0b7\ta\no\tb\no\tc\n\uf0b7\td", "* a\n  * b\n  * c\n* d\n"),
        ("• a\n◦ b\n▪ c\n• d", "* a\n  * b\n    * c\n* d\n"),
        ("1. a\n- x\n- y\n2. b", "1. a\n   * x\n   * y\n2. b\n"),
        ("- a\n  - b\n    - c\n  - d\n- e", "* a\n  * b\n    * c\n  * d\n* e\n"),
        ("• a\n\n• b\n\n\n• c", "* a\n* b\n* c\n"),
        ("• a\n  goes on\n• b", "* a  \n  goes on\n* b\n"),
        ("• a\n\n  A second part.\n• b", "* a\n\n  A second part.\n* b\n"),
        ("•\na\n•\nb\n•", "* a\n* b\n"),
        ("Intro:\n• a\n• b\nAfter.", "Intro:\n\n* a\n* b\n\nAfter.\n"),
        ("• a #1 *b* [c]", "* a #1 \\*b\\* \\[c\\]\n"),
        ("• # a\n• 1. b", "* \\# a\n* 1\\. b\n"),
        ("•", "•\n"),
        (
            "○ " + "long " * 20 + "\nand then " + "\n○ b",
            "* " + ("long " * 20).strip() + "\n  and then\n* b\n",
        ),
    ],
)
def test_lists(text: str, wanted: str) -> None:
    assert body(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("A heading\n\nText.", "## A heading\n\nText.\n"),
        ("Above\n\nBelow\n\nText.", "## Above\n\n### Below\n\nText.\n"),
        ("A question?\n\n• a", "## A question?\n\n* a\n"),
        (
            "1. First\n\nText.\n\n1.1 Part\n\nText.",
            "## 1. First\n\nText.\n\n### 1.1 Part\n\nText.\n",
        ),
        ("One\n===\nText.\n\nTwo\n---\nText.", "## One\n\nText.\n\n### Two\n\nText.\n"),
        ("A sentence.\n\nText.", "A sentence.\n\nText.\n"),
        ("no capital\n\nText.", "no capital\n\nText.\n"),
        ("Dear Ada,\n\nText.", "Dear Ada,\n\nText.\n"),
        ("Hello!\n\nText.", "Hello!\n\nText.\n"),
        (
            "Home\n\nAbout\n\nNews\n\nContact\n\nText.",
            "Home\n\nAbout\n\nNews\n\nContact\n\nText.\n",
        ),
        ("Text.\n\nThe end", "Text.\n\nThe end\n"),
        ("A heading\nText.", "A heading  \nText.\n"),
        ("Ada Byron\n\nText.", "Ada Byron\n\nText.\n"),
        ("July 2020\n\nText.", "July 2020\n\nText.\n"),
        ("See www.example.org\n\nText.", "See www.example.org\n\nText.\n"),
        ("C# {x} #\n\nText.", "## C# \\{x} \\#\n\nText.\n"),
        ("-----\n\nText.\n\n* * *", "* * *\n\nText.\n\n* * *\n"),
    ],
)
def test_headings(text: str, wanted: str) -> None:
    assert body(text) == wanted


SHORT = "This one was changed afterwards, which left it somewhat"
LINE = "This line was wrapped by a program that lets no line be wider than this\n"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (LINE * 2 + "end.", LINE * 2 + "end.\n"),
        (LINE + SHORT + "\n" + LINE, LINE + SHORT + "  \n" + LINE),
        (LINE + SHORT + " ragged\n" + LINE, LINE + SHORT + " ragged\n" + LINE),
        ("Ada\nSome Road 1", "Ada  \nSome Road 1\n"),
        (LINE + "short.\n" + LINE, LINE + "short.  \n" + LINE),
        ("a\fb", "a\n\nb\n"),
        ("a\vb\u2028c", "a  \nb  \nc\n"),
        ("a\u200bb \x1b[31mred\x1b[0m so\xadft\ufeff", "ab red soft\n"),
        ("คำ\u200bคำ", "คำ\u200bคำ\n"),
        ("\u00a0\u00a0a\u00a0b\u00a0\n\u00a0\nc", "a\u00a0b\n\nc\n"),
        ("don't \"x\" ‘y’", "don't \"x\" ‘y’\n"),
        ("ends in \\\nso", "ends in &#92;  \nso\n"),
        ("{{ a }} {% b %} &amp; <b> | $$", "\\{\\{ a }} &#123;% b %} &amp;amp; \\<b> \\| \\$\\$\n"),
        ("see https://example.org/a_b, or <http://x.org/(y)>.", "see <https://example.org/a_b>, or <http://x.org/(y)>.\n"),
        ("https://x.org/{a}|b", "<https://x.org/>\\{a}\\|b\n"),
        ("> a\n> > b\n>\n> c", "> a\n>\n> > b\n>\n> c\n"),
        ("> • a\n> • b", "> * a\n> * b\n"),
        ("    if x:\n        f(x)\n\n    g(`x`)", "```\nif x:\n    f(x)\n\ng(`x`)\n```\n"),
        ("    $ a ``` {{ b }}", "````\n{% raw %}$ a ``` {{ b }}\n{% endraw %}````\n"),
        ("    x = {% endraw %}", "x = &#123;% endraw %}\n"),
        ("    Set in, and prose", "Set in, and prose\n"),
        (">" * 3000 + " x", "\\>" * 3000 + " x\n"),
    ],
)  # fmt: skip
def test_lines(text: str, wanted: str) -> None:
    assert body(text) == wanted


def test_the_title_is_the_first_line_or_the_one_asked_for() -> None:
    assert read("A title\n\nText.")[:2] == ("A title", "\nText.\n")
    assert read("\n\n A  title \nBy me\n")[:2] == ("A title", "\nBy me\n")
    assert read("A title\n=======\n\nText.")[:2] == ("A title", "\nText.\n")
    assert read("A title\n\nText.", "Other")[:2] == ("Other", "\n## A title\n\nText.\n")
    assert read("A title\n\nText.", "A  title")[:2] == ("A  title", "\nText.\n")
    assert read(LINE + "and so on.")[:2] == ("", f"\n{LINE}and so on.\n")
    assert read("x" * 151)[0] == ""
    assert read("• a\n• b")[0] == ""


@pytest.mark.parametrize(
    "text",
    [
        "See [a](https://example.org).\n",
        "a\n\n## B\n\nc\n",
        "```\nx\n```\n",
        "[1]: https://example.org\n",
        "**a** and **b**\n",
        "a [b](/c/) * {{ d }}\n",
    ],
)
def test_markdown_stays_as_it_is(text: str) -> None:
    found = read(text, "T")
    assert found.body == f"\n{text}"
    assert found.data["read_as"] == "markdown"
    assert "It is Markdown already (" in found.remarks[0]
    assert read(text.replace("\n", "\r\n"), "T").body == found.body


@pytest.mark.parametrize(
    "text",
    [
        "# of items: 3",
        "a [b] (c)",
        "f[0](x y)",
        "** a **",
        "a**b**c",
        "*x*",
        "[1] https://example.org",
        "#1 fan",
    ],
)
def test_plain_text_is_not_taken_for_markdown(text: str) -> None:
    assert read(f"T\n\n{text}").data["read_as"] == "text"


def test_a_title_of_markdown() -> None:
    assert read("# A *title* #\n\nText.\n")[:2] == ("A title", "\nText.\n")
    assert read("# A title\n\nText.\n", "Other")[:2] == ("Other", "\n# A title\n\nText.\n")


def test_remarks() -> None:
    remarks = "\n".join(
        read("T 2024-05-01\n\nBy Ada Byron\n\nRead it here.\n\n• Lantern — a viewer\n").remarks
    )
    assert "Line 3 may name its author: `By Ada Byron`." in remarks
    assert "Its title names a date: `2024-05-01`." in remarks
    assert (
        "The text has no URLs; 2 places may have been links: line 5 `here`, line 7 `Lantern`."
        in remarks
    )
    assert "no URLs" not in "".join(read("T\n\nhere: https://example.org\n").remarks)
    assert read("T\n\nx").remarks[-1] == "The text has no URLs."


@pytest.mark.parametrize(
    "data",
    [
        b"", b" \n", b"PK\x03\x04x", b"%PDF-1.7", b"{\\rtf1}", b"<!DOCTYPE html><p>x", b"a\0b",
        b"---\ntitle: x\n---\nText\n",
    ],
)  # fmt: skip
def test_what_is_not_plain_text_is_refused(data: bytes) -> None:
    with pytest.raises(operation.NoTextError):
        operation.read("x", data, "T")


def test_a_text_without_a_title_is_refused() -> None:
    with pytest.raises(UsageError, match="The first line of x is not a title"):
        operation.read("x", (LINE + "and so on.").encode(), "")


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_bytes_of_any_encoding(codec: str) -> None:
    found = operation.read("x", "Été\r\n\r\nCafé — crème à volonté\r\n".encode(codec), "")
    assert found[:2] == ("Été", "\nCafé — crème à volonté\n")


BITS = st.sampled_from(
    "\n|\n\n|  |    |\t|• |- |1. |2) |◦ |o\t|> |>> |word |a_b_c|*s*|__x__|`c`|<b>|</div>|&amp;|{{ x }}|{% if a %}"
    "|{: .c}|\\|\\\n|$$|[x]|[^1]|[a]: |https://example.org/a_b?c=d |<https://z.org/q> |: |#|## x|~~~|^|*[A]: b|é|Привет"
    "|日本|\u00a0|\u200b|\r\n|\f|---|===|...|'q'|\"d\"|* * *|Title Here\n\n|\x01|–\u00a0x|endraw|::|![i](u)|1986. A|+ "
    "|πŸ’»|β€”| long words that go on and on, until they have to be wrapped\n".split("|")
) | st.just("|")


def words(text: str) -> str:
    """Return the letters of a text; an `o` may have been a bullet."""
    return "".join(WORD.findall(text)).replace("o", "")


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(BITS, max_size=25).map("".join) | st.text(max_size=60))
def test_any_text_keeps_its_words(text: str) -> None:
    found = read(f"T\n\n{text}", "Another")
    if found.data["read_as"] != "text":
        return
    page = Markdown(found.body)
    shown = [
        escape.visible(leaf.view.text, page.spans(leaf.view)) for leaf in page.leaves() if leaf.view
    ]
    assert not page.definitions
    restored = mojibake.restore(f"T\n\n{text}".replace("\r\n", "\n")).text
    if "```" not in found.body:
        assert words(" ".join(shown)) == words(
            re.sub(r"\x1b\[[0-9;]*m|[\ufeff\u2060\xad\u200b\x00-\x08\x0e-\x1b]", "", restored)
        )


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["> a\nb\n", "- a\nb\n", "````\n```\n````` x\n", "    a\nb\n", "[" * 10]
)
def test_the_work_grows_with_the_text(piece: str) -> None:
    read(f"T\n\n{piece * 1000}")
    assert grows_with_the_text(lambda text: read(f"T\n\n{text}"), piece, 100)


def test_a_list_of_six_hundred_levels_is_read() -> None:
    read("".join(" " * (2 * deep) + "• x\n" for deep in range(600)), "T")
