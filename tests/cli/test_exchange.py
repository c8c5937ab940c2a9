"""`postgen import` and `export`, as processes."""

from __future__ import annotations

import json
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

from postgen import exporters, importers
from postgen import site as sites
from postgen.backlog import Backlog, VerificationError
from postgen.backlog.edit import add
from postgen.commands.export_links import ExportRequest, export_links
from postgen.commands.import_links import ImportRequest, import_links
from postgen.importers import files as importer_files
from postgen.model import Link
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FILES = ROOT / "tests" / "imports"
BACKLOG = "_posts/2026-11-01-backlog.md"
HEAD = '---\ntitle: "Backlog"\n---\n\n'


@pytest.fixture
def site(make_site: Callable[..., Path]) -> Path:
    return make_site({BACKLOG: HEAD + "## NLP - Basics\n\n* [Old](https://old.example/)\n"})


def items(root: Path) -> list[dict[str, Any]]:
    backlog = Backlog((root / BACKLOG).read_text(encoding="utf-8"))
    return [
        {"title": e.title, "url": e.url, "category": e.section.name, "tags": e.metadata.tags, "added": e.metadata.added}
        for e in backlog.all_entries()
    ]  # fmt: skip


def test_a_file_is_filed_once(site: Path, postgen: Callable[..., Any]) -> None:
    done = postgen("import", str(FILES / "firefox.html"))
    assert (done.returncode, done.stdout) == (0, f"{BACKLOG}\n")
    assert (
        "firefox.html:19: not taken, `javascript:` is not the address of a web page: Bookmarklet."
        in done.stderr
    )
    assert "Filed 4 of 7: 0 known already, 3 not taken." in done.stderr
    assert [(each["title"], each["category"]) for each in items(site)] == [
        ("Old", "NLP - Basics"),
        ("A & B <i>", "ML/NLP & speech"),
        ("Milliseconds", "ML/NLP & speech"),
        ("Microseconds", "ML"),
        ("No day", "Unsorted"),
    ]
    assert items(site)[1]["tags"] == ("nlp", "bert")
    assert [each["added"] for each in items(site)[1:]] == ["2024-05-01"] * 3 + ["2026-11-21"]
    before = (site / BACKLOG).read_bytes()
    again = postgen("import", str(FILES / "firefox.html"))
    assert again.returncode == 0
    assert again.stdout == ""
    assert (
        "firefox.html:12: https://a.example/x?a=1&copy=2 is already in the backlog, under `ML/NLP & speech`"
        in again.stderr
    )
    assert "Filed 0 of 7: 4 known already, 3 not taken." in again.stderr
    assert (site / BACKLOG).read_bytes() == before


def test_folders_and_tags_become_categories(site: Path, postgen: Callable[..., Any]) -> None:
    done = postgen(
        "import",
        str(FILES / "firefox.html"),
        "--map",
        "ml=NLP",
        "--map",
        "NLP & SPEECH=Speech",
        "--json",
    )
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert [(each["title"], each["category"]) for each in data["added"]] == [
        ("A & B <i>", "Speech"), ("Milliseconds", "Speech"), ("Microseconds", "NLP - Basics"), ("No day", "Unsorted"),
    ]  # fmt: skip
    assert data["counts"] == {"found": 7, "added": 4, "refused": 0, "rejected": 3}
    postgen("import", str(FILES / "pinboard.json"), str(FILES / "matter.csv"))
    assert [(each["title"], each["category"]) for each in items(site)[-2:]] == [
        ("No day", "Unsorted"),
        ("A & B", "nlp"),
    ]


def test_one_category_for_all(site: Path, postgen: Callable[..., Any]) -> None:
    done = postgen("import", str(FILES / "pocket.csv"), "--category", "nlp", "--format", "pocket")
    assert done.returncode == 0, done.stderr
    assert [(each["title"], each["category"]) for each in items(site)[1:]] == [
        ("A, B", "NLP - Basics"), ("b.example", "NLP - Basics"),
    ]  # fmt: skip


def test_a_pipe_and_a_dry_run(site: Path, postgen: Callable[..., Any]) -> None:
    before = (site / BACKLOG).read_bytes()
    done = postgen(
        "import",
        "-",
        "--dry-run",
        stdin="https://a.example/hello-world\nhttps://A.example/hello-world#\n",
    )
    assert done.returncode == 0, done.stderr
    assert (
        "+* [Hello world](https://a.example/hello-world) <!-- added: 2026-11-21 -->" in done.stdout
    )
    assert "stdin:2: https://A.example/hello-world# is given twice (stdin:1)." in done.stderr
    assert (site / BACKLOG).read_bytes() == before


