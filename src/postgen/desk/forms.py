"""What browsers send, within bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from postgen.errors import PostgenError
from postgen.text.clean import clean

if TYPE_CHECKING:
    from starlette.requests import Request

MAX_BYTES = 5_000_000
"""How large a form may be: a post, and no more."""

MAX_FIELDS = 20_000
"""How many fields it may have: a box for each link of a large backlog."""


class FormError(PostgenError):
    """A form lacks a field that it needs, or holds what makes no sense."""


class TooLargeError(FormError):
    """A form is too large."""


class Form:
    """The fields of a form, or of a query."""

    def __init__(self, fields: list[tuple[str, str]]) -> None:
        self.fields = fields

    def __getitem__(self, name: str) -> str:
        """Return a field. Raises `FormError` where it is missing."""
        for each, value in self.fields:
            if each == name:
                return value
        raise FormError(f"The form lacks `{name}`.", "Load the page again.")

    def get(self, name: str, default: str = "") -> str:
        """Return a field, or the default."""
        return next((value for each, value in self.fields if each == name), default)

    def line(self, name: str) -> str:
        """Return a field as one line without control characters; "" where it is missing."""
        return " ".join(clean(self.get(name)).split())

    def text(self, name: str) -> str:
        """Return a field of many lines with plain LF: browsers send CR LF.

        Raises `FormError` where it is missing.
        """
        return self[name].replace("\r\n", "\n").replace("\r", "\n")

    def all(self, name: str) -> list[str]:
        """Return all fields of a name, in their order."""
        return [value for each, value in self.fields if each == name]

    @property
    def seen(self) -> str:
        """The hash of what the person last saw. Raises `FormError`."""
        return self["seen"]


def query(request: Request) -> Form:
    """Return the query of a request."""
    return _parsed(request.url.query)


async def read(request: Request) -> Form:
    """Read the form that is sent. Raises `TooLargeError`."""
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > MAX_BYTES:
            raise TooLargeError(
                f"The form has more than {MAX_BYTES:,} bytes.", "Send less at once."
            )
    return _parsed(data.decode("utf-8", errors="replace"))


def _parsed(text: str) -> Form:
    try:
        fields = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError as error:
        raise TooLargeError(f"The form has more than {MAX_FIELDS:,} fields.") from error
    return Form(fields)
