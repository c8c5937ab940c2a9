"""Keys of a front matter that stand in it twice, or whose values mean something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.checks.check import Check
from postgen.model import Finding
from postgen.text.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject
    from postgen.jekyll.yaml_entries import Entry

TWICE = "FM08"
EMPTY = "FM09"
AS_TEXT = "FM10"
NOT_A_LIST = "FM11"

_MEANS_NO = frozenset({"false", "no", "off"})
_IS_TEXT = frozenset({"n", "f", "0", "nope", "never"})


def find_twice(subject: Subject) -> Iterator[Finding]:
    """Find keys that stand twice in one map: the last one counts."""
    seen: dict[tuple[str | int, ...], Entry] = {}
    front = subject.document.front
    offset = len(subject.document.head)
    for entry in subject.front.entries:
        if entry.key_start < 0:
            continue
        first = seen.setdefault(entry.path, entry)
        if first is entry or entry.path[-1] == "<<":
            continue
        seen[entry.path] = entry
        line = front.count("\n", 0, entry.key_start) + subject.document.head.count("\n") + 1
        message = f"`{entry.path[-1]}:` stands here and in line {line}, which counts."
        fix = _without_first(subject, first, entry, offset)
        start, end = first.key_start + offset, max(first.end, first.key_end) + offset
        is_same = front[first.start : first.end] == front[entry.start : entry.end]
        finding = Finding(TWICE, start, end, message, fix)
        yield finding._replace(severity="warning") if is_same else finding


def _without_first(subject: Subject, first: Entry, last: Entry, offset: int) -> tuple[Edit, ...]:
    """Return the edit that takes out a key whose value the other one repeats, on a line of its own.

    An empty one is taken out, too.
    """
    from postgen.jekyll import yaml_entries
    from postgen.text.edits import apply

    front = subject.document.front
    written = front[first.start : first.end]
    if written and written != front[last.start : last.end]:
        return ()
    start = front.rfind("\n", 0, first.key_start) + 1
    end = front.find("\n", max(first.end, first.key_end)) + 1 or len(front)
    after = yaml_entries.read(apply(front, [Edit(start, end, "")]))
    others = [(each.path, each.text) for each in subject.front.entries if each is not first]
    if [(each.path, each.text) for each in after.entries] != others:
        return ()
    return (Edit(start + offset, end + offset, ""),)


def find_empty(subject: Subject) -> Iterator[Finding]:
    """Find `published:` without a value."""
    entry = subject.front.at("published")
    is_null = entry is not None and entry.form == "plain" and entry.text in {"", "~", "null"}
    if entry and is_null:
        message = "`published:` is empty, which hides the post: write `true` or `false`."
        yield _at(subject, EMPTY, entry, message)


def find_as_text(subject: Subject) -> Iterator[Finding]:
    """Find `published: "false"`, which is a text and publishes the post."""
    entry = subject.front.at("published")
    if not entry:
        return
    word = entry.text.strip().lower()
    is_quoted = entry.form == "quoted" and word in _MEANS_NO
    if is_quoted or (entry.form == "plain" and word in _IS_TEXT):
        message = "This is a text to YAML, and publishes the post: write `published: false`."
        offset = len(subject.document.head)
        fix = (Edit(entry.start + offset, entry.end + offset, "false"),)
        yield _at(subject, AS_TEXT, entry, message)._replace(fix=fix)


def find_not_a_list(subject: Subject) -> Iterator[Finding]:
    """Find `tags:` and `categories:` that are maps, which Jekyll loses or stops reading at."""
    for key in ("categories", "tags"):
        entry = subject.front.at(key)
        if entry and entry.form == "map":
            lost = "the whole front matter" if key == "categories" else "them"
            message = f"`{key}:` are a map, and Jekyll loses {lost}: write a list."
            yield _at(subject, NOT_A_LIST, entry, message)


def _at(subject: Subject, code: str, entry: Entry, message: str) -> Finding:
    offset = len(subject.document.head)
    end = max(entry.end, entry.key_end)
    return Finding(code, entry.key_start + offset, end + offset, message)


CHECKS = (
    Check(
        code=TWICE,
        name="key twice",
        summary="A key of the front matter stands in it twice.",
        why="""YAML takes the last one, and the other value is lost without a word. Where both say
the same, or the first one is empty, the first one is taken out.""",
        bad="---\ntitle: Boats\nlayout: post\ntitle: Boats and trains\n---\n\nA boat.\n",
        good="---\ntitle: Boats and trains\nlayout: post\n---\n\nA boat.\n",
        find=find_twice,
        part="text",
    ),
    Check(
        code=EMPTY,
        name="published without value",
        summary="`published:` has no value, and the post is hidden.",
        why="""Jekyll publishes a post without `published:`. One with an empty one it leaves out,
and says nothing.""",
        bad="---\ntitle: Boats\npublished:\n---\n\nA boat.\n",
        good="---\ntitle: Boats\npublished: true\n---\n\nA boat.\n",
        find=find_empty,
        part="text",
    ),
    Check(
        code=AS_TEXT,
        name="published is a text",
        summary="`published:` says no in quotes, and the post is published.",
        why="""Only the values false and null hide a post. `"false"` in quotes is a text, and `n` is
one without them.""",
        bad='---\ntitle: Boats\npublished: "false"\n---\n\nA boat.\n',
        good="---\ntitle: Boats\npublished: false\n---\n\nA boat.\n",
        find=find_as_text,
        fixed_by="edits",
        part="text",
    ),
    Check(
        code=NOT_A_LIST,
        name="tags are a map",
        summary="`tags:` or `categories:` are a map.",
        why="""Jekyll reads a text or a list there. Tags that are a map it loses, and of categories
that are one it loses the whole front matter.""",
        bad="---\ntitle: Boats\ncategories:\n  sea: boats\n---\n\nA boat.\n",
        good="---\ntitle: Boats\ncategories:\n  - sea\n  - boats\n---\n\nA boat.\n",
        find=find_not_a_list,
        part="text",
    ),
)
