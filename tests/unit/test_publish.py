from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from postgen import site
from postgen.cli import console, report
from postgen.cli import publish as commands
from postgen.commands import post_front, publish
from postgen.commands.lookup import UnreadableFrontMatterError, find
from postgen.commands.new import NameTakenError
from postgen.commands.publish import RenameRequest, UndatedError
from postgen.errors import NotFoundError, UsageError
from postgen.files import store
from postgen.jekyll.frontmatter import EditError
from postgen.jekyll.permalinks import PermalinkError
from tests.conftest import NOW, sentences

if TYPE_CHECKING:
    from pathlib import Path

AT = "_posts/2026-05-01-old.md"
DRAFT, POST = "_drafts/x.md", "_posts/2026-05-01-x.md"
TODAY = "date: 2026-11-21 11:00:00 +0100\r\n"
PARIS = "timezone: Europe/Paris\nurl: https://example.org\n"
OLD = "---\ntitle: Old\ndate: 2026-05-01 23:30:45 +0200\n---\nText.\n"


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW))


@pytest.fixture
def run_stage(make_site: Any) -> Any:
    """Return a function that makes a site, runs a stage on one of its files, and returns the outcome."""

    def run(
        stage: Any, what: str, files: dict[str, str], config: str = PARIS, **options: Any
    ) -> Any:
        here = site.find(make_site(files, config))
        if stage is publish.rename and options.get("title"):
            options.setdefault("slug", "auto")
        outcome = stage(here, what, RenameRequest(**options), here.now())
        store.commit(outcome.changes)
        return outcome

    return run


def begin_repository(root: Path) -> None:
    for arguments in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=A", "-c", "user.email=a@e.org", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", *arguments], cwd=root, check=True)


def files_of(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes().decode(errors="surrogateescape")
        for path in root.rglob("*")
        if path.is_file() and path.name != "_config.yml"
    }


@pytest.fixture
def result(run_stage: Any, tmp_path: Path) -> Any:
    def run(*arguments: Any, **options: Any) -> dict[str, str]:
        run_stage(*arguments, **options)
        return files_of(tmp_path / "site")

    return run


@pytest.mark.parametrize(
    ("path", "text", "date", "expected", "front"),
    [
        ("_drafts/x.md", "---\ntitle: X\n---\n", "", "_posts/2026-11-21-x.md", "date: 2026-11-21 11:00:00 +0100\n"),
        ("_drafts/x.md", "---\ntitle: X\n---\n", "2026-11-20 8:00", "_posts/2026-11-20-x.md", "08:00:00 +0100\n"),
        ("_drafts/x.md", OLD, "", "_posts/2026-05-01-x.md", "23:30:45 +0200\n"),
        ("_drafts/x.md", OLD, "2026-12-24", "_posts/2026-12-24-x.md", "date: 2026-12-24 23:30:45 +0100\n"),
        ("_drafts/x.md", OLD, "now", "_posts/2026-11-21-x.md", "date: 2026-11-21 11:00:00 +0100\n"),
        ("_drafts/x.md", OLD.replace("+0200", "-0500"), "", "_posts/2026-05-02-x.md", "2026-05-01 23:30:45 -0500\n"),
        ("_drafts/x.md", OLD.replace(" +0200", ""), "", "_posts/2026-05-02-x.md", "date: 2026-05-01 23:30:45\n"),
        ("_drafts/2026-04-01-x.html", "---\n---\n", "", "_posts/2026-04-01-x.html", ""),
        ("_drafts/a/b/x.md", OLD, "", "_posts/a/b/2026-05-01-x.md", ""),
        ("foo/_drafts/x y.md", OLD, "", "foo/_posts/2026-05-01-x y.md", ""),
        ("_drafts/x.md", "No front matter.\r\n", "", "_posts/2026-11-21-x.md", f"---\r\n{TODAY}"),
        ("_drafts/x.md", "---\r\n---\r\nText.", "", "_posts/2026-11-21-x.md", f"---\r\n{TODAY}"),
    ],
)  # fmt: skip
def test_publish(result: Any, path: str, text: str, date: str, expected: str, front: str) -> None:
    files = result(publish.publish, path, {path: text}, date=date)
    assert list(files) == [expected]
    assert front in files[expected]
    assert files[expected].endswith(text.rpartition("---")[2] if "---" in text else text)


