from __future__ import annotations

from typing import Any, get_type_hints

import pytest

from postgen.jekyll import settings
from postgen.jekyll.settings import SettingError, Settings, load
from postgen.references.styles import names


def test_no_settings_are_the_defaults() -> None:
    assert load(None, "_config.yml") == (Settings(), ())
    assert load({}, "_config.yml") == (Settings(), ())
    assert load({"backlog": None, "author": None}, "_config.yml") == (Settings(), ())


def test_values_take_the_form_of_their_setting() -> None:
    chosen, warnings = load(
        {
            "author": 7,
            "newsletter": {
                "tags": "one",
                "categories": ["a", 2],
                "toc": False,
                "sections": {"a": "b"},
            },
        },
        "c",
    )
    assert not warnings
    assert chosen.author == "7"
    assert (chosen.newsletter.tags, chosen.newsletter.categories) == (("one",), ("a", "2"))
    assert chosen.newsletter.toc is False
    assert chosen.newsletter.sections == {"a": "b"}


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"autor": "x"}, "c: `postgen: autor:` is not a setting; did you mean `author`?"),
        (
            {"backlog": {"pth": "x"}},
            "c: `postgen: backlog: pth:` is not a setting; did you mean `path`?",
        ),
        ({"zzz": 1}, "c: `postgen: zzz:` is not a setting; known are posts, slug,"),
        ({7: 1}, "`postgen: 7:`"),
    ],
)
def test_an_unknown_key_is_reported(values: Any, part: Any) -> None:
    chosen, (warning,) = load(values, "c")
    assert chosen == Settings()
    assert part in warning


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ("x", "c: `postgen:` holds 'x', not keys."),
        ({"newsletter": ["x"]}, "c: `postgen: newsletter:` holds ['x'], not keys."),
        ({"slug": "latin"}, "c: `postgen: slug: latin` is not one of jekyll, ascii."),
        ({"slug": ["ascii"]}, "is not one of"),
        ({"commit": "yes"}, "c: `postgen: commit:` holds 'yes', not true or false."),
        ({"author": ["a"]}, "c: `postgen: author:` holds ['a'], not one text."), ({"author": True}, "not one text."),
        ({"newsletter": {"references": "links"}}, "is not one of footnotes, inline,"),
    ],
)  # fmt: skip
def test_an_invalid_value_is_refused(values: Any, part: Any) -> None:
    with pytest.raises(SettingError) as caught:
        load(values, "c", names)
    assert part in caught.value.message


def test_the_folder_of_posts_must_be_one_of_jekylls() -> None:
    assert settings.posts_folder("/foo/_posts/", "c") == "foo/_posts"
    for wrong in ("blog", "", "../_posts"):
        with pytest.raises(SettingError, match="is not in a `_posts` folder"):
            settings.posts_folder(wrong, "c")


def test_every_setting_is_documented() -> None:
    for kind in (Settings, settings.Backlog, settings.Newsletter, settings.Digest, settings.Repeat):
        for name, hint in get_type_hints(kind, include_extras=True).items():
            assert hasattr(hint, "__metadata__") or hasattr(hint, "_fields"), name
