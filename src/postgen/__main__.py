"""The `postgen` command."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; a reader that has had enough ends it quietly."""
    try:
        from postgen.cli import app

        app(prog_name="postgen")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
