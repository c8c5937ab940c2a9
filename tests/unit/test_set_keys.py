from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from postgen import site
from postgen.commands import key_values
from postgen.commands import set_keys as command
from postgen.commands.set_keys import RefusedValueError, SetRequest, read_pairs
from postgen.errors import NotFoundError, PostgenError, UsageError
from postgen.files import store
from postgen.jekyll import frontmatter, key_paths
from postgen.jekyll.frontmatter import EditError
from tests.conftest import NOW, sentences

if TYPE_CHECKING:
    from collections.abc import Callable

AT = "_posts/2026-05-01-old.md"
FUTURE = (
    "It is dated 2026-12-24 00:00: until then Jekyll leaves it out, unless the site has `future: true`. "
    "Build the site again after that."
)
PARIS = "timezone: Europe/Paris\nurl: https://example.org\n"


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW))


@pytest.fixture
def run(make_site: Any) -> Callable[..., Any]:
    """Return a function that sets keys of a file in a new site, and returns the result and the file's text."""

    def run(text: str, *pairs: str, at: str = AT, config: str = PARIS, what: str = "") -> Any:
        root = make_site({at: text}, config)
        here = site.find(root)
        result = command.set_keys(here, what or Path(at).stem, read_pairs(pairs), here.now())
        store.commit(result.changes)
        return result, (Path(root) / at).read_bytes().decode()

    return run


def front(values: str) -> str:
    return f"---\n{values}---\nText.\n"


@pytest.mark.parametrize(
    ("values", "pairs", "expected"),
    [
        ("title: A\n", ["lang=en"], 'title: A\nlang: "en"\n'),
        ("title: 'A'  # why\nx: 1\n", ["title=It's: B"], "title: 'It''s: B'  # why\nx: 1\n"),
        ("title: A\n", ["title=B"], "title: B\n"),
        ("title: A\n", ["title=no"], 'title: "no"\n'),
        ("title: A\n", ["title=1984"], 'title: "1984"\n'),
        ("title: A\n", ["x=12", "o=007", 'z="12"', 'e=""'], 'title: A\nx: 12\no: "007"\nz: "12"\ne: ""\n'),
        ("title: >\n  A\n  B\n", ["title=C"], "title: C\n"),
        ("title: A\nlang: en # c\nx: 1\n", ["lang="], "title: A\nx: 1\n"),
        ("published: false\n", ["published=yes"], "published: true\n"),
        ("tags: a b\n", ["tags+=c d"], 'tags: ["a", "b", "c d"]\n'),
        ("tags:\n  - a # one\n  - 'b'\nx: 1\n", ["tags+=c"], "tags:\n  - a # one\n  - 'b'\n  - c\nx: 1\n"),
        ("tags:\n- a # one\n- b # two\n- c # 3\n", ["tags=[a, c]"], "tags:\n- a # one\n- c # 3\n"),
        ("tags: [a, 'b, c']\n", ["tags+=d, e", "tags+=f"], "tags: [a, 'b, c', 'd, e', 'f']\n"),
        ("tags: [\n  a, # one\n  b,\n]\n", ["tags+=c"], "tags: [\n  a, # one\n  b, c,\n]\n"),
        ("tags: [a]\n", ["tags+=a"], "tags: [a]\n"),
        ("tag: a\n", ["tags=b c"], 'tags: ["b", "c"]\n'),
        ("category: a b\n", ["categories+=c"], 'categories: ["a b", "c"]\n'),
        ("tags: []\n", ["tags=[b]"], 'tags: ["b"]\n'),
        ("image: {path: a.png, alt: A}\n", ["image.alt=B, c"], 'image: {path: a.png, alt: "B, c"}\n'),
        ("image: {path: a.png, alt: A}\n", ["image.path="], "image: {alt: A}\n"),
        ("image: {path: a.png}\n", ["image.path="], ""),
        ("image:\n  path: a.png # c\nx: 1\n", ["image.alt=B"], 'image:\n  path: a.png # c\n  alt: "B"\nx: 1\n'),
        ("image:\n    path: a.png\n    alt: B", ["image.path="], "image:\n    alt: B"),
        ("image:\n", ["image.path=a.png"], 'image: {path: "a.png"}\n'),
        ("x: 1\n", ["a.b.c=[1, 2]"], "x: 1\na: {b: {c: [1, 2]}}\n"),
        ("a.b: 1\n", ["a.b=2"], "a.b: 2\n"),
        ("x: 1\nx: 2\n", ["x=3"], "x: 1\nx: 3\n"),
        ("date: 2026-05-01 23:30\n", ["date=2026-05-02"], "date: 2026-05-02 23:30\n"),
        ("", ["lang=en"], 'lang: "en"\n'),
        ("# only\n", ["lang=en"], '# only\nlang: "en"\n'),
    ],
)  # fmt: skip
def test_keys_are_set(run: Any, values: str, pairs: list[str], expected: str) -> None:
    glue = "" if values.endswith("\n") or not values else "\n"
    _, text = run(front(values + glue), *pairs)
    assert text == front(expected + glue)


