"""What an issue on GitHub says, whom the inbox listens to, and the form with the categories."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from postgen import site as sites
from postgen.cli import inbox as command
from postgen.commands import Note, add_links, categories, inbox
from postgen.commands.inbox import EventError, Suggestion
from postgen.commands.new import PostRequest, create
from postgen.commands.workflows import write
from postgen.files import store
from postgen.model import Link
from postgen.workflows import form, registry
from tests.conftest import sentences
from tests.pages.server import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

BACKLOG = "_posts/2026-11-01-backlog.md"
TEXT = "---\ntitle: Backlog\n---\n\n## NLP\n\n* [One](https://one.example/)\n\n## Tools\n"
FORM = ".github/ISSUE_TEMPLATE/suggest-a-link.yml"
OWNER = {"login": "Ada", "type": "User"}
STRANGER = {"login": "mallory", "type": "User"}
BODY = "### Address\n\nhttps://new.example/\n\n### Category\n\nNLP\n\n### Why\n\n_No response_\n\n### Quotation\n\nWords"


def event(action: Any = "opened", sender: Any = OWNER, label: str = "", **issue: Any) -> Any:
    known = {"title": "Link", "body": BODY, "user": OWNER, "author_association": "OWNER"}
    found = {
        "action": action,
        "issue": {**known, **issue},
        "sender": sender,
        "repository": {"owner": {"login": "ada"}},
    }
    return {**found, "label": {"name": label}} if label else found


@pytest.fixture
def site(make_site: Callable[..., Path]) -> sites.Site:
    return sites.load(make_site({BACKLOG: TEXT}))


@pytest.fixture
def read(site: sites.Site, tmp_path: Path) -> Callable[[Any], Suggestion | str]:
    """Return what an event suggests, or why it does not."""

    def suggestion(event: Any) -> Suggestion | str:
        path = tmp_path / "event.json"
        path.write_text(event if isinstance(event, str) else json.dumps(event), "utf-8")
        found = inbox.read_event(site, path)
        return found.code if isinstance(found, Note) else found

    return suggestion


def test_a_form_is_read_field_by_field(read: Any) -> None:
    assert read(event()) == Suggestion("https://new.example/", "", "NLP", "", "Words")
    named = read(event(title="  A   title\n", body=BODY.replace("\n", "\r\n")))
    assert named == Suggestion("https://new.example/", "A title", "NLP", "", "Words")
    inside = BODY.replace(
        "_No response_", "One\n\n### Address\n\nhttps://two.example/\n\n###Why\n#### Why"
    )
    found = read(event(body=inside))
    assert (found.address, found.quote) == ("https://new.example/", "Words")
    assert found.note == "One\n\n### Address\n\nhttps://two.example/\n\n###Why\n#### Why"
    assert read(event(body=BODY.replace("NLP", "None"))).category == ""
    shorter = read(event(body="### Address\n\nhttps://new.example/\n\n### Quotation\n\nWords"))
    assert shorter == Suggestion("https://new.example/", quote="Words")


def test_a_form_in_another_language_is_read_by_its_own_labels(read: Any, site: sites.Site) -> None:
    labels = dict(form.LABELS, url="Адрес", note="为什么?", quote="Zitat (kurz)")
    text = registry.files("inbox", registry.Repository("1"))["ISSUE_TEMPLATE/suggest-a-link.yml"]
    body = BODY
    for name, label in form.LABELS.items():
        text = text.replace(f"label: {label}", f"label: {json.dumps(labels[name])}")
        body = body.replace(f"### {label}", f"### {labels[name]}")
    (site.root / FORM).parent.mkdir(parents=True)
    (site.root / FORM).write_text(text.replace("title: Link", "title: Ссылка"), "utf-8")
    found = read(event(body=body, title="Ссылка"))
    assert found == Suggestion("https://new.example/", "", "NLP", "", "Words")
    assert read(event()) == "inbox-other-form"


@pytest.mark.parametrize(
    "broken",
    ["", "a: [", "body: x\ntitle: [1]\n", "body: [{id: url, attributes: 3}, 7]\n", "- 1\n"],
)
def test_a_broken_form_is_as_postgen_writes_it(broken: str) -> None:
    assert form.read_form(broken) == (form.LABELS, form.TITLE)


def test_a_phone_shares_nothing_but_an_address(read: Any) -> None:
    assert read(event(body=" https://new.example/a \r\n", title="A title")) == Suggestion(
        "https://new.example/a", "A title"
    )
    assert read(event(body=None, title="https://new.example/a")) == Suggestion(
        "https://new.example/a"
    )
    assert read(event(body="A  title\r\n\r\nhttps://new.example/a\r\n", title="A title")) == (
        Suggestion("https://new.example/a", "A title")
    )
    assert read(event(body="See https://new.example/a please")) == "inbox-other-form"
    assert read(event(body="", title="A question")) == "inbox-other-form"


def test_the_inbox_listens_to_the_owner_and_to_whom_people_with_a_right_let_in(read: Any) -> None:
    def of(association: str, **more: Any) -> Any:
        return read(event(user=STRANGER, author_association=association, **more))

    assert of("NONE") == "inbox-stranger"
    assert of("MEMBER") == "inbox-stranger"  # who may have no right to write
    assert isinstance(read(event(author_association="NONE")), Suggestion)  # the owner by name
    assert isinstance(of("NONE", action="labeled", label="link"), Suggestion)
    assert of("NONE", action="labeled", label="bug") == "inbox-other-label"
    assert of("NONE", action="labeled", label="link", sender=STRANGER) == "inbox-stranger"
    assert isinstance(of("MEMBER", action="labeled", label="link", sender=STRANGER), Suggestion)
    bot = {"login": "labeler[bot]", "type": "Bot"}
    assert of("NONE", action="labeled", label="link", sender=bot) == "inbox-no-person"
    assert read(event("edited")) == "inbox-other-event"
    assert read(event(state="closed")) == "inbox-closed"
    assert read(event(pull_request={})) == "inbox-no-issue"
    assert read({"action": "opened", "pull_request": {}}) == "inbox-no-issue"


def test_of_an_issue_that_somebody_chose_all_links_are_taken(read: Any) -> None:
    body = "You'd like [this](https://a.example/x):\n\n![](https://i.example/i.png)\nhttps://b.example/.\n"
    chosen = read(event("labeled", label="link", body=body, title="Two", user=STRANGER))
    assert chosen == Suggestion("https://a.example/x https://b.example/", "Two")
    assert read(event("labeled", label="link", body="None.")) == "inbox-other-form"


@pytest.mark.parametrize(
    "strange",
    [
        {},
        {"issue": []},
        event(user=None, author_association=3),
        event(title=[], body={"a": 1}),
        event(action=[1]),
    ],
)
def test_values_of_another_type_are_no_suggestion(read: Any, strange: Any) -> None:
    assert str(read(strange)).startswith("inbox-")


@pytest.mark.parametrize("text", ["", "{", "[1]", '"x"', "[" * 100_000])
def test_what_is_no_event_is_an_error(read: Any, text: str) -> None:
    with pytest.raises(EventError):
        read(text)


@given(st.text(), st.sampled_from(["url", "note", "quote"]))
def test_any_text_in_a_field_stays_in_the_issue(text: str, field: str) -> None:
    values = dict.fromkeys(form.LABELS, "x") | {field: text}
    body = "\n\n".join(f"### {label}\n\n{values[name]}" for name, label in form.LABELS.items())
    found = form.read_fields(body, form.LABELS)
    assert found is not None
    assert set(found) <= set(form.LABELS)


def nothing_is_asked(urls: list[str]) -> Mapping[str, add_links.LookedUp]:
    assert urls
    return {}


def filed(site: sites.Site, *fields: str) -> Any:
    return inbox.file(site, site.root / BACKLOG, Suggestion(*fields), nothing_is_asked)()


def test_a_category_never_fails(site: sites.Site) -> None:
    for wanted, name in {"nlp": "NLP", "Toolls": "Tools", "Films": "Films", "": "Unsorted"}.items():
        result = filed(site, "https://new.example/", "", wanted)
        assert result.data["added"][0]["category"] == name
        assert result.failed == 0
    result = filed(site, "https://new.example/", "", "Toolls")
    assert next(each.code for each in result.notes) == "category-called"


def test_the_answer_names_an_issue_of_the_site_not_one_of_github(
    make_site: Callable[..., Path],
) -> None:
    post = "---\ntitle: Letter\nissue: 12\n---\n\n[4] [Known](https://known.example/)\n"
    site = sites.load(make_site({BACKLOG: TEXT, "_posts/2026-10-01-letter.md": post}))
    result = command._answered(filed(site, "http://www.known.example/?utm_source=x"))
    said = "`http://www.known.example/` is already in issue #<!-- -->12, \\[4\\] (`_posts"
    assert result.data["answer"].startswith(said)
    assert (result.changes, result.failed) == ((), 0)


def test_an_answer_links_to_nothing(site: sites.Site) -> None:
    category = "a` www.a.example, https://a.example @ada ada/blog#3 GH-12 `b"
    result = command._answered(filed(site, "http://127.0.0.1/ ftp://b.example/", "", category))
    answer = re.sub(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", "", result.data["answer"])
    assert "leads to this machine" in answer
    assert not re.search(r"://|www\.|@\w|#\d|GH-\d", answer)


def test_an_address_of_ones_own_network_is_filed_and_not_asked(
    site: sites.Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("POSTGEN_OFFLINE", raising=False)
    with serving() as server:
        url = server.at("/secret", body=b"<title>A secret title</title>")
        suggestion = Suggestion(url)
        result = inbox.file(site, site.root / BACKLOG, suggestion, command._look_up)()
        assert server.asked == []
    assert result.data["added"][0]["title"] == "Secret"
    assert "address-local" in [each.code for each in result.notes]


# The form's categories


def test_the_form_follows_the_categories_of_the_backlog(site: sites.Site) -> None:
    write(site, ["inbox"])
    path, text = site.root / BACKLOG, site.root / FORM
    text.parent.mkdir(parents=True)
    (change,) = [each for each in write(site, ["inbox"]).changes if each.path == text]
    own = str(change.new).replace("label: Address", "label: URL  # mine").replace("\n", "\r\n")
    text.write_bytes(own.encode())

    def choices(result: Any) -> Any:
        (change,) = [each for each in result.changes if each.path == text]
        assert change.old == own
        before, after = (each.split("comments.\r\n")[0] for each in (own, str(change.new)))
        assert before == after
        assert str(change.new).count("\r\n") == str(change.new).count("\n")
        return yaml.safe_load(str(change.new))["body"][1]["attributes"]["options"]

    assert choices(categories.rename(site, path, "Tools", 'No: "1" # x')) == ["NLP", 'No: "1" # x']
    assert choices(categories.merge(site, path, "Tools", "NLP")) == ["NLP"]
    assert choices(categories.drop(site, path, "Tools")) == ["NLP"]
    assert choices(filed(site, "https://new.example/", "", "Films")) == ["NLP", "Tools", "Films"]
    result = filed(site, "https://new.example/", "", "NLP")
    assert [change.path for change in result.changes] == [path]
    text.write_text(own.replace("# End of the categories.", ""), "utf-8")
    assert len(categories.drop(site, path, "Tools").changes) == 1  # without both comments


def test_adding_to_a_new_category_brings_the_form_up_to_date(site: sites.Site) -> None:
    path = site.root / BACKLOG
    for change in write(site, ["inbox"]).changes:
        change.path.parent.mkdir(parents=True, exist_ok=True)
        change.path.write_text(str(change.new), "utf-8")
    request = add_links.AddRequest((Link("https://new.example/", "New", category="Films"),))
    prepared = add_links.prepare(site, path, request, nothing_is_asked)
    changed = [each.path for each in add_links.add(site, path, prepared).changes]
    assert changed == [path, site.root / FORM]


def test_a_new_backlog_gives_the_form_its_categories(make_site: Callable[..., Path]) -> None:
    site = sites.load(make_site())
    store.commit(write(site, ["inbox"]).changes)
    assert '- "Unsorted"' in (site.root / FORM).read_text("utf-8")
    request = PostRequest("Backlog", slug="backlog", sections=("NLP", "Tools"))
    result = create(site, "backlog", request, site.now())
    assert '- "NLP"\n        - "Tools"' in str(result.changes[-1].new)


def test_choices_are_unique_and_never_the_word_for_no_choice() -> None:
    assert form.options(["A", "None", "none", "A", "yes"]) == ['- "A"', '- "yes"']
    assert form.options([]) == form.options(["None"]) == ['- "Unsorted"']
    assert form.with_categories("body: []\n", ["A"]) is None


# Writing the workflows


def test_workflows_are_never_overwritten(site: sites.Site) -> None:
    folder = site.root / ".github/workflows"
    folder.mkdir(parents=True)
    (folder / "check.yml").write_text("name: mine\n", "utf-8")
    result = write(site)
    assert result.failed == 1
    assert [change.path.name for change in result.changes] == [
        "digest.yml", "inbox.yml", "suggest-a-link.yml", "issue.yml", "link-care.yml", "rebuild.yml",
    ]  # fmt: skip
    assert [Path(each) for each in result.data["kept"]] == [Path(".github/workflows/check.yml")]
    store.commit(result.changes)
    digest = folder / "digest.yml"
    digest.write_bytes(digest.read_bytes().replace(b"\n", b"\r\n"))
    again = write(site)
    assert (again.changes, again.failed, len(again.data["unchanged"])) == ((), 1, 6)


def test_what_the_site_lacks_for_its_workflows_is_said(make_site: Callable[..., Path]) -> None:
    result = write(sites.load(make_site()))
    assert sentences(result)[:2] == (
        "`digest`, `inbox`, `issue` need a backlog: `postgen new backlog`.",
        "`digest` needs feeds: `postgen feeds add URL`.",
    )


def test_a_pages_workflow_that_cannot_be_started_is_named(site: sites.Site) -> None:
    folder = site.root / ".github/workflows"
    folder.mkdir(parents=True)
    pages = folder / "jekyll.yaml"
    pages.write_text(
        "on: push\njobs: {a: {steps: [\n  {uses: actions/deploy-pages@v4}]}}\n", "utf-8"
    )
    (folder / "other.yml").write_text("# uses: actions/deploy-pages@v4\n", "utf-8")
    result = write(site, ["rebuild"])
    assert [each.code for each in result.notes] == ["pages-not-by-hand", "workflows-next"]
    assert "gh workflow run jekyll.yaml" in str(result.changes[0].new)
    pages.write_text(
        "on: [push, workflow_dispatch]\nx:\n - uses: 'actions/deploy-pages@v4'\n", "utf-8"
    )
    assert [each.code for each in write(site, ["rebuild"]).notes] == ["workflows-next"]
    pages.write_text("on: workflow_dispatch\nx:\n - uses: Peaceiris/actions-gh-pages@v4\n", "utf-8")
    assert "gh workflow run jekyll.yaml" in str(write(site, ["rebuild"]).changes[0].new)
