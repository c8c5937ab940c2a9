"""The styles of references, one file a style: each finds and writes its own citations and entries.

A style is a module of this folder with a `STYLE`, or one of another package, under the style's
name in the entry-point group `postgen.styles`. Other packages are asked only for a name that is not
here.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from postgen import plugins
from postgen.errors import PostgenError

if TYPE_CHECKING:
    from postgen.references.styles.base import Style

GROUP = "postgen.styles"

_loaded: dict[str, Style] = {}


class UnknownStyleError(PostgenError):
    """No style has that name."""


@cache
def _built_in() -> tuple[str, ...]:
    return tuple(name for name in plugins.names_in(__path__) if name != "base")


def names(wanted: str = "") -> tuple[str, ...]:
    """Return the names of the styles, without loading one.

    `wanted` is among them if another package brings that style.
    """
    if not wanted or wanted in _built_in() or not plugins.find(GROUP, wanted, ("STYLE",)):
        return _built_in()
    return (*_built_in(), wanted)


def get(name: str) -> Style:
    """Return a style by its name. Raises `UnknownStyleError`."""
    if name not in _loaded:
        _loaded[name] = _load(name)
    return _loaded[name]


def every() -> list[Style]:
    """Return all styles that are here or were asked for, in the order that they read."""
    for name in _built_in():
        get(name)
    return sorted(_loaded.values(), key=lambda style: (style.order, style.name))


def are_built_in() -> bool:
    """Whether all styles that read a text are of this package."""
    return _loaded.keys() <= set(_built_in())


def _load(name: str) -> Style:
    if name in _built_in():
        style: Style = import_module(f"{__name__}.{name}").STYLE
        return style
    guest = plugins.find(GROUP, name, ("STYLE",))
    if guest is None:
        known = ", ".join(_built_in())
        raise UnknownStyleError(f"There is no style of references `{name}`.", f"Known are {known}.")
    guest_style: Style = guest.STYLE
    return guest_style
