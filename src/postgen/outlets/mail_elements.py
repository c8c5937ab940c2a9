"""The elements of a mail: which ones clients show, and how, without a stylesheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.outlets.elements import BLOCKS, Element
from postgen.outlets.tree_of_text import drop_tags_in_cells, is_space
from postgen.text.patterns import Lazy
from postgen.urls.bare import find_addresses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgen.outlets.post import Post

WIDTH = 600
"""How wide a mail is at most, in pixels."""

_IMAGE_WIDTH = WIDTH - 2 * 16
_LINE = "1px solid #8a8a8a"
"""A line that can be seen on white and on black."""

_MONO = "font-family:ui-monospace,Menlo,Consolas,monospace;font-size:14px"
_STYLES = {
    "h1": "margin:32px 0 12px;font-size:25px;line-height:1.3",
    "h2": "margin:32px 0 12px;font-size:21px;line-height:1.3",
    "h3": "margin:24px 0 8px;font-size:18px;line-height:1.35",
    "h4": "margin:24px 0 8px;font-size:16px;line-height:1.4",
    "h5": "margin:24px 0 8px;font-size:16px;line-height:1.4",
    "h6": "margin:24px 0 8px;font-size:16px;line-height:1.4",
    "p": "margin:0 0 16px",
    "ul": "margin:0 0 16px;padding:0 0 0 24px",
    "ol": "margin:0 0 16px;padding:0 0 0 28px",
    "li": "margin:0 0 6px",
    "dl": "margin:0 0 16px",
    "dt": "font-weight:bold",
    "dd": "margin:0 0 8px 24px",
    "blockquote": "margin:0 0 16px;padding:0 0 0 16px;border-left:3px solid #8a8a8a",
    "pre": f"margin:0 0 16px;padding:12px;border:{_LINE};white-space:pre-wrap;{_MONO}",
    "code": _MONO,
    "kbd": _MONO,
    "samp": _MONO,
    "hr": f"border:0;border-top:{_LINE};margin:24px 0",
    "table": "border-collapse:collapse",
    "td": f"padding:6px 8px;border:{_LINE};vertical-align:top",
    "th": f"padding:6px 8px;border:{_LINE};vertical-align:top",
    "figure": "margin:0 0 16px",
    "figcaption": "font-size:14px",
    "sup": "line-height:0;font-size:75%",
    "sub": "line-height:0;font-size:75%",
    "img": "max-width:100%;border:0",
}
"""What clients do otherwise each in their own way; a colour is nowhere but in lines."""

_KEPT = frozenset(
    "id href title src alt width height align valign colspan rowspan start reversed value type "
    "lang dir style cite datetime name scope abbr span".split()
)
"""The attributes that a mail has; classes have no stylesheet, and `on…` runs a program."""

_DROPPED = frozenset(
    "script style template noscript head title link meta base object applet param canvas "
    "map area dialog".split()
)
"""Elements that no client shows, and that go with what they hold."""

_PLAYED = frozenset("iframe video audio embed".split())
"""Elements that no client plays: a link leads to what they show."""

_SHOWN = (BLOCKS - {"dialog", "fieldset", "form"}) | frozenset(
    "a abbr b bdi bdo big br caption cite code col colgroup data del dfn em font i img ins kbd "
    "mark menu q rp rt ruby s samp small span strike strong sub sup time tt u var wbr".split()
)
"""Elements that clients show; of any other only what it holds stays: `<form>`, `<b-c>`."""

_LISTS = frozenset({"ul", "ol", "menu"})
_PARTS_OF_TABLES = frozenset({"table", "thead", "tbody", "tfoot"})
_PARENTS = {
    "li": _LISTS,
    "dt": frozenset({"dl"}),
    "dd": frozenset({"dl"}),
    "tr": _PARTS_OF_TABLES,
    "td": frozenset({"tr"}),
    "th": frozenset({"tr"}),
    "thead": frozenset({"table"}),
    "tbody": frozenset({"table"}),
    "tfoot": frozenset({"table"}),
    "figcaption": frozenset({"figure"}),
}
"""Where elements may stand; anywhere else a cell would end the mail's own."""

_UNSAFE_STYLE = Lazy(
    r"(?i)url\s*\(|expression|position\s*:|@import|-moz-binding|behavior\s*:|[<>\\]"
)
_LEFT = Lazy(r"(margin|padding):(\w+) (\w+) (\w+) (\w+)")
"""Four sides: the top, the right, the bottom, the left."""

_LEFT_ALONE = frozenset({"a", "pre", "code", "kbd", "samp", "textarea"})


def adapt(root: Element, post: Post) -> list[str]:
    """Make the tree of a post that of a mail; return the names of what is left out."""
    left_out: dict[str, None] = {}
    drop_tags_in_cells(root)
    _drop_outer_breaks(root)
    _replace(root, post, left_out)
    _end_links_within_links(root)
    _link_addresses(root)
    _drop_repeated_ids(root)
    ids = {
        each.attributes[name]
        for each in root.walk()
        for name in ("id", "name")
        if name in each.attributes
    }
    for element in root.walk():
        href = element.attributes.get("href", "")
        if href.startswith("#") and href[1:] not in ids:
            element.attributes["href"] = post.absolute(href)
        if element.name:
            _dress(element, post)
    for parent in list(root.walk()):
        if parent.name == "pre":  # its own style holds for the code in it
            _undress(parent)
        _widen_images(parent)
        parent.children = list(_with_scrolling_tables(parent))
    return list(left_out)


