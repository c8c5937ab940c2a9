"""How text, links and addresses are spelled, so that kramdown and Liquid give back what was meant."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from postgen.markdown import spans
from postgen.markdown.source_map import BOX, OPAQUE
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postgen.markdown.spans import Span

WHITE = Lazy(r"[ \t\n\r\f\v]+", re.ASCII)
ENTITY = r"&(?:[\w:][\w.:-]*|\#\d+|\#x[0-9a-fA-F]+);"

_TEXT = Lazy(
    rf"""
      (?P<slash> [\\`*\[\]|<"'] | \{{(?!%) | _ )
    | (?P<brace> \{{(?=%) | (?<![^\n])\^ )
    | (?P<colon> (?<=\]): )
    | (?P<run> -{{2,}} | \.{{3,}} | >{{2,}} | \${{2,}} | ~{{2,}} )
    | (?P<entity> &(?={ENTITY[1:]}) )
    | (?P<control> [\x00-\x08\x0e-\x1f\x7f] )
    """,
    re.VERBOSE | re.ASCII,
)
_LINE_START = Lazy(r"(?P<space>[ \t]*)(?:(?P<digits>\d+)\.|(?P<mark>[-#+:=>^]))", re.ASCII)
_TYPED = Lazy(
    rf"\\(?P<escaped>[\\.*_+`<>()\[\]{{}}#!:|\"'$=~-])|(?P<entity>{ENTITY})|---?|\.\.\.", re.ASCII
)
_ENTITY = Lazy(rf"(?P<escaped>(?!))|(?P<entity>{ENTITY})", re.ASCII)
_AMPERSAND = Lazy(rf"&(?={ENTITY[1:]})", re.ASCII)
_RISKY = Lazy(
    r"[\x00-\x20\x7f-\x9f\"<>\\`{|}\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]",
    re.UNICODE,
)
_TYPOGRAPHY = {"---": "—", "--": "–", "...": "…"}


def one_line(text: str) -> str:
    """Fold white space: a title stands on one line."""
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    return WHITE.sub(" ", text).strip(" ")


def inline(text: str) -> str:
    """Spell plain text as Markdown that renders as that very text, inside a line or in a link's brackets.

    Besides Markdown's own marks this stops what kramdown makes of quotes and dashes, Liquid and entities. A
    control character becomes an entity, so that it cannot act on the terminal that shows the file.
    """
    return _TEXT.sub(_escaped, text)


def alt(text: str) -> str:
    """Spell plain text as an image's: kramdown undoes its own escapes there, but not the one for `~` of GFM."""
    return re.sub(
        r"\\(.)", lambda found: "~" if found[1] == "~" else found[0], inline(one_line(text))
    )


def _escaped(found: re.Match[str]) -> str:
    character = found[0]
    if character == "_" and _inside_word(found.string, found.start()):
        return character
    if found["entity"]:
        return "&amp;"
    if found["brace"] or found["control"]:
        return f"&#{ord(character)};"
    return "".join("\\" + each for each in character)


def _inside_word(text: str, at: int) -> bool:
    """Say whether an underscore is plain text to kramdown as it is: between a letter and a letter or digit."""
    return at > 0 and text[at - 1].isalpha() and text[at + 1 : at + 2].isalnum()


def guard(line: str) -> str:
    """Escape the start of a line of Markdown, where it would make a heading, a list, a quote or the like."""
    found = _LINE_START.match(line)
    if not found:
        return line.lstrip(" \t")
    rest = line[found.end() :]
    return f"{found['digits']}\\.{rest}" if found["digits"] else f"\\{found['mark']}{rest}"


def heading_text(text: str) -> str:
    """Escape a closing `#` of a heading's text, which kramdown would drop."""
    return re.sub(r"#(?=#*\Z)", r"\\#", text)


def address(url: str) -> str:
    """Spell a URL for the round brackets of a link: as it is, but for what would end the link or run as Liquid."""
    if "&" in url:
        url = _AMPERSAND.sub("&amp;", url)
    if ("(" in url or ")" in url) and not _balanced(url):
        url = url.replace("(", "%28").replace(")", "%29")
    return _RISKY.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), url)


def decode_entities(url: str) -> str:
    """Give the URL that a link's address means on the page: entities stand for their characters."""
    return _ENTITY.sub(_shown, url) if "&" in url else url