def test_what_was_published_is_known(
    make_site: Callable[..., Path], postgen: Callable[..., Any]
) -> None:
    root = make_site(
        {
            BACKLOG: HEAD,
            "_posts/2026-10-01-issue.md": '---\ntitle: "Weekly #7"\n---\n\n[1] <https://a.example/a>\n',
        }
    )
    done = postgen("import", str(FILES / "pocket.csv"), "--json")
    assert json.loads(done.stdout)["refused"] == [
        {"file": str(FILES / "pocket.csv"), "line": 2, "url": "https://a.example/a", "title": "A, B",
         "reason": "already in issue #7, [1]", "where": "_posts/2026-10-01-issue.md:5"}
    ]  # fmt: skip
    assert [each["url"] for each in items(root)] == ["https://b.example/"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.html"], "nowhere.html cannot be read"),
        ([str(FILES / "pocket.csv"), "--format", "gopher"], "There is no format `gopher`."),
        ([str(FILES / "pocket.csv"), "--map", "x"], "`x` maps no folder to a category."),
        ([str(FILES / "pocket.csv"), "--format", "json"], "is not JSON"),
    ],
)
def test_mistakes(
    site: Path, postgen: Callable[..., Any], arguments: list[str], message: str
) -> None:
    before = (site / BACKLOG).read_bytes()
    done = postgen("import", *arguments)
    assert done.returncode in {1, 2}
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert (site / BACKLOG).read_bytes() == before


def test_a_file_without_links(site: Path, postgen: Callable[..., Any]) -> None:
    (site / "notes.txt").write_text("nothing here\n", encoding="utf-8")
    done = postgen("import", "notes.txt")
    assert done.returncode == 1
    assert "notes.txt:1: not taken, no URL is in it: nothing here." in done.stderr
    assert "No link was found." in done.stderr