def test_publish_reports_what_new_post_reports(run_stage: Any) -> None:
    files = {"_drafts/x.md": "---\ntitle: X\n---\n", "_posts/2026-12-01-x.html": "---\n---\n"}
    outcome = run_stage(publish.publish, "x", files, date="2026-12-01")
    assert outcome.paths == ("_posts/2026-12-01-x.md",)
    assert outcome.data["url"] == "/2026/12/01/x.html"
    assert report.summary(outcome) == "Publish X"
    assert "until then Jekyll leaves it out" in sentences(outcome)[0]
    assert "has the URL /2026/12/01/x.html too" in sentences(outcome)[1]


@pytest.mark.parametrize(
    ("path", "text", "expected", "after_text"),
    [
        ("_posts/2026-05-01-x.md", OLD, "_drafts/x.md", OLD),
        ("foo/_posts/a/2026-05-01-x.md", "---\ntitle: X # c\n---\nT", "foo/_drafts/a/x.md",
         "---\ntitle: X # c\ndate: 2026-05-01\n---\nT"),
        ("_posts/2026-05-01-x.md", "\ufeff---\r\ndate: '2026-05-02 1:00'\r\n---\r\n", "_drafts/x.md",
         "\ufeff---\r\ndate: '2026-05-02 1:00'\r\n---\r\n"),
    ],
)  # fmt: skip
def test_unpublish(result: Any, path: str, text: str, expected: str, after_text: str) -> None:
    assert result(publish.unpublish, path, {path: text}) == {expected: after_text}


def test_unpublish_without_its_date(result: Any) -> None:
    assert result(publish.unpublish, "old", {AT: OLD}, keep_date=False) == {
        "_drafts/old.md": "---\ntitle: Old\n---\nText.\n"
    }


@pytest.mark.parametrize(
    "text", [OLD, "---\ntitle: Old\n---\n", "Text.", "---\ndate: 2026-05-01\n---\n"]
)
def test_publishing_again_gives_the_same_post(run_stage: Any, tmp_path: Path, text: str) -> None:
    here = site.find(run_stage(publish.unpublish, "old", {AT: text}).changes[0].path.parent)
    outcome = publish.publish(here, "old", RenameRequest(), here.now())
    store.commit(outcome.changes)
    assert outcome.data["url"] == "/2026/05/01/old.html"
    (path,) = (tmp_path / "site" / "_posts").iterdir()
    assert path.name == "2026-05-01-old.md"
    assert text == OLD or "date: 2026-05-01\n" in path.read_text()


@pytest.mark.parametrize(
    ("path", "text", "options", "expected", "front"),
    [
        (AT, OLD, {"title": "It's: new"}, "_posts/2026-05-01-it-s-new.md", 'title: "It\'s: new"\n'),
        (AT, OLD, {"title": "New", "slug": "Own"}, "_posts/2026-05-01-own.md", 'title: "New"\n'),
        (AT, OLD, {"slug": "Own"}, "_posts/2026-05-01-own.md", "title: Old\n"),
        (AT, OLD, {"date": "2026-12-24"}, "_posts/2026-12-24-old.md", "2026-12-24 23:30:45 +0100\n"),
        ("_posts/2026-05-03-old.md", OLD, {"title": "New"}, "_posts/2026-05-01-new.md", "23:30:45 +0200\n"),
        ("_posts/26-5-1-old.md", "---\n---\n", {"title": "New"}, "_posts/2026-05-01-new.md", '---\ntitle: "New"\n'),
        (AT, "---\nslug: s\n---\n", {"title": "New"}, "_posts/2026-05-01-new.md", 'slug: "new"\n'),
        (AT, "---\n---\n", {"date": "2026-06-01"}, "_posts/2026-06-01-old.md", "---\n---\n"),
        (AT, "---\n---\n", {"date": "2026-06-01 8:00"}, "_posts/2026-06-01-old.md", "08:00:00 +02"),
        ("_drafts/old.md", "---\ntitle: Old\n---\n", {"title": "New"}, "_drafts/new.md", 'title: "New"\n---\n'),
        ("_drafts/old.md", "---\n---\n", {"date": "2026-06-01"}, "_drafts/old.md", "date: 2026-06-01 00:00:00 +0200\n"),
        ("_drafts/2026-05-01-old.md", "---\n---\n", {"title": "New"}, "_drafts/2026-05-01-new.md", 'title: "New"\n'),
        ("about/old.html", "---\ntitle: Old\n---\n", {"title": "New"}, "about/new.html", 'title: "New"\n'),
        ("about/index.md", "---\ntitle: Old\n---\n", {"title": "New"}, "about/index.md", 'title: "New"\n'),
        ("about/index.md", "---\ntitle: Old\n---\n", {"slug": "New"}, "about/new.md", "title: Old\n"),
        ("old.md", "\ufeff---\n---\n", {"title": "New"}, "new.md", 'title: "New"\n'),
        ("_dishes/old.md", OLD, {"title": "New"}, "_dishes/new.md", 'title: "New"\ndate: 2026-05-01 23:30:45 +0200\n'),
        ("_dishes/a/2026-04-01-old.md", OLD, {"title": "New"}, "_dishes/a/2026-04-01-new.md", 'title: "New"\n'),
        (AT, "---\ndate: May 1, 2026\n---\n", {"title": "New"}, "_posts/2026-05-01-new.md", "May 1"),
        (AT, OLD, {"title": "Old"}, AT, "title: Old\n"),
    ],
)  # fmt: skip
def test_rename(result: Any, path: str, text: str, options: Any, expected: str, front: str) -> None:
    files = result(
        publish.rename,
        path,
        {path: text},
        PARIS + "collections: {dishes: {output: true}}\n",
        **options,
    )
    assert list(files) == [expected]
    assert front in files[expected]