@pytest.mark.parametrize("start", ["\ufeff---\r\n", "---\r\n"])
def test_the_ends_of_lines_and_a_bom_stay(run: Any, start: str) -> None:
    text = f"{start}title: A\r\ntags:\r\n- a\r\nimage:\r\n  path: x\r\n---\r\nText.\r"
    _, new = run(text, "tags+=b", "image.alt=c", "d=e")
    assert new == text.replace("- a\r\n", "- a\r\n- b\r\n").replace(
        "path: x\r\n", 'path: x\r\n  alt: "c"\r\nd: "e"\r\n'
    )


def test_a_file_without_front_matter_gets_one(run: Any) -> None:
    assert (
        run("Text.\r\n", "image.path=a.png")[1]
        == '---\r\nimage: {path: "a.png"}\r\n---\r\nText.\r\n'
    )


@pytest.mark.parametrize(
    ("at", "what"),
    [("_drafts/idea.md", "idea"), ("about.md", "about"), ("_posts/2026-01-01-backlog.md", "backlog"),
     (AT, "https://example.org/2026/05/01/old.html"), (AT, "#7")],
)  # fmt: skip
def test_a_file_is_found_as_other_commands_find_it(run: Any, at: str, what: str) -> None:
    text = front("title: X\nissue: 7\n")
    result, new = run(text, "lang=en", at=at, what=what)
    assert 'lang: "en"' in new
    assert result.data["keys"] == ["lang"]


@pytest.mark.parametrize(
    ("values", "pair", "message"),
    [
        ("title: A\n", "date=2026-13-01", "2026-13-01"),
        ("image: a.png\n", "image.alt=B", "`image.alt` cannot be set where `image:` is as it is"),
        ("a: &x 1\nb: *x\n", "a=", "cannot be changed without changing what other keys mean"),
        ("{title: A}\n", "lang=en", "braces"),
        ("title: A: B\n", "lang=en", f"{AT}:2: This is not valid YAML"),
    ],
)  # fmt: skip
def test_what_cannot_be_set_is_refused(run: Any, values: str, pair: str, message: str) -> None:
    with pytest.raises(PostgenError) as error:
        run(front(values), pair)
    assert message in error.value.message


@pytest.mark.parametrize(
    ("pair", "harm"),
    [
        ("tags={a: 1}", "map"),
        ("layout=12", "layout"),
        ('published="false"', "published"),
        ("tags.x=1", "map"),
    ],
)
def test_what_jekyll_would_choke_on_is_refused(run: Any, pair: str, harm: str) -> None:
    with pytest.raises(RefusedValueError) as error:
        run(front("title: A\n"), pair)
    assert harm in error.value.message


@pytest.mark.parametrize("pair", ["lang", "=x", "+=x", ""])
def test_what_is_no_pair_is_wrong_usage(pair: str) -> None:
    with pytest.raises(UsageError):
        read_pairs([pair])


