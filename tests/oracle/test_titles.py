"""Any title and any value is read back by Jekyll's YAML readers as it was written."""

from __future__ import annotations

import random
import subprocess
from typing import Any

import pytest

from postgen import site
from postgen.commands import new
from postgen.files import store
from postgen.jekyll import frontmatter
from postgen.jekyll.slugs import slugify
from tests.conftest import need

PIECES = [
    '"', "'", "`", "\\", ":", "#", "-", "?", "[", "]", "{", "}", ",", "&", "*", "!", "|", ">", "%", "@", " ", "~", "=",
    "<", "$", ": ", " #", "- ", "? ", "...", "---", "<<", "{{ x }}", "{% if %}", "{%", "%}", "$$", "\\n", "\\u0041",
    "\n",
    "\r\n", "\t", "\x00", "\x01", "\x07", "\x1b[31m", "\x7f", "\x85", "\xa0", "\xad", "\u061c", "\u200b", "\u200d",
    "\u200f", "\u2028", "\u2029", "\u202e", "\u2066", "\ufeff", "\ufff9", "\ufffd", "\ufffe", "\uffff", "\U0001f600",
    "👨‍👩‍👧", "\U000e0001", "\U0001fffe", "שלום", "عربي", "日本", "हिन्दी", "é", "e\u0301", "a", "B", "0", "1", ".",
    "_", "+",
]  # fmt: skip

CONTROLS = dict.fromkeys(
    [*range(9), 11, 12, *range(14, 32), *range(127, 133), *range(134, 160), 0xFFFE, 0xFFFF]
)
"""Characters that the site's feed could not hold: they are left out."""


def written(value: Any) -> Any:
    """Return a value as it is written, without control characters."""
    if isinstance(value, str):
        return value.translate(CONTROLS)
    if isinstance(value, list):
        return [written(each) for each in value]
    if isinstance(value, dict):
        return {written(key): written(each) for key, each in value.items()}
    return value


WHOLE = [
    "1,000", "1,5", "yes", "No", "on", "null", "~", "2024-01-01", "2024-01-01 10:00:00", "12:30", "1_000", "010",
    "0x1F",
    "1e3", ".inf", ".nan", "=", "<<", ":focus", "::", "@x", "%x", "`x`", "[x] y", "- a", "*x", "&x", "!x", "!!str x",
    "a: b",
    "C# is #1", "---", "...", "--- a", "? x", "|", ">-", "'", '"', "''", '""', "\\", "{a: 1}", "true", "Infinity",
    "x:",
]  # fmt: skip


def hostile(count: Any) -> Any:
    chance = random.Random(7)
    titles = dict.fromkeys(WHOLE)
    while len(titles) < count:
        title = "".join(chance.choice(PIECES) for _ in range(chance.randint(1, 9)))
        if title.strip():
            titles[title] = None
    return list(titles)


def test_a_thousand_hostile_titles(make_site: Any, jekyll: Any) -> None:
    titles = hostile(1000)
    here = site.find(make_site())
    now = here.now()
    requests = [
        new.PostRequest(title=title, slug=f"p{number}") for number, title in enumerate(titles)
    ]
    outcomes = [new.create(here, "post", request, now) for request in requests]
    store.commit([change for outcome in outcomes for change in outcome.changes])
    built = {each["url"]: each["title"] for each in jekyll(here.root)}
    assert len(built) == len(titles)
    for outcome, title in zip(outcomes, titles, strict=True):
        assert built[outcome.data["url"]] == written(title)


def test_slugs_are_those_that_jekyll_makes(ruby: Any) -> None:
    titles = [
        *hostile(3000), "Ελληνικός ΣΑΣ Σ", "İstanbul", "ǅ ligature ﬁ", "Ⅷ ² ½ ٣", "ไทย ภาษา", "中文 标题",
        "한국어 제목", "தமிழ்",
        "हिन्दी में", "Ünïcode", "U\u0308 is NFC", "A_b c.d", "ẞ ŉ ǰ", "-a-", "--a--b--", "???", "\u0e33\u0f43",
    ]  # fmt: skip
    code = "Jekyll.logger.log_level = :error; it.map { |text| Jekyll::Utils.slugify(text.unicode_normalize(:nfc)) }"
    for title, slug in zip(titles, ruby(code, titles, "jekyll"), strict=True):
        assert slugify(title) == slug.strip("-"), title  # Jekyll drops one hyphen at each end


@pytest.mark.parametrize("library", ["psych", "safe_yaml"])
def test_values_are_read_back_as_they_were_written(ruby: Any, library: Any) -> None:
    need("ruby")
    if (
        library == "safe_yaml"
        and subprocess.run(
            ["ruby", "-rsafe_yaml", "-e", ""], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("safe_yaml is not installed")
    texts = hostile(4000)
    values = [
        *texts, *([text, [text]] for text in texts[::4]), *({text: {"a": text}} for text in texts[::4]),
        1, -5, 0, 10**25, 2.5, 1e20, 1e-7, 1.5e300, -0.25, True, False, None, [], {}, [True, None, 3],
    ]  # fmt: skip
    code = {
        "psych": "Psych.safe_load(it, permitted_classes: [Date, Time], aliases: true)",
        "safe_yaml": "SafeYAML.load(it)",
    }
    front = "---\n" + frontmatter.dump({f"k{number}": value for number, value in enumerate(values)})
    read = ruby(code[library], front, library, "date")
    for number, value in enumerate(values):
        assert read[f"k{number}"] == written(value)
    assert list(frontmatter.load(front).values()) == written(values)


def test_times_are_read_back_as_they_were_written(ruby: Any) -> None:
    from datetime import UTC, datetime, timedelta, timezone

    moments = [
        datetime(2024, 1, 2, 3, 4, 5, 678900, tzinfo=timezone(timedelta(minutes=minutes)))
        for minutes in (-720, -570, -210, -60, -30, -1, 0, 1, 30, 345, 840)
    ]
    moments += [
        datetime(1850, 1, 1, tzinfo=timezone(timedelta(seconds=561))),
        datetime(999, 1, 1, tzinfo=UTC),
    ]
    front = frontmatter.dump({f"k{number}": moment for number, moment in enumerate(moments)})
    code = (
        "Psych.safe_load(it, permitted_classes: [Date, Time]).values.map { |time| time.to_r.to_f }"
    )
    assert ruby(code, front, "psych", "date") == [moment.timestamp() for moment in moments]
