"""The architecture: imports point down, each library is used in one place, and starting is cheap."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import postgen
from postgen.cli import report, status
from postgen.references import styles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HOUSE = Path(postgen.__file__).parent

LAYERS: list[set[str]] = [
    {"__main__", "api"},
    {"cli", "desk"},
    {"commands"},
    {"search", "preview"},
    {"site", "web"},
    {"files"},
    {"importers", "exporters", "outlets", "workflows"},
    {
        "stats",
        "habits",
        "issue",
        "issue_edit",
        "issue_intro",
        "issue_item",
        "issue_order",
        "issue_pieces",
        "issue_removal",
        "issue_write",
        "paste",
        "translation",
        "checks",
        "links",
    },
    {"backlog", "issue_ids", "issue_number", "references", "suggest", "toc"},
    {"page", "urls"},
    {"jekyll", "markdown"},
    {"plugins"},
    {"model", "text", "errors", "__init__"},
]
"""The packages from top to bottom; a package imports from its own layer and from those below."""

HOMES = {
    "typer": {"cli"},
    "rich": {"cli/console.py", "cli/tables.py"},
    "readline": {"cli/console.py"},
    "httpx": {"web"},
    "yaml": {"jekyll/frontmatter.py", "jekyll/yaml_entries.py", "jekyll/yaml_loader.py"},
    "frontmatter": {"jekyll/frontmatter.py"},
    "liquid": {"jekyll/templates/liquid.py", "jekyll/templates/post_liquid.py"},
    "slugify": {"jekyll/slugs.py"},
    "publicsuffixlist": {"links/domains.py"},
    "PIL": {"files/thumbnails.py"},
    "starlette": {"desk"},
    "uvicorn": {"desk"},
    "wcwidth": {"outlets"},
    "fcntl": {"files/lock.py"},
}
"""The package or the module that alone may know a library."""

PURE = set.union(*LAYERS[7:]) - {"__init__"}
"""The packages without files, clock, network and print."""

READS_ITS_OWN_FILES = {"jekyll/templates/__init__.py", "plugins.py"}
"""The built-in templates are files beside it."""

IMPURE = {
    "os",
    "pathlib",
    "subprocess",
    "socket",
    "tempfile",
    "shutil",
    "time",
    "httpx",
    "random",
    "sys",
}


@cache
def modules() -> list[tuple[str, str, ast.Module]]:
    return list(_parsed_modules())


def _parsed_modules() -> Iterator[tuple[str, str, ast.Module]]:
    """Return each module's path in the package, its subpackage, and its syntax."""
    for path in sorted(HOUSE.rglob("*.py")):
        place = path.relative_to(HOUSE)
        package = place.parts[0].removesuffix(".py")
        yield str(place), package, ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.AST, *, checking: bool = True) -> Iterator[str]:
    """Return the modules that are imported, in functions too; without those for type checkers if not `checking`."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING" and not checking:
            continue
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            if node.module == "postgen":
                yield from (f"postgen.{each.name}" for each in node.names)
            else:
                yield str(node.module)
        yield from imports(node, checking=checking)


def layer_of(package: str) -> int:
    found = [number for number, packages in enumerate(LAYERS) if package in packages]
    assert found, f"{package} is in no layer: add it to LAYERS"
    return found[0]


@pytest.mark.parametrize(
    ("place", "package", "tree"), list(modules()), ids=[place for place, _, _ in modules()]
)
def test_imports_point_down(place: str, package: str, tree: ast.Module) -> None:
    for name in imports(tree, checking=False):
        if name.startswith("postgen.") and place != "__init__.py":  # which loads the API when asked
            other = name.split(".")[1]
            other = "__init__" if other.startswith("__version") else other
            assert layer_of(other) >= layer_of(package), (
                f"{place} imports {name}, which is above it"
            )


@pytest.mark.parametrize("library", HOMES)
def test_a_library_has_its_home(library: str) -> None:
    for place, package, tree in modules():
        if any(name.split(".")[0] == library for name in imports(tree)):
            assert {place, package} & HOMES[library], f"{place} imports {library}"


def test_no_package_imports_itself_through_another() -> None:
    """A circle would make it matter which module is imported first."""
    graph: dict[str, set[str]] = {}
    for _, package, tree in modules():
        if package == "__init__":
            continue
        names = (name.split(".") for name in imports(tree, checking=False))
        graph.setdefault(package, set()).update(
            name[1] for name in names if name[0] == "postgen" and len(name) > 1
        )
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, " -> ".join((*above[above.index(name) :], name))
        if name not in done:
            for other in sorted(graph.get(name, set()) - {name}):
                visit(other, (*above, name))
            done.add(name)

    for name in graph:
        visit(name, ())


@pytest.mark.parametrize("package", sorted(PURE))
def test_pure_packages_do_no_input_or_output(package: str) -> None:
    for place, own, tree in modules():
        if own != package or place in READS_ITS_OWN_FILES:
            continue
        reached = {name.split(".")[0] for name in imports(tree, checking=False)} & IMPURE
        assert not reached, f"{place} imports {reached}"
        called = {
            node.func.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert not called & {"print", "open", "input"}, place
        used = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not used & {"datetime.now", "date.today", "datetime.today", "datetime.utcnow"}, place


def test_only_the_console_prints_and_only_the_store_writes() -> None:
    writing = {
        "write_text",
        "write_bytes",
        "unlink",
        "mkdir",
        "rename",
        "symlink_to",
        "rmdir",
        "touch",
    }
    for place, _, tree in modules():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            if isinstance(node.func, ast.Name) and node.func.id in {"print", "input"}:
                assert place == "cli/console.py", place
            if isinstance(node.func, ast.Attribute) and node.func.attr in writing:
                assert place in WRITERS, f"{place}:{node.lineno} writes"


WRITERS = {
    "files/store.py",
    "files/leftovers.py",
    "files/cache.py",
    "files/journal.py",
    "preview/copy.py",
    "web/cache.py",
    "search/index.py",
}
"""The store and its leftovers write to the site; the others to the user's own folders, which hold no file of the site."""


