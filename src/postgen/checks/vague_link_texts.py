"""Links whose words say nothing: `[here](…)`, `[click here](…)`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postgen.checks.check import Check
from postgen.jekyll.head import text_of
from postgen.markdown import escape
from postgen.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.checks.check import Subject
    from postgen.markdown.source_map import View
    from postgen.markdown.tree import Span

CODE = "LNK22"

_PHRASES = """
    here, click here, right here, over here, press here, tap here, this link, link, this,
    klick hier, klicke hier, klicken sie hier, hier klicken, dieser link,
    cliquez ici, clique ici, cliquer ici, ce lien, aquí, haz clic aquí, haga clic aquí, pincha aquí,
    este enlace, clique aqui, este link, clicca qui, questo link, klik hier, deze link,
    tutaj, kliknij tutaj, klikněte zde, klikni zde, kliknite sem, здесь, нажмите здесь, по ссылке,
    эта ссылка, ссылка, тут, сюда, посилання, за посиланням, натисніть тут,
    这里, 這裡, 这里链接, 点击这里, 點擊這裡, 点这里, 點這裡, 点我, 點我, 链接, 連結, 此处, 此處,
    こちら, ここ, ここをクリック, リンク, 여기, 여기를 클릭, 링크,
    buradan, burada, buraya tıklayın, tıklayın, klicka här, klikk her, klik her, klikkaa tästä,
    εδώ, κάντε κλικ εδώ, kattints ide, apasă aici, tại đây, ở đây, bấm vào đây, di sini,
    klik di sini, ที่นี่, คลิกที่นี่, هنا, اضغط هنا, اینجا, כאן, לחץ כאן, לחצו כאן, यहाँ, यहां,
    यहाँ क्लिक करें
"""
_VAGUE = frozenset(" ".join(_PHRASES.split()).split(", "))
"""Words that say nothing in any language."""

_VAGUE_IN = {
    "de": {"hier", "link"}, "nl": {"hier", "link"}, "fr": {"ici", "lien", "là"},
    "es": {"aqui", "enlace", "esto"}, "pt": {"aqui", "ligação", "isto", "isso"},
    "it": {"qui", "qua", "collegamento", "questo"}, "pl": {"tu", "link", "to"},
    "cs": {"zde", "tady", "odkaz"}, "sk": {"tu", "odkaz"}, "hu": {"itt", "ide", "link"},
    "ro": {"aici", "link"}, "sv": {"här", "länk"}, "da": {"her", "link"}, "nb": {"her", "lenke"},
    "no": {"her", "lenke"}, "fi": {"tästä", "täällä", "tässä", "linkki"}, "id": {"sini", "tautan"},
    "vi": {"đây"}, "ca": {"aquí", "enllaç"}, "tr": {"bağlantı"}, "hr": {"ovdje"}, "sl": {"tukaj"},
    "sr": {"ovde"}, "bg": {"тук"}, "uk": {"ось"},
}  # fmt: skip
"""Words that say nothing in one language, and something in another."""

_AROUND = " \t\n.,:;!?…\"'“”„«»‘’()[]<>→»›>*_👉👈🔗"
_LONGEST = 40
_TOKEN = re.compile(r"[^\W_]+")


def find(subject: Subject) -> Iterator[Finding]:
    """Find links all of whose words are such; what is also part of the address is a name."""
    lang: str | None = None
    for span, view in subject.links:
        if span.kind != "link" or span.inner_end - span.inner_start > _LONGEST:
            continue
        words = _words(span, view)
        if not words:
            continue
        if words not in _VAGUE:
            if lang is None:
                lang = _language(subject)
            if words not in _VAGUE_IN.get(lang, ()):
                continue
        if not _is_name(words, span.url):
            start, end = view.at(span.start), view.end(span.end)
            shown = view.text[span.inner_start : span.inner_end]
            message = f"The words of this link do not say where it leads: `{shown}`."
            yield Finding(CODE, start, end, message, severity="warning")


def _words(span: Span, view: View) -> str:
    """Return the words of a link in lower case; "" where it has code or an image."""
    if any(each.kind in {"code", "image", "math", "html"} for each in span.walk()):
        return ""
    if span.children:
        text = escape.visible(view.text, span.children, span.inner_start, span.inner_end)
    else:
        text = view.text[span.inner_start : span.inner_end]
    return " ".join(text.strip(_AROUND).lower().split())


def _language(subject: Subject) -> str:
    """Return the first part of the language of a post, or of its site; "" where none is named."""
    lang = text_of(str(subject.document.front), "lang") if subject.document.front else ""
    if not lang and subject.site:
        lang = str(subject.site.config.get("lang") or subject.site.config.get("locale") or "")
    return re.split("[-_]", lang.lower())[0]


def _is_name(words: str, url: str) -> bool:
    """Whether the words are part of the address: `[Here](https://www.here.com)`."""
    return words in _TOKEN.findall(url.lower())


CHECKS = (
    Check(
        code=CODE,
        name="link without a meaning",
        summary="The words of a link do not say where it leads.",
        why="""Who looks over a page reads its links, and screen readers list them: ten links that
are all called “here” say nothing. Words that name the page can be found again, too.""",
        bad="The map is [here](https://map.example/).\n",
        good="There is [a map of the boats](https://map.example/).\n",
        find=find,
        severity="warning",
    ),
)
