"""A mail: one HTML file that every client shows, in the light and in the dark.

It has no stylesheet, for some clients drop those, and sets no colours, for clients put their own
there in the dark. What clients support: https://www.caniemail.com. A layout table is what all of
them keep at 600 pixels; on a narrower screen it is as wide as that.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from postgen.outlets import elements
from postgen.outlets.mail_elements import WIDTH, adapt
from postgen.outlets.post import Exported, Problem

if TYPE_CHECKING:
    from postgen.outlets.elements import Element
    from postgen.outlets.post import Post

NAME = "email"
SUFFIX = ".html"

CLIPPED = 102 * 1024
"""Gmail shows no more bytes of a mail than these, and a link to the rest."""

_FONT = "-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_PREHEADER = 140
"""So many characters of the excerpt clients show beside the subject."""

_FILLER = "&#847;&zwnj;&nbsp;" * 60
"""Invisible characters behind the preheader: else clients show the mail's first words there."""


def export(post: Post) -> Exported:
    """Return a post as a mail."""
    numbered, problems = _with_linked_numbers(post)
    root = numbered.tree()
    left_out = adapt(root, numbered)
    problems += [Problem("mail-left-out", {"names": ", ".join(left_out)})] if left_out else []
    html = _document(numbered, root)
    size = len(html.encode())
    if size > CLIPPED:
        problems.append(Problem("mail-clipped", {"size": size // 1024, "most": CLIPPED // 1024}))
    return Exported(html, (*numbered.problems, *problems))


def _with_linked_numbers(post: Post) -> tuple[Post, list[Problem]]:
    """Return a post whose numbers are links, and why not."""
    if not any(each.style.marks_are_text for each in post.parsed.citations):
        return post, []
    linked, refusal = post.converted("linked")
    return linked, [Problem("numbers-not-linked", {"reason": refusal})] if refusal else []


def _document(post: Post, root: Element) -> str:
    language = f' lang="{escape(post.language)}"' if post.language else ""
    direction = post.direction
    start = "right" if direction == "rtl" else "left"
    body = elements.serialize(root).strip("\n")
    title = escape(post.title)
    heading = "" if _begins_with(root, post.title) else _heading(post)
    excerpt = escape(post.shortened_excerpt(_PREHEADER))
    font = f"font-family:{_FONT};font-size:16px;line-height:1.6;overflow-wrap:break-word"
    return f"""<!DOCTYPE html>
<html{language} dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{title}</title>
</head>
<body style="margin:0;padding:0">
<div style="display:none;max-height:0;overflow:hidden">{excerpt}{_FILLER}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
<tr><td align="center">
<table role="presentation" width="{WIDTH}" cellpadding="0" cellspacing="0" border="0" \
style="width:100%;max-width:{WIDTH}px;table-layout:fixed">
<tr><td align="{start}" style="padding:24px 16px;{font}">
{heading}{body}
{_footer(post)}
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
"""


def _begins_with(root: Element, title: str) -> bool:
    """Whether a post shows its title itself."""
    first = next(root.all("h1", "h2", "p"), None)
    return first is not None and first.name == "h1" and first.words == title


def _heading(post: Post) -> str:
    style = "margin:0 0 20px;font-size:28px;line-height:1.25"
    link = f'<a href="{escape(post.url)}" style="color:inherit;text-decoration:none">'
    return f'<h1 style="{style}">{link}{escape(post.title)}</a></h1>\n'


def _footer(post: Post) -> str:
    """Return what leads from the mail to the post, in any language."""
    name = escape(post.site_title or post.url)
    style = "margin:32px 0 0;padding:16px 0 0;border-top:1px solid #8a8a8a;font-size:14px"
    return f'<p style="{style}"><a href="{escape(post.url)}">{name}</a></p>'
