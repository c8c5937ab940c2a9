"""What must be true after a command was broken: of its files, of what it says, and of what can be done next."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, NamedTuple

from tests.conftest import write_files
from tests.faults.campaign.commands import EARLIER, IMAGES, INSTALLED
from tests.faults.campaign.home import UNDO
from tests.faults.campaign.shim import NO_FAULT, USUAL, Disk, Done, Fault
from tests.writing import CONFIG, FILES

if TYPE_CHECKING:
    from tests.faults.campaign.commands import Case
    from tests.faults.campaign.home import File, Home, Tree
    from tests.faults.campaign.shim import Shim

    Site = dict[str, File]

KILLED = -9

ENDED = (KILLED, -15)
"""By SIGKILL; or by SIGTERM where no file is written, which is left to the system."""

CODES = {0, 1, 2, 130, 128 + 15, 128 + 1, *ENDED}
"""How a command may end: done, not done, given a folder that cannot be read, interrupted, killed; never otherwise."""

HALF_DONE = ("could not be taken back", "only 1 of 2 commands could be undone")
"""What a command says of which a part is done."""


class Base(NamedTuple):
    """What a command does where nothing breaks: the trees before it, after it, and after it was called again.

    `undone` is the site after it was undone, `earlier` the site where the command before it was undone instead.
    """

    before: Tree
    after: Tree
    again: Site
    undone: Site
    earlier: Site
    calls: list[tuple[str, bool]]


class Verdict(NamedTuple):
    """What came of a fault: `old`, `new` or `recovered`; and what is wrong."""

    outcome: str
    problems: tuple[str, ...]


class BadCaseError(Exception):
    """A command of the campaign does not do its work even where nothing breaks."""


class Judge:
    """Breaks one command, and looks at what is left."""

    def __init__(self, case: Case, home: Home, shim: Shim, disk: Disk = USUAL) -> None:
        self.case = case
        self.home = home
        self.shim = shim
        self.disk = disk
        self._known: dict[tuple[object, ...], Verdict] = {}
        self.base = self._find_base()

    def run(self, *arguments: str, fault: Fault = NO_FAULT) -> Done:
        """Run postgen in the home as it is."""
        return self.shim.run(arguments or self.case.arguments, fault, self.disk, self.case.stdin)

    @property
    def states(self) -> int:
        """How many different states were left, each of which was undone and continued from."""
        return len(self._known)

    # Where nothing breaks

    def _find_base(self) -> Base:
        self._begin()
        before = self.home.read()
        self._well(self.run())
        calls = self.shim.calls()
        after = self.home.read()
        self.run()
        again = self._site(self.home.read())
        self.home.restore(after)
        self.run("undo", *self.case.site)
        undone = self._site(self.home.read())
        self.home.restore(before)
        self.run("undo", *self.case.site)
        earlier = self._site(self.home.read())
        if self._site(before) == self._site(after) or undone == self._site(after):
            raise BadCaseError(f"{self.case.name}: nothing is written, or it cannot be undone")
        return Base(before, after, again, undone, earlier, calls)

    def _begin(self) -> None:
        """Make the site, and call what comes before the command."""
        from tests.faults.campaign.home import Tree

        self.home.restore(Tree({}, {}))
        for name in ("site", "user", "cache", "state"):
            (self.home.folder / name).mkdir()
        if self.case.makes_site:
            self.home.restore(self.home.read())
            return
        write_files(self.home.site, {"_config.yml": CONFIG, **FILES, **IMAGES})
        if self.case.git:
            for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "Begin"]):
                subprocess.run(
                    ["git", *words], cwd=self.home.site, env=self.home.environment(), check=True
                )
        for call in (EARLIER, *self.case.before):
            self._well(self.run(*call.split()))
        self.home.restore(self.home.read())

    def _well(self, done: Done) -> None:
        if done.code:
            raise BadCaseError(f"{self.case.name}: exit code {done.code}: {done.error}")

    # Where something does

    def look(self, done: Done, *, lasting: bool = False) -> Verdict:
        """Judge what a command left in its home that was broken; `lasting` says that the disk stayed so."""
        tree = self.home.read()
        key = (
            done.code,
            bool(done.out),
            "written" in done.error or "changed already" in done.error,
            lasting,
            *tree.fingerprint(),
        )
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._judge(done, tree, lasting=lasting)
        if "Traceback" in done.error:
            return known._replace(problems=(*known.problems, "a traceback"))
        return known

    def _judge(self, done: Done, tree: Tree, *, lasting: bool) -> Verdict:
        site = self._site(tree)
        outcome = "mixed"
        if site == self._site(self.base.before):
            outcome = "old"
        elif site == self._site(self.base.after):
            outcome = "new"
        is_killed = done.code in ENDED
        problems = self._torn(site)
        if done.code not in CODES:
            problems.append(f"exit code {done.code}")
        if not is_killed:
            problems += self._said(done, outcome, lasting=lasting)
            if not lasting and not self._is_open(tree):  # else the next command removes it
                problems += [f"left behind: {name}" for name in tree.left()]
        problems += self._undone(tree, outcome, is_killed=is_killed)
        problems += self._continued(tree, outcome)
        is_clean = outcome != "mixed" and not tree.left() and not self._is_open(tree)
        return Verdict(outcome if is_clean else "recovered", tuple(problems))

    def _site(self, tree: Tree) -> Site:
        """Return the files of the site; where commands are undone, without folders that are empty.

        One that cannot be removed then stays, without a word.
        """
        site = tree.site()
        if not self.case.undoes:
            return site
        full = {name.rpartition("/")[0] for name, each in site.items() if not each.is_folder}
        return {
            name: each
            for name, each in site.items()
            if not each.is_folder or any(f"{other}/".startswith(f"{name}/") for other in full)
        }

    def _torn(self, site: Site) -> list[str]:
        """Each file is the old one or the new one."""
        old, new = self._site(self.base.before), self._site(self.base.after)
        return [
            f"neither old nor new: {name}"
            for name in {*site, *old, *new}
            if site.get(name) not in (old.get(name), new.get(name))
        ]

    def _said(self, done: Done, outcome: str, *, lasting: bool) -> list[str]:
        """What a command says is true."""
        if done.code == 0:
            return [] if outcome == "new" else [f"said to be done, and is {outcome}"]
        if not done.error:
            return ["not done, and no word why"]
        said = done.error.strip()
        if outcome == "new" and not (done.out or "written" in said or lasting):
            return [f"done, and said not to be: {said}"]
        is_said = any(each in said for each in HALF_DONE) or (lasting and self._has_folders_only())
        return [f"half done, and not said: {said}"] if outcome == "mixed" and not is_said else []

    def _has_folders_only(self) -> bool:
        """Whether only empty folders are left, which could not be removed."""
        found, before = self._site(self.home.read()), self._site(self.base.before)
        return found.items() >= before.items() and all(
            each.is_folder for name, each in found.items() if name not in before
        )

    def _is_open(self, tree: Tree) -> bool:
        entries = tree.entries()
        found = UNDO.fullmatch(entries[-1]) if entries else None
        return bool(found and found["open"])

    def _undone(self, tree: Tree, outcome: str, *, is_killed: bool) -> list[str]:
        """`postgen undo` leads to what was there before the command, or before the one before it."""
        if self.case.call == INSTALLED:  # which is no work on a site
            return []
        self.home.restore(tree)
        done = self.run("undo", *self.case.site)
        left = self.home.read()
        base = self.base
        if self.case.makes_site and outcome != "new" and done.code == 1:
            return []  # there is no site to undo anything in: the next `init` takes it back
        is_recorded = is_killed or len(tree.entries()) > len(base.before.entries())
        allowed = [self._site(base.before), base.earlier]
        if outcome == "new":
            allowed = [base.undone] if is_recorded else [base.undone, self._site(base.after)]
        if self.case.undoes:  # the rest of it is taken back, or it is done already
            allowed += [self._site(base.after)]
        problems = [
            f"after undo: {each}" for each in self._after(done, left) if "cache/" not in each
        ]
        if self._site(left) not in allowed:
            problems.append(
                f"undo leads elsewhere: {_difference(self._site(left), allowed[0])}: {done.error.strip()}"
            )
        return problems

    def _continued(self, tree: Tree, outcome: str) -> list[str]:
        """The same command succeeds now."""
        self.home.restore(tree)
        done = self.run()
        left = self.home.read()
        wanted = [self.base.again if outcome == "new" else self._site(self.base.after)]
        if (
            self.case.undoes
        ):  # what is left of several, and then the one before; or it is done already
            wanted += [self.base.undone, self._site(self.base.after)]
        has_run = outcome != "new" or self.base.again != self._site(
            self.base.after
        )  # else it only reads
        problems = [f"after the next run: {each}" for each in self._after(done, left) if has_run]
        if outcome != "new" and done.code and not self.case.undoes:
            problems.append(f"the next run fails: {done.error.strip()}")
        if self._site(left) not in wanted:
            problems.append(
                f"the next run does otherwise: {_difference(self._site(left), wanted[0])}"
            )
        return problems

    def _after(self, done: Done, left: Tree) -> list[str]:
        """Nothing of the fault is left after the next command."""
        problems = [f"left behind: {name}" for name in left.left()]
        if "Traceback" in done.error or done.code not in CODES:
            problems.append(f"exit code {done.code}: {done.error.strip()[-300:]}")
        if self._is_open(left):
            problems.append("an open entry of the journal")
        return problems


def _difference(one: Site, other: Site) -> str:
    names = sorted(name for name in {*one, *other} if one.get(name) != other.get(name))
    return ", ".join(names[:4])
