"""The workflows that `postgen init --github` writes, run as a runner would run them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from postgen.workflows import registry
from tests.runner import Runner, git

if TYPE_CHECKING:
    from collections.abc import Callable

BACKLOG = "_posts/2026-11-01-backlog.md"
FILES = {
    "_config.yml": "title: Blog\ntimezone: UTC\n",
    BACKLOG: "---\ntitle: Backlog\npublished: false\n---\n\n## NLP\n\n* [One](https://one.example/)\n\n## Tools\n",
}
ALLOWED = {
    "actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8",
    "actions/setup-python@a26af69be951a213d495a4c3e4e4022e16d87065",
}
VARIANTS = [
    registry.Repository("0.1.0"),
    registry.Repository("0.1.0", folder='a "blog"', categories=("NLP", 'a: "b" # c', "None")),
    registry.Repository("0.1.0", pages="it's pages.yml"),
    registry.Repository("0.1.0", folder="docs/blog", pages="pages.yaml"),
]


def test_the_judges_of_workflows_find_nothing(tmp_path: Path) -> None:
    programs = Path(sys.executable).parent
    workflows: list[str] = []
    forms: list[str] = []
    for number, repository in enumerate(VARIANTS):
        for name in registry.names():
            for place, text in registry.files(name, repository).items():
                path = tmp_path / str(number) / ".github" / place
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
                (workflows if place.startswith("workflows/") else forms).append(str(path))
    assert len(workflows) == 6 * len(VARIANTS)
    commands = [
        ["check-jsonschema", "--builtin-schema", "vendor.github-workflows", *workflows],
        ["check-jsonschema", "--builtin-schema", "vendor.github-issue-forms", *forms],
        ["zizmor", "--offline", "--no-progress", "--persona", "pedantic", str(tmp_path)],
    ]
    for name, *arguments in commands:
        program = shutil.which(name, path=str(programs)) or shutil.which(name)
        if not program:
            pytest.skip(f"{name} is not installed")
        done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("repository", VARIANTS, ids=range(len(VARIANTS)))
@pytest.mark.parametrize("name", registry.names())
def test_a_workflow_keeps_the_rules(name: str, repository: registry.Repository) -> None:
    text = registry.files(name, repository)[f"workflows/{name}.yml"]
    workflow = yaml.safe_load(text)
    (job,) = workflow["jobs"].values()
    scripts = [step["run"] for step in job["steps"] if "run" in step]
    assert workflow["permissions"] == {}
    assert "concurrency" in workflow
    assert job["permissions"]
    assert {step["uses"] for step in job["steps"] if "uses" in step} <= ALLOWED
    assert all("${{" not in script for script in scripts)
    assert all(minute not in {"0", "30"} for minute in re.findall(r'cron: "(\d+)', text))
    assert "GITHUB_TOKEN" in text
    assert "60" in text
    assert "Cost: " in text
    assert not re.search(r"@[a-z-]+@", text), "a part is missing"


# Writing them


def test_init_writes_workflows_at_the_top_of_the_repository(
    tmp_path: Path, postgen: Callable[..., Any]
) -> None:
    state = {"XDG_STATE_HOME": str(tmp_path / "state")}
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "config", "user.name", "Ada")
    git(tmp_path, "config", "user.email", "ada@example.org")
    site = tmp_path / "docs" / "my blog"
    done = postgen("init", str(site), "--github", "--only", "inbox", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    written = [".github/workflows/inbox.yml", ".github/ISSUE_TEMPLATE/suggest-a-link.yml"]
    assert data["written"] == written
    assert (site / "_config.yml").exists()
    inbox = yaml.safe_load((tmp_path / written[0]).read_text(encoding="utf-8"))
    assert inbox["defaults"]["run"]["working-directory"] == "docs/my blog"

    done = postgen("init", "--github", "--only", "check", "--dry-run", cwd=site)
    assert done.stdout.splitlines()[:2] == ["--- /dev/null", "+++ b/.github/workflows/check.yml"]
    done = postgen("init", "--github", "--only", "check", "--only", "digest", "--commit", cwd=site)
    assert done.returncode == 0, done.stderr
    names = [".github/workflows/check.yml", ".github/workflows/digest.yml"]
    assert git(tmp_path, "show", "--format=%s", "--name-only", "HEAD").split("\n\n") == [
        "Add workflows: check, digest", "\n".join(names),
    ]  # fmt: skip
    assert not (tmp_path / ".github/workflows/rebuild.yml").exists()
    config = (site / "_config.yml").read_bytes()
    (tmp_path / names[0]).write_text("name: mine\n", encoding="utf-8")
    done = postgen("init", "--github", cwd=site, env=state)
    assert done.returncode == 1
    assert "../../.github/workflows/check.yml is another file: it stays." in done.stderr
    assert (tmp_path / names[0]).read_text(encoding="utf-8") == "name: mine\n"
    assert (tmp_path / ".github/workflows/rebuild.yml").exists()
    assert (site / "_config.yml").read_bytes() == config
    done = postgen("undo", cwd=site, env=state)
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / ".github/workflows/rebuild.yml").exists()
    for arguments in (["--only", "check"], ["--github", "--only", "nothing"]):
        assert postgen("init", *arguments, cwd=site).returncode == 2


# In a repository


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


def filled(runner: Runner, postgen: Callable[..., Any], folder: str = "", **more: str) -> Path:
    """Commit and push a site with all workflows; return the folder of the clone."""
    clone = runner.clone("ada")
    site = clone / folder
    for name, text in {**FILES, **more}.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text, encoding="utf-8")
    done = postgen("init", "--github", cwd=site)
    assert done.returncode == 0, done.stderr
    push(clone)
    return clone


def push(clone: Path) -> None:
    git(clone, "add", "--all")
    git(clone, "commit", "-qm", "A change")
    git(clone, "push", "-q", "origin", "HEAD:main")


def pulled(clone: Path, ref: str = "main") -> Path:
    git(clone, "fetch", "-q", "origin", ref)
    git(clone, "checkout", "-q", "--detach", "FETCH_HEAD")
    return clone


def issue_event(action: str = "opened", **issue: Any) -> dict[str, Any]:
    """Return the event of an issue that the owner has opened."""
    user = {"login": "Ada", "type": "User"}
    body = issue.pop("body", None) or form_body("https://new.example/page", "NLP", "worth it")
    return {
        "action": action,
        "issue": {
            "number": 7, "state": "open", "title": "Link", "body": body, "user": user,
            "author_association": "OWNER", **issue,
        },
        "repository": {"owner": {"login": "ada"}, "full_name": "ada/blog"},
        "sender": user,
    }  # fmt: skip


def form_body(*values: str) -> str:
    """Return the body that GitHub writes for the form."""
    labels = ("Address", "Category", "Why", "Quotation")
    pairs = zip(labels, (*values, "", "", "")[:4], strict=True)
    return "\n\n".join(f"### {label}\n\n{value or '_No response_'}" for label, value in pairs)


STRANGER: dict[str, Any] = {
    "user": {"login": "mallory", "type": "User"},
    "author_association": "NONE",
}


def test_an_issue_from_the_form_is_filed_answered_and_closed(
    runner: Runner, postgen: Callable[..., Any]
) -> None:
    clone = filled(runner, postgen)
    inbox = clone / ".github/workflows/inbox.yml"
    runner.answer("issue view", "OPEN")
    done = runner.run(inbox, issue_event())
    assert done.conclusion == "success", done.output
    view, comment, close, build = runner.calls()
    assert view.arguments[2] == "7"
    assert comment.arguments[:3] == ["issue", "comment", "7"]
    assert comment.texts == [
        "Filed under `NLP`: `new.example/page` (`https://new.example/page`).\n"
    ]
    assert close.arguments == ["issue", "close", "7"]
    assert build.arguments[-1] == "repos/ada/blog/pages/builds"
    added = "* [new.example/page](https://new.example/page) - worth it <!-- added: 2026-11-21 -->\n"
    assert added in (pulled(clone) / BACKLOG).read_text(encoding="utf-8")
    author = git(clone, "log", "-1", "--format=%an: %s")
    assert author == "github-actions[bot]: Add new.example/page"

    before = git(clone, "rev-parse", "HEAD")  # the same again
    done = runner.run(inbox, issue_event())
    _, comment, close = runner.calls()
    assert comment.texts == [
        "`https://new.example/page` is already in the backlog, under `NLP` (`_posts/2026-11-01-backlog.md:9`).\n"
    ]
    assert close.arguments == ["issue", "close", "7"]
    assert git(pulled(clone), "rev-parse", "HEAD") == before

    assert runner.run(inbox, issue_event(**STRANGER)).conclusion == "skipped"
    runner.answer("issue view", "CLOSED")  # opened and labelled at once
    assert runner.run(inbox, issue_event()).conclusion == "success"
    assert [call.name for call in runner.calls()] == ["issue view"]


HOSTILE = (
    '$(touch /tmp/owned) `touch owned` ${{ github.token }} "; exit 1 # <script>alert(1)</script> '
    "@everyone #12 [x](javascript:alert(1)) {{ site.title }} {% raw %} | %0A::error::x"
)


def test_a_hostile_issue_is_text(runner: Runner, postgen: Callable[..., Any]) -> None:
    clone = filled(runner, postgen, "docs/blog")  # a site in a folder of the repository
    inbox = clone / ".github/workflows/inbox.yml"
    runner.answer("issue view", "OPEN")
    lines = f"{HOSTILE}\n\n### Address\n\nhttps://other.example/\n\n> {HOSTILE}\n* item\n---\n"
    body = form_body("https://new.example/$(id)?a=`b`", f"`{HOSTILE}", lines, lines)
    event = issue_event("labeled", body=body.replace("\n", "\r\n"), title=HOSTILE, **STRANGER)
    event |= {"label": {"name": "link"}}
    done = runner.run(inbox, event)
    assert done.conclusion == "success", done.output
    _, comment, close, _ = runner.calls()
    assert close.name == "issue close"
    (answer,) = comment.texts
    assert answer.startswith("Filed under `")
    outside = re.sub(r"(`+).+?\1", "", answer)
    assert not re.search(r"@\w|#\d|[<{]", outside.replace("<!-- -->", "-"))
    text = (pulled(clone) / "docs/blog" / BACKLOG).read_text(encoding="utf-8")
    (item,) = [line for line in text.splitlines() if "new.example" in line]
    assert not re.search(r"(?<!\\)<script|(?<!\\)\{\{|\{%", item)
    listed = json.loads(postgen("list", "--json", cwd=clone / "docs/blog").stdout)["items"]
    (found,) = [each for each in listed if "new.example" in each["url"]]
    assert found["title"] == " ".join(HOSTILE.split())
    assert found["quote"].count("https://other.example/") == 1
    assert not list(clone.rglob("owned"))
    form = yaml.safe_load((clone / ".github/ISSUE_TEMPLATE/suggest-a-link.yml").read_text("utf-8"))
    assert form["body"][1]["attributes"]["options"] == ["NLP", "Tools", found["category"]]


def test_a_push_in_between_loses_no_link(runner: Runner, postgen: Callable[..., Any]) -> None:
    clone = filled(runner, postgen)
    inbox = clone / ".github/workflows/inbox.yml"
    other = f"cd {clone}; sed -i 's|^\\* .*|&\\n* [Two](https://two.example/)|' {BACKLOG}; git commit -qam Two"
    runner.answer("issue view", "OPEN")
    name = "-c user.name=Ada -c user.email=ada@example.org"
    other = other.replace("git commit", f"git {name} commit")
    runner.hook("issue view", f"{other}\ngit push -q origin HEAD:main\n")
    done = runner.run(inbox, issue_event())
    assert done.conclusion == "success", done.output
    assert [call.name for call in runner.calls()][1:3] == ["issue comment", "issue close"]
    text = (pulled(clone) / BACKLOG).read_text(encoding="utf-8")
    assert re.findall(r"\((https://\w+)", text) == ["https://one", "https://two", "https://new"]


def test_an_issue_without_an_address_is_answered_and_stays_open(
    runner: Runner, postgen: Callable[..., Any]
) -> None:
    clone = filled(runner, postgen)
    inbox = clone / ".github/workflows/inbox.yml"
    runner.answer("issue view", "OPEN")
    done = runner.run(inbox, issue_event(body=form_body("not `an` address")))
    assert done.conclusion == "success"
    _, comment = runner.calls()
    assert comment.texts == [
        "No web address is in `` not `an` address ``: correct it, then label the issue with `link`.\n"
    ]
    done = runner.run(inbox, issue_event(body="A question about the blog."))
    assert done.conclusion == "success"
    assert [call.name for call in runner.calls()] == ["issue view"]
    assert "neither of the form" in done.output


# Checks, the newspaper, the next issue, links


def test_a_pull_request_is_checked_where_it_adds_lines(
    runner: Runner, postgen: Callable[..., Any]
) -> None:
    clone = filled(
        runner, postgen, **{"_posts/2026-11-02-old.md": "---\ntitle: Old\n---\n\n##Old\n"}
    )
    check = clone / ".github/workflows/check.yml"
    git(clone, "checkout", "-qb", "change")
    (clone / "_posts/2026-11-03-new.md").write_text("---\ntitle: New\n---\n\n##New\n", "utf-8")
    git(clone, "add", "--all")
    git(clone, "commit", "-qm", "A post")
    git(clone, "checkout", "-qb", "merge", "main")  # as GitHub merges a pull request to check it
    git(clone, "merge", "-q", "--no-ff", "-m", "Merge", "change")
    git(clone, "push", "-q", "origin", "merge")
    done = runner.run(check, {"pull_request": {}}, ref="merge", base="main")
    assert done.conclusion == "failure"
    assert "file=_posts/2026-11-03-new.md,line=5" in done.output
    assert "old.md" not in done.output
    assert done.summary.startswith("### postgen check\n\n| where |")
    assert runner.calls() == []


FEED = """<rss version="2.0"><channel><title>Deep Notes</title>
<item><title>Why weight?</title><link>https://deep.example.org/weight</link>
<pubDate>Sat, 21 Nov 2026 08:00:00 GMT</pubDate></item></channel></rss>
"""


def test_the_newspaper_comes_out_once_and_an_empty_day_is_a_success(
    runner: Runner, postgen: Callable[..., Any]
) -> None:
    config = f"{FILES['_config.yml']}postgen:\n  feeds: [deep.xml]\n"
    pages = "on:\n  workflow_dispatch:\njobs:\n  x:\n    steps:\n      - uses: actions/deploy-pages@v4\n"
    more = {"_config.yml": config, "deep.xml": FEED, ".github/workflows/pages.yml": pages}
    clone = filled(runner, postgen, **more)
    digest = clone / ".github/workflows/digest.yml"
    done = runner.run(digest, {"schedule": "13 5 * * *"})
    assert done.conclusion == "success", done.output
    (build,) = runner.calls()
    assert build.arguments == ["workflow", "run", "pages.yml", "--ref", "main"]
    changed = git(pulled(clone), "diff", "--name-only", "main").splitlines()
    (post,) = [name for name in changed if "2026-11-21" in name]
    form = ".github/ISSUE_TEMPLATE/suggest-a-link.yml"  # the backlog has a new category
    assert set(changed) == {"_feeds.json", BACKLOG, form, post}
    assert "deep.example.org" in (clone / post).read_text(encoding="utf-8")

    done = runner.run(digest, {"schedule": "13 5 * * *"})
    assert done.conclusion == "success", done.output
    assert "no digest was written" in done.output
    assert runner.calls() == []

    (
        clone / "deep.xml"
    ).unlink()  # a feed that cannot be read: nothing is lost, but the run says so
    push(clone)
    assert runner.run(digest, {"schedule": "13 5 * * *"}).conclusion == "failure"


def test_the_next_issue_is_drafted_and_brought_up_to_date(
    runner: Runner, postgen: Callable[..., Any]
) -> None:
    config = f"{HISTORY}  newsletter:\n    title: '周刊 #{{{{ issue }}}}'\n"
    clone = filled(runner, postgen, "docs/blog", **{"_links.jsonl": "", "_config.yml": config})
    site = clone / "docs/blog"
    know(
        site,
        ["https://one.example/", "ok"],
        ["https://two.example/", "moved", "https://2.example/"],
    )
    issue = clone / ".github/workflows/issue.yml"
    done = runner.run(issue, {})
    assert done.conclusion == "success", done.output
    _, create = runner.calls()
    assert create.arguments[:4] == ["pr", "create", "--head", "postgen/issue"]
    draft = "_drafts/周刊-1.md"
    assert create.texts[0].endswith(f"- [ ] Merge this, then `postgen publish {draft}`\n")
    git(clone, "fetch", "-q", "origin", "postgen/issue")
    assert named(clone, "FETCH_HEAD") == {f"docs/blog/{draft}", f"docs/blog/{BACKLOG}"}
    assert "one.example" in git(clone, "show", f"FETCH_HEAD:docs/blog/{draft}")

    write_in(site, draft)
    file_link(site, postgen, "https://two.example/")
    runner.answer("pr list", "12")
    done = runner.run(issue, {})
    assert done.conclusion == "success", done.output
    _, edit = runner.calls()
    assert edit.arguments[3:5] == ["PATCH", "repos/ada/blog/pulls/12"]
    (body,) = edit.texts
    assert f"- [ ] `docs/blog/{draft}:10` Fill in what is open here (TK)\n" in body
    assert re.search(
        rf"- \[ \] `docs/blog/{draft}:10:\d+` This image .* \(IMG20 \(warning\)\)\n", body
    )
    assert "- [ ] **moved** `https://two.example/` → `https://2.example/`" in body
    assert body.count("- [ ] ") == body.count("\n- ")
    git(clone, "fetch", "-q", "origin", "postgen/issue")
    text = git(clone, "show", f"FETCH_HEAD:docs/blog/{draft}")
    assert "TK: my words" in text
    assert text.count("(https://one.example/)") == text.count("(https://two.example/)") == 1
    assert ".example" not in git(clone, "show", f"FETCH_HEAD:docs/blog/{BACKLOG}")
    git(clone, "merge", "-q", "--no-edit", "FETCH_HEAD")  # without a conflict
    git(clone, "push", "-q", "origin", "HEAD:main")
    runner.answer("pr list", "")
    done = runner.run(issue, {})  # the backlog is empty
    assert done.conclusion == "success", done.output
    assert [call.name for call in runner.calls()] == ["pr list"]

    file_link(site, postgen, "https://three.example/")
    done = runner.run(issue, {})  # the old branch and the draft are still there
    assert done.conclusion == "success", done.output
    assert [call.name for call in runner.calls()] == ["pr list", "pr create"]
    git(clone, "fetch", "-q", "origin", "postgen/issue")
    assert named(clone, "FETCH_HEAD") == {f"docs/blog/{draft}", f"docs/blog/{BACKLOG}"}
    text = git(clone, "show", f"FETCH_HEAD:docs/blog/{draft}")
    assert "TK: my words" in text
    assert "(https://three.example/)" in text


def named(clone: Path, ref: str) -> set[str]:
    """Return the names of the files that differ from the main branch."""
    names = git(clone, "-c", "core.quotePath=false", "diff", "--name-only", "main", ref)
    return set(names.splitlines())


def write_in(clone: Path, draft: str) -> None:
    """Write in a draft on its branch, as a person does, and push it."""
    git(clone, "checkout", "-q", "-B", "postgen/issue", "FETCH_HEAD")
    path = clone / draft
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\n## ", "\nTK: my words ![](a.png).\n\n## ", 1), "utf-8")
    git(clone, "commit", "-qam", "My words")
    git(clone, "push", "-q", "origin", "postgen/issue")
    git(clone, "checkout", "-q", "main")


def file_link(clone: Path, postgen: Callable[..., Any], url: str) -> None:
    """File a link in the backlog, and push it."""
    done = postgen("add-link", url, "--category", "NLP", "--no-fetch", cwd=clone)
    assert done.returncode == 0, done.stderr
    push(clone)


HISTORY = f"{FILES['_config.yml']}postgen:\n  links:\n    history: _links.jsonl\n"


def know(clone: Path, *rows: list[str]) -> None:
    """Write what is known of links, as if they had just been asked for, and push it."""
    lines = []
    for url, verdict, *to in sorted(rows):
        row = {"url": url, "verdict": verdict, "to": "".join(to), "checked": NOW}
        lines.append(json.dumps(row if verdict == "ok" else {**row, "reason": "So `it` is."}))
    (clone / "_links.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    push(clone)


NOW = "2026-11-21T09:30+00:00"


def test_links_are_listed_in_one_issue_and_moved_ones_fixed(
    runner: Runner, postgen: Callable[..., Any]
) -> None:
    links = ["moved", "dead", "gone", "fine", "shy"]
    items = "".join(f"* [{name}](https://{name}.example/)\n" for name in links)
    post = "_posts/2026-11-02-links.md"
    more = {"_config.yml": HISTORY, post: f"---\ntitle: Links\n---\n\n{items}"}
    clone = filled(runner, postgen, **more)
    know(
        clone,
        ["https://moved.example/", "moved", "https://new.example/"],
        ["https://dead.example/", "dead"],
        ["https://gone.example/", "taken over"],
        ["https://fine.example/", "ok"],
        ["https://one.example/", "ok"],
        ["https://shy.example/", "unsure"],
    )
    care = clone / ".github/workflows/link-care.yml"
    done = runner.run(care, {})
    assert done.conclusion == "success", done.output
    listed, label, create, open_, request = runner.calls()
    assert [listed.name, label.name, open_.name] == ["issue list", "label create", "pr list"]
    assert create.arguments[:2] == ["issue", "create"]
    (body,) = create.texts
    assert body.startswith("<!-- postgen: link-care -->\n")
    head, _, rest = body.partition("<details>")
    listed_verdicts = [sorted(re.findall(r"\*\*(\w+)", part)) for part in (head, rest)]
    assert listed_verdicts == [["dead", "moved", "taken"], ["unsure"]]
    assert request.arguments[:2] == ["pr", "create"]
    git(clone, "fetch", "-q", "origin", "postgen/link-care")
    assert git(clone, "diff", "--name-only", "main", "FETCH_HEAD") == post
    assert git(clone, "show", f"FETCH_HEAD:{post}").splitlines() == (
        (clone / post).read_text(encoding="utf-8").replace("//moved.", "//new.").splitlines()
    )

    runner.answer("issue list", "5")
    runner.answer("pr list", "6")
    done = runner.run(care, {})
    assert done.conclusion == "success", done.output
    _, edit, open_ = runner.calls()
    assert edit.arguments[3:7] == ["PATCH", "repos/ada/blog/issues/5", "-f", "state=open"]
    assert edit.texts == [body]
    assert open_.name == "pr list"
    know(clone, *([f"https://{name}.example/", "ok"] for name in [*links, "one"]))
    done = runner.run(care, {})
    assert done.conclusion == "success", done.output
    _, edit = runner.calls()
    assert "All links work." in edit.texts[0]
    assert "state=closed" in edit.arguments


def test_the_site_is_built_each_day(runner: Runner, postgen: Callable[..., Any]) -> None:
    clone = filled(runner, postgen)
    runner.answer("api --silent", "")
    done = runner.run(clone / ".github/workflows/rebuild.yml", {})
    assert done.conclusion == "success", done.output
    (build,) = runner.calls()
    assert build.arguments[-1] == "repos/ada/blog/pages/builds"
