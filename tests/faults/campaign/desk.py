"""One act of the desk through its HTTP: a link is moved to another category."""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path


def main() -> None:
    """Ask the desk's application, as a browser would, and end the process."""
    with warnings.catch_warnings(action="ignore"):  # it would rather have another httpx
        from starlette.testclient import TestClient

    from postgen.cli import report
    from postgen.commands.backlog_file import backlog_path
    from postgen.desk.app import create_app
    from postgen.desk.desk import Desk
    from postgen.desk.events import Events
    from postgen.desk.triage import state_of
    from postgen.errors import PostgenError
    from postgen.files import store

    code = 1
    try:
        desk = Desk(Path.cwd(), report, port=4010, preview_port=4011, events=Events(Path.cwd()))
        state = state_of(store.read(backlog_path(desk.site())))
        first, *_ = state.places
        client = TestClient(create_app(desk), base_url=desk.origin, raise_server_exceptions=False)
        client.get(desk.address)
        form = {"act": "move", "as": "json", "seen": state.seen, "item": first, "to": "B"}
        answer = client.post("/backlog/act", data=form, headers={"Origin": desk.origin})
        print(answer.text)
        code = int(answer.status_code != 200)
        if code:
            print(f"error: {answer.status_code}", file=sys.stderr)
    except (PostgenError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
