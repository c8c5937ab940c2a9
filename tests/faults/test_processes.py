"""Full disks, read-only folders, Ctrl-C and twenty at once, with real processes: one sentence, all files as before."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from postgen.files import store
from tests.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PLACE = "_posts/2026-11-01-backlog.md"
BACKLOG = "---\ntitle: Backlog\n---\n\n## NLP\n\n* [One](https://example.org/one)\n"
ADD = ("--no-fetch", "--category", "NLP")
POSTGEN = [sys.executable, "-m", "postgen"]


@pytest.fixture
def site() -> Iterator[Path]:
    """Make a site that anybody may enter."""
    home = Path(os.path.realpath(subprocess.check_output(["mktemp", "-d"], text=True).strip()))
    home.chmod(0o755)
    (home / "_posts").mkdir()
    (home / "_config.yml").write_text("timezone: UTC\n", encoding="utf-8")
    (home / PLACE).write_text(BACKLOG, encoding="utf-8")
    yield home
    for folder in (home, home / "_posts"):
        folder.chmod(0o755)
    shutil.rmtree(home)


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "SOURCE_DATE_EPOCH": str(NOW), "POSTGEN_OFFLINE": "1", **more}


def check_error(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """One sentence and the next step, on stderr; nothing on stdout."""
    assert done.returncode == 1, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    lines = done.stderr.splitlines()
    assert len(lines) == 2, lines
    assert lines[0].startswith("error: ")
    assert all(line.endswith(".") for line in lines)
    for word in words:
        assert word in done.stderr


def everything(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


# Folders that cannot be written


def bound() -> list[str]:
    """Return what makes permissions bind root, too."""
    if os.geteuid():
        return []
    if not shutil.which("setpriv"):
        pytest.skip("permissions do not bind root")
    return ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--inh-caps", "-all"]


@pytest.mark.parametrize("read_only", ["_posts", PLACE])
@pytest.mark.parametrize(
    "command",
    [
        ["add-link", "https://example.org/two", "--title", "Two", *ADD],
        ["new", "newsletter"],
        ["drop", "1", "--yes"],
    ],
)
def test_a_read_only_file_or_folder(site: Path, command: list[str], read_only: str) -> None:
    path = site / read_only
    path.chmod(path.stat().st_mode & 0o555)
    before = everything(site)
    done = subprocess.run(
        [*bound(), *POSTGEN, *command],
        cwd=site,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    check_error(done, "cannot be written", "nothing was changed")
    assert everything(site) == before


def mounted(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    """Run a shell script where a small file system of its own is mounted on a folder; skip where none can be."""
    if not shutil.which("unshare"):
        pytest.skip("unshare is not installed")
    mount = f"mount -t tmpfs -o size=48k postgen {folder} || exit 77\n"
    done = subprocess.run(
        ["unshare", "--mount", *(["--map-root-user"] if os.geteuid() else []), "sh", "-c", mount + script],
        capture_output=True, text=True, check=False, env=environment(PYTHON=sys.executable),
    )  # fmt: skip
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip("no file system can be mounted here")
    return done


SCRIPT = f"""
cd {{folder}} && mkdir _posts && echo 'timezone: UTC' > _config.yml || exit 78
cat > {PLACE} <<'END'
{BACKLOG}END
{{fill}}
cp -a . "$COPY"
"$PYTHON" -m postgen {{command}}
code=$?
diff -r . "$COPY" >&2 || exit 79
exit $code
"""


@pytest.mark.parametrize(
    ("fill", "reason"),
    [
        ("dd if=/dev/zero of=filler bs=1k count=100 2>/dev/null; true", "no space left on device"),
        (
            "dd if=/dev/zero of=filler bs=1k count=100 2>/dev/null; truncate -s -4096 filler; true",
            "no space left on device",
        ),
        ("mount -o remount,ro {folder} || exit 77", "read-only"),
    ],
)
@pytest.mark.parametrize(
    "command",
    ["add-link https://example.org/2 --title Two --no-fetch", "new newsletter", "new post Title"],
)
def test_a_full_or_read_only_file_system(
    tmp_path: Path, fill: str, reason: str, command: str
) -> None:
    if "truncate" in fill:  # room for one block: the first of two files, half of a larger one
        command = "new newsletter --intro " + "x" * 3000
    folder, copy = tmp_path / "full", tmp_path / "copy"
    folder.mkdir()
    script = SCRIPT.format(folder=folder, fill=fill.format(folder=folder), command=command)
    done = mounted(folder, script.replace("$COPY", str(copy)))
    check_error(done, "cannot be written", reason)


# Several at once


def test_twenty_at_once_lose_nothing(site: Path) -> None:
    running = [
        subprocess.Popen(
            [*POSTGEN, "add-link", f"https://example.org/{number}", "--title", f"Link {number}", *ADD],
            cwd=site, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for number in range(20)
    ]  # fmt: skip
    for process in running:
        _, output = process.communicate(timeout=120)
        assert process.returncode == 0, output
    text = (site / PLACE).read_text(encoding="utf-8")
    assert text.startswith(BACKLOG)
    for number in range(20):
        assert text.count(f"[Link {number}](https://example.org/{number})") == 1
    assert len(text.splitlines()) == len(BACKLOG.splitlines()) + 20
    assert sorted(everything(site)) == ["_config.yml", PLACE]


def test_the_same_link_at_once_is_filed_once(site: Path) -> None:
    command = [*POSTGEN, "add-link", "https://example.org/same", "--title", "Same", *ADD]
    running = [
        subprocess.Popen(
            command,
            cwd=site,
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(5)
    ]
    assert sorted(process.wait(timeout=120) for process in running) == [0, 1, 1, 1, 1]
    assert (site / PLACE).read_text(encoding="utf-8").count("example.org/same") == 1


def test_twenty_commits_at_once(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "A")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "a@example.org")
    subprocess.run(["git", "init", "--quiet"], cwd=site, check=True)
    running = [
        subprocess.Popen(
            [*POSTGEN, "add-link", f"https://example.org/{number}", "--title", f"T{number}", *ADD, "--commit"],
            cwd=site, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for number in range(6)
    ]  # fmt: skip
    for process in running:
        _, output = process.communicate(timeout=120)
        assert process.returncode == 0, output
    status = subprocess.check_output(["git", "status", "--porcelain", PLACE], cwd=site, text=True)
    assert status == ""


# Ctrl-C


def interrupted(
    site: Path, command: list[str], ready: Callable[[int], bool]
) -> tuple[int, str, str]:
    """Start a command, and send it Ctrl-C as soon as it is ready."""
    process = subprocess.Popen(
        [*POSTGEN, *command],
        cwd=site,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not ready(process.pid) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, output = process.communicate(timeout=60)
    return process.returncode, out, output


@pytest.mark.skipif(
    not Path("/proc/locks").exists(), reason="the system does not show who waits for a lock"
)
def test_ctrl_c_while_waiting_for_the_lock(site: Path) -> None:
    before = everything(site)

    def waits(pid: int) -> bool:
        return any(
            "->" in line and str(pid) in line.split()
            for line in Path("/proc/locks").read_text().splitlines()
        )

    with store.lock(site):
        code, out, output = interrupted(
            site, ["add-link", "https://example.org/2", "--title", "Two", *ADD], waits
        )
    assert (code, out) == (130, "")
    assert output.strip() == "Interrupted; nothing was changed."
    assert everything(site) == before


def test_ctrl_c_at_any_time(site: Path) -> None:
    """Whenever it comes: 130 and all as before, or 0 and all written, and never a traceback of ours."""
    before = everything(site)
    for delay in (0.05, 0.08, 0.11, 0.14, 0.2):
        began = time.monotonic()
        code, _, output = interrupted(
            site,
            ["new", "newsletter", "--issue", "3"],
            lambda _: time.monotonic() - began > delay,  # noqa: B023
        )
        if code == 0:
            assert len(everything(site)) == len(before) + 1
            return
        assert everything(site) == before, output
        if code == 130:
            assert "Traceback" not in output
