"""A category that is suggested exists, and there is evidence for it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postgen import site
from postgen.commands.suggest import categories_for
from postgen.commands.text_cache import Texts
from postgen.model import Link
from postgen.suggest import Example, Learner

FILED = {
    "NLP": [
        ("Attention is all you need", "https://arxiv.org/abs/1706.03762"),
        ("The Illustrated Transformer", "https://jalammar.github.io/illustrated-transformer/"),
        (
            "BERT: pre-training of deep bidirectional transformers",
            "https://arxiv.org/abs/1810.04805",
        ),
        ("Language models are few-shot learners", "https://arxiv.org/abs/2005.14165"),
        ("Tokenizers: how they work", "https://huggingface.co/docs/tokenizers"),
        ("Summary of the tokenizers", "https://huggingface.co/docs/transformers/tokenizer_summary"),
        ("Text generation with language models", "https://huggingface.co/blog/how-to-generate"),
    ],
    "Rust": [
        ("The Rust book", "https://doc.rust-lang.org/book/"),
        ("Async Rust in practice", "https://www.scylladb.com/async-rust"),
        (
            "Learning Rust with too many linked lists",
            "https://rust-unofficial.github.io/too-many-lists/",
        ),
        ("The borrow checker, explained", "https://blog.rust-lang.org/borrow"),
        ("Cargo workspaces", "https://doc.rust-lang.org/cargo/workspaces"),
    ],
    "园艺": [
        ("阳台番茄种植指南", "https://garden.cn/tomato"),
        ("番茄种植的常见问题", "https://garden.cn/problems"),
        ("玫瑰修剪", "https://garden.cn/roses"),
    ],
}
EXAMPLES = [Example(name, title, "", url) for name, links in FILED.items() for title, url in links]


def suggest(title: str, url: str = "https://e.org/") -> str:
    found = Learner(EXAMPLES).suggest(title, "", url)
    return found.category if found else ""


def test_a_category_that_fits_is_suggested() -> None:
    assert suggest("What is new in Rust 1.90") == "Rust"
    assert suggest("Better tokenizers for language models") == "NLP"
    assert suggest("A paper", "https://arxiv.org/abs/2101.00001") == "NLP"
    assert suggest("家庭番茄种植") == "园艺"
    assert suggest("", "https://e.org/learn-rust-with-cargo") == "Rust"


def test_what_fits_nothing_has_no_suggestion() -> None:
    for title in (
        "Sourdough bread at home",
        "The state of things",
        "",
        "Is this all you need?",
        "🦀",
        "1 2 3",
    ):
        assert suggest(title) == "", title
    assert suggest("Language models in Rust") in {"", "NLP", "Rust"}


def test_one_category_or_none_is_not_a_choice() -> None:
    assert Learner([]).suggest("Rust", "", "https://e.org/") is None
    assert (
        Learner([each for each in EXAMPLES if each.category == "Rust"]).suggest(
            "Rust", "", "https://e.org/"
        )
        is None
    )


def test_one_word_seen_once_is_not_evidence() -> None:
    learner = Learner(
        [
            Example("A", "Quaternions", "", "https://a.org/"),
            Example("B", "Roses", "", "https://b.org/"),
        ]
    )
    assert learner.suggest("Quaternions again", "", "https://c.org/") is None


def test_what_was_filed_is_mostly_found_again() -> None:
    suggested = right = 0
    for place, each in enumerate(EXAMPLES):
        found = Learner(EXAMPLES[:place] + EXAMPLES[place + 1 :]).suggest(
            each.title, each.note, each.url
        )
        suggested += found is not None
        right += bool(found and found.category == each.category)
    assert suggested >= len(EXAMPLES) / 2
    assert right == suggested


texts = st.text(max_size=12) | st.sampled_from(
    ["Rust", "番茄", "transformers", "https://arxiv.org/abs/1", "http://["]
)


@given(st.lists(st.builds(Example, texts, texts, texts, texts), max_size=8), texts, texts)
@settings(max_examples=150, derandomize=True, deadline=None)
def test_only_what_exists_is_suggested(examples: list[Example], title: str, url: str) -> None:
    found = Learner(examples).suggest(title, "", url)
    assert found is None or (
        found.category in {each.category for each in examples} and 0.5 < found.confidence <= 1
    )


def backlog(names: dict[str, list[tuple[str, str]]]) -> str:
    text = '---\ntitle: "Backlog"\n---\n'
    for name, links in names.items():
        text += f"\n## {name}\n\n" + "".join(f"* [{title}]({url})\n" for title, url in links)
    return text


def test_past_issues_are_examples_under_the_categories_of_the_backlog(make_site: Any) -> None:
    issue = '---\ntitle: "Issue #1"\nissue: 1\n---\n\n## 1. Crab corner\n\n' + "".join(
        f"* [{title}]({url})\n" for title, url in FILED["Rust"]
    )
    root = make_site(
        {
            "_posts/2026-01-01-backlog.md": backlog(
                {"NLP": FILED["NLP"], "Rust": [], "Unsorted": FILED["园艺"]}
            ),
            "_posts/2026-02-01-one.md": issue
            + "\n## Gone\n\n* [Knitting wool](https://wool.org/1)\n* [Wool](https://wool.org/)\n",
        },
        "timezone: UTC\npostgen:\n  newsletter:\n    sections:\n      Rust: Crab corner\n",
    )
    links = [Link("https://e.org/1", "Async Rust and cargo"), Link("https://wool.org/2", "Wool"),
             Link("https://garden.cn/x", "番茄种植")]  # fmt: skip
    found = categories_for(
        site.load(root), root / "_posts/2026-01-01-backlog.md", links, Texts(keep=False)
    )
    assert found == ["Rust", "", ""]


PLACE = "_posts/2026-01-01-backlog.md"


def test_without_a_terminal_a_suggestion_is_only_a_hint(make_site: Any, postgen: Any) -> None:
    root = make_site({PLACE: backlog(FILED)})
    done = postgen("add-link", "https://e.org/rust", "--title", "Rust 1.90: async cargo")
    assert done.returncode == 0
    assert (
        "`Rust` would fit Rust 1.90: async cargo: postgen move https://e.org/rust --to Rust"
        in done.stderr
    )
    assert (
        (root / PLACE)
        .read_text(encoding="utf-8")
        .endswith(
            "## Unsorted\n\n* [Rust 1.90: async cargo](https://e.org/rust) <!-- added: 2026-11-21 -->\n"
        )
    )
    assert postgen("move", "https://e.org/rust", "--to", "Rust").returncode == 0
    for more in (["--category", "NLP"], ["--title", "Sourdough bread"]):
        done = postgen("add-link", f"https://e.org/{more[0]}", *more)
        assert "would fit" not in done.stderr


def test_a_pipe_of_many_has_few_hints(make_site: Any, postgen: Any) -> None:
    make_site({PLACE: backlog(FILED)})
    lines = "\n".join(f"https://e.org/{n} | Async Rust and cargo, part {n}" for n in range(14))
    done = postgen("add-link", "-", stdin=lines)
    assert done.stderr.count("`Rust` would fit") == 10
    assert "4 more would fit a category" in done.stderr


@pytest.mark.processes
def test_on_a_terminal_the_suggestion_is_the_default_answer(make_site: Any) -> None:
    terminal = pytest.importorskip("tests.cli.test_terminal", reason="pexpect drives the terminal")
    root = make_site({PLACE: backlog(FILED)})
    child = terminal.start("add-link", "https://e.org/rust", "--title", "Rust 1.90: async cargo")
    child.expect_exact("Category [Rust]: ")
    child.sendline("")
    child.expect_exact("Note: ")
    child.sendline("")
    assert terminal.end(child)[0] == 0
    child = terminal.start("add-link")
    for question, answer in (
        ("URL: ", "https://e.org/2"),
        ("Title", "Rust and cargo"),
        ("Category [Rust]: ", "NLP"),
        ("Note", ""),
        ("Tags", ""),
    ):
        child.expect_exact(question)
        child.sendline(answer)
    assert terminal.end(child)[0] == 0
    text = (root / PLACE).read_text(encoding="utf-8")
    assert "[Rust 1.90" in text.partition("## Rust")[2].partition("## 园艺")[0]
    assert "[Rust and cargo" in text.partition("## NLP")[2].partition("## Rust")[0]