def _replace(parent: Element, post: Post, left_out: dict[str, None]) -> None:
    """Put what a mail can have in the place of what it cannot."""
    kept: list[Element | str] = []
    for child in parent.children:
        if isinstance(child, str):
            kept.append(child)
            continue
        parents = _PARENTS.get(child.name)
        if parents and parent.name not in parents:
            child.name = "div"
        _replace(child, post, left_out)
        if child.name in _DROPPED:
            left_out[f"<{child.name}>"] = None
        elif child.name in _PLAYED:
            kept += _link_to(child, post)
            left_out[f"<{child.name}>"] = None
        elif child.name == "input":
            is_box = child.attributes.get("type") == "checkbox"
            kept += [("☑" if "checked" in child.attributes else "☐") + " "] if is_box else []
        elif child.name not in _SHOWN:
            kept += child.children
        elif child.name == "img" and not child.attributes.get("src"):
            kept.append(child.attributes.get("alt", ""))
        else:
            kept.append(child)
    parent.children = kept


def _link_to(element: Element, post: Post) -> list[Element | str]:
    """Return a link to what an element would play, or what it holds instead."""
    sources = [each.attributes.get("src", "") for each in element.walk()]
    address = next(filter(None, sources), "")
    if not address:
        return element.children
    link = Element("a", {"href": post.absolute(address)})
    link.children.append(element.attributes.get("title") or address)
    paragraph = Element("p")
    paragraph.children.append(link)
    return [paragraph]


def _drop_outer_breaks(root: Element) -> None:
    """Drop the breaks that a paragraph begins or ends with: it has margins."""
    for paragraph in root.all("p"):
        shown = paragraph.children
        while shown and is_space(shown[0]):
            del shown[0]
        while shown and is_space(shown[-1]):
            shown.pop()


def _end_links_within_links(root: Element) -> None:
    """Keep the outer link of `[<https://example.org/>](https://example.org/)`."""
    for link in list(root.all("a")):
        for inner in link.walk():
            if inner.name == "a" and inner is not link:
                inner.name, inner.attributes = "span", {}


def _link_addresses(parent: Element) -> None:
    """Make links of the addresses that are only written down, as most clients do."""
    if parent.name in _LEFT_ALONE:
        return
    parent.children = list(_linked(parent))
    for child in parent.children:
        if isinstance(child, Element):
            _link_addresses(child)


def _linked(parent: Element) -> Iterator[Element | str]:
    for child in parent.children:
        if isinstance(child, Element) or "://" not in child:
            yield child
            continue
        done = 0
        for found in find_addresses(child):
            link = Element("a", {"href": found.url})
            link.children.append(child[found.start : found.end])
            yield child[done : found.start]
            yield link
            done = found.end
        yield child[done:]


def _dress(element: Element, post: Post) -> None:
    """Set the attributes that an element has in a mail, and no others."""
    given = element.attributes
    own = given.get("style", "").strip().rstrip(";")
    style = _STYLES.get(element.name, "")
    if element.name == "pre":  # code is written from the left in any language
        given.setdefault("dir", "ltr")
        style = f"{style};text-align:left"
    elif post.direction == "rtl":
        style = _LEFT.sub(r"\1:\2 \5 \4 \3", style).replace("border-left", "border-right")
    if own and not _UNSAFE_STYLE.search(own):
        style = f"{style};{own}" if style else own
    element.attributes = {name: value for name, value in given.items() if name in _KEPT}
    if style:
        element.attributes["style"] = style
    if element.name == "img":
        element.attributes.setdefault("alt", "")


def _drop_repeated_ids(root: Element) -> None:
    """Keep an id at the first of the elements that have it, where browsers go."""
    seen: set[str] = set()
    for element in root.walk():
        ident = element.attributes.get("id")
        if ident is None:
            continue
        if not ident.strip() or ident in seen or any(each.isspace() for each in ident):
            del element.attributes["id"]
        seen.add(ident)


def _undress(parent: Element) -> None:
    for code in parent.all("code"):
        code.attributes.pop("style", None)


def _widen_images(parent: Element) -> None:
    """Set the width of an image that stands alone: Outlook shows it at its full size else."""
    shown = [each for each in parent.children if isinstance(each, Element) or each.strip()]
    if len(shown) != 1 or not isinstance(shown[0], Element) or shown[0].name != "img":
        return
    image = shown[0].attributes
    width = image.get("width", "")
    if "width" not in image:
        image["width"] = str(_IMAGE_WIDTH)
        image["style"] += ";width:auto;height:auto"
    elif width.isdecimal() and int(width) > _IMAGE_WIDTH:
        image["width"] = str(_IMAGE_WIDTH)
        image.pop("height", None)
        image["style"] += ";height:auto"


def _with_scrolling_tables(parent: Element) -> Iterator[Element | str]:
    """Put tables into boxes that scroll: a wide one would widen the mail."""
    for child in parent.children:
        if isinstance(child, Element) and child.name == "table":
            box = Element("div", {"style": "overflow-x:auto;margin:0 0 16px"})
            box.children.append(child)
            yield box
        else:
            yield child
