"""What the checks of a body find is on the page that a real Jekyll builds; fixed, it is not."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from postgen import checks, site
from postgen.checks.check import Subject
from postgen.checks.site_facts import SiteFile
from postgen.commands import site_facts
from postgen.commands.check_one import Checker
from postgen.jekyll.document import Document
from postgen.text.edits import apply
from tests.conftest import write_files
from tests.oracle.page import Page
from tests.unit.test_body_checks import FIXED, FOUND, UNTOUCHED
from tests.unit.test_site_checks import FOUND as FOUND_IN_SITE
from tests.unit.test_site_checks import OTHERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from postgen.model import Finding


def text_of(content: str) -> str:
    """Return what readers see of a page, but for its code."""
    without_code = re.sub(r"(?s)<(pre|code)\b.*?</\1>", "", content)
    return html.unescape(re.sub(r"<[^<>]*>", "", without_code))


def has_table(content: str) -> bool:
    return "<table" in content


def is_one_paragraph(content: str) -> bool:
    """Whether the lines of a list stand in a paragraph."""
    inside = [each for each in re.findall(r"(?s)<p>(.*?)</p>", content) if "\n" in each]
    return any(re.search(r"(?m)^ *(?:1\)|[•●*-]|1\.) ?(?:One|Trains)", each) for each in inside)


def shows_tags(content: str) -> bool:
    return "&lt;" in content


def has_list_in_item(content: str) -> bool:
    return re.search(r"<[uo]l>(?:(?!</[uo]l>)[^$])*<[uo]l>", content) is not None


def has_bare_number(content: str) -> bool:
    return re.search(r'<a href="(?!#)[^>]*>\d</a>', content) is not None


def shows_brackets(content: str) -> bool:
    """Whether the brackets of a link are shown, and its address."""
    text = text_of(content)
    return re.search(r"\]\s?[(（]|\)\[", text) is not None


def lacks_a_link(content: str) -> bool:
    """Whether a bracket of a link is shown, or an address in angle brackets."""
    return re.search(r"[\[\]]|<http", text_of(content)) is not None


def is_empty(content: str) -> bool:
    return re.search(r'(?:href|src)=""|<a href[^>]*>\s*</a>', content) is not None


def leads_nowhere(content: str) -> bool:
    page = Page(content)
    inside = {unquote(each.href[1:]) for each in page.anchors if each.href.startswith("#")}
    return not inside <= page.ids


def lacks(*alternatives: str) -> Callable[[str], bool]:
    """Return what says whether none of some texts is on the page."""
    return lambda content: not any(each in content for each in alternatives)


def shows_marks(content: str) -> bool:
    return re.search(r"TK|TODO|XXX|insert|Lorem ipsum", text_of(content)) is not None


def shows_misread(content: str) -> bool:
    return re.search("[Ãâ]", text_of(content)) is not None


HARM: dict[str, Callable[[str], bool]] = {
    "KR04": has_table,
    "LNK02": lacks_a_link,
    "KR05": is_one_paragraph,
    "KR06": shows_tags,
    "KR07": has_bare_number,
    "KR08": has_list_in_item,
    "LNK03": shows_brackets,
    "LNK04": is_empty,
    "LNK05": shows_brackets,
    "LNK06": leads_nowhere,
    "REF16": lacks('"/b"', "map.example"),
    "REF17": lacks("Two.", "It runs."),
    "REF18": lacks('"/a"', "a.example", "boat.example"),
    "REF19": lacks("One.", "It sails."),
    "TXT01": shows_marks,
    "TXT02": shows_misread,
}
"""What each check finds, as it shows on the page."""

INTENDED = {
    "KR04": {
        "a table with a rule",
        "a table without borders",
        "a table without a rule",
        "a table of one row",
        "images side by side",
        "a table with a class",
        "a table of tasks",
        "a table about tags",
    },
    "KR05": {"lines that are broken", "broken by HTML"},
    "KR07": {"a small number", "a number in round brackets"},
    "LNK04": {"an icon", "a target"},
}
"""The texts that are left alone though they show what a check looks for."""  # fmt: skip


def found_in(text: str, code: str) -> list[Finding]:
    file = SiteFile("_posts/2026-11-21-a.md")
    subject = Subject(Document.parse(text), file=file)
    return checks.run_on(subject, [checks.get(code)])


def test_what_is_found_is_on_the_page_until_it_is_fixed(jekyll: Any) -> None:
    texts: dict[str, tuple[str, bool]] = {}
    for code, group in FIXED.items():
        for name, (text, _) in group.items():
            found = found_in(text, code)
            assert found, (code, name)
            texts[f"{code} {name} bad"] = text, True
            fixed = apply(text, [edit for each in found for edit in each.fix])
            texts[f"{code} {name} fixed"] = fixed, False
    for code, others in FOUND.items():
        for name, text in others.items():
            texts[f"{code} {name}"] = text, True
    for check in checks.all():
        if check.code in HARM:
            texts[f"{check.code} example bad"] = Document.parse(check.bad).body, True
            texts[f"{check.code} example good"] = Document.parse(check.good).body, False
    pages = built(jekyll, {name: text for name, (text, _) in texts.items()})
    wrong = [
        f"{name}:\n{texts[name][0]}\n{content}"
        for name, content in pages.items()
        if HARM[name.partition(" ")[0]](content) != texts[name][1]
    ]
    assert wrong == [], "\n".join(wrong)


def built(jekyll: Any, bodies: dict[str, str]) -> dict[str, str]:
    files = {"_includes/x.html": '<a id="x"></a>', "_includes/x.md": "[A][b]"}
    names = dict(enumerate(bodies))
    for number, name in names.items():
        text = f"---\ntitle: '{number}'\n---\n\n{bodies[name]}"
        files[f"_posts/2026-11-21-p{number}.md"] = text
    posts = jekyll(files, config="timezone: UTC\nexcerpt_separator: ''\n")
    return {names[int(post["title"])]: post["content"] for post in posts}


def test_what_is_left_alone_does_no_such_harm(jekyll: Any) -> None:
    known = {name: text for name, text in UNTOUCHED.items() if "{% bibliography" not in text}
    pages = built(jekyll, known)
    wrong = [
        f"{code} {name}:\n{content}"
        for code, names in INTENDED.items()
        for name, content in pages.items()
        if name not in names and HARM[code](content)
    ]
    assert wrong == [], "\n".join(wrong)


def test_what_is_missing_in_a_site_is_not_built(jekyll: Any, tmp_path: Path) -> None:
    """The files that the addresses lead to are not there, and the near ones are."""
    config = "timezone: UTC\nurl: https://a.example\n"
    plain = [
        (code, url)
        for code, cases in FOUND_IN_SITE.items()
        for url, of_config in cases
        if not of_config and code != "LNK08"
    ]
    body = "\n\n".join(f"{'!' if code == 'IMG01' else ''}[A]({url})" for code, url in plain)
    post = "_posts/2026-11-20-here.md"
    text = f"---\ntitle: Here\n---\n\n{body}\n"
    [content] = [
        each["content"]
        for each in jekyll(
            {**OTHERS, "_includes/boats.html": "x", post: text}, "--baseurl", "", config=config
        )
        if each["title"] == "Here"
    ]
    root = tmp_path / "jekyll-built"
    urls = re.findall(r'(?:href|src)="([^"]*)"', content)
    assert len(urls) == len(plain)
    for url in urls:
        path = unquote(url.removeprefix("https://a.example").partition("#")[0])
        target = root / path.lstrip("/") if path.startswith("/") else root / "2026/11/20" / path
        assert not target.is_file(), url
        assert not target.with_name(f"{target.name}.html").is_file()
        assert not (target / "index.html").is_file()
    own = tmp_path / "own"
    write_files(own, {"_config.yml": config, **OTHERS, post: text})
    loaded = site.load(own)
    chosen = checks.select(checks.all(), ["LNK07", "IMG01"])
    checker = Checker(loaded, chosen, site_facts.of(loaded))
    assert len(checker.findings(own / post, text)) == len(plain)


def test_the_examples_of_users_are_clean_once_they_are_fixed(jekyll: Any, example: Any) -> None:
    """What they deserve is found; the fixed pages have it no more, and the same links and images."""
    deserved = {
        "daily-newspaper.md": {"KR06"},
        "monthly-newsletter.txt": {"KR04", "TXT02"},
        "backlog-post.md": set(),
        "link-wiki.md": set(),
        "numbered-newsletter.md": set(),
    }
    bodies: dict[str, str] = {}
    for name, codes in deserved.items():
        body = Document.parse(example(name)).body
        found = [each for code in HARM for each in found_in(body, code)]
        assert {each.code for each in found} == codes, name
        assert all(each.fix for each in found), name
        fixed = apply(body, [edit for each in found for edit in each.fix])
        assert [each for code in HARM for each in found_in(fixed, code)] == []
        bodies[name], bodies[f"{name} fixed"] = body, fixed
    pages = built(jekyll, bodies)
    for name, codes in deserved.items():
        before, after = pages[name], pages[f"{name} fixed"]
        assert (before == after) == (not codes)
        links = r'(?:href|src)="[^"]*"'
        assert re.findall(links, before) == re.findall(links, after)
        for code in codes - {"TXT02"}:
            assert HARM[code](before)
    assert "&lt;p&gt;" not in pages["daily-newspaper.md fixed"]
    daily = pages["daily-newspaper.md"]
    assert (
        daily.replace("&lt;p&gt;", "").replace("&lt;/p&gt;", "")
        == pages["daily-newspaper.md fixed"]
    )
    assert "<table" not in pages["monthly-newsletter.txt fixed"]
    assert "β€" not in pages["monthly-newsletter.txt fixed"]
