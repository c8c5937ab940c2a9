"""UTF-8 that was read in another encoding is restored, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postgen.text import mojibake
from postgen.text.mojibake import CODECS, repair, restore
from tests.work import grows_with_the_text


def misread(text: str, codec: str) -> str:
    """Read UTF-8 in a code page, as programs do.

    Bytes that the page leaves out are read in windows-1252, or as control characters.
    """
    return "".join(
        bytes([byte]).decode(codec, "ignore")
        or bytes([byte]).decode("cp1252", "ignore")
        or chr(byte)
        for byte in text.encode()
    )


@pytest.mark.parametrize(
    "codec", ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "mac-roman", "cp437"]
)
@pytest.mark.parametrize(
    "text",
    [
        "a — b",
        "it’s “so”…",
        "💻🤖 🐍",
        "👩\u200d💻",
        "❤\ufe0f",
        "• item",
        "→ ✓ ★",
        "5 €",
        "It’s 💻’s",
    ],
)
def test_signs_are_restored_from_any_code_page(text: str, codec: str) -> None:
    assert restore(misread(text, codec)) == (
        text,
        len(misread(text, codec).split()) - text.count(" ") + 0,
        (),
    ) or (repair(misread(text, codec)) == text)


@pytest.mark.parametrize(
    ("text", "codecs"),
    [
        ("Le café d’été, déjà à la carte : État, Œuvre", "cp1252 cp1254"),
        ("Größe, Übung, Maß", "cp1252 cp1254 mac-roman"),
        ("książka świat żółć", "cp1252 cp1257"),
        ("Привет и мир. В лесу. Я", "cp1252 cp1251 cp866 cp1253 koi8-r"),
        ("Καλημέρα κόσμε", "cp1252 cp1253 mac-roman"),
        ("日本語のメール", "cp1252 mac-roman"),
        ("Đặng Thái Sơn", "cp1252 cp1254"),
        ("şğİ Işık", "cp1252 cp1254"),
    ],
)
def test_words_are_restored(text: str, codecs: str) -> None:
    for codec in codecs.split():
        assert repair(misread(text, codec)) == text, codec


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize(
    "text",
    [
        "naïve São Paulo",
        "Ümit ß ø",
        "Καλημέρα κόσμε",
        "Привет и мир",
        "ą",
        "שלום עולם",
        "ñandú ¿qué?",
        "voilà",
    ],
)
def test_a_word_is_restored_or_stays(text: str, codec: str) -> None:
    broken = misread(text, codec)
    for old, new, correct in zip(
        broken.split(" "), repair(broken).split(" "), text.split(" "), strict=True
    ):
        assert new in {old, correct} or set(new) <= set(old) | set(correct), (old, new, correct)


CORRECT = """
    IRMÃ» | «MINHA IRMÃ» | MANHÃ… | CAFÉ… É… não | Γ’ Λυκείου | Β’ Παγκόσμιος | ομάδα Γ» |
    ΣΤ’ Δημοτικού | 120 Å³ | 1.5 Å±0.1 | Å… nei | «Café…» | liberté\u00a0«\u00a0oui\u00a0» |
    «группа Р» | 20 С° тепла | класс В» | Рік Її | ГІДІ | Ђорђе Ћосић љуљашка њива |
    Why does “Ã©” appear instead of é? | Why does Ã© appear instead of é? | 2Δ±1 |
    naïve — déjà “vu” … 5€ £3 ©2020 x² ½ | αβγ ΝΆ | 文字化け。『é』 | größe Ö” | ├─┬ a | ─│─│ |
    🎉 №5… |
    Привет — мир «да» | ąęćłńóśźż Š” | ÅÄÖ” åäö’ | 東京 東 | Íñigo | Ížová | ßøa | l’été | «été»
    | Åse |
    õäär | Þéa | „Äöl
"""


@pytest.mark.parametrize("text", [each.strip() for each in CORRECT.split("|")])
def test_text_that_is_correct_stays(text: str) -> None:
    assert restore(text) == (text, 0, ())


def test_the_euro_sign_stands_for_the_currency_sign_too() -> None:
    """Read as the byte 80 it would be a tile of mah-jongg here; read as A4 it is a face."""
    assert repair("πŸ€–") == "🤖"


def test_text_with_missing_bytes_is_reported_and_stays() -> None:
    assert restore("πŸ’»πŸ July") == ("💻πŸ July", 1, ((1, "πŸ"),))
    assert restore("β€œso β€ and β€”") == ("“so β€ and —", 2, ((4, "β€"),))
    assert restore("a \ufffd \ufffc \U0001f02f \x81") == (
        "a \ufffd \ufffc \U0001f02f \x81",
        0,
        ((2, "\ufffd"), (4, "\ufffc"), (6, "\U0001f02f"), (8, "\x81")),
    )


def test_ambiguous_text_is_reported_and_stays() -> None:
    assert restore("cafĂŠ") == ("cafĂŠ", 0, ((3, "ĂŠ"),))
    assert repair("cafĂŠ „kawÄ™”, ĹĽĂłĹ‚Ä‡ ksiÄ…ĹĽkÄ™ Ĺ›cieĹĽkÄ…") != "cafĂŠ"


@pytest.mark.parametrize("text", ["café", "it’s", "“x”", "Привет", "💻"])
def test_text_that_was_misread_twice_is_restored(text: str) -> None:
    assert repair(misread(misread(text, "cp1252"), "cp1252")) == text


WORDS = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(WORDS)
def test_any_text_is_restored_or_reported(text: str) -> None:
    found = restore(text)
    assert all(found.text[place:].startswith(what) for place, what in found.lost)
    assert restore(found.text).text == found.text or found.runs
    if not found.runs:
        assert found.text == text


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.text("абвгдежзАБВСРГДЕ «»—’…№°ёіїђљЂЁІ.!", max_size=40),
    st.text("αβγδΑΒΓΔΕΆΈΉ «»—’…·΄ά.!", max_size=40),
)
def test_proper_words_of_other_scripts_stay(cyrillic: str, greek: str) -> None:
    for text in (cyrillic, greek):
        words = " ".join(word.title() for word in text.split())
        assert repair(words) == words


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["Ã© ", "é…»", "Ã", "слово "])
def test_the_work_grows_with_the_text(piece: str) -> None:
    mojibake.restore(piece * 5_000)
    assert grows_with_the_text(mojibake.restore, piece, 400)
