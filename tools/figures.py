"""Writes docs/performance.md, docs/promises.md and their charts; takes over the counts of build/ first."""

from __future__ import annotations

import performance
import promises
from results import take_over


def main() -> None:
    """Write the pages."""
    take_over()
    performance.PAGE.write_text(performance.page(), encoding="utf-8")
    promises.PAGE.write_text(promises.page(), encoding="utf-8")
    for name, text in performance.images().items():
        (performance.IMAGES / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
