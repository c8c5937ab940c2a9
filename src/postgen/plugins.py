"""Find the variants that a registry offers: its own modules, and what other packages register.

A registry (importers, exporters, checks, styles) is a package with one module a variant. Other
packages add to it with an entry point:
https://packaging.python.org/en/latest/specifications/entry-points/
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from postgen.errors import PostgenError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.metadata import EntryPoint
    from types import ModuleType


class PluginError(PostgenError):
    """A variant that another package registers cannot be loaded, or lacks what a variant has."""


def built_in(package: str, declaration: str) -> list[ModuleType]:
    """Return the modules of a package that define `declaration`, in the order of their names.

    Modules without it are helpers of the others; one whose name begins with `_` is not even loaded.
    """
    names = names_in(import_module(package).__path__)
    modules = [import_module(f"{package}.{name}") for name in names]
    return [module for module in modules if hasattr(module, declaration)]


def names_in(folders: Iterable[str]) -> list[str]:
    """Return the names of the modules in a package's folders; not those that begin with `_`.

    `pkgutil` finds them in archives, too; for that it loads `inspect`, which takes 5 ms.
    """
    files = [file for folder in folders for file in Path(folder).iterdir()]
    return sorted(each.stem for each in files if each.suffix == ".py" and each.name[0] != "_")


def find(group: str, name: str, required: tuple[str, ...]) -> ModuleType | None:
    """Return the module that another package registers under a name; None if none does.

    `importlib.metadata` takes 20 to 70 ms: ask only for what is not built in. Raises `PluginError`
    for one that cannot be loaded, or does not define every name in `required`.
    """
    from importlib.metadata import entry_points

    for entry_point in entry_points(group=group, name=name):
        return _load(entry_point, required)
    return None


@cache
def find_all(group: str, required: tuple[str, ...]) -> list[ModuleType]:
    """Return all modules that other packages register in a group, each once.

    Raises `PluginError`.
    """
    from importlib.metadata import entry_points

    registered = sorted(entry_points(group=group), key=lambda each: (each.name, each.value))
    modules = {each.value: _load(each, required) for each in registered}
    return list(modules.values())


def _load(entry_point: EntryPoint, required: tuple[str, ...]) -> ModuleType:
    package = entry_point.dist.name if entry_point.dist else entry_point.module
    hint = f"Update the package `{package}`, or uninstall it."
    try:
        module: ModuleType = entry_point.load()
    except (ImportError, AttributeError, SyntaxError) as error:
        reason = f"cannot be loaded: {error}"
        raise PluginError(
            f"`{entry_point.name}` of the package `{package}` {reason}.", hint
        ) from error
    missing = [name for name in required if not hasattr(module, name)]
    if missing:
        names = ", ".join(f"`{name}`" for name in missing)
        raise PluginError(
            f"`{entry_point.name}` of the package `{package}` does not define {names}.", hint
        )
    return module
