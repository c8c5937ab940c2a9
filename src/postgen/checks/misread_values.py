"""Values of a front matter that YAML reads as something else than the text that is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.checks import quoting
from postgen.checks.check import Check
from postgen.model import Finding
from postgen.text.edits import Edit
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject
    from postgen.jekyll.yaml_entries import Entry

CODE = "FM05"
LOADERS = "FM06"
CUT = "FM07"

_LISTS = frozenset({"tags", "categories"})
_LANGUAGES = frozenset({"lang", "language", "locale"})  # `lang: no`, which is Norwegian
_PRINTED = _LISTS | _LANGUAGES | {"title", "subtitle", "description", "author", "tag", "category"}
"""The keys that hold texts which are on the page."""
_NAMES = frozenset({"slug", "permalink", "layout"})
"""The keys of which a number is no use: Jekyll stops, or finds no layout."""
_SENTENCES = frozenset({"title", "subtitle", "description"})

_WHOLE = Lazy(r"[-+]?(?:0|[1-9](?:[0-9]|,[0-9]|_[0-9])*)\Z")  # 1984, 1,000, 1_000
_OTHER_BASE = Lazy(r"[-+]?(?:0[0-7_,]+|0b[01_,]+|0[xX][0-9a-fA-F_,]+)\Z")  # 010, 0x1F
_OCTAL = Lazy(r"0[0-7]+\Z")
_CLOCK = Lazy(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9]){1,2}(?:\.[0-9_]*)?\Z")  # 12:30, 1:02:03.5
_TWO_PARTS = Lazy(r"\d{1,2}:[0-5]\d\Z")  # 12:30, which two loaders count in two ways
_POINT = Lazy(r"[-+]?(?:[0-9][0-9_,]*)?\.(?=[0-9]|\Z)[0-9]*(?:[eE][-+][0-9]+)?\Z")  # 1.10, .5
_BOOLEAN = Lazy(r"(?i:yes|true|on|no|false|off)\Z")
_MOMENT = Lazy(
    r"\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|[ \t]+)\d{1,2}:\d\d:\d\d(?:\.\d*)?"
    r"(?:[ \t]*(?:Z|[-+]\d{1,2}:?(?:\d\d)?))?\Z"
)
_SYMBOL = Lazy(r":[^ \t\r\n]")
# `x: !ruby/object:Foo {}`, of which Psych takes these: `!ruby/string`, `!ruby/hash`, a `Date`.
_OBJECT = Lazy(
    r"^[^#\n]*?(?:[:,-][ \t]+|\[[ \t]*)(!ruby/(?!string\b|hash(?![\w:])|object:Date\b)[\w:/]+)",
    re.MULTILINE,
)
_HASH = Lazy(r"[ \t]*(?=#\w)")
_NUMBER = Lazy(r"[ \t]+#\d")
_ONE_PAIR = Lazy(r"[^\s,{}:]+: [^,:{}\n]+\Z")  # `part: two`
_TAGS = Lazy(r"[ \t]*#[\w/-]+(?:[ \t,]+#[\w/-]+)+")  # `tags: #sea #boats`
_COLOUR = Lazy(r"[ \t]*(#(?:[0-9a-fA-F]{3}){1,2})[ \t]*\r?\n")


# A text that is a number, a date, a boolean


def find(subject: Subject) -> Iterator[Finding]:
    """Find texts that are shown, or that name something, and are no texts to YAML."""
    for entry in subject.front.entries:
        if _is_cut(subject, entry):
            continue
        if entry.form == "plain":
            meaning = (
                _octal_meaning(entry)
                or _meaning(entry)
                or _tag_meaning(entry, _written(subject, entry))
            )
        else:
            meaning = _list_meaning(entry, subject.document.front[entry.start : entry.end])
        if meaning:
            finding = _quoted(subject, CODE, entry, f"`{_written(subject, entry)}` is {meaning}")
            is_template = (
                entry.path == ("title",) and entry.form == "map"
            )  # `{{ name }}`, which would be on the page as it is
            is_unsure = is_template or bool(_octal_meaning(entry))  # `"010"`, or 10
            yield finding._replace(fix=()) if is_unsure else finding


def _meaning(entry: Entry) -> str:
    """Return what a text is to YAML that is not what it says, "" where that does no harm."""
    key = entry.path[0]
    is_in_list = len(entry.path) == 2 and isinstance(entry.path[1], int)
    is_nested = len(entry.path) > 1 and not is_in_list
    if is_nested or key not in _PRINTED | _NAMES:
        return ""
    if key in _NAMES:
        return _meaning_of_name(str(key), entry)
    is_whole_list = key in _LISTS and len(entry.path) == 1
    if is_whole_list and _is_number_or_boolean(entry.text):
        harm = "loses it" if key == "tags" else "loses the whole front matter"
        return f"not a text to YAML: Jekyll {harm}"
    if is_whole_list:
        return ""
    value = printed(entry.text)
    if value is None or value == entry.text:
        return ""
    is_switch = key in {"subtitle", "description", "author"} and _BOOLEAN.match(entry.text)
    return "" if is_switch else f"not a text to YAML: the page shows `{value}`"


def _octal_meaning(entry: Entry) -> str:
    """Return what a number of any other key is that begins with 0: `issue: 010`."""
    is_other_key = len(entry.path) == 1 and entry.path[0] not in _PRINTED | _NAMES | {"date"}
    if not is_other_key or not _OCTAL.match(entry.text):
        return ""
    number = int(entry.text, 8)
    is_another = number != int(entry.text)
    return f"the number {number} to YAML, for the 0 at its beginning" if is_another else ""


def _is_number_or_boolean(text: str) -> bool:
    return bool(_WHOLE.match(text)) or printed(text) is not None


def _meaning_of_name(key: str, entry: Entry) -> str:
    if len(entry.path) > 1 or not _is_number_or_boolean(entry.text):
        return ""
    if _BOOLEAN.match(entry.text):  # `layout: false`
        return ""
    harm = "there is no such layout" if key == "layout" else "Jekyll stops at it"
    return f"a number to YAML: {harm}"


def _tag_meaning(entry: Entry, written: str) -> str:
    """Return what `title: !important news` is, or `title: &b a title`."""
    is_sentence = entry.path[0] in _SENTENCES and len(entry.path) == 1
    is_tagged = is_sentence and written[:1] in {"!", "&"}
    return "not a text to YAML: its first word is a name, and is lost" if is_tagged else ""


def _list_meaning(entry: Entry, written: str) -> str:
    """Return what `title: [Review]` is, `title: {{ name }}`, or `tags: [a, part: two]`."""
    is_in_list = len(entry.path) == 2 and entry.path[0] in _LISTS
    if is_in_list and entry.form == "map" and _ONE_PAIR.match(written):
        return "a map to YAML, not a text"
    is_empty = not written.strip("[]{} \t")
    if entry.path != ("title",) or not entry.is_flow or is_empty:
        return ""
    return "a list to YAML: its brackets are lost" if entry.form == "list" else "a map to YAML"


def printed(text: str) -> str | None:
    """Return what a page shows of a value without quotes that is no text; None for a text."""
    if _WHOLE.match(text):
        return text.lstrip("+").replace(",", "").replace("_", "")
    if _OTHER_BASE.match(text):
        return _other_base(text.replace("_", "").replace(",", "").lower())
    if _CLOCK.match(text):
        return _seconds(text.replace("_", "").lstrip("+-"))
    if _POINT.match(text) and text.strip("+-.,_"):
        return str(float(text.replace(",", "").replace("_", "")))
    if _BOOLEAN.match(text):
        return "true" if text.lower() in {"yes", "true", "on"} else "false"
    return f"{text[:10]} …" if _MOMENT.match(text) else None


def _seconds(text: str) -> str:
    """Return what Psych makes of `12:30`: it is always hours, minutes and seconds."""
    parts = [float(part or 0) for part in text.split(":")]
    seconds = sum(part * 60 ** abs(place - 2) for place, part in enumerate(parts))
    return f"{seconds:g}" if seconds % 1 else str(int(seconds))


def _other_base(text: str) -> str:
    digits = text.lstrip("+-")
    base = {"0b": 2, "0x": 16}.get(digits[:2], 8)
    number = int(digits[2 if base != 8 else 1 :] or "0", base)
    return str(-number if text.startswith("-") else number)


# What two loaders read differently


def find_for_loaders(subject: Subject) -> Iterator[Finding]:
    """Find `time: 12:30` and `name: :focus`, where SafeYAML and Psych do not agree."""
    for entry in subject.front.entries:
        if entry.form != "plain" or _is_cut(subject, entry):
            continue
        if _SYMBOL.match(entry.text):
            what = "a symbol to Psych, which then loses the front matter, and a text to SafeYAML"
            finding = _quoted(subject, LOADERS, entry, f"`{_written(subject, entry)}` is {what}")
            is_pattern = entry.path == ("permalink",)  # `:title/`, which SafeYAML reads as intended
            yield finding._replace(severity="warning") if is_pattern else finding
        elif entry.path[0] != "date" and not _meaning(entry) and _TWO_PARTS.match(entry.text):
            value = printed(entry.text)
            what = f"the number {value} to Psych, and another one to SafeYAML"
            yield _quoted(subject, LOADERS, entry, f"`{_written(subject, entry)}` is {what}")
    yield from _objects(subject)


def _objects(subject: Subject) -> Iterator[Finding]:
    """Find objects of Ruby, which only SafeYAML lets pass."""
    front = subject.document.front
    if "!ruby/" not in front:
        return
    texts = [each for each in subject.front.entries if each.form in {"block", "quoted"}]
    for found in _OBJECT.finditer(front):
        start, end = found.span(1)
        if not any(each.start <= start < each.end for each in texts):
            offset = len(subject.document.head)
            message = f"`{found[1]}` is refused by Psych, which then loses the front matter."
            yield Finding(LOADERS, start + offset, end + offset, message)


# What is behind a `#`


def find_cut(subject: Subject) -> Iterator[Finding]:
    """Find titles that go on behind a ` #`, and colours, which YAML takes for comments."""
    front = subject.document.front
    if "#" not in front:
        return
    for entry in subject.front.entries:
        if _is_cut(subject, entry):
            yield _uncut(subject, entry)
        elif entry.path == ("tags",) and not entry.text and _TAGS.match(front, entry.end):
            finding = _uncut(subject, entry)
            message = "These tags are a comment to YAML, and are lost: write a list of them."
            yield finding._replace(fix=(), message=message)


def _is_cut(subject: Subject, entry: Entry) -> bool:
    """Whether a value goes on behind a ` #` in a way that is no comment."""
    front = subject.document.front
    if entry.form != "plain" or "#" not in front:
        return False
    if not entry.text and _COLOUR.match(front, entry.end):
        return True
    is_sentence = entry.path[0] in _SENTENCES and len(entry.path) == 1
    pattern = _NUMBER if entry.text else _HASH
    return is_sentence and bool(pattern.match(front, entry.end))


def _uncut(subject: Subject, entry: Entry) -> Finding:
    front = subject.document.front
    end = front.find("\n", entry.end)
    line_end = end if end >= 0 else len(front)
    start = entry.start
    while front[start : start + 1] in {" ", "\t"}:
        start += 1
    cut = front[entry.end : line_end].strip()
    message = f"`{cut}` is a comment to YAML: quote the whole value."
    whole = entry._replace(start=start, end=line_end)
    finding = _finding(subject, CUT, whole, message)
    is_certain = " #" not in cut and "\n" not in front[entry.start : entry.end]
    return finding if is_certain else finding._replace(fix=())


# Findings


def _written(subject: Subject, entry: Entry) -> str:
    return subject.document.front[entry.start : entry.end].partition("\n")[0]


def _quoted(subject: Subject, code: str, entry: Entry, what: str) -> Finding:
    return _finding(subject, code, entry, f"{what}. Quote it.")


def _finding(subject: Subject, code: str, entry: Entry, message: str) -> Finding:
    offset = len(subject.document.head)
    edits = quoting.fix(subject.document.front, subject.front, entry)
    moved = tuple(Edit(each.start + offset, each.end + offset, each.new) for each in edits)
    return Finding(code, entry.start + offset, entry.end + offset, message, moved)


CHECKS = (
    Check(
        code=CODE,
        name="text read as something else",
        summary="A text of the front matter is a number, a date, a boolean or a list to YAML.",
        why="""YAML reads `12:30` as 45000, `010` as 8, `1.10` as 1.1 and `No` as false, unless they
