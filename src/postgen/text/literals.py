"""Python literals, as the files of postgen's own memory hold them."""

from __future__ import annotations

from _thread import RLock  # `threading` takes longer to import
from typing import Any

_lock = RLock()


_ONLY_TREE = 0x400
"""`ast.PyCF_ONLY_AST`. To load `ast` takes as long as to find a site and to read its settings."""

_COLLECTIONS: dict[str, type] = {"Tuple": tuple, "List": list, "Set": set}


def read(text: str) -> Any:
    """Read a literal as `repr` writes it, to what `ast.literal_eval` reads.

    Raises the errors of that, `SyntaxError` and `ValueError` among them, for what is none. Two
    threads that read at once may get a `SystemError`, "AST constructor recursion depth mismatch":
    the depth is counted in one place for all threads, up to Python 3.12
    (https://github.com/python/cpython/issues/106905).
    """
    with _lock:
        tree: Any = compile(text.lstrip(" \t"), "<literal>", "eval", _ONLY_TREE, dont_inherit=True)
    return _value(tree.body)


def _value(node: Any) -> Any:
    kind = type(node).__name__
    if kind == "Constant":
        return node.value
    if kind in _COLLECTIONS:
        return _COLLECTIONS[kind](map(_value, node.elts))
    if kind == "Dict":
        return dict(zip(map(_value, node.keys), map(_value, node.values), strict=True))
    if kind == "UnaryOp" and type(node.op).__name__ == "USub":
        number = _value(node.operand)
        if type(number) in {int, float}:
            return -number
    raise ValueError(f"{kind} is not a literal")
