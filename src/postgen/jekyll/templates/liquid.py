"""The only module that imports python-liquid."""

from __future__ import annotations

from functools import wraps
from io import StringIO
from typing import TYPE_CHECKING, Any, TextIO

import liquid
from liquid.builtin.expressions.primitive import RangeLiteral
from liquid.builtin.output import Output, OutputNode
from liquid.exceptions import (
    FilterArgumentError,
    LiquidError,
    OutputStreamLimitError,
    ResourceLimitError,
    TemplateNotFoundError,
    UndefinedError,
)
from liquid.output import LimitedStringIO

from postgen.jekyll.templates import TemplateError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from liquid import RenderContext

_HINT = "Fix it; put what Jekyll is to run between {% raw %} and {% endraw %}."


_MOST_ROUNDS = 100_000
_MOST_CHARACTERS = 5_000_000
_MOST_BITS = 4_000
"""What a template may come to: rounds of loops and ranges, sizes of texts and of numbers.

One that is given more than this may use all of it, some times over.
"""
_TIMES = 8

_MOST_TAGS = 10_000
"""More than these take python-liquid minutes, where they are not closed."""


class Buffer(LimitedStringIO):
    """Counts characters: bytes that a person's file has, and that are not UTF-8, are some, too."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit, newline="\n")  # which keeps the ends of lines as they are

    def write(self, text: str, /) -> int:
        """Add a text. Raises `OutputStreamLimitError`."""
        self.size += len(text)
        if self.size > self.limit:
            raise OutputStreamLimitError("output stream limit reached", token=None)
        return StringIO.write(self, text)


class Context(liquid.RenderContext):
    """What a template sees while it is rendered, with bounded buffers."""

    def get_buffer(self, buf: TextIO | None = None) -> StringIO:
        """Return a new buffer for the rest of what may be written."""
        written = buf.size if isinstance(buf, Buffer) else 0
        return Buffer((self.env.output_stream_limit or 0) - written)


class Template(liquid.BoundTemplate):
    """A template with bounded buffers."""

    context_class = Context

    def _get_buffer(self) -> StringIO:
        return Buffer(self.env.output_stream_limit or 0)


class Environment(liquid.Environment):
    """Templates that end: a loop of thousands of millions of rounds would not."""

    template_class = Template
    loop_iteration_limit = _MOST_ROUNDS
    local_namespace_limit = _MOST_CHARACTERS
    output_stream_limit = _MOST_CHARACTERS

    def allow_for(self, values: Mapping[str, Any]) -> None:
        """Let a template use all that it is given."""
        rounds, characters = _size_of_all(values)
        most_characters = max(_MOST_CHARACTERS, _TIMES * characters)
        for name, limit in (
            ("loop_iteration_limit", max(_MOST_ROUNDS, _TIMES * rounds)),
            ("local_namespace_limit", most_characters),
            ("output_stream_limit", most_characters),
        ):
            setattr(self, name, limit)


def _size_of_all(value: object) -> tuple[int, int]:
    """Return the rounds of loops over lists in lists, and the characters of all texts."""
    if isinstance(value, str):
        return 1, len(value)
    if isinstance(value, (list, tuple)):
        inside = list(map(_size_of_all, value))
        rounds = max((each[0] for each in inside), default=1)
        return len(value) * rounds, sum(each[1] for each in inside)
    if isinstance(value, dict):
        inside = list(map(_size_of_all, value.values()))
        return max((each[0] for each in inside), default=1), sum(each[1] for each in inside)
    return 1, 0


class _ShortRange(RangeLiteral):
    """A range that can be made a list: `(1..1000000000)` cannot."""

    __slots__ = ()

    def _make_range(self, start: Any, stop: Any) -> range:
        found = super()._make_range(start, stop)
        if found.stop - found.start > _MOST_ROUNDS:
            raise ResourceLimitError("too long a range", token=self.token)
        return found


def parse(environment: liquid.Environment, template: str) -> liquid.BoundTemplate:
    """Parse a template in which all ranges are short ones."""
    if template.count("{{") + template.count("{%") > _MOST_TAGS:
        raise ResourceLimitError("too many tags", token=None)
    parsed = environment.from_string(template)
    context = liquid.RenderContext(parsed)
    nodes = list(parsed.nodes)
    for node in nodes:  # it grows
        nodes += node.children(context)
        expressions = list(node.expressions())
        for each in expressions:  # it grows
            expressions += each.children()
            if type(each) is RangeLiteral:
                each.__class__ = _ShortRange
    return parsed


def bounded(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter that makes neither huge texts nor huge numbers."""

    @wraps(function)
    def bounded(left: Any, *values: Any, **options: Any) -> Any:
        if _size_made(name, left, values) > _MOST_CHARACTERS:
            raise ResourceLimitError("too long a text", token=None)
        try:
            found = function(left, *values, **options)
        except ArithmeticError as error:  # `5.5 | modulo: 0`
            raise FilterArgumentError("divided by 0", token=None) from error
        if isinstance(found, int) and found.bit_length() > _MOST_BITS:
            raise ResourceLimitError("too large a number", token=None)
        return found

    return bounded


