"""The only room that knows python-liquid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

import liquid
from liquid.builtin.output import Output, OutputNode
from liquid.exceptions import LiquidError, UndefinedError

from postgen.templates import TemplateError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from liquid import RenderContext


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
        ) from error
    except LiquidError as error:
        raise TemplateError(f"The template is not valid Liquid: {error.message}.") from error
