"""The `postgen` command."""

from __future__ import annotations

import gc
import sys

gc.set_threshold(1_000_000)
"""Commands end before anything is worth collecting: to look through what they have read would take
up to a tenth of their time, and frees next to nothing."""


def main() -> None:
    """Run the command line, and end the process."""
    try:
        from postgen.cli.start import run

        run()
    except KeyboardInterrupt:  # while starting, or at the very end
        sys.exit(130)


if __name__ == "__main__":
    main()