def test_a_title_without_a_letter_gets_the_name_of_its_kind(run_stage: Any) -> None:
    outcome = run_stage(publish.rename, "old", {AT: OLD}, title="???")
    assert outcome.paths == ("_posts/2026-05-01-post.md",)
    assert "no letter or digit" in sentences(outcome)[0]


def test_nothing_to_rename_changes_nothing(run_stage: Any) -> None:
    outcome = run_stage(publish.rename, "old", {AT: OLD}, title="Old")
    assert outcome.changes == ()
    assert sentences(outcome) == ("It already has this name: Old",)


# Finding


FOUND = {
    "_posts/2026-05-01-first.md": "---\ntitle: The Beginning\n---\n", "_posts/2026-05-02-second.md": "---\n---\n",
    "foo/_posts/2026-05-03-second-hand.md": "---\ntitle: >\n  Used\n  books\n---\n", "_drafts/half.md": "---\n---\n",
    "about.md": "---\ntitle: Me\n---\n", "plain.md": "No page.",
}  # fmt: skip


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("_posts/2026-05-01-first.md", "first"), ("./_posts/../_posts/2026-05-01-first.md", "first"),
        ("2026-05-01-first.md", "first"), ("2026-05-01-first", "first"), ("FIRST", "first"), ("fir", "first"),
        ("the beginning", "first"), ("egin", "first"), ("second", "second"), ("hand", "second-hand"),
        ("used books", "second-hand"), ("2026-05-03", "second-hand"),
    ],
)  # fmt: skip
def test_ways_to_name_a_file(run_stage: Any, what: str, expected: str) -> None:
    outcome = run_stage(publish.unpublish, what, FOUND)
    assert outcome.paths[0].rpartition("/")[2] == f"{expected}.md"


