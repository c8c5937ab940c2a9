"""Named tuples that are made in half the time.

A start makes forty of them. `typing.NamedTuple` compiles the annotation of every field to check it,
which takes as long as all the rest; mypy has checked it already.
"""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple  # noqa: PLC0414 - it is passed on
else:
    _OWN = {"__annotations__", "__classcell__", "__module__", "__qualname__"}

    class _Maker(type):
        def __new__(cls, name: str, _: tuple[type, ...], namespace: dict[str, Any]) -> type:
            """Make the tuple of a class statement; its annotated names are the fields."""
            fields = namespace.get("__annotations__", {})
            defaults = [namespace[field] for field in fields if field in namespace]
            module = namespace["__module__"]
            made = namedtuple(name, fields, defaults=defaults, module=module)  # noqa: PYI024
            made.__annotations__ = made.__new__.__annotations__ = fields
            made.__qualname__ = namespace["__qualname__"]
            for key, value in namespace.items():
                if key not in _OWN and key not in fields:
                    setattr(made, key, value)
            return made

    class _Base:
        """What stands in the brackets of a class statement."""

        def __mro_entries__(self, _: tuple[object, ...]) -> tuple[type, ...]:
            return (_Made,)

    _Made = type.__new__(_Maker, "NamedTuple", (), {})
    NamedTuple = _Base()