def test_unexpected_exceptions_are_not_swallowed() -> None:
    """Any exception that is not a `PostgenError` is a bug, and shows as one; what cleans up raises it again."""
    for place, _, tree in modules():
        for node in ast.walk(tree):
            if not isinstance(node, ast.ExceptHandler):
                continue
            caught = ast.unparse(node.type) if node.type else ""
            assert caught not in {"", "Exception"}, f"{place}:{node.lineno}"
            if (
                caught == "BaseException" and place != "web/pool.py"
            ):  # which carries it over to the thread that asked
                assert isinstance(node.body[-1], ast.Raise), f"{place}:{node.lineno}"


def test_modules_and_functions_keep_to_their_limits() -> None:
    for place, _, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                length = (node.end_lineno or 0) - node.body[0].lineno
                assert length <= 60, f"{place}: {node.name} has {length} lines"


# What a command loads

HEAVY = {
    "httpx", "rich", "liquid", "slugify", "frontmatter", "asyncio", "tempfile", "selectolax", "ssl", "http",
    "sqlite3", "PIL", "unittest", "email", "xml", "multiprocessing", "logging",
}  # fmt: skip
"""Each of these costs more than a command may take."""

BACKLOG = "---\ntitle: Backlog\n---\n\n## A\n\n* [One](https://example.org/1)\n\n## B\n"
PLACE = "_posts/2026-11-01-backlog.md"

LIGHT = {
    "--help": [],
    "add-link --help": [],
    "new --help": [],
    "check --help": [],
    "new post --help": [],
    "add-link https://example.org/2 --no-fetch --title Two": ["postgen.backlog"],
    "add-link https://example.org/2 --no-fetch": ["postgen.backlog"],
    "new post T --tag t": ["postgen.jekyll.slugs"],
    "new draft T": [],
    "move 1 --to B --yes": ["postgen.backlog"],
    "drop 1 --yes": ["postgen.backlog"],
    "list --json": ["postgen.backlog"],
    "": ["postgen.backlog"],
}
"""Commands that load nothing heavy, and what they do load."""