def test_paths_from_anywhere(make_site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_site({f"col/{name}": text for name, text in FOUND.items()}, "source: col\n")
    here = site.find(root)
    monkeypatch.chdir(root / "col" / "foo" / "_posts")
    name = "2026-05-03-second-hand.md"
    for what in (
        name,
        f"../_posts/{name}",
        f"foo/_posts/{name}",
        f"col/foo/_posts/{name}",
        f"{root}/col/foo/_posts/{name}",
    ):
        assert publish.unpublish(here, what, RenameRequest(), here.now()).paths == (
            "../_drafts/second-hand.md",
        )


SEVERAL = """`secon` may be one of 2; nothing was changed:
  _posts/2026-05-02-second.md
  foo/_posts/2026-05-03-second-hand.md  Used books"""


@pytest.mark.parametrize(
    ("stage", "what", "message", "hint"),
    [
        (publish.unpublish, "secon", SEVERAL, "Name one by its path."),
        (publish.unpublish, "fisrt", "There is no post `fisrt`.", "Similar: _posts/2026-05-01-first.md."),
        (publish.unpublish, "half", "There is no post `half`.", "Name it by its path."),
        (publish.unpublish, "_drafts/half.md", "`_drafts/half.md` is a draft, not a post.", "Nothing was changed."),
        (publish.publish, "_posts/2026-05-01-first.md", "`_posts/2026-05-01-first.md` is a post, not a draft.",
         "Nothing was changed."),
        (publish.publish, "", "There is no draft ``.", "Name it by its path."),
        (publish.rename, "xyzzy", "There is no post, draft or page `xyzzy`.", "Name it by its path."),
        (publish.rename, "plain.md", "There is no post, draft or page `plain.md`.", "Name it by its path."),
    ],
)  # fmt: skip
def test_names_that_are_refused(
    make_site: Any, stage: Any, what: str, message: str, hint: str
) -> None:
    here = site.find(make_site(FOUND))
    with pytest.raises(NotFoundError) as caught:
        stage(here, what, RenameRequest("New", slug="auto"), here.now())
    assert (caught.value.message, caught.value.hint) == (message, hint)


SITE_WITH_URLS = "url: https://blog.example\nbaseurl: /notes\ntimezone: UTC\n"
ISSUES = {
    "_posts/2026-05-01-issue-11.md": "---\ntitle: Links\nissue: 11\n---\n",
    "_posts/2026-05-08-weekly.md": "---\ntitle: 'Weekly #12'\n---\n",
    "_posts/2026-05-09-about-12-things.md": "---\ntitle: Twelve\n---\n",
    "_posts/2026-05-10-1984.md": "---\ntitle: A book\n---\n",
    "_posts/2026-05-11-été.md": "---\ntitle: Summer\n---\n",
    "_posts/2026-05-12-own.md": "---\ntitle: Own\npermalink: /own/place/\n---\n",
    "_posts/2026-05-13-year.md": "---\ntitle: 'Number #1984'\n---\n",
}


@pytest.mark.parametrize(
    ("what", "name"),
    [
        ("11", "issue-11"), ("#12", "weekly"), ("12", "weekly"), ("1984", "1984"), ("#1984", "year"),
        ("/2026/05/08/weekly.html", "weekly"), ("/2026/05/08/weekly", "weekly"),
        ("/notes/2026/05/08/weekly.html", "weekly"), ("https://blog.example/notes/2026/05/08/weekly.html#ref-3", "weekly"),
        ("http://127.0.0.1:4000/notes/2026/05/08/weekly.html", "weekly"),
        ("https://blog.example/notes/2026/05/11/%C3%A9t%C3%A9.html", "été"), ("/2026/05/11/été.html", "été"),
        ("https://blog.example/own/place", "own"), ("/own/place/index.html", "own"), (" 11 ", "issue-11"),
        ("things", "about-12-things"),
    ],
)  # fmt: skip
def test_a_post_is_found_by_its_url_and_by_the_number_of_its_issue(
    make_site: Any, what: str, name: str
) -> None:
    here = site.find(make_site(ISSUES, SITE_WITH_URLS))
    assert find(here, what, ["posts"])[0].name.endswith(f"-{name}.md")


@pytest.mark.parametrize(
    "what", ["77", "#2", "/2026/05/08/week", "https://blog.example/", "99999999999", "²"]
)
def test_no_post_is_found_by_another_number_or_url(make_site: Any, what: str) -> None:
    here = site.find(make_site(ISSUES, SITE_WITH_URLS))
    with pytest.raises(NotFoundError):
        find(here, what, ["posts"])


# All or nothing


@pytest.mark.parametrize(
    ("stage", "files", "options", "error", "words"),
    [
        (publish.publish, {DRAFT: OLD, POST: "T"}, {}, NameTakenError, "exists already"),
        (publish.unpublish, {POST: OLD, DRAFT: "T"}, {}, NameTakenError, "_drafts/x.md exists"),
        (publish.rename, {POST: OLD, "_posts/2026-05-01-y.md": ""}, {"title": "Y"}, NameTakenError, "-y.md"),
        (publish.publish, {DRAFT: "---\nx: [\n---\n"}, {}, UnreadableFrontMatterError, "_drafts/x.md:3: "),
        (publish.publish, {DRAFT: "---\ndate: 1 May\n---\n"}, {}, UndatedError, "`date: 1 May` is in a form"),
        (publish.publish, {DRAFT: "---\n{title: X}\n---\n"}, {}, EditError, "_drafts/x.md: The front"),
        (publish.rename, {POST: "---\ntitle: &t X\na: *t\n---\n"}, {"title": "Y"}, EditError,
         "`title` cannot be changed"),
        (publish.rename, {POST: OLD}, {"title": " "}, UsageError, "new title is missing"),
        (publish.rename, {POST: OLD}, {"date": "soon"}, UsageError, "is not a date"),
        (publish.rename, {POST: "---\npermalink: /:wrong/\n---\n"}, {"title": "Y"}, PermalinkError,
         ":wrong"),
    ],
)  # fmt: skip
def test_a_refused_request_changes_nothing(
    make_site: Any, stage: Any, files: Any, options: Any, error: Any, words: str
) -> None:
    here = site.find(make_site(files, PARIS))
    before = files_of(here.root)
    if "title" in options:
        options = {"slug": "auto", **options}
    with pytest.raises(error, match=words.replace("[", r"\[")):
        stage(here, next(iter(files)), RenameRequest(**options), here.now())
    assert files_of(here.root) == before


def test_force_replaces(result: Any) -> None:
    files = {"_drafts/x.md": OLD, "_posts/2026-05-01-x.md": "T"}
    assert result(publish.publish, "x", files, force=True) == {"_posts/2026-05-01-x.md": OLD}


def test_bytes_that_are_not_utf_8_stay(make_site: Any) -> None:
    text = OLD.encode() + b"caf\xe9\r\n\x00\r"
    here = site.find(make_site({AT: text}))
    store.commit(publish.rename(here, "old", RenameRequest("New", slug="auto"), here.now()).changes)
    assert (here.root / "_posts/2026-05-01-new.md").read_bytes() == text.replace(b"Old", b'"New"')


# Links and redirects


def test_links_in_the_whole_site_lead_to_the_new_place(run_stage: Any, tmp_path: Path) -> None:
    url, name = "/2026/05/01/old.html", "2026-05-01-old"
    files = {
        f"_posts/{name}.md": OLD + f"[me]({url})\n", "_drafts/d.md": f"{{% post_url {name} %}}",
        "about.md": f"---\n---\n<{url}>", "index.html": f"---\n---\n<a class=x href={url}>x</a>",
        "_includes/nav.html": f"{{% link _posts/{name}.md %}}",
        "_dishes/d.md": f"[a]: {url} 'T'\n\n[a]", "_data/nav.yml": f"- url: {url}\n", "assets/x.css": f"/* {url} */",
        "feed.xml": f"---\n---\n{{{{ '{url}' | absolute_url }}}}", "_layouts/x.html": f"<!-- <a href='{url}'> -->",
    }  # fmt: skip
    config = PARIS + f"collections: [dishes]\nnav: ['{url}']\n"
    outcome = run_stage(publish.rename, "old", files, config, title="New")
    new = files_of(tmp_path / "site")
    for path, text in files.items():
        renamed = text.replace("2026-05-01-old", "2026-05-01-new").replace(
            url, "/2026/05/01/new.html"
        )
        stays = path in {"about.md", "_data/nav.yml", "assets/x.css", "_layouts/x.html"}
        if not path.startswith("_posts"):
            assert new[path] == (text if stays else renamed), path
    assert "[me](/2026/05/01/new.html)" in new["_posts/2026-05-01-new.md"]
    assert {each["path"] for each in outcome.data["left"]} == {
        "about.md", "_data/nav.yml", "_layouts/x.html", "_config.yml",
    }  # fmt: skip
    assert {"path": "_drafts/d.md", "line": 1, "text": "2026-05-01-old"} in outcome.data["changed"]
    assert "about.md:3: `/2026/05/01/old.html` may lead to its old place." in sentences(outcome)


def test_a_new_title_alone_changes_no_link(run_stage: Any) -> None:
    files = {AT: OLD, "a.md": "---\n---\n{% post_url 2026-05-01-old %} [x](/2026/05/01/old.html)\n"}
    outcome = run_stage(publish.rename, "old", files, title="Old!", slug="old")
    assert [change.path.name for change in outcome.changes] == ["2026-05-01-old.md"]
    assert (sentences(outcome), outcome.data["changed"], outcome.data["redirect"]) == ((), [], None)


def test_a_date_that_cannot_be_read_may_be_replaced(run_stage: Any) -> None:
    outcome = run_stage(
        publish.rename,
        "old",
        {AT: OLD.replace("2026-05-01 23", "1 May 23")},
        date="2026-05-02 8:00",
    )
    assert "date: 2026-05-02 08:00:00 +0200\n" in outcome.changes[0].new
    assert outcome.data["url"] == "/2026/05/02/old.html"
    assert (
        "in a form that postgen does not read. Links to its URL are not looked for."
        in sentences(outcome)[0]
    )


def test_links_to_an_unpublished_post_are_reported(run_stage: Any, tmp_path: Path) -> None:
    files = {
        AT: OLD,
        "a.md": "---\n---\n{% post_url 2026-05-01-old %} [x](/2026/05/01/old.html)\n",
    }
    outcome = run_stage(publish.unpublish, "old", files)
    assert (tmp_path / "site" / "a.md").read_text() == files["a.md"]
    assert [each["text"] for each in outcome.data["left"]] == [
        "2026-05-01-old",
        "/2026/05/01/old.html",
    ]
    assert "a.md:3: `2026-05-01-old` led to it, and it is not on the site now." in sentences(
        outcome
    )


def test_a_published_draft_is_linked_as_a_post(result: Any) -> None:
    files = result(
        publish.publish,
        "d",
        {"_drafts/d.md": OLD, "_posts/2026-05-02-x.md": "{% link _drafts/d.md %}"},
    )
    assert files["_posts/2026-05-02-x.md"] == "{% link _posts/2026-05-01-d.md %}"


PLUGIN = PARIS + "plugins: [jekyll-redirect-from]\n"


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("", 'redirect_from: ["/2026/05/01/old.html"]\n'),
        ("redirect_from: /a # c\n", 'redirect_from: ["/a", "/2026/05/01/old.html"] # c\n'),
        ("redirect_from: [ /a ] # c\n", 'redirect_from: [ /a, "/2026/05/01/old.html" ] # c\n'),
        (
            "redirect_from:\n- /a # c\nx: 1\n",
            'redirect_from:\n- /a # c\n- "/2026/05/01/old.html"\nx: 1\n',
        ),
        (
            "redirect_from: [/2026/05/01/new.html, /a]\n",
            'redirect_from: ["/a", "/2026/05/01/old.html"]\n',
        ),
        ("redirect_from: [/2026/05/01/new.html]\n", 'redirect_from: ["/2026/05/01/old.html"]\n'),
    ],
)
def test_redirects(result: Any, front: str, expected: str) -> None:
    text = OLD.replace("---\nText", f"{front}---\nText")
    files = result(publish.rename, "old", {AT: text}, PLUGIN, title="New", redirect=True)
    assert files["_posts/2026-05-01-new.md"].partition("+0200\n")[2] == f"{expected}---\nText.\n"