def _balanced(url: str) -> bool:
    depth = 0
    for character in url:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return False
    return depth == 0


def link(text: str, url: str, title: str = "") -> str:
    """Spell a link; `text` and `title` are Markdown already."""
    quote = "'" if '"' in title else '"'
    return (
        f"[{text}]({address(url)} {quote}{title}{quote})" if title else f"[{text}]({address(url)})"
    )


def page_link(text: str, url: str) -> str:
    """Spell a link to a page of the site itself, given as Jekyll's `page.url`; Liquid puts the `baseurl` before it.

    Its filter decodes round brackets, which need not be balanced: they are kept from ending the link.
    """
    target = f'{{{{ "{address(url)}" | relative_url }}}}'
    return f"[{text}](<{target}>)" if re.search(r"[()]|%2[89]", url) else f"[{text}]({target})"


def autolink(url: str) -> str:
    """Spell a URL so that it is clickable and shows itself."""
    spelled = address(url)
    return f"<{spelled}>" if re.match(r"(?:https?|ftps?):", url) else f"[{inline(url)}]({spelled})"


def code(text: str) -> str:
    """Spell lines of code, each with its newline; Liquid within them stays what it is."""
    fence = "```"
    while fence in text:
        fence += "`"
    is_liquid = "{{" in text or "{%" in text
    if (
        is_liquid and "endraw" in text
    ):  # no tag can hold it: spelled as a paragraph of its own lines
        return "  \n".join(guard(inline(line.strip())) for line in text.splitlines()) + "\n"
    inner = f"{{% raw %}}{text}{{% endraw %}}" if is_liquid else text
    return f"{fence}\n{inner}{fence}\n"


def visible(
    text: str, inside: Sequence[Span] | None = None, start: int = 0, end: int | None = None
) -> str:
    """Give what a reader sees of a text: no marks, escapes undone, `--` and the like as kramdown shows them.

    `inside` are the spans between `start` and `end`; found anew when not given. Quotes stay straight; what
    Liquid puts in is not known, and left out.
    """
    end = len(text) if end is None else end
    if inside is None:
        inside = spans.parse(text, {})
    parts = []
    for span in inside:
        parts += [_TYPED.sub(_shown, text[start : span.start]), _seen(text, span)]
        start = span.end
    return (
        "".join([*parts, _TYPED.sub(_shown, text[start:end])]).replace(OPAQUE, "").replace(BOX, "")
    )


def _seen(text: str, span: Span) -> str:
    if span.kind in {"comment", "extension", "attributes", "footnote"}:
        return ""
    if span.kind == "code":
        return text[span.inner_start : span.inner_end].strip()
    if span.kind == "math":
        return text[span.start + 2 : span.end - 2]
    if span.kind == "autolink":
        return text[span.inner_start : span.inner_end].removeprefix("mailto:")
    return visible(text, span.children, span.inner_start, span.inner_end)


def _shown(found: re.Match[str]) -> str:
    if found["escaped"]:
        return found["escaped"]
    if not found["entity"]:
        return _TYPOGRAPHY[found[0]]
    number = re.fullmatch(r"&#(?:x([0-9a-fA-F]+)|(\d+));", found[0])
    if number:
        return chr(int(number[1] or "0", 16) or int(number[2] or "0"))
    from html import unescape  # its table of names is large

    return unescape(found[0])


def heading_id(shown: str) -> str:
    """Give the id that kramdown's GFM parser makes of a heading's visible text, before it tells doubles apart.

    Letter by letter: Python alone knows the sigma at the end of a Greek word.
    """
    kept = (each for letter in shown for each in letter.lower() if each in "- \t" or _is_word(each))
    return "".join(kept).translate({32: "-", 9: "-"})


_ENCLOSED = Lazy(
    "[\u24b6-\u24e9\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189]", re.UNICODE
)
"""Letters in circles and boxes: symbols by category, alphabetic by property."""


def _is_word(character: str) -> bool:
    r"""Say whether Ruby's `\p{Word}` takes a character: alphabetic, a mark, a decimal digit or a connector."""
    if character.isascii():
        return character.isalnum() or character == "_"
    category = unicodedata.category(character)
    return category[0] in "LM" or category in {"Nd", "Nl", "Pc"} or bool(_ENCLOSED.match(character))