def test_without_pairs_it_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="missing"):
        read_pairs([])


@pytest.mark.parametrize(
    ("config", "pair", "expected"),
    [
        (PARIS, "date=2026-05-03", ["Its URL is /2026/05/03/old.html now; /2026/05/01/old.html leads nowhere."]),
        (PARIS, "permalink=/x/", ["Its URL is /x/ now; /2026/05/01/old.html leads nowhere."]),
        (PARIS + "plugins: [jekyll-redirect-from]\n", "categories=[a]", [
            "Its URL is /a/2026/05/01/old.html now; /2026/05/01/old.html leads nowhere.",
            "`postgen set POST redirect_from+=/2026/05/01/old.html` leads it there."]),
        (PARIS, "published=false", ["Jekyll leaves it out because its `published:` is false."]),
        (PARIS, "date=2026-12-24", [
            FUTURE, "Its URL is /2026/12/24/old.html now; /2026/05/01/old.html leads nowhere."]),
        (PARIS, "lang=", ["It has no `lang`.", "Nothing was changed."]),
        (PARIS, "title=A", ["Nothing was changed."]),
        (PARIS, "lang=en", []),
    ],
)  # fmt: skip
def test_what_becomes_of_the_page_is_said(
    run: Any, config: str, pair: str, expected: list[str]
) -> None:
    result, _ = run(front("title: A\n"), pair, config=config)
    assert list(sentences(result)) == expected


def test_an_address_that_another_post_has_is_named(make_site: Any) -> None:
    other = "_posts/2026-05-01-b.md"
    here = site.find(make_site({AT: front("title: A\n"), other: front("permalink: /x/\n")}, PARIS))
    result = command.set_keys(here, "old", SetRequest({"permalink": "/x/"}), here.now())
    assert f"{other} has the URL /x/ too" in sentences(result)[0]


def test_values_of_a_program_are_set_too(make_site: Any) -> None:
    here = site.find(make_site({AT: front("title: A\n")}, PARIS))
    request = SetRequest(
        {"date": here.now(), "k": None, "f": 1.5, "tags": "a b"}, removed=("title",)
    )
    text = command.set_keys(here, AT, request, here.now()).changes[0].new
    assert text == front('date: 2026-11-21 11:00:00 +0100\nk:\nf: 1.5\ntags: ["a", "b"]\n')


def test_what_is_not_there_is_not_found(run: Any) -> None:
    with pytest.raises(NotFoundError):
        run(front("a: 1\n"), "x=1", what="nowhere")


def test_a_nested_key_that_others_need_stays() -> None:
    with pytest.raises(EditError):
        key_paths.remove_at("a: {b: &x 1, c: 2}\nd: *x\n", ("a", "b"))
    assert key_paths.remove_at("a: {b: 1}\n", ("a", "z")) == "a: {b: 1}\n"


def test_a_number_of_thousands_of_digits_is_text() -> None:
    assert key_values.value_of("n", "9" * 5000) == "9" * 5000
    assert key_values.value_of("n", "9" * 100) == int("9" * 100)


def test_a_value_reads_back_as_it_was_set() -> None:
    text = frontmatter.dump({"a": {"b": [1, "x"]}})
    for value in ("it's: # |", [1, ["a, b", "]"]], {"k": None}, True, "", "\u2028", "é 日本"):
        new = key_paths.set_at(text, ("a", "b"), value)
        assert key_paths.value_at(frontmatter.load(new), ("a", "b")) == value


@pytest.mark.parametrize("what", ["backlog", "links.md", "_private/links.md"])
def test_a_backlog_that_jekyll_does_not_read_is_found(make_site: Any, what: str) -> None:
    config = "postgen: {backlog: {path: _private/links.md}}\n"
    here = site.find(make_site({"_private/links.md": "## A\n"}, config))
    result = command.set_keys(here, what, SetRequest({"title": "Mine"}), here.now())
    assert result.changes[0].new == '---\ntitle: "Mine"\n---\n## A\n'