@pytest.mark.parametrize(
    ("config", "text", "options", "note", "redirect"),
    [
        (PARIS, OLD, {}, "Its old URL /2026/05/01/old.html leads nowhere now.", False),
        (PARIS, OLD, {"redirect": True}, "needs the plugin jekyll-redirect-from", True),
        (PLUGIN, OLD, {"redirect": False}, "leads nowhere now.", False),
        (PLUGIN, OLD.replace("2026", "2027"), {}, "until then Jekyll leaves it out", None),
        (
            PLUGIN,
            OLD.replace("title", "published: false\ntitle"),
            {},
            "`published:` is false",
            None,
        ),
        (PLUGIN, OLD.replace("title", "permalink: /p/\ntitle"), {}, "Its URL stays /p/", None),
    ],
)
def test_notes_on_the_old_url(
    run_stage: Any, config: str, text: str, options: Any, note: str, redirect: Any
) -> None:
    outcome = run_stage(publish.rename, "old", {AT: text}, config, title="New", **options)
    assert outcome.data["redirect"] is redirect
    assert len(sentences(outcome)) == 1
    assert note in sentences(outcome)[0]


@pytest.mark.parametrize(
    ("gemfile", "uses"),
    [
        ("gem 'jekyll-redirect-from', '~> 0.16'\n", True), ('  gem("jekyll-redirect-from")\n', True),
        ("# gem 'jekyll-redirect-from'\n", False), ("gem 'jekyll'\n", False),
    ],
)  # fmt: skip
def test_the_plugin_is_found_in_the_gemfile(make_site: Any, gemfile: str, uses: Any) -> None:
    assert post_front.redirects(site.find(make_site({"Gemfile": gemfile}))) is uses


