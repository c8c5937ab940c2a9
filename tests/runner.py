"""Run a workflow as a runner of GitHub would: each `run:` step in bash, with a real git, and a `gh` that records."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

NOW = "1795255200"
_PROGRAM = """#!{python} -IS
import json, os, pathlib, subprocess, sys
folder = pathlib.Path({folder!r})
arguments = sys.argv[1:]
files = [name for each in arguments[1:] if os.path.isfile(name := each.rpartition("=@")[2])]
read = [pathlib.Path(each).read_text(encoding="utf-8") for each in files]
with open(folder / "calls.jsonl", "a", encoding="utf-8") as log:
    log.write(json.dumps([arguments, read]) + "\\n")
name = "-".join(arguments[:2])
hook = folder / f"{{name}}.sh"
if hook.exists():
    hook.rename(hook.with_suffix(".done"))
    subprocess.run(["bash", "-e", str(hook.with_suffix(".done"))], check=True, stdout=2)
answer = folder / f"{{name}}.txt"
if answer.exists():
    print(answer.read_text(encoding="utf-8"))
sys.exit(int((folder / f"{{name}}.code").read_text()) if (folder / f"{{name}}.code").exists() else 0)
"""
"""`gh`: notes how it is called and what the files say, runs a hook once, and prints the answer that was set."""

_PYTHON = """#!/bin/sh
case "$*" in
  *'-m pip install'*) printf '%s\\n' "$*" >> {folder}/pip.txt ;;
  *) exec {python} "$@" ;;
esac
"""
"""`python`: nothing is installed."""

_POSTGEN = """#!/bin/sh
exec {python} -m postgen "$@"
"""


class Call(NamedTuple):
    """A call of `gh`: its arguments, and the texts of the files among them."""

    arguments: list[str]
    texts: list[str]

    @property
    def name(self) -> str:
        return " ".join(self.arguments[:2])


class Done(NamedTuple):
    """How a job ended: `success`, `failure` or `skipped`, and all that its steps printed."""

    conclusion: str
    output: str
    summary: str


class Runner:
    """A repository on GitHub, played by a bare one, and the machine that runs its workflows."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.origin = folder / "origin.git"
        self.bin = folder / "bin"
        self.gh = folder / "gh"
        self.jobs = 0
        for each in (self.bin, self.gh, folder / "home"):
            each.mkdir(parents=True)
        python = shlex.quote(sys.executable)
        self._program("gh", _PROGRAM.format(python=sys.executable, folder=str(self.gh)))
        self._program("python", _PYTHON.format(python=python, folder=shlex.quote(str(folder))))
        self._program("postgen", _POSTGEN.format(python=python))
        self.env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")},
            "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder / "home"),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "SOURCE_DATE_EPOCH": NOW,
            "POSTGEN_OFFLINE": "1",
            "XDG_CACHE_HOME": str(folder / "cache"),
            "XDG_STATE_HOME": str(folder / "state"),
        }
        git(folder, "init", "-q", "--bare", "-b", "main", str(self.origin))

    def _program(self, name: str, text: str) -> None:
        path = self.bin / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)

    def clone(self, name: str) -> Path:
        """Return a new clone of the repository, as a person has it."""
        git(self.folder, "clone", "-q", str(self.origin), name)
        return self.folder / name

    def answer(self, call: str, text: str) -> None:
        """Set what a call of `gh` prints from now on: `pr list`."""
        (self.gh / f"{call.replace(' ', '-')}.txt").write_text(text, encoding="utf-8")

    def hook(self, call: str, script: str) -> None:
        """Run a script in bash during the next call of `gh`."""
        (self.gh / f"{call.replace(' ', '-')}.sh").write_text(script, encoding="utf-8")

    def calls(self) -> list[Call]:
        """Return the calls of `gh` since the last time, but for those that set up git."""
        log = self.gh / "calls.jsonl"
        if not log.exists():
            return []
        calls = [Call(*json.loads(line)) for line in log.read_text(encoding="utf-8").splitlines()]
        log.unlink()
        return [call for call in calls if call.name != "auth setup-git"]

    def run(
        self, workflow: Path, event: Mapping[str, Any], *, ref: str = "main", base: str = ""
    ) -> Done:
        """Run the only job of a workflow on an event."""
        self.jobs += 1
        machine = self.folder / f"machine-{self.jobs}"
        for name in ("work", "temp"):
            (machine / name).mkdir(parents=True)
        (machine / "event.json").write_text(json.dumps(event), encoding="utf-8")
        env = self.env | {
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_PATH": str(machine / "event.json"),
            "GITHUB_OUTPUT": str(machine / "output.txt"),
            "GITHUB_REF_NAME": ref,
            "GITHUB_BASE_REF": base,
            "GITHUB_REPOSITORY": "ada/blog",
            "GITHUB_STEP_SUMMARY": str(machine / "summary.md"),
            "GITHUB_WORKSPACE": str(machine / "work"),
            "RUNNER_TEMP": str(machine / "temp"),
        }
        job = _Job(self, yaml.safe_load(workflow.read_text(encoding="utf-8")), machine, env, event)
        conclusion = job.run()
        summary = machine / "summary.md"
        text = summary.read_text(encoding="utf-8") if summary.exists() else ""
        return Done(conclusion, "".join(job.printed), text)


