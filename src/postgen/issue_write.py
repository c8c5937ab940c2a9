"""What a person writes in an issue, in its place: the numbers of its references follow. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from postgen import issue_pieces
from postgen.errors import VerificationError
from postgen.issue_edit import Style, joined, plain_lines, renumbered, with_contents
from postgen.issue_removal import without_entries
from postgen.jekyll import liquid_syntax
from postgen.markdown import escape
from postgen.references import OUTSIDE, styles
from postgen.references.convert import convert, own_style
from postgen.references.parse import ParsedReferences
from postgen.text.edits import Edit, apply
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from postgen.habits.body import BodyHabits
    from postgen.issue_pieces import Cut, Piece

_DIGITS = Lazy(r"\d+")


class Written(NamedTuple):
    """An issue's text with what was written in it.

    With a `reason`, its references could not be numbered again.
    """

    text: str
    reason: str = ""


def linked(cut: Cut, habits: BodyHabits | None, texts: Sequence[str] = ()) -> Cut | None:
    r"""Return an issue with ordinary links in the place of numbers, as one writes them.

    `words[\[3\]](#ref-3)` is `[words](https://example.org/)`. None where the page has no numbers,
    and where they would not be written again as they are.
    """
    own = own_style(ParsedReferences(cut.found.body))
    if not own or not own.shows_numbers:
        return None
    body = convert(cut.body, "inline").body
    if convert(body, own.name, heading=cut.found.heading, every=True).body != cut.body:
        return None
    found = issue_pieces.cut(f"---\n---\n{body}", habits, texts)
    names = [each.name for each in cut.pieces if each.kind != "references"]
    return found if names == [each.name for each in found.pieces] else None


def with_texts(
    text: str,
    new: Mapping[str, str],
    habits: BodyHabits | None,
    style: Style,
    texts: Sequence[str] = (),
) -> Written:
    """Put texts into the place of those of pieces, by their names; else only numbers change.

    They are those of the issue as `linked`, if it can be, and of the issue as it is if not. A link
    that is new gets a number where the issue has them, in `style` if it has none yet, and the entry
    of one that is gone goes. Raises `VerificationError` where a text would take in what stands
    around it, or where a piece is not there.
    """
    document, newline = plain_lines(text)
    cut = issue_pieces.cut(str(document), habits, texts)
    shown = linked(cut, habits, texts)
    base = shown or cut
    edits = {name: _edit(base, name, _plain(each)) for name, each in new.items()}
    body = apply(base.body, [each for each in edits.values() if each])
    if body == base.body:
        return Written(text)
    after = issue_pieces.cut(f"---\n---\n{body}", habits, texts)
    _verify(base, after, {name for name, each in edits.items() if each})
    if shown:
        body, reason = _numbered_again(cut, body)
    else:
        body, reason = _numbered(cut, after, body, _places(edits), style)
    old, heading = cut.body, cut.found.heading
    if habits and renumbered(old, habits) == old:
        body = renumbered(body, habits)
    if with_contents(old, heading) == old:
        body = with_contents(body, heading or style.heading)
    return Written(joined(document, body, newline), reason)


def _numbered_again(cut: Cut, body: str) -> tuple[str, str]:
    """Write numbers for all links of a body, in the style that the issue has.

    Raises `VerificationError` where that cannot be done.
    """
    own = own_style(ParsedReferences(cut.found.body))
    done = convert(body, own.name if own else "", heading=cut.found.heading, every=True)
    if done.refused:
        raise VerificationError(
            f"{done.refused.message.rstrip('.')}.", "Write it otherwise, or edit the text."
        )
    return done.body, ""


def spliced(cut: Cut, new: Mapping[str, str]) -> str:
    """Return a body with texts in the place of those of pieces, and nothing else changed.

    This is what is shown while a person types. Names that are not there are left out.
    """
    edits = [_edit(cut, name, _plain(each)) for name, each in new.items() if cut.piece(name)]
    return apply(cut.body, [each for each in edits if each])


def _plain(text: str) -> str:
    """Return a text as it stands in a body: with LF, without blank lines around it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not lines[0].strip():
        del lines[0]
    while lines and not lines[-1].strip():
        del lines[-1]
    return "\n".join(lines)