# On the command line


def test_the_commands(make_site: Any, postgen: Any) -> None:
    root = make_site(
        {"_drafts/x.md": "---\ntitle: X\n---\n", "a.md": "---\n---\n{% link _drafts/x.md %}\n"}
    )
    for command in ("init -q", "config user.name t", "config user.email t@example.org", "add a.md"):
        subprocess.run(["git", *command.split()], cwd=root, check=True)
    preview = postgen("publish", "x", "--dry-run").stdout
    assert "+++ b/_posts/2026-11-21-x.md" in preview
    assert "--- a/_drafts/x.md\n+++ /dev/null" in preview
    assert (root / "_drafts" / "x.md").exists()
    done = postgen("publish", "x", "--commit")
    assert done.stdout == "_posts/2026-11-21-x.md\n"
    assert "Its links were changed in a.md:3." in done.stderr
    result = json.loads(postgen("rename", "x", "Y", "--slug", "auto", "--json", "--commit").stdout)
    assert (result["path"], result["from"]) == ("_posts/2026-11-21-y.md", "_posts/2026-11-21-x.md")
    assert (result["url"], result["old_url"], result["title"]) == (
        "/2026/11/21/y.html",
        "/2026/11/21/x.html",
        "Y",
    )
    assert postgen("unpublish", "y", "--no-date").stdout == "_drafts/y.md\n"
    log = ["git", "log", "--name-status", "--no-renames", "--format=%s"]
    shown = subprocess.run(
        log, cwd=root, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    assert [line for line in shown if line] == [
        "Rename X to Y", "D\t_posts/2026-11-21-x.md", "A\t_posts/2026-11-21-y.md", "M\ta.md",
        "Publish X", "A\t_posts/2026-11-21-x.md", "A\ta.md",
    ]  # fmt: skip
    assert postgen("rename", "y").stderr.startswith("error: The new title is missing.")


@pytest.mark.parametrize(("answer", "redirect"), [("", True), ("n", False)])
def test_a_redirect_is_asked_for_on_a_terminal(
    make_site: Any, monkeypatch: pytest.MonkeyPatch, answer: str, redirect: Any
) -> None:
    here = site.find(make_site({AT: OLD}, PLUGIN))
    questions = []

    def ask(question: str, *, default: str, **_: Any) -> str:
        questions.append(question)
        return answer or default

    monkeypatch.setattr(console, "interactive", lambda: True)
    monkeypatch.setattr(console, "ask", ask)
    assert (
        commands._ask_redirect(here, "old", RenameRequest("New", slug="auto")).redirect is redirect
    )
    assert questions == ["Lead /2026/05/01/old.html to it (yes, no)"]
    assert commands._ask_redirect(here, "old", RenameRequest(date="2026-05-01")).redirect is None
    assert len(questions) == 1


@pytest.mark.parametrize(
    ("text", "options", "expected", "front"),
    [
        (OLD, {"title": "New"}, AT, 'title: "New"\n'),
        ("---\nslug: s\n---\n", {"title": "New"}, AT, "slug: s\n"),
        ("---\npublished: false\n---\n", {"title": "New"}, "_posts/2026-05-01-new.md", "New"),
        (OLD, {"title": "New", "slug": "auto"}, "_posts/2026-05-01-new.md", "New"),
        (OLD, {"slug": "auto"}, AT, "title: Old\n"),
        (
            OLD,
            {"title": "New", "redirect": True},
            "_posts/2026-05-01-new.md",
            "/2026/05/01/old.html",
        ),
        (OLD.replace("2026-05", "2027-05"), {"title": "New"}, "_posts/2027-05-01-new.md", "New"),
    ],
)
def test_a_post_that_is_live_keeps_its_address(
    make_site: Any, text: str, options: Any, expected: str, front: str
) -> None:
    here = site.find(make_site({AT: text}, PARIS))
    outcome = publish.rename(here, "old", RenameRequest(**options), here.now())
    assert outcome.paths == (expected,)
    assert not outcome.changes or front in str(outcome.changes[0].new)
    is_kept = expected == AT and "title" in options
    assert is_kept == any("--slug auto" in each for each in sentences(outcome))


def test_an_old_address_leads_to_the_new_one_where_the_site_can_do_that(make_site: Any) -> None:
    here = site.find(make_site({AT: OLD}, PARIS + "plugins: [jekyll-redirect-from]\n"))
    outcome = publish.rename(here, "old", RenameRequest("New", slug="auto"), here.now())
    assert 'redirect_from: ["/2026/05/01/old.html"]' in str(outcome.changes[0].new)


@pytest.mark.parametrize(
    ("old", "new", "issue", "expected"),
    [
        ("Letter #5", "Letter #6", "5", "issue: 6"),
        ("Letter 05", "Letter 06", '"05"', 'issue: "06"'),
        ("Letter #5", "Roses", "5", "issue: 5"),
        ("Letter #5", "Letter #5, roses", "5", "issue: 5"),
        ("Letter #5", "Letter 6 of 9", "5", "issue: 5"),
        ("Roses", "Letter #6", "5", "issue: 5"),
        ("Letter #5 of 2025", "Letter #6", "5", "issue: 6"),
    ],
)
def test_the_number_of_an_issue_follows_its_title(
    make_site: Any, old: str, new: str, issue: str, expected: str
) -> None:
    text = f'---\ntitle: "{old}"\nissue: {issue}\n---\n'
    here = site.find(make_site({AT: text}, PARIS))
    outcome = publish.rename(here, "2026-05-01-old", RenameRequest(new), here.now())
    assert expected in str(outcome.changes[0].new)


@pytest.mark.processes
def test_unpublishing_into_an_ignored_folder_is_not_committed(make_site: Any, postgen: Any) -> None:
    root = make_site({AT: OLD, ".gitignore": "_drafts\n"}, PARIS)
    begin_repository(root)
    done = postgen("unpublish", "old", "--commit")
    assert done.returncode == 1
    assert "git ignores _drafts/old.md" in done.stderr
    assert (root / AT).exists()
    assert postgen("unpublish", "old").returncode == 0


HN = "https://news.ycombinator.com/item?id=1"
LOBSTERS = "https://lobste.rs/s/abc"


@pytest.mark.parametrize(
    ("front", "url", "line"),
    [
        ("", HN, f'discuss: "{HN}"\n'),
        (f"comments_url: '{LOBSTERS}'\n", HN, f'comments_url: "{HN}"\n'),
        (f"hn: {HN}0\n", LOBSTERS, f'discuss: "{LOBSTERS}"\n'),
        (f"hn: {HN}0\nthread: {LOBSTERS}\n", f"{HN}&utm_source=x", f'hn: "{HN}"\n'),
        (f"discussions: [{LOBSTERS}]\n", HN, f'discussions: ["{HN}"]\n'),
        (f"discuss: {{hn: {HN}0, lobsters: {LOBSTERS}}}\n", HN, f'discuss: {{hn: "{HN}"}}\n'),
        ("comments: true\nbroken: [\n", "e.org/1", 'discuss: "https://e.org/1"\n'),
    ],
)  # fmt: skip
def test_the_address_of_a_discussion_goes_where_earlier_posts_have_theirs(
    result: Any, front: str, url: str, line: str
) -> None:
    files = {DRAFT: "---\ntitle: X\n---\n", AT: f"---\n{front}---\n"}
    published = result(publish.publish, "x", files, discuss=url)["_posts/2026-11-21-x.md"]
    assert published == f"---\ntitle: X\n{TODAY.strip()}\n{line}---\n"


def test_a_post_that_is_published_gets_the_address_of_its_discussion(
    run_stage: Any, tmp_path: Path
) -> None:
    text = f"---\ntitle: 'Old' # c\ndiscuss: '{LOBSTERS}'\n---\n"
    outcome = run_stage(publish.publish, "old", {AT: text}, discuss=HN)
    assert files_of(tmp_path / "site") == {AT: text.replace(LOBSTERS, HN)}
    assert report.summary(outcome) == "Set discuss of Old"


@pytest.mark.parametrize(
    "options", [{"discuss": "javascript:alert(1)"}, {"discuss": HN, "date": "friday"}]
)
def test_what_is_no_address_of_a_discussion_is_refused(
    run_stage: Any, options: dict[str, str]
) -> None:
    with pytest.raises(UsageError):
        run_stage(publish.publish, "old", {AT: OLD}, **options)


def test_a_document_is_hidden_and_shown_again(run_stage: Any, tmp_path: Path) -> None:
    """Jekyll has drafts of posts only."""
    config = PARIS + "collections: {shelf: {output: true}}\n"
    text = "---\ntitle: 'Soup' # hot\n---\nText.\n"
    files = {
        "_shelf/soup.md": text,
        "about.md": "---\n---\nSee [it]({% link _shelf/soup.md %}) and [it](/shelf/soup.html).\n",
    }
    outcome = run_stage(publish.unpublish, "soup", files, config)
    assert report.summary(outcome) == "Unpublish Soup"
    hidden = text.replace("hot\n", "hot\npublished: false\n")
    assert files_of(tmp_path / "site") == {**files, "_shelf/soup.md": hidden}
    assert any("led to it" in each for each in sentences(outcome))
    again = run_stage(publish.unpublish, "soup", {}, config)
    assert (again.changes, list(sentences(again))) == ((), ["Nothing was changed."])
    outcome = run_stage(publish.publish, "soup", {}, config)
    assert files_of(tmp_path / "site") == files
    assert report.summary(outcome) == "Publish Soup"
    with pytest.raises(NotFoundError):
        run_stage(publish.publish, "soup", {}, config)
