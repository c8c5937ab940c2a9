"""Templates in Liquid: the built-in ones beside this file, and the user's in `_templates/`.

Values are put in as what the place needs, never as raw text: YAML between the fences, escaped Markdown below.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from postgen import frontmatter
from postgen.document import Document
from postgen.errors import PostgenError
from postgen.markdown import spell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

FOLDER = Path(__file__).parent
BUILT_IN = ("brief", "cards", "full")


class TemplateError(PostgenError):
    """A template is not there, or cannot be rendered."""


class Prose(str):
    """Text that is Markdown already."""

    __slots__ = ()


@contextmanager
def naming(name: str) -> Iterator[None]:
    """Say in a `TemplateError` which template it is about."""
    try:
        yield
    except TemplateError as error:
        raise TemplateError(error.message.replace("The template", f"The template `{name}`", 1), error.hint) from error


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


def render_document(template: str, values: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """Render a whole template; give its front matter's values and its body."""
    document = Document.parse(template)
    front = frontmatter.load(render_front(document.front, values)) if document.front else {}
    return front, render(document.body, values)


def _as_markdown(value: object) -> str:
    if isinstance(value, Prose):
        return str(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(_as_markdown(each) for each in value)
    return "" if value is None else spell.escape(str(value))


def _render(template: str, values: Mapping[str, Any], spelled: Callable[[Any], str]) -> str:
    if "{{" not in template and "{%" not in template:
        return template
    from postgen.templates.liquid import render as liquid

    return liquid(template, values, spelled)