def _edit(cut: Cut, name: str, new: str) -> Edit | None:
    """Return the edit that puts a text into a piece; None where it is there already."""
    piece = cut.piece(name)
    if not piece or not piece.written:
        raise VerificationError("A part of the issue is not there any more.", "Load it again.")
    start, end = piece.written
    old = piece.text(cut.body)
    if new == _plain(old):
        return None
    above, below = piece.around
    if not old:
        return Edit(start, start, f"{above}{new}{below}")
    if new:
        return Edit(start, end, new)
    if piece.kind == "item" and piece.start == start:
        raise VerificationError(
            f"`{piece.title}` would be empty.", "Take it out of the issue, or keep some words."
        )
    if above:
        return Edit(len(cut.body[:start].rstrip("\n")), end, "")
    return Edit(start, end + _newlines_at(cut.body, end), "")


def _newlines_at(body: str, place: int) -> int:
    return len(body[place:]) - len(body[place:].lstrip("\n"))


def _places(edits: Mapping[str, Edit | None]) -> dict[str, tuple[int, int]]:
    """Return where the texts are once the edits are made, by the names of their pieces."""
    places = {}
    moved = 0
    for name, edit in sorted(edits.items(), key=lambda each: each[1] or (0, 0, "")):
        if edit:
            start = edit.start + moved
            places[name] = start, start + len(edit.new)
            moved += len(edit.new) - (edit.end - edit.start)
    return places


def _verify(cut: Cut, after: Cut, written: set[str]) -> None:
    """Raise `VerificationError` where a piece that nobody wrote in is not read as it was."""
    problem = "{%" in after.body and liquid_syntax.parse(after.body).problem
    if problem and not liquid_syntax.parse(cut.body).problem:
        raise VerificationError(
            f"Liquid would stop: {problem.rstrip('.')}.", "Nothing was written."
        )
    there = iter([_identity(after, each) for each in _seen(after)])
    for piece in _seen(cut):
        if piece.name in written:
            continue
        wanted = _identity(cut, piece)
        if not any(each == wanted for each in there):
            raise VerificationError(
                f"What stands above `{piece.title or piece.text(cut.body)[:40] or piece.kind}` "
                "would take it in.",
                "Look for a fence, a bracket or an element that is not closed, and for a list "
                "without a blank line below it.",
            )


def _seen(cut: Cut) -> Iterator[Piece]:
    """Yield the pieces that a page shows."""
    for each in cut.pieces:
        if each.end > each.start and each.kind != "references":
            yield each


def _identity(cut: Cut, piece: Piece) -> tuple[str, tuple[str, ...]]:
    """Return what stands in a piece, without numbers: these may change."""
    kind = "" if piece.kind in {"intro", "outro", "text"} else piece.kind
    words = piece.text(cut.body) if piece.kind != "section" else piece.title
    urls = tuple(each.url for each in piece.references)
    return f"{kind} {piece.title if kind else ''} {_DIGITS.sub('#', words)}", urls


def _numbered(
    cut: Cut, after: Cut, body: str, places: Mapping[str, tuple[int, int]], style: Style
) -> tuple[str, str]:
    """Write numbers for new links, and take out what is cited no more.

    The second value says why that could not be done.
    """
    before = ParsedReferences(cut.found.body)
    own = own_style(before)
    name = own.name if own else cut.found.style or style.name
    has_numbers = own is not None or styles.get(name).has_list
    if not has_numbers:
        return body, ""
    within = list(_new_links(cut, after, places))
    to = "" if own_style(ParsedReferences(after.found.body)) else name
    heading = cut.found.heading or style.heading
    if within or own:
        done = convert(body, to, heading=heading, every=bool(within), within=within)
        if done.refused:
            return body, done.refused.message
        body = done.body
    try:
        return without_entries(before, body), ""
    except VerificationError as error:
        return body, error.message


def _new_links(
    cut: Cut, after: Cut, places: Mapping[str, tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Yield where links stand that are new; one that was without a number stays so."""
    for name, (start, end) in places.items():
        piece = cut.piece(name)
        plain = {each.url for each in piece.references if not each.number} if piece else set()
        for span, view in after.found.body.links():
            place = view.at(span.start)
            if span.kind == "image" or not start <= place < end or not OUTSIDE.match(span.url):
                continue
            if escape.opened_url(span.url) not in plain:
                yield place, view.end(span.end)