are in quotes, and that is what the page shows. A `slug` or a `permalink` that is a number stops the
build; `categories` that are one lose the whole front matter, and `tags` are lost.""",
        bad="---\ntitle: 12:30\n---\n\nThe boat leaves.\n",
        good='---\ntitle: "12:30"\n---\n\nThe boat leaves.\n',
        find=find,
        fixed_by="edits",
        part="text",
    ),
    Check(
        code=LOADERS,
        name="read differently by two loaders",
        summary="A value of the front matter depends on the program that loads it.",
        why="""Jekyll loads front matter with SafeYAML, and as Debian packages it with Psych.
`:focus` is a text to SafeYAML; Psych refuses it, and the post is published without its front
matter, as with an object, `!ruby/object:Link`. `12:30` is 750 to SafeYAML and 45000 to Psych.""",
        bad="---\ntitle: Lenses\nsetting: :focus\n---\n\nA lens.\n",
        good='---\ntitle: Lenses\nsetting: ":focus"\n---\n\nA lens.\n',
        find=find_for_loaders,
        fixed_by="edits",
        is_built=False,
        part="text",
    ),
    Check(
        code=CUT,
        name="value cut at a hash",
        summary="The rest of a value is a comment to YAML.",
        why="""A `#` behind white space begins a comment: of `Boats, issue #12` only `Boats, issue`
is the title, and of `color: #fff` nothing is left.""",
        bad="---\ntitle: Boats, issue #12\n---\n\nA boat.\n",
        good='---\ntitle: "Boats, issue #12"\n---\n\nA boat.\n',
        find=find_cut,
        fixed_by="edits",
        part="text",
    ),
)
