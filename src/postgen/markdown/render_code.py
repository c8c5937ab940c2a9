"""The HTML of code: `convert_codeblock` of kramdown's converter, and what Rouge puts around it."""

from __future__ import annotations

import re

from postgen.markdown.render_text import attributes, escape_all, spaces

PLAIN = frozenset({"", "plaintext", "text"})
"""The languages without colours."""


def marks_beyond(opening: str, closing: str) -> str:
    """Return the marks of an opening fence for which a shorter closing one has none.

    kramdown takes them for the beginning of the language: of four backticks that three close, one.
    """
    return opening[len(closing.strip()) :]


def language_of(given: dict[str, str]) -> str:
    """Take the language out of the classes in attributes: `ruby` for `language-ruby`."""
    language = ""
    kept = []
    for each in given.get("class", "").split():
        if each.startswith("language-") and not language:
            language = each.removeprefix("language-")
        else:
            kept.append(each)
    given.pop("class", None)
    if kept:
        given["class"] = " ".join(kept)
    return language


def render(text: str, language: str, given: dict[str, str], indent: int) -> str:
    """Render code in `<pre>`."""
    shown = escape_all(text).removesuffix("\n")
    named = {"class": f"language-{language}"} if language else {}
    code = f"<code{attributes(named)}>{shown}\n</code>"
    return f"{spaces(indent)}<pre{attributes(given)}>{code}</pre>\n"


def render_highlighted(text: str, language: str, given: dict[str, str], indent: int) -> str:
    """Render code in the elements of Rouge, without colours."""
    shown = escape_all(text).removesuffix("\n")
    classes = [f"language-{language or 'plaintext'}", given.get("class", ""), "highlighter-rouge"]
    given["class"] = " ".join(filter(None, classes))
    inner = f'<pre class="highlight"><code>{shown}\n</code></pre>'
    inner = f'<div class="highlight">{inner}</div>{spaces(indent)}'
    return f"{spaces(indent)}<div{attributes(given)}>{inner}</div>\n"


def unindented(text: str) -> str:
    """Return indented code without its indentation (codeblock.rb, `parse_codeblock`)."""
    text = re.sub(r"\n( {0,3}[^\s])", r" \1", text)
    return re.sub(r"^(?:\t| {4})", "", text, flags=re.MULTILINE)
