"""The `postgen` command."""

from __future__ import annotations

import gc
import sys

gc.set_threshold(50_000)
"""Most commands end before anything is worth collecting; the default would look forty times."""


def main() -> None:
    """Run the command line, and end the process."""
    try:
        from postgen.cli.start import run
    except KeyboardInterrupt:  # while starting
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
