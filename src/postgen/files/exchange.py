"""Swap two files in one step, where the system can: nothing is lost that is saved in between."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
"""renameat2(2): both names exist at every moment, and each is the other's file then."""

_UNKNOWN = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM}
"""What a kernel or a file system says that cannot do it."""


def exchange(one: Path, other: Path) -> bool:
    """Swap two files of one folder; return whether that can be done here. Raises `OSError`.

    Elsewhere than on Linux it cannot. `ctypes` would take longer to load than all of the rest of
    writing a file; this is the part of it that is needed.
    """
    try:
        import _ctypes

        own: Any = None  # the C library that Python itself runs with

        class Int(_ctypes._SimpleCData):  # type: ignore[type-arg, misc, unused-ignore]  # noqa: SLF001
            _type_ = "i"

        class Call(_ctypes.CFuncPtr):
            _flags_ = _ctypes.FUNCFLAG_CDECL | _ctypes.FUNCFLAG_USE_ERRNO
            _restype_: Any = Int

        call: Any = Call(_ctypes.dlsym(_ctypes.dlopen(own, 0), "renameat2"))
    except (ImportError, AttributeError, OSError, TypeError):
        return False
    if call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    code = _ctypes.get_errno()
    if code in _UNKNOWN:
        return False
    raise OSError(code, os.strerror(code))
