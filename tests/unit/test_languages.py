"""Languages: tags in titles, codes and names."""

from __future__ import annotations

import pytest

from postgen.text.languages import name_of, normal, tag_in, tag_of, tagged

TAGS = {
    "NLP简报 #4 [CH]: PyTorch3D": "zh",
    "[CN] 简报 #4": "zh",
    "NLP Newsletter #4 [ZH]": "zh",
    "Boletim #7 [pt-BR]: Modelos": "pt-BR",
    "Boletim #7 [PT_br]": "pt-BR",
    "Infolettre [fr]: la suite": "fr",
    "[es] Boletín": "es",
    "NLP简报 [中文] #4": "zh",
    "NLP Newsletter [Spanish] #4": "es",
    "Nyt [Dansk]": "da",
    "[AI] Weekly [DE] #3": "de",
    "Weekly #3 [es-419]": "es-419",
}
NO_TAGS = [
    "Weekly #3",
    "Weekly #3 (FR)",
    "Weekly [AI] #3",
    "Weekly [ML] #3",
    "What it [is] about",
    "[PDF] a paper",
    "Numbers [42]",
    "A [fr](https://example.org/fr) link",
    "[]",
    "[US] elections #3",
]


@pytest.mark.parametrize("title", TAGS)
def test_a_language_tag_is_found(title: str) -> None:
    tag = tag_in(title)
    assert tag
    assert tag.lang == TAGS[title]
    assert title[tag.start : tag.end] == f"[{tag.written}]"


@pytest.mark.parametrize("title", NO_TAGS)
def test_other_brackets_are_not_a_tag(title: str) -> None:
    assert tag_in(title) is None


@pytest.mark.parametrize(
    ("lang", "code", "name", "tag"),
    [
        ("zh", "zh", "中文", "ZH"),
        ("CH", "zh", "中文", "ZH"),
        ("zh_cn", "zh-CN", "简体中文", "zh-CN"),
        ("ZH-hant", "zh-Hant", "繁體中文", "zh-Hant"),
        ("zh-hant-tw", "zh-Hant-TW", "中文 (Hant-TW)", "zh-Hant-TW"),
        ("pt-br", "pt-BR", "Português (Brasil)", "pt-BR"),
        ("es-mx", "es-MX", "Español (MX)", "es-MX"),
        ("de_CH", "de-CH", "Deutsch (CH)", "de-CH"),
        ("jp", "ja", "日本語", "JA"),
        (" Deutsch ", "de", "Deutsch", "DE"),
        ("portuguese", "pt", "Português", "PT"),
        ("tlh", "tlh", "tlh", "TLH"),
        ("my own tongue", "my own tongue", "my own tongue", "MY OWN TONGUE"),
    ],
)
def test_a_language_has_a_code_a_name_and_a_tag(lang: str, code: str, name: str, tag: str) -> None:
    assert (normal(lang), name_of(lang), tag_of(lang)) == (code, name, tag)


@pytest.mark.parametrize(
    ("title", "lang", "expected"),
    [
        ("NLP Newsletter #4: PyTorch3D", "zh", "NLP Newsletter #4 [ZH]: PyTorch3D"),
        ("NLP Newsletter #4 [EN]: PyTorch3D", "pt-br", "NLP Newsletter #4 [pt-BR]: PyTorch3D"),
        ("Reading list", "fr", "Reading list [FR]"),
    ],
)
def test_a_title_is_tagged(title: str, lang: str, expected: str) -> None:
    assert tagged(title, lang) == expected
    found = tag_in(expected)
    assert found
    assert found.lang == normal(lang)


def test_the_code_of_a_languages_own_name() -> None:
    for code in ("en", "de", "ja", "pt-BR", "zh-TW", "uk", "vi"):
        assert normal(name_of(code)) == code