def loaded(folder: Path, command: str) -> set[str]:
    """Run a command as a process, which prints at its end what it has loaded beyond typer."""
    script = (
        "import sys, typer.main, atexit, os\n"
        "before = set(sys.modules)\n"
        "def tell():\n"
        "    os.write(2, ('\\nLOADED ' + ' '.join(set(sys.modules) - before) + '\\n').encode())\n"
        "atexit.register(tell)\n"
        f"sys.argv = ['postgen', *{command.split()!r}]\n"
        "from postgen.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=True
    )
    return set(done.stderr.rpartition("LOADED ")[2].split())


@pytest.mark.processes
@pytest.mark.parametrize("command", LIGHT)
def test_a_command_loads_nothing_heavy(command: str, make_site: Callable[..., Path]) -> None:
    root = make_site({PLACE: BACKLOG, "_posts/2026-01-01-old.md": "---\ntags: [t]\n---\n"})
    names = loaded(root, command)
    heavy = HEAVY - ({"frontmatter"} if "--tag" in command else set())
    assert not {name.split(".")[0] for name in names} & heavy
    assert set(LIGHT[command]) <= names


def test_only_the_app_raises_what_typer_catches() -> None:
    """A command may be run without typer, and then nobody catches its `Exit`."""
    raising = [
        path.name
        for path in (HOUSE / "cli").glob("*.py")
        if "raise typer." in path.read_text(encoding="utf-8")
    ]
    assert raising == ["app.py"]


WITHOUT_TYPER = (
    "--help",
    "new post -h",
    "add-link https://example.org/2 --no-fetch --title=Two -c A",
    "new post T --tag t -q",
    "move 1 --to B --yes",
    "list --limit 3",
    "search One",
)
"""Lines that have nothing unusual."""


