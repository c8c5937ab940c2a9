"""The only room that knows python-liquid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

import liquid
from liquid.builtin.output import Output, OutputNode
from liquid.exceptions import LiquidError, TemplateNotFoundError, UndefinedError

from postgen.jekyll.templates import TemplateError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from liquid import RenderContext

RAW = "Mend it; what Jekyll is to run stands between {% raw %} and {% endraw %}."


def render(template: str, values: Mapping[str, Any], spelled: Callable[[Any], str]) -> str:
    """Render a template; each output goes through `spelled`. Raises `TemplateError`."""

    class SpelledNode(OutputNode):
        """An output statement that spells its value for the place."""

        def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
            value = self.expression.evaluate(context)
            if liquid.is_undefined(value):
                str(value)  # raises, and names the variable
            return buffer.write(spelled(value))

    class Spelled(Output):
        """The tag of such statements."""

        node_class = SpelledNode

    environment = liquid.Environment(undefined=liquid.StrictUndefined)
    environment.add_tag(Spelled)
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
            RAW,
            _line(template, error),
        ) from error
    except LiquidError as error:
        raise TemplateError(
            f"The template is not valid Liquid: {error.message}.", RAW, _line(template, error)
        ) from error


def _line(template: str, error: LiquidError) -> int:
    """Say in which line it is; what is still open at the end has no place of its own."""
    start = error.token.start_index if error.token else -1
    return (
        template.count("\n", 0, start) + 1 if start >= 0 else template.rstrip("\n").count("\n") + 1
    )
