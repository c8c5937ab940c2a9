"""Named tuples that are made quickly are those of `typing`."""

from __future__ import annotations

import pickle
from typing import NamedTuple

from postgen.text import records


class Expected(NamedTuple):
    """A tuple."""

    url: str
    tags: tuple[str, ...] = ()

    @property
    def tag_count(self) -> int:
        """The number of tags."""
        return len(self.tags)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, tuple) and self[0] == other[0]

    def __hash__(self) -> int:
        return hash(self.url)


class Made(records.NamedTuple):
    """A tuple."""

    url: str
    tags: tuple[str, ...] = ()

    @property
    def tag_count(self) -> int:
        """The number of tags."""
        return len(self.tags)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, tuple) and self[0] == other[0]

    def __hash__(self) -> int:
        return hash(self.url)


def test_they_are_made_as_those_of_typing_are() -> None:
    for name in (
        "__doc__",
        "__mro__",
        "_fields",
        "_field_defaults",
        "__module__",
        "__match_args__",
    ):
        expected, made = getattr(Expected, name), getattr(Made, name)
        assert made == expected or name == "__mro__", name
    assert Made.__mro__[1:] == Expected.__mro__[1:]
    assert Made.__name__ == Made.__qualname__ == "Made"


def test_they_behave_as_those_of_typing_do() -> None:
    made, expected = Made("a", ("b",)), Expected("a", ("b",))
    assert tuple(made) == tuple(expected)
    assert repr(made).replace("Made", "Expected") == repr(expected)
    assert made.tag_count == 1
    assert made == Made("a")
    assert hash(made) == hash(expected)
    assert made._replace(url="c") == Made(url="c", tags=())
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301 - its own bytes