def archive(files: dict[str, bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return made.getvalue()


def test_a_zip_file(site: Path, postgen: Callable[..., Any]) -> None:
    pocket = (FILES / "pocket.csv").read_bytes()
    (site / "pocket.zip").write_bytes(
        archive({"../../part_000001.csv": pocket, "part_000000.csv": b"title,url,time_added,tags,status\nZ,https://z.example/,,,\n",
                 "content/a.html": b"<html><a href='https://no.example/'>x</a>", "annotations/a.json": b"{}",
                 "picture.png": b"\x89PNG", "__MACOSX/._part_000000.csv": b"\0\1"})
    )  # fmt: skip
    files = sorted(path for path in site.parent.rglob("*"))
    done = postgen("import", "pocket.zip")
    assert done.returncode == 0, done.stderr
    assert {each["url"] for each in items(site)} >= {"https://z.example/", "https://a.example/a"}
    assert "pocket.zip/../../part_000001.csv:4: not taken, it has no URL." in done.stderr
    assert "pocket.zip/content/a.html: not taken, it is a page, not a list of links." in done.stderr
    assert "pocket.zip/annotations/a.json: not taken, it is not a list of links." in done.stderr
    assert sorted(path for path in site.parent.rglob("*")) == files


def test_zip_files_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = archive({"a.csv": b"url\n" + b"0" * 1_000_000})
    monkeypatch.setattr(importer_files, "ZIP_BYTES", 10_000)
    with pytest.raises(importers.ArchiveError, match="holds more than"):
        importers.unpack("bomb.zip", bomb)
    monkeypatch.setattr(importer_files, "ZIP_ENTRIES", 2)
    with pytest.raises(importers.ArchiveError, match="holds 3 files"):
        importers.unpack("many.zip", archive({f"{n}.csv": b"" for n in range(3)}))
    with pytest.raises(importers.ArchiveError, match="cannot be unpacked"):
        importers.unpack("cut.zip", bomb[:200])


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b"<html><head><title>The page's own title</title></head><body>x</body></html>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def server() -> Iterator[str]:
    running = HTTPServer(("127.0.0.1", 0), _Page)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()


def test_a_title_that_is_a_name_is_replaced_by_the_title_of_the_page(
    site: Path, postgen: Callable[..., Any], server: str
) -> None:
    card = '| <p><a href="{}"><img src="x.png" alt="x">Ana de la Cruz</a></p> |\n'
    (site / "paper.md").write_text(
        f"| Daily |\n|---|\n{card.format(f'{server}/slow-moss')}", encoding="utf-8"
    )
    done = postgen("import", "paper.md", "--json", env={"POSTGEN_OFFLINE": ""})
    assert json.loads(done.stdout)["retitled"] == [
        {"file": "paper.md", "line": 3, "url": f"{server}/slow-moss", "was": "Ana de la Cruz",
         "title": "The page's own title"}
    ]  # fmt: skip
    assert "`Ana de la Cruz` is not a title; it is called `The page's own title`." in done.stderr


def test_the_daily_newspaper(
    site: Path, postgen: Callable[..., Any], example: Callable[[str], str]
) -> None:
    (site / "daily.md").write_text(example("daily-newspaper.md"), encoding="utf-8")
    done = postgen("import", "daily.md", "--format", "newspaper", "--category", "News")
    assert done.returncode == 0, done.stderr
    titles = [each["title"] for each in items(site)[1:]]
    assert len(titles) == 15
    assert "Make it a habit" in titles
    assert "Pytorch distributed on kubernetes" in titles
    assert "daily.md:21: not taken, it has no URL" in done.stderr


@pytest.mark.parametrize("form", exporters.names())
def test_the_link_wiki_survives_a_round_trip(
    form: str, tmp_path: Path, make_site: Callable[..., Path], example: Callable[[str], str]
) -> None:
    root = make_site({BACKLOG: example("link-wiki.md"), "_posts/2026-11-02-other.md": HEAD})
    where = sites.find(root)
    text = export_links(where, ExportRequest(form, backlog=root / BACKLOG)).text
    contents = importers.read_file(text.encode(errors="surrogateescape"), f"x.{form}")
    empty = root / "_posts/2026-11-02-other.md"
    outcome = import_links(sites.find(tmp_path / "site"), empty, contents, ImportRequest(), {})
    known = [each for each in outcome.data["refused"] if "already in" in each["reason"]]
    assert len(known) == len(contents.rows) == 149  # they are in the other post, every one
    before = Backlog(example("link-wiki.md")).all_entries()
    wanted = sorted((each.url, each.title) for each in before if each.url)
    assert sorted((row.link.url, row.link.title) for row in contents.rows) == wanted


def test_export(site: Path, postgen: Callable[..., Any]) -> None:
    postgen("import", str(FILES / "firefox.html"))
    done = postgen("export", "--format", "text", "--category", "ML")
    assert done.stdout == "https://c.example/ | Microseconds\n"
    assert done.stderr == "`text` has no place for: added, category.\n"
    assert postgen("export", "--format", "text", "--category", "Nothing").returncode == 1
    assert postgen("export", "--format", "gopher").returncode == 2
    to_file = postgen("export", "--format", "csv", "--output", "out.csv")
    assert to_file.stdout == "out.csv\n"
    assert (
        (site / "out.csv")
        .read_bytes()
        .startswith(b"url,title,note,category,tags,added,via,image,author,quote\r\n")
    )
    again = postgen("export", "--format", "csv", "--output", "out.csv")
    assert again.returncode == 1
    assert postgen("export", "--format", "csv", "--output", "out.csv", "--force").returncode == 0
    assert len(json.loads(postgen("export").stdout)["links"]) == 5
    assert len(json.loads(postgen("export", "--json", "--format", "text").stdout)["links"]) == 5


# Many links in one edit


def test_bullets_spacing_and_newlines_follow_the_file() -> None:
    text = (
        HEAD.replace("\n", "\r\n")
        + "1. [a](https://a.org/)\r\n\r\n2. [b](https://b.org/)\r\n\r\n## X\r\n\r\n- [ ] [x](https://x.org)"
    )
    links = [
        Link(f"https://e.org/{number}", str(number), category=category)
        for number, category in enumerate("XNXN")
    ]
    filed = add(text, links)
    assert filed.text.removeprefix(text).split("\r\n") == [
        "", "- [ ] [0](https://e.org/0)", "- [ ] [2](https://e.org/2)", "", "## N", "",
        "- [ ] [1](https://e.org/1)", "- [ ] [3](https://e.org/3)",
    ]  # fmt: skip


def test_a_section_that_would_swallow_them() -> None:
    with pytest.raises(VerificationError, match="cannot be filed under `A`"):
        add(HEAD + "## A\n\n<div>\nopen\n", [Link("https://e.org/", "T", category="A")])


def test_a_category_is_matched_by_its_exact_name() -> None:
    filed = add(
        HEAD + "## ML/NLP\n\n* a\n", [Link("https://e.org/", "T", category="ml")], exact=True
    )
    assert [section.name for section in Backlog(filed.text).sections] == ["", "ML/NLP", "ml"]


# What is said about files, rows, days and tags


def test_one_bad_file_takes_no_other_with_it(site: Path, postgen: Callable[..., Any]) -> None:
    (site / "paper.pdf").write_bytes(b"%PDF-1.7\n")
    (site / "page.html").write_text(
        "<html><body><p><a href='https://no.example/'>x</a></p></body></html>"
    )
    (site / "package.json").write_text('{"name": "x", "version": "1"}')
    (site / "cut.zip").write_bytes(archive({"a.csv": b"url\nhttps://no.example/\n" * 99})[:60])
    (site / "good.txt").write_text("https://a.example/1\n")
    (site / "last.csv").write_text("https://a.example/2,Two\n")
    done = postgen(
        "import", "--no-fetch", "paper.pdf", "good.txt", "page.html", "package.json", "nowhere.csv", "cut.zip",
        "last.csv",
    )  # fmt: skip
    assert done.returncode == 1
    assert [each["url"] for each in items(site)][1:] == [
        "https://a.example/1",
        "https://a.example/2",
    ]
    assert "paper.pdf: not taken, it is a PDF." in done.stderr
    assert "page.html: not taken, it is a page, and no file of bookmarks." in done.stderr
    assert "package.json: not taken, it is JSON with the keys `name`, `version`" in done.stderr
    assert "nowhere.csv: not taken, it cannot be read" in done.stderr
    assert "cut.zip: not taken, it cannot be unpacked" in done.stderr


def test_a_day_that_is_not_certain_is_told(site: Path, postgen: Callable[..., Any]) -> None:
    (site / "links.csv").write_text(
        "url,title,date\nhttps://a.example/1,One,05/06/2024\nhttps://a.example/2,Two,\nhttps://a.example/3,Three,soon\n"
    )
    done = postgen("import", "links.csv", "--json")
    data = json.loads(done.stdout)
    assert [each["added"] for each in data["added"]] == ["", "2026-11-21", ""]
    assert [(each["line"], each["was"]) for each in data["undated"]] == [
        (2, "05/06/2024"),
        (4, "soon"),
    ]
    assert "links.csv:2: `05/06/2024` is no certain date; the link has none." in done.stderr
    assert [each["added"] for each in items(site)][1:] == ["", "2026-11-21", ""]


def test_pages_are_looked_up_at_the_address_that_is_filed(
    site: Path, postgen: Callable[..., Any], server: str
) -> None:
    (site / "links.txt").write_text(f"{server}/a?utm_source=rss&b=1\n")
    done = postgen("import", "links.txt", env={"POSTGEN_OFFLINE": ""})
    assert done.returncode == 0, done.stderr
    assert [(each["url"], each["title"]) for each in items(site)][1:] == [
        (f"{server}/a?b=1", "The page's own title")
    ]


@pytest.mark.usefixtures("site")
def test_pinboard_says_which_tags_it_had_to_change(postgen: Callable[..., Any]) -> None:
    postgen("import", str(FILES / "pocket.csv"))
    done = postgen("export", "--format", "pinboard")
    assert "Tags have no blanks there: `machine learning` is `machine_learning`." in done.stderr
    assert "Tags have no blanks" not in postgen("export", "--format", "netscape").stderr


def test_what_comes_from_outside_leaves_the_backlog_text(
    site: Path, postgen: Callable[..., Any]
) -> None:
    rows = [
        {"url": f"https://a.example/{number}", "title": f"T{number} {mark}", "note": mark, "tags": [mark, "x"],
         "folder": f"F{mark}", "image": "javascript:alert(1)", "via": mark}
        for number, mark in enumerate(["\ud83d", "\udcff", "\x08\x1b[31m", "\u202e", "\u2028", "\x00"])
    ]  # fmt: skip
    (site / "links.json").write_text(json.dumps(rows))
    done = postgen("import", "links.json")
    assert done.returncode == 0, done.stderr
    text = (site / BACKLOG).read_bytes().decode()
    assert not any(
        mark in text for mark in ("\x08", "\x1b", "\u202e", "\u2028", "\x00", "javascript")
    )
    assert len(items(site)) == 7
    assert all(mark not in done.stderr for mark in ("\x1b", "\u202e"))


@pytest.mark.parametrize(
    "added", ["1900-01-01", "1969-12-31", "0999-05-01", "1883-11-18", "2024-02-29"]
)
@pytest.mark.parametrize(
    "form",
    ["netscape", "pocket", "raindrop", "pinboard", "opml", "json", "csv", "instapaper", "readwise"],
)
def test_days_before_standard_time(form: str, added: str) -> None:
    text = exporters.write(form, [Link("https://a.example/", "A", added=added)])
    [row] = importers.read_file(text.encode(), f"x.{form}").rows
    assert row.link.added == added


def test_an_empty_item_is_named_by_its_line_alone(make_site: Any, postgen: Any) -> None:
    make_site(
        {
            "_posts/2026-01-01-backlog.md": "---\ntitle: B\n---\n\n## A\n\n* [One](https://one.org)\n* ![](a.png)\n"
        }
    )
    done = postgen("export", "--format", "text")
    assert "backlog.md:8: left out, no link is in it.\n" in done.stderr
