"""Times as Ruby writes them: `Time#strftime`, with English names, and `Time#to_s`. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

MONTHS = (
    "January February March April May June July August September October November December".split()
)
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()

_CODE = Lazy(r"%(?P<flags>[-0^#_:]*)(?P<width>\d{0,2})(?P<code>[A-Za-z%])")
_COMPOSED = {
    "c": "%a %b %e %H:%M:%S %Y", "D": "%m/%d/%y", "F": "%Y-%m-%d", "v": "%e-%^b-%Y",
    "x": "%m/%d/%y", "X": "%H:%M:%S", "r": "%I:%M:%S %p", "R": "%H:%M", "T": "%H:%M:%S",
}  # fmt: skip
"""Codes that stand for others."""

_NUMBERS: dict[str, tuple[int, str, Callable[[datetime], int]]] = {
    "Y": (1, "0", lambda time: time.year),
    "C": (2, "0", lambda time: time.year // 100),
    "y": (2, "0", lambda time: time.year % 100),
    "m": (2, "0", lambda time: time.month),
    "d": (2, "0", lambda time: time.day),
    "e": (2, " ", lambda time: time.day),
    "j": (3, "0", lambda time: time.timetuple().tm_yday),
    "H": (2, "0", lambda time: time.hour),
    "k": (2, " ", lambda time: time.hour),
    "I": (2, "0", lambda time: time.hour % 12 or 12),
    "l": (2, " ", lambda time: time.hour % 12 or 12),
    "M": (2, "0", lambda time: time.minute),
    "S": (2, "0", lambda time: time.second),
    "L": (3, "0", lambda time: time.microsecond // 1000),
    "s": (1, "0", lambda time: int(time.timestamp())),
    "u": (1, "0", lambda time: time.isoweekday()),
    "w": (1, "0", lambda time: time.isoweekday() % 7),
    "G": (4, "0", lambda time: time.isocalendar()[0]),
    "V": (2, "0", lambda time: time.isocalendar()[1]),
    "U": (2, "0", lambda time: int(time.strftime("%U"))),
    "W": (2, "0", lambda time: int(time.strftime("%W"))),
}
"""The codes of numbers: how wide, filled with what, and the number."""

_WORDS: dict[str, Callable[[datetime], str]] = {
    "B": lambda time: MONTHS[time.month - 1],
    "b": lambda time: MONTHS[time.month - 1][:3],
    "h": lambda time: MONTHS[time.month - 1][:3],
    "A": lambda time: DAYS[time.weekday()],
    "a": lambda time: DAYS[time.weekday()][:3],
    "p": lambda time: "AM" if time.hour < 12 else "PM",
    "P": lambda time: "am" if time.hour < 12 else "pm",
    "Z": lambda time: time.tzname() or "UTC",
    "n": lambda _: "\n",
    "t": lambda _: "\t",
    "%": lambda _: "%",
}


class RubyTime(datetime):
    """A time that prints as Ruby's does: `2026-11-20 18:30:00 +0100`."""

    @classmethod
    def of(cls, moment: datetime) -> RubyTime:
        """Return a moment, which has a zone."""
        return cls.fromtimestamp(moment.timestamp(), moment.tzinfo or UTC)

    def __str__(self) -> str:
        return strftime(self, "%Y-%m-%d %H:%M:%S %z")


def strftime(moment: datetime, form: str) -> str:
    """Return a moment in a form of `Time#strftime`; a code that Ruby does not know stays."""

    def one(found: re.Match[str]) -> str:
        code, flags = found["code"], found["flags"]
        if code in _COMPOSED:
            text = strftime(moment, _COMPOSED[code])
        elif code == "z":
            text = _offset(moment, ":" if ":" in flags else "")
        elif code in _NUMBERS:
            width, fill, number = _NUMBERS[code]
            fill = "0" if "0" in flags else " " if "_" in flags else fill
            wide = 1 if "-" in flags else int(found["width"] or width)
            text = str(number(moment)).rjust(wide, fill)
        elif code in _WORDS:
            text = _WORDS[code](moment)
        else:
            return found[0]
        if "#" in flags:
            text = text.swapcase()
        return text.upper() if "^" in flags else text

    return _CODE.sub(one, form)


def _offset(moment: datetime, colon: str) -> str:
    delta = moment.utcoffset()
    minutes = int(delta.total_seconds() // 60) if delta else 0
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{hours:02}{colon}{rest:02}"