def _size_made(name: str, left: object, values: Sequence[object]) -> int:
    """Return how large a text or a list a filter makes at most."""
    sizes = list(map(_size_of, values))
    places = 1
    if name == "join":
        places = _size_of(left)
    elif name == "replace":
        places = str(left).count(str(values[0])) if values else 1
    return _size_of(left) + places * sum(sizes)


def _size_of(value: object) -> int:
    return len(value) if isinstance(value, (str, list, tuple, range)) else 1


def render(template: str, values: Mapping[str, Any], encode: Callable[[Any], str]) -> str:
    """Render a template; each output, such as `{{ title }}`, goes through `encode`.

    Raises `TemplateError`.
    """

    class EncodedNode(OutputNode):
        """An output statement that encodes its value for the place it goes to."""

        def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
            value = self.expression.evaluate(context)
            if liquid.is_undefined(value):
                str(value)  # raises, and names the variable
            return buffer.write(encode(value))

    class EncodedOutput(Output):
        """The tag of such statements."""

        node_class = EncodedNode

    environment = Environment(undefined=liquid.StrictUndefined)
    environment.allow_for(values)
    environment.add_tag(EncodedOutput)
    environment.filters = {name: bounded(name, each) for name, each in environment.filters.items()}
    try:
        return parse(environment, template).render(**values)
    except UndefinedError as error:
        raise TemplateError(
            f"The template asks for something that is not there: {error.message}.",
            f"There are: {', '.join(sorted(values))}.",
            line_of(template, error),
        ) from error
    except TemplateNotFoundError as error:
        raise TemplateError(
            f"The template includes `{error.message}`, but nothing can be included.",
            _HINT,
            line_of(template, error),
        ) from error
    except (ResourceLimitError, MemoryError, OverflowError) as error:
        token = line_of(template, error) if isinstance(error, LiquidError) else 1
        raise TemplateError(
            "The template has no end: a loop has too many rounds, or it writes too much.",
            "Take less in its loops and ranges.",
            token,
        ) from error
    except LiquidError as error:
        raise TemplateError(
            f"The template is not valid Liquid: {error.message}.", _HINT, line_of(template, error)
        ) from error


def _code(sentence: object) -> liquid.Markup:
    """Return a sentence as HTML, in which what stands between backticks is code."""
    parts = str(sentence).split("`")
    if len(parts) % 2 == 0:  # one that has no other
        return liquid.escape(str(sentence))
    return liquid.Markup("").join(
        liquid.Markup("<code>{}</code>").format(part) if number % 2 else part
        for number, part in enumerate(parts)
    )


class Pages:
    """The templates of pages in a folder, all ours: each value is escaped as HTML."""

    def __init__(self, folder: Path) -> None:
        self._environment = liquid.Environment(
            loader=liquid.CachingFileSystemLoader(folder, ext=".liquid"),
            undefined=liquid.StrictUndefined,
            autoescape=True,
        )
        self._environment.add_filter("code", _code)

    def render(self, name: str, values: Mapping[str, Any]) -> str:
        """Return the HTML of a template; `{% render 'name' %}` inserts another one."""
        return self._environment.get_template(name).render(**values)

    def safe(self, html: str) -> str:
        """Return HTML that is escaped already as a value that is inserted as it is."""
        return liquid.Markup(html)


def line_of(template: str, error: LiquidError) -> int:
    """Return the line of an error, from 1; that of a tag which is not closed is the last one."""
    start = error.token.start_index if error.token else -1
    if start < 0:
        return template.rstrip("\n").count("\n") + 1
    return template.count("\n", 0, start) + 1
