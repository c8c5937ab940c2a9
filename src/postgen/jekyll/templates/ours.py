"""The built-in templates `full` and `brief`, written without Liquid, which takes longer to load.

Each is what its file beside this one says; `tests/unit/test_templates.py` compares the two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Encode = Callable[[object], str]


def full(values: Mapping[str, Any], encode: Encode) -> Iterator[str]:
    """Write `full.md`: sections and items with numbers, each item as a heading."""
    yield from _above(values, encode)
    for section in values["sections"]:
        yield f"## {encode(section['number'])}. {encode(section['title'])}\n\n"
        if section["links"]:
            yield f"{encode(section['links'])}\n\n"
        for item in section["items"]:
            heading = f"{encode(item['number'])} {encode(item['heading'])}"
            yield f"### {heading} {{#{encode(item['id'])}}}\n\n"
            if item["image"]:
                yield f"![{encode(item['alt'])}]({encode(item['image'])})\n\n"
            if item["text"]:
                yield f"{encode(item['text'])}\n\n"
    yield f"{encode(values['references'])}\n"


def brief(values: Mapping[str, Any], encode: Encode) -> Iterator[str]:
    """Write `brief.md`: a list for each section."""
    yield from _above(values, encode)
    for section in values["sections"]:
        yield f"## {encode(section['title'])}\n\n"
        for item in section["items"]:
            yield f"* {encode(item['line'])}\n"
        yield "\n"
    yield f"{encode(values['references'])}\n"


def _above(values: Mapping[str, Any], encode: Encode) -> Iterator[str]:
    yield f"{encode(values['intro'])}\n\n"
    if values["toc"]:
        yield f"{encode(values['toc'])}\n\n"


WRITERS = {"full": full, "brief": brief}
