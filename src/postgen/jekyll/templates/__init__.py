"""Templates in Liquid: the built-in ones beside this file, and the user's in `_templates/`.

Values are put in as what the place needs, never as raw text: YAML between the fences, escaped Markdown below.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from postgen.errors import PostgenError
from postgen.jekyll import frontmatter
from postgen.jekyll.document import Document
from postgen.markdown import escape
from postgen.text.edits import newline_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

FOLDER = Path(__file__).parent
BUILT_IN = ("brief", "cards", "full", "post")


class TemplateError(PostgenError):
    """A template is not there, or cannot be rendered; `line` counts from 1 within it, 0 is no line."""

    def __init__(self, message: str, hint: str = "", line: int = 0) -> None:
        super().__init__(message, hint)
        self.line = line


class Prose(str):
    """Text that is Markdown already."""

    __slots__ = ()


class Address(str):
    """An address, for the round brackets of a link."""

    __slots__ = ()


@contextmanager
def naming(where: str) -> Iterator[None]:
    """Say in a `TemplateError` which template it is about, and where in it."""
    try:
        yield
    except TemplateError as error:
        place = f"{where}:{error.line}" if error.line else where
        raise TemplateError(f"{place}: {error.message}", error.hint) from error


@contextmanager
def _below(lines: int) -> Iterator[None]:
    """Count the line of a `TemplateError` from the top of the file, so many lines above."""
    try:
        yield
    except TemplateError as error:
        error.line += lines
        raise


def built_in(name: str) -> str:
    """Read a built-in template."""
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8")


def render(template: str, values: Mapping[str, Any]) -> str:
    """Render a template's body: texts are escaped as Markdown, `Prose` is put in as it is.

    Raises `TemplateError`, which names a variable that is missing.
    """
    return _render(template, values, _as_markdown)


def render_front(template: str, values: Mapping[str, Any]) -> str:
    """Render a template's front matter: every value is put in as YAML."""
    return _render(template, values, frontmatter.spell)


def render_text(template: str, values: Mapping[str, Any]) -> str:
    """Render a plain text, such as a title."""
    return _render(template, values, str)


def render_document(template: str, values: Mapping[str, Any]) -> Document:
    """Render a whole template: its front matter, which is YAML afterwards, and its body. Raises `TemplateError`."""
    document = Document.parse(template)
    with _below(document.head.count("\n")):
        front = _render_yaml(document.front, values)
    with _below(template.count("\n", 0, document.body_start)):
        return document._replace(front=front, body=render(document.body, values))


def _render_yaml(template: str, values: Mapping[str, Any]) -> str:
    front = render_front(template, values)
    if front and not front.endswith("\n"):  # `-%}` takes the end of the last line
        front += newline_at(template, 0)
    try:
        frontmatter.load(front)
    except frontmatter.YamlError as error:
        raise TemplateError(
            error.message,
            "A value brings its own quotes: write `name: {{ title }}`, or `name: {{ title | prepend: 'On ' }}`.",
            error.line,
        ) from error
    return front


def _as_markdown(value: object) -> str:
    if isinstance(value, Prose):
        return str(value)
    if isinstance(value, Address):
        return escape.address(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(_as_markdown(each) for each in value)
    return "" if value is None else escape.inline(str(value))


def _render(template: str, values: Mapping[str, Any], spelled: Callable[[Any], str]) -> str:
    if "{{" not in template and "{%" not in template:
        return template
    from postgen.jekyll.templates.liquid import render as liquid

    return liquid(template, values, spelled)
