"""`postgen new translation`, and `postgen refs` on what it began, as a person runs them."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from postgen import site as sites
from postgen.commands.originals import Originals
from postgen.jekyll import frontmatter
from postgen.translation import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ONE = "_posts/2026-01-02-issue-4.md"
BODY = "See [a](https://a.example/) and [b](https://b.example/).\n"
TEXT = f"---\ntitle: 'Notes #4: Bridges' # mine\nissue: 4\nredirect_from: /old/\n---\n\n{BODY}"
CONFIG = "timezone: UTC\nlang: en\n"
ZH = "_posts/2026-01-02-issue-4-zh.md"


@pytest.fixture
def site(make_site: Callable[..., Path]) -> Path:
    return make_site({ONE: TEXT}, CONFIG)


def test_it_begins_beside_the_original_with_the_same_keys_and_new_ones(
    site: Path, postgen: Any
) -> None:
    done = postgen("new", "translation", "issue-4", "--lang", "zh")
    assert (done.returncode, done.stdout) == (0, f"{ZH}\n")
    assert "published: false" in done.stderr
    assert (
        (site / ZH)
        .read_text()
        .startswith(
            "---\ntitle: 'Notes #4 [ZH]: Bridges' # mine\nissue: 4\nlang: \"zh\"\n"
            'translation_of: "/2026/01/02/issue-4.html"\npublished: false\n'
            f'original_hash: "{fingerprint.of(BODY)}"\n---\n\n<!-- original: See [a]'
        )
    )
    assert (site / ONE).read_text() == TEXT
    assert postgen("refs", "--check").returncode == 0


def test_a_second_one_is_refused_unless_forced(site: Path, postgen: Any) -> None:
    postgen("new", "translation", "issue-4", "--lang", "zh")
    before = (site / ZH).read_bytes()
    for more in ([], ["--slug", "another"], ["--title", "X"]):
        again = postgen("new", "translation", ONE, "--lang", "ZH", *more)
        assert (again.returncode, again.stdout) == (1, "")
        assert f"{ZH} translates it into ZH already" in again.stderr
    assert (
        postgen("new", "translation", ONE, "--lang", "zh", "--title", "四", "--force").returncode
        == 0
    )
    assert (site / ZH).read_bytes() != before
    assert "title: '四'" in (site / ZH).read_text()


@pytest.mark.parametrize(
    ("lang", "code", "message"),
    [
        ("en", 2, "is in `en` already"),
        ("x y", 2, "is not a language"),
        ("", 2, "is not a language"),
    ],
)
def test_a_language_must_be_another_one(
    site: Path, postgen: Any, lang: str, code: int, message: str
) -> None:
    done = postgen("new", "translation", "issue-4", "--lang", lang)
    assert done.returncode == code
    assert message in done.stderr
    assert len(list((site / "_posts").iterdir())) == 1


def test_a_name_that_is_taken_is_not_overwritten(site: Path, postgen: Any) -> None:
    (site / ZH).write_text("---\ntitle: Mine\n---\n")
    done = postgen("new", "translation", ONE, "--lang", "zh")
    assert done.returncode == 1
    assert "exists already" in done.stderr
    assert (site / ZH).read_text() == "---\ntitle: Mine\n---\n"


def test_json_dry_run_and_commit(site: Path, postgen: Any) -> None:
    preview = postgen("new", "translation", ONE, "--lang", "pt_BR", "--dry-run", "--json")
    data = json.loads(preview.stdout)
    assert data["path"] == "_posts/2026-01-02-issue-4-pt-br.md"
    assert data["title"] == "Notes #4 [pt-BR]: Bridges"
    assert data["original_url"] == "/2026/01/02/issue-4.html"
    assert data["url"] == "/2026/01/02/issue-4-pt-br.html"
    assert data["diff"].startswith("--- /dev/null")
    assert len(list((site / "_posts").iterdir())) == 1
    for call in (
        "init -q",
        "config user.email a@b.c",
        "config user.name a",
        "add .",
        "commit -qm x",
    ):
        subprocess.run(["git", *call.split()], check=True)
    done = postgen("new", "translation", ONE, "--lang", "zh", "--commit")
    assert done.returncode == 0, done.stderr
    shown = subprocess.run(
        ["git", "show", "--stat", "--format=%s"], capture_output=True, text=True, check=True
    ).stdout
    assert shown.startswith("Begin to translate into zh: Notes #4: Bridges\n")
    assert "1 file changed" in shown


def test_the_editor_opens_it(site: Path, postgen: Any) -> None:
    done = postgen(
        "new", "translation", ONE, "--lang", "zh", "--edit", env={"VISUAL": "rm", "EDITOR": "rm"}
    )
    assert done.returncode == 0, done.stderr
    assert not (site / ZH).exists()


def test_all_of_the_original_is_in_it_and_a_bad_byte_stays_where_it_was(
    make_site: Callable[..., Path], postgen: Any
) -> None:
    text = b"\xef\xbb\xbf---\r\ntitle: One # c\r\n---\r\n\r\nCaf\xe9 *x*.\r\n\r\n* a\r\n* b"
    root = make_site({ONE: text}, CONFIG)
    assert postgen("new", "translation", ONE, "--lang", "zh").returncode == 0
    new = (root / ZH).read_bytes()
    assert new.startswith(b'\xef\xbb\xbf---\r\ntitle: One [ZH] # c\r\nlang: "zh"\r\n')
    assert "\r\nCaf\ufffd *x*.\r\n".encode() in new
    assert new.count(b"\n") == new.count(b"\r\n")
    assert new.endswith(b"<!-- original: * a\r\n* b -->\r\n* a\r\n* b")


def test_its_address_is_its_own(make_site: Callable[..., Path], postgen: Any) -> None:
    fronts = {
        "one": "permalink: /one/", "two": "permalink: /two.html",
        "three": "slug: drei", "four": "permalink: /x/:title/",
    }  # fmt: skip
    files = {
        f"_posts/2026-01-02-{name}.md": f"---\ntitle: T\n{front}\n---\nx\n"
        for name, front in fronts.items()
    }
    make_site(files, CONFIG)
    urls = [
        json.loads(postgen("new", "translation", name, "--lang", "zh", "--json").stdout)["url"]
        for name in fronts
    ]
    assert urls == ["/one-zh/", "/two-zh.html", "/2026/01/02/three-zh.html", "/x/four-zh/"]


def test_the_tag_is_written_as_in_other_titles(
    make_site: Callable[..., Path], postgen: Any
) -> None:
    other = "---\ntitle: 'NLP #3 [CH]: x'\n---\n"
    root = make_site({ONE: TEXT, "_posts/2026-01-01-three.md": other}, CONFIG)
    assert postgen("new", "translation", ONE, "--lang", "zh").returncode == 0
    assert "title: 'Notes #4 [CH]: Bridges'" in (root / ZH).read_text()


def test_rename_keeps_the_link_to_the_original(site: Path, postgen: Any) -> None:
    postgen("new", "translation", ONE, "--lang", "zh")
    assert postgen("rename", ONE, "Notes #4: Piers", "--slug", "auto").returncode == 0
    text = (site / ZH).read_text()
    assert 'translation_of: "/2026/01/02/notes-4-piers.html"' in text
    assert '{{ "/2026/01/02/notes-4-piers.html" | relative_url }}' in text
    found = Originals(sites.find(site)).find(site / ZH)
    assert found == (site / "_posts/2026-01-02-notes-4-piers.md", True)


def test_check_and_repair(make_site: Callable[..., Path], postgen: Any) -> None:
    listed = TEXT.replace(
        BODY,
        "A[1], b[2].\n\n## References\n\n[1] **A:** <https://a.example/>\n\n[2] **B:** <https://b.example/>\n",
    )
    root = make_site({ONE: listed}, CONFIG)
    postgen("new", "translation", ONE, "--lang", "zh")
    broken = (
        (root / ZH)
        .read_text()
        .replace("\n[2] **B:** <https://b.example/>\n", "")
        .replace("published: false\n", "")
    )
    (root / ZH).write_text(broken)
    done = postgen("refs", "--check")
    assert done.returncode == 1
    assert (
        f"{ZH}:17:1 TR01 The original's reference [2] to https://b.example/ is lost." in done.stdout
    )
    assert "2 passages still say what the comments above them say, this one first." in done.stdout
    data = json.loads(postgen("refs", "--check", "--json").stdout)
    assert {each["path"] for each in data["findings"]} == {ZH}
    assert postgen("refs", ZH, "--repair").returncode == 1  # it is not translated yet
    assert (root / ZH).read_text() == broken + "\n[2] **B:** <https://b.example/>\n"


@pytest.mark.parametrize(
    ("name", "front", "found"),
    [
        ("issue-4-zh", "lang: zh", True),
        ("vier", "title: 'Notizen #4 [DE]'", True),
        ("vier", "lang: de\nissue: 4", True),
        ("vier", "lang: de\nissue: 5", False),
        ("vier", "lang: en\nissue: 4", False),
        ("vier", "translation_of: issue-4", True),
        ("vier", "translation_of: /2026/01/02/issue-4.html", True),
        ("vier", "translation_of: /nowhere.html", False),
        ("vier", "title: Four", False),
    ],
)
def test_originals_are_found(
    make_site: Callable[..., Path], name: str, front: str, *, found: bool
) -> None:
    path = f"_posts/2026-03-04-{name}.md"
    root = make_site({ONE: TEXT, path: f"---\n{front}\n---\n{BODY}"}, CONFIG)
    original = Originals(sites.find(root)).find(root / path)
    assert (original is not None and original[0] == root / ONE) is found


def test_a_translation_goes_into_the_folder_of_its_language(make_site: Any, postgen: Any) -> None:
    front = "---\ntitle: One\nlang: en\nlanguage: en\npermalink: /en/letters/1/\n---\n\nWords.\n"
    root = make_site(
        {
            "_posts/en/news/2026-11-01-one.md": front,
            "_posts/fr/news/2026-10-01-zero.md": "---\ntitle: Zéro\nlang: fr\n---\n",
        }
    )
    done = postgen("new", "translation", "one", "--lang", "de")
    assert done.stdout == "_posts/de/news/2026-11-01-one.md\n"
    written = frontmatter.read((root / "_posts/de/news/2026-11-01-one.md").read_text())
    assert written["permalink"] == "/de/letters/1/"
    assert (written["lang"], written["language"]) == ("de", "de")
    original = "_posts/en/news/2026-11-01-one.md"
    done = postgen("new", "translation", original, "--lang", "fr")
    assert done.stdout == "_posts/fr/news/2026-11-01-one.md\n"


def test_a_translation_stays_beside_a_post_without_folders_of_languages(
    make_site: Any, postgen: Any
) -> None:
    make_site({"_posts/en/2026-11-01-one.md": "---\ntitle: One\nlang: en\n---\n\nWords.\n"})
    done = postgen("new", "translation", "one", "--lang", "de")
    assert done.stdout == "_posts/en/2026-11-01-one-de.md\n"


def bilingual(folder: str, name: str, front: str) -> dict[str, str]:
    """Return three letters with their translations, and a fourth without one."""
    files = {}
    for n in (1, 2, 3, 4):
        day = f"2026-10-0{n}"
        files[f"_posts/{day}-letter-{n}.md"] = (
            f"---\nlayout: post\ntitle: 'Letter {n}'\nimage: /{n}.png\n---\n\nSome [words](https://e.org/{n}).\n"
        )
        if n < 4:
            text = f"---\nlayout: post\n{front.format(n=n)}---\n\n[Worte](https://e.org/{n}).\n"
            files[f"{folder}/{day}-{name.format(n=n)}.md"] = text
    return files


@pytest.mark.parametrize(
    ("folder", "name", "front", "lines"),
    [
        ("_posts", "letter-{n}.de", "title: 'Brief {n}'\nlang: de\n", ["lang: de"]),
        ("_posts/de", "letter-{n}", "title: 'Brief {n}'\nlang: 'de'\n", ["lang: 'de'"]),
        ("de/_posts", "letter-{n}-de", "title: 'Brief {n}'\nlang: de\n", ["lang: de"]),
        ("_posts", "de-letter-{n}", "title: B {n}\nlang: de\ntranslator: Ann\n", ["translator: Ann"]),
        (
            "_posts", "letter-{n}-de", "title: 'B {n}'\nlang: de\noriginal: 2026-10-0{n}-letter-{n}\n",
            ["original: 2026-10-04-letter-4"],
        ),
        (
            "_posts", "letter-{n}-de",
            "title: 'B {n}'\nlang: de\ntranslation_of: '/2026/10/0{n}/letter-{n}.html'\n",
            ["translation_of: '/2026/10/04/letter-4.html'"],
        ),
        (
            "_posts", "letter-{n}-de", "title: 'B {n}'\nlang: de\nhint: 'see {n}'\n", ["hint: 'TK'"],
        ),
    ],
)  # fmt: skip
def test_a_translation_is_like_the_last_ones(
    make_site: Any, postgen: Any, folder: str, name: str, front: str, lines: list[str]
) -> None:
    root = make_site(bilingual(folder, name, front), "lang: en\n")
    done = postgen("new", "translation", "letter-4", "--lang", "de")
    path = f"{folder}/2026-10-04-{name.format(n=4)}.md"
    assert done.stdout == f"{path}\n", done.stderr
    written = (root / path).read_text().partition("\n---\n")[0].split("\n")
    assert set(lines) <= set(written)
    keys = [line.partition(":")[0] for line in written[1:]]
    of_others = [line.partition(":")[0] for line in front.splitlines()]
    expected = ["layout", *of_others, "published", fingerprint.KEY]
    assert sorted(keys) == sorted(expected)
    assert {"title: 'Letter 4 [DE]'", "title: Letter 4 [DE]"} & set(written)


def test_a_first_translation_into_a_language_is_like_those_into_others(
    make_site: Any, postgen: Any
) -> None:
    root = make_site(bilingual("_posts", "letter-{n}.de", "title: B {n}\nlang: de\n"), "lang: en\n")
    done = postgen("new", "translation", "letter-4", "--lang", "pt-BR")
    assert done.stdout == "_posts/2026-10-04-letter-4.pt-br.md\n"
    assert "lang: pt-BR\n" in (root / done.stdout.strip()).read_text()
    assert postgen("new", "translation", "letter-4", "--lang", "pt-BR").returncode == 1