@pytest.mark.processes
@pytest.mark.parametrize("command", [*WITHOUT_TYPER, "zsh: add-link -c A", "zsh: drop One"])
def test_a_line_with_nothing_unusual_is_read_without_typer(
    command: str, make_site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_site({PLACE: BACKLOG})
    shell, is_completed, line = command.partition(": ")
    if is_completed:
        monkeypatch.setenv("_POSTGEN_COMPLETE", shell)
        command = line
    script = (
        "import sys, atexit, os\n"
        "atexit.register(lambda: os.write(2, ' '.join(sys.modules).encode()))\n"
        f"sys.argv = ['postgen', *{command.split()!r}]\n"
        "from postgen.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, check=True)
    names = done.stderr.decode().split()
    assert "postgen.cli.plain_line" in names
    assert not {"typer", "postgen.cli.options", "postgen.cli.app"} & set(names)


@pytest.mark.processes
def test_links_that_were_checked_lately_load_nothing_heavy(
    make_site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    now = datetime.now(UTC).isoformat()
    record = json.dumps({"url": "https://example.org/1", "verdict": "ok", "checked": now})
    config = "postgen: {links: {history: _links.jsonl}}\n"
    root = make_site({PLACE: BACKLOG, "_links.jsonl": record}, config)
    loaded(root, f"check --links {PLACE}")  # which reads the post
    names = loaded(root, f"check --links {PLACE}")
    assert "postgen.commands.check_links" in names
    assert not {name.split(".")[0] for name in names} & HEAVY
    assert not names & {"postgen.web.network", "postgen.links.verdicts", "postgen.commands.check"}


@pytest.mark.processes
def test_help_loads_no_package_at_all(make_site: Callable[..., Path]) -> None:
    root = make_site()
    packages = {
        name.split(".")[1] for name in loaded(root, "--help") if name.startswith("postgen.")
    }
    assert packages <= {"__main__", "cli", "errors"}
    below = {name for name in loaded(root, "add-link --help") if name.startswith("postgen.")}
    assert not below & {"postgen.markdown", "postgen.backlog", "postgen.site"}


@pytest.mark.processes
def test_a_new_post_does_not_load_the_reader_of_markdown(make_site: Callable[..., Path]) -> None:
    root = make_site({"_posts/2026-01-01-old.md": "---\ntitle: Old\n---\n"})
    assert not loaded(root, "new post T") & {"postgen.markdown", "postgen.commands.lookup"}


@pytest.mark.processes
def test_a_completion_loads_nothing_heavy(
    make_site: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_site({PLACE: BACKLOG})
    monkeypatch.setenv("_POSTGEN_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "postgen\nadd-link\n--category\nA")
    monkeypatch.setenv("COMP_CWORD", "3")
    assert not {name.split(".")[0] for name in loaded(root, "")} & HEAVY


# What belongs where


def strings(tree: ast.Module) -> Iterator[ast.Constant]:
    """Yield the strings of a module without its docstrings."""
    documented = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and node not in documented:
            yield node  # type: ignore[misc]


OPTION = re.compile(r"(?<![\w<!-])--[a-z][a-z-]+")
OPTIONS_OF_GIT = {"files/git.py", "files/git_lines.py", "files/diff.py"}
"""The modules that run git, or write what it reads."""


def test_no_option_is_named_below_the_command_line() -> None:
    for place, package, tree in modules():
        if package == "cli" or place in OPTIONS_OF_GIT:
            continue
        for node in strings(tree):
            text = str(node.value)
            assert not OPTION.search(text), f"{place}:{node.lineno}: {text}"


def test_nothing_asks_for_the_kind_of_a_style() -> None:
    """Nothing outside of its own module asks which style of references it has."""
    names = set(styles.names())
    for place, _, tree in modules():
        if place.startswith("references/styles/"):
            continue
        for node in ast.walk(tree):
            if not isinstance(node, ast.Compare):
                continue
            compared = {
                each.value
                for side in [node.left, *node.comparators]
                for each in ast.walk(side)
                if isinstance(each, ast.Constant)
            }
            asked = ast.unparse(node)
            # of a link in Markdown, of a completion, of an attribute list: `{:footnotes}`
            if any(each in asked for each in ("form", "item.type", "given.names")):
                continue
            assert not compared & names, f"{place}:{node.lineno}: {asked}"


GRAMMARS = {
    "a web address": (
        re.compile(r"https\?.{0,12}//(?:[(\[]|\\S)"),
        {
            "urls/bare.py",  # an address in a person's text
            "urls/finder.py",  # all that a known address may be written as
            "urls/parts.py",  # the parts of one
            "urls/same_title.py",  # what a title is not
            "markdown/span_grammar.py",  # kramdown's `<https://…>`
            "paste/write.py",  # the same, in text that is not Markdown yet
        },
    ),
    "a citation": (re.compile(r"\\\[.{0,9}\\d|\\d.{0,6}\\\]"), {"references/numbers.py"}),
}
"""What a pattern looks like that reads one, and the modules that may have such patterns."""


@pytest.mark.parametrize("what", GRAMMARS)
def test_one_grammar_reads(what: str) -> None:
    """The styles have only what they write themselves."""
    pattern, homes = GRAMMARS[what]
    for place, _, tree in modules():
        if place in homes or place.startswith("references/styles/"):
            continue
        for node in strings(tree):
            text = str(node.value)
            assert not pattern.search(text), f"{place}:{node.lineno}: {text}"


def test_nothing_is_keyed_by_identity() -> None:
    for place, _, tree in modules():
        for node in ast.walk(tree):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            assert not (is_call and node.func.id == "id"), f"{place}:{node.lineno}"  # type: ignore[attr-defined]


def test_kinds_are_literal_types() -> None:
    from typing import Literal, get_origin

    from postgen import model
    from postgen.markdown import tree

    for kind in (tree.BlockKind, tree.SpanKind, tree.LinkForm, model.Severity):
        assert get_origin(kind) is Literal


def constants(node: ast.expr) -> set[str]:
    """Return the texts that an expression may be: a constant, or either branch of a conditional."""
    if isinstance(node, ast.IfExp):
        return constants(node.body) | constants(node.orelse)
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return {str(ast.literal_eval(node))} if is_text else set()


def test_every_note_and_summary_has_text() -> None:
    codes: set[str] = set()
    for _, package, tree in modules():
        for node in ast.walk(tree):
            is_note = (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "note"
            )
            if is_note and package == "commands":
                codes |= constants(node.args[0])  # type: ignore[attr-defined]
    codes_with_text = {*report.SENTENCES, *report.SUMMARIES, *status.STEPS}
    assert codes <= codes_with_text
