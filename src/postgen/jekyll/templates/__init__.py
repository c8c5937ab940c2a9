"""Templates in Liquid: the built-in ones beside this file, and the user's in `_templates/`.

A value is encoded for the place it goes to, never inserted as raw text: as YAML between the fences,
as escaped Markdown in the body.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from postgen.errors import PostgenError
from postgen.jekyll import frontmatter
from postgen.jekyll.document import Document
from postgen.jekyll.templates.ours import WRITERS
from postgen.markdown import escape
from postgen.text.edits import newline_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from postgen.jekyll.templates.liquid import Pages

FOLDER = Path(__file__).parent
BUILT_IN = ("brief", "cards", "full", "post")


class TemplateError(PostgenError):
    """A template is not there, or cannot be rendered.

    `line` counts from 1 in its text, 0 if it is not known.
    """

    def __init__(self, message: str, hint: str = "", line: int = 0) -> None:
        super().__init__(message, hint)
        self.line = line


class Prose(str):
    """Text that is Markdown already, and is not escaped."""

    __slots__ = ()


class Address(str):
    """An address, escaped for the round brackets of a link."""

    __slots__ = ()


@contextmanager
def naming(template: str) -> Iterator[None]:
    """Add to a `TemplateError` which template it is about, and the line in it."""
    try:
        yield
    except TemplateError as error:
        place = f"{template}:{error.line}" if error.line else template
        raise TemplateError(f"{place}: {error.message}", error.hint) from error


@contextmanager
def _after(lines: int) -> Iterator[None]:
    """Count the line of a `TemplateError` from the top of the file; `lines` are before the text."""
    try:
        yield
    except TemplateError as error:
        error.line += lines
        raise


def built_in(name: str) -> str:
    """Read a built-in template."""
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8")


def render(template: str, values: Mapping[str, Any]) -> str:
    """Render a template's body: texts are escaped as Markdown, `Prose` is inserted as it is.

    Raises `TemplateError`, which names a variable that is missing.
    """
    for name, write in WRITERS.items():
        if template == built_in(name):
            with suppress(KeyError):  # a value that is missing: Liquid says which, and where
                return "".join(write(values, _encode_markdown))
    return _render(template, values, _encode_markdown)


def render_front(template: str, values: Mapping[str, Any]) -> str:
    """Render a template's front matter: every value is encoded as YAML."""
    return _render(template, values, frontmatter.encode)


def render_text(template: str, values: Mapping[str, Any]) -> str:
    """Render a plain text, such as a title."""
    return _render(template, values, str)


def render_document(template: str, values: Mapping[str, Any]) -> Document:
    """Render a whole template, its front matter and its body.

    Raises `TemplateError`, also for invalid YAML.
    """
    document = Document.parse(template)
    with _after(document.head.count("\n")):
        front = _render_yaml(document.front, values)
    with _after(template.count("\n", 0, document.body_start)):
        return document._replace(front=front, body=render(document.body, values))


def pages(folder: Path) -> Pages:
    """Return the templates of pages in a folder, all ours: each value is escaped as HTML."""
    from postgen.jekyll.templates.liquid import Pages

    return Pages(folder)


def _render_yaml(template: str, values: Mapping[str, Any]) -> str:
    front = render_front(template, values)
    if front and not front.endswith("\n"):  # `-%}` strips the end of the last line
        front += newline_at(template, 0)
    try:
        frontmatter.load(front)
    except frontmatter.YamlError as error:
        raise TemplateError(
            error.message,
            "A value has its own quotes: write `name: {{ title }}`, "
            "or `name: {{ title | prepend: 'On ' }}`.",
            error.line,
        ) from error
    return front


def _encode_markdown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Prose):
        return str(value)
    if isinstance(value, Address):
        return escape.address(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(_encode_markdown(each) for each in value)
    return escape.inline(str(value))


def _render(template: str, values: Mapping[str, Any], encode: Callable[[Any], str]) -> str:
    if "{{" not in template and "{%" not in template:
        return template
    from postgen.jekyll.templates.liquid import render as render_liquid

    return render_liquid(template, values, encode)
