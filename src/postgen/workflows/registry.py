"""The workflows that are offered, and their text for a repository.

A workflow is a file of `files/`. A line that is only `@name@` stands for the lines of a file in
`parts/`, which may depend on the repository; within a line it stands for a value.
"""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import NamedTuple

from postgen.workflows import form

_FOLDER = Path(__file__).parent

FORM = "suggest-a-link"
"""The form that belongs to the workflow `inbox`; it is not a workflow itself."""

_LINE = re.compile(r"^(?P<indent> *)@(?P<name>[a-z-]+)@\n", re.MULTILINE)
_VALUE = re.compile(r"@(version|pages|folder)@")


class Repository(NamedTuple):
    """What workflows are written for.

    `folder` is the site's in the repository, with slashes ("" for its top), `version` that of
    postgen, `pages` the file name of the workflow that builds the site ("" where GitHub builds it
    from a branch), `categories` those of the backlog.
    """

    version: str
    folder: str = ""
    pages: str = ""
    categories: tuple[str, ...] = ()


def names() -> list[str]:
    """Return the names of all workflows, sorted."""
    return sorted(path.stem for path in (_FOLDER / "files").glob("*.yml") if path.stem != FORM)


def files(name: str, repository: Repository) -> dict[str, str]:
    """Return the text of a workflow's files, by their paths in `.github/`."""
    found = {f"workflows/{name}.yml": _filled_in(_FOLDER / "files" / f"{name}.yml", repository)}
    if name == "inbox":
        path = _FOLDER / "files" / f"{FORM}.yml"
        found[f"ISSUE_TEMPLATE/{FORM}.yml"] = _filled_in(path, repository)
    return found


def _filled_in(path: Path, repository: Repository) -> str:
    """Return the text of a file with its parts and values."""
    values = {
        "version": repository.version,
        "pages": shlex.quote(repository.pages),
        "folder": json.dumps(repository.folder, ensure_ascii=False),
    }
    chosen = {
        "build": "build-workflow" if repository.pages else "build-branch",
        "permission": "permission-workflow" if repository.pages else "permission-branch",
        "defaults": "defaults-in-folder" if repository.folder else "defaults",
    }

    def lines(found: re.Match[str]) -> str:
        if found["name"] == "categories":
            text = "\n".join(form.options(repository.categories))
        else:
            name = chosen.get(found["name"], found["name"])
            (part,) = (_FOLDER / "parts").glob(f"{name}.*")
            text = _filled_in(part, repository)
        return "".join(f"{found['indent']}{line}\n" for line in text.splitlines())

    text = _VALUE.sub(lambda found: values[found[1]], path.read_text(encoding="utf-8"))
    return _LINE.sub(lines, text)