class _Job:
    def __init__(
        self,
        runner: Runner,
        workflow: Mapping[str, Any],
        machine: Path,
        env: Mapping[str, str],
        event: Mapping[str, Any],
    ) -> None:
        (self.job,) = workflow["jobs"].values()
        self.defaults = workflow.get("defaults", {}).get("run", {})
        self.runner, self.machine, self.env = runner, machine, env
        self.printed: list[str] = []
        self.context: dict[str, Any] = {
            "github": {
                "event": event,
                "token": "a-secret-token",
                "repository": "ada/blog",
                "ref": f"refs/heads/{env['GITHUB_REF_NAME']}",
            },
            "steps": {},
        }

    def run(self) -> str:
        if "if" in self.job and not evaluate(self.job["if"], self.context):
            return "skipped"
        for step in self.job["steps"]:
            if "if" in step and not evaluate(step["if"], self.context):
                continue
            if step.get("uses", "").startswith("actions/checkout@"):
                self._check_out(step.get("with", {}))
            if "run" in step and not self._run(step):
                return "failure"
        return "success"

    def _check_out(self, options: Mapping[str, Any]) -> None:
        depth = options.get("fetch-depth", 1)
        limit = [f"--depth={depth}"] if depth else []
        ref = self.env["GITHUB_REF_NAME"]
        url = self.runner.origin.as_uri()
        git(self.machine, "clone", "-q", *limit, "--branch", ref, url, "work")

    def _run(self, step: Mapping[str, Any]) -> bool:
        assert "${{" not in step["run"], "an expression would be a part of the script"
        values = {
            name: expanded(str(each), self.context) for name, each in step.get("env", {}).items()
        }
        script = self.machine / "script.sh"
        script.write_text(step["run"], encoding="utf-8")
        assert self.defaults["shell"] == "bash"
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=self.machine / "work" / self.defaults.get("working-directory", "."),
            env={**self.env, **values}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, encoding="utf-8", check=False, timeout=120,
        )  # fmt: skip
        self.printed.append(done.stdout)
        output = Path(self.env["GITHUB_OUTPUT"])
        lines = output.read_text(encoding="utf-8").splitlines() if output.exists() else []
        outputs = dict(line.split("=", 1) for line in lines)
        self.context["steps"][step.get("id", "")] = {"outputs": outputs}
        return done.returncode == 0


def git(folder: Path, *arguments: str) -> str:
    """Run git as a person does, and return what it prints."""
    env = {
        **os.environ,
        "GIT_CONFIG_GLOBAL": os.devnull,
        **{f"GIT_{who}_NAME": "Ada" for who in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{who}_EMAIL": "ada@example.org" for who in ("AUTHOR", "COMMITTER")},
    }
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


# Expressions: https://docs.github.com/en/actions/reference/evaluate-expressions-in-workflows-and-actions

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<sign>==|!=|&&|\|\||[()])|(?P<name>[\w.-]+))"
)
_SIGNS = {"&&": "and", "||": "or"}


def evaluate(expression: str, context: Mapping[str, Any]) -> Any:
    """Return the value of an expression: names, texts, `==`, `!=`, `&&`, `||` and parentheses."""
    names: list[Any] = []
    python = ""
    for token in _TOKEN.finditer(expression.strip()):
        if token["sign"]:
            python += f" {_SIGNS.get(token['sign'], token['sign'])} "
            continue
        value = token["text"] and token["text"][1:-1].replace("''", "'")
        names.append(value if token["text"] else _looked_up(token["name"], context))
        python += f"names[{len(names) - 1}]"
    return eval(python, {"names": names})  # noqa: S307 - of our own workflows


def _looked_up(name: str, context: Any) -> Any:
    for key in name.split("."):
        context = context.get(key) if isinstance(context, dict) else None
    return "" if context is None else context


def expanded(text: str, context: Mapping[str, Any]) -> str:
    """Return a text with the values of its expressions."""
    return re.sub(r"\$\{\{(.*?)\}\}", lambda found: str(evaluate(found[1], context)), text)
