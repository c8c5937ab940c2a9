"""The workflows that are offered, and their text for a repository.

A workflow is a file of `files/`. A line that is only `@name@` stands for the part of that name in
`parts/`, or for lines that depend on the repository; `@version@` within a line for the version.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

from postgen.workflows import form

_FILES = Path(__file__).parent / "files"
_PARTS = Path(__file__).parent / "parts"

FORM = "suggest-a-link"
"""The form that belongs to the workflow `inbox`; it is no workflow itself."""

_LINE = re.compile(r"^(?P<indent> *)@(?P<name>[a-z-]+)@\n", re.MULTILINE)


class Repository(NamedTuple):
    """What workflows are written for.

    `folder` is the site's in the repository, with slashes ("" for its top), `version` that of
    postgen, `pages` the file name of the workflow that builds the site ("" where GitHub builds it
    by itself), `categories` those of the backlog.
    """

    version: str
    folder: str = ""
    pages: str = ""
    categories: tuple[str, ...] = ()


def names() -> list[str]:
    """Return the names of all workflows, sorted."""
    return sorted(path.stem for path in _FILES.glob("*.yml") if path.stem != FORM)


def files(name: str, repository: Repository) -> dict[str, str]:
    """Return the text of a workflow's files, by their paths in `.github/`."""
    found = {f"workflows/{name}.yml": _filled_in(name, repository)}
    if name == "inbox":
        found[f"ISSUE_TEMPLATE/{FORM}.yml"] = _filled_in(FORM, repository)
    return found


def _filled_in(name: str, repository: Repository) -> str:
    lines = _lines_for(repository)

    def part(line: re.Match[str]) -> str:
        name = line["name"]
        text = lines.get(name)
        if text is None:
            (path,) = _PARTS.glob(f"{name}.*")
            text = _LINE.sub(part, path.read_text(encoding="utf-8"))
        return "".join(f"{line['indent']}{each}\n" for each in text.splitlines())

    text = (_FILES / f"{name}.yml").read_text(encoding="utf-8")
    return _LINE.sub(part, text).replace("@version@", repository.version)


def _lines_for(repository: Repository) -> dict[str, str]:
    """Return the lines that depend on the repository."""
    folder = json.dumps(repository.folder, ensure_ascii=False)
    place = f"\n    working-directory: {folder}" if repository.folder else ""
    branch = '"repos/$GITHUB_REPOSITORY/pages/builds"'
    build = f"gh api --silent --method POST {branch}"
    permission = "pages: write # to have the site built"
    if repository.pages:
        workflow = "'" + repository.pages.replace("'", "'\\''") + "'"
        build = f'gh workflow run {workflow} --ref "$GITHUB_REF_NAME"'
        permission = "actions: write # to start the workflow that builds the site"
    return {
        "defaults": f"defaults:\n  run:\n    shell: bash{place}",
        "build": f"{build} ||\n  echo '::warning::The site was not built: see the lines above.'",
        "build-permission": permission,
        "categories": "\n".join(form.options(repository.categories)),
    }
