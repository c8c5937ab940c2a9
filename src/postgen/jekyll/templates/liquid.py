"""The only module that imports python-liquid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

import liquid
from liquid.builtin.output import Output, OutputNode
from liquid.exceptions import (
    LiquidError,
    ResourceLimitError,
    TemplateNotFoundError,
    UndefinedError,
)

from postgen.jekyll.templates import TemplateError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from liquid import RenderContext

_HINT = "Fix it; put what Jekyll is to run between {% raw %} and {% endraw %}."


class _Environment(liquid.Environment):
    """Templates that end: a loop of thousands of millions of rounds would not."""

    loop_iteration_limit = 200_000
    local_namespace_limit = 20_000_000


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

    environment = _Environment(undefined=liquid.StrictUndefined)
    environment.add_tag(EncodedOutput)
    try:
        return environment.from_string(template).render(**values)
    except UndefinedError as error:
        raise TemplateError(
            f"The template asks for something that is not there: {error.message}.",
            f"There are: {', '.join(sorted(values))}.",
            _line(template, error),
        ) from error
    except TemplateNotFoundError as error:
        raise TemplateError(
            f"The template includes `{error.message}`, but nothing can be included.",
            _HINT,
            _line(template, error),
        ) from error
    except (ResourceLimitError, MemoryError, OverflowError) as error:
        token = _line(template, error) if isinstance(error, LiquidError) else 1
        raise TemplateError(
            "The template has no end: a loop has too many rounds, or it writes too much.",
            "Take less in its loops.",
            token,
        ) from error
    except LiquidError as error:
        raise TemplateError(
            f"The template is not valid Liquid: {error.message}.", _HINT, _line(template, error)
        ) from error


def _line(template: str, error: LiquidError) -> int:
    """Return the line of an error, from 1; that of a tag which is not closed is the last one."""
    start = error.token.start_index if error.token else -1
    if start < 0:
        return template.rstrip("\n").count("\n") + 1
    return template.count("\n", 0, start) + 1
