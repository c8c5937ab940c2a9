"""Completion in bash, zsh and fish: the scripts, the answers, and the installation.

The scripts are our own, because typer's have faults: in zsh the first Tab of a shell does nothing,
since its script only defines the function as which zsh runs it; words with quotes, brackets or
colons come out wrong, and so do URLs in bash, which breaks words at colons. PowerShell keeps
typer's.

A script runs `postgen` with the shell's name in `_POSTGEN_COMPLETE`, and with the words up to the
cursor; bash, which does not say what its words mean, with the line, and with the characters at
which it breaks words. The answer is a line for each word that fits, with a tab and a few words
about it where there are some, and empty where files may fit.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from postgen.cli import console, plain_line
from postgen.errors import UsageError

VARIABLE = "_POSTGEN_COMPLETE"

BASH = r"""_postgen() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        COMPREPLY+=("$line")
    done < <(_POSTGEN_COMPLETE=bash "$1" "${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
}
complete -o default -o nosort -F _postgen postgen 2>/dev/null ||
    complete -o default -F _postgen postgen
"""

ZSH = r"""#compdef postgen
_postgen() {
    local line
    local -a typed values shown how
    typed=("${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}")
    for line in "${(@f)$(_POSTGEN_COMPLETE=zsh ${(Q)~words[1]} "${typed[@]}" 2>/dev/null)}"; do
        [[ -n $line ]] || continue
        values+=("${line%%$'\t'*}")
        shown+=("${line/$'\t'/  -- }")
        [[ $line != *$'\t'* ]] || how=(-l)
    done
    if (( $#values )); then
        compadd -U $how -V postgen -d shown -a values
    else
        _files
    fi
}
if [[ $funcstack[1] == _postgen ]]; then
    _postgen "$@"
else
    compdef _postgen postgen
fi
"""

FISH = r"""function __postgen_complete
    set -l typed (commandline -opc)
    set -l word (commandline -ct)
    set -l unquoted (string unescape -- "$word"; or string trim --left --chars "'\"" -- "$word")
    set -l found (env _POSTGEN_COMPLETE=fish $typed "$unquoted" 2>/dev/null)
    if set -q found[1]
        printf '%s\n' $found
    else
        __fish_complete_path "$word"
    end
end
complete --command postgen --no-files --keep-order --arguments '(__postgen_complete)'
"""

SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}


def answer_without_typer(shell: str, arguments: list[str]) -> bool:
    """Print what a shell asks for; return False where typer has to know that."""
    if shell not in SCRIPTS:
        return False
    asked = _Asked(shell, arguments)
    found = plain_line.completions(asked.words)
    if found is not None:
        asked.print(found)
    return found is not None


def answer(command: Any, shell: str, arguments: list[str]) -> bool:
    """Print what a shell asks for; return whether the shell is one of ours.

    Typer answers the others.
    """
    from typer._completion_classes import FishComplete, completion_init

    if shell not in SCRIPTS:
        completion_init()
        return False
    asked = _Asked(shell, arguments)
    complete = FishComplete(command, {}, "postgen", VARIABLE)
    items = complete.get_completions(asked.words[:-1], asked.words[-1])
    # the shell itself completes files
    asked.print([(item.value, item.help or "") for item in items if item.type == "plain"])
    return True


class _Asked:
    """What a shell asks for: `words` are those behind `postgen`, up to the cursor."""

    def __init__(self, shell: str, arguments: list[str]) -> None:
        self._is_bash = shell == "bash"
        self._quote, self._kept = "", 0
        self.words = arguments or [""]
        if self._is_bash:
            words, self._quote, self._kept = split(arguments[0], arguments[1])
            self.words = words[1:]

    def print(self, found: list[tuple[str, str]]) -> None:
        """Print the words that fit as the shell reads them, each with a few words about it."""
        option = _option_of(self.words[-1])
        for word, about in found:
            value = f"{option}{word}"
            if self._is_bash:
                console.result([quoted(value[self._kept :], self._quote)])
            else:
                console.result([f"{value}\t{about}" if about else value])


def _option_of(word: str) -> str:
    """Return `--to=` of `--to=pl`, which the shell wants with each value; "" for other words."""
    name, equals, _value = word.partition("=")
    is_option = equals and name.startswith("-")
    return f"{name}=" if is_option else ""


# What bash makes of words


def split(line: str, breaks: str) -> tuple[list[str], str, int]:
    """Split a line up to the cursor as bash does: into words.

    The last of them may only have begun. Return the words, the quote that is open at the end (""
    for none), and the number of characters of the last word that stay as they are: readline
    completes what is behind an open quote, or behind the last of the characters that break words
    (`breaks`, bash's COMP_WORDBREAKS).
    """
    words: list[str] = []
    word: str | None = None
    quote, kept, at = "", 0, 0
    while at < len(line):
        character, following = line[at], line[at + 1 : at + 2]
        at += 1
        if not quote and character in " \t\n":
            if word is not None:
                words.append(word)
            word, kept = None, 0
            continue
        word = word or ""
        opens_quote = not quote and character in "'\""
        if opens_quote or character == quote:
            quote = "" if quote else character
            kept = len(word)
        elif _escapes(character, following, quote):
            word += following
            at += 1
        else:
            word += character
            if not quote and character in breaks:
                kept = len(word)
    return [*words, word or ""], quote, kept


def _escapes(character: str, following: str, quote: str) -> bool:
    """Whether a backslash escapes what follows.

    It escapes anything outside of quotes, little in double ones, and nothing in single ones.
    """
    if character != "\\" or quote == "'":
        return False
    return not quote or following in '"\\$`'


def quoted(word: str, quote: str) -> str:
    """Return a word as bash puts it into the line.

    It stands inside the open `quote`, or has backslashes outside of one.
    """
    if quote == "'":
        return word.replace("'", "'\\''")
    if quote:
        special = '"\\$`'
        return "".join(f"\\{each}" if each in special else each for each in word)
    return "".join(each if _is_plain(each) else f"\\{each}" for each in word)


def _is_plain(character: str) -> bool:
    return character.isalnum() or character in "-_./,+:@%=" or ord(character) > 127


# Installing


def show() -> None:
    """Print the script of the shell that this was called from."""
    shell = _shell()
    console.document(SCRIPTS[shell] if shell in SCRIPTS else _script_of_typer(shell))


def install() -> None:
    """Install the script for the shell that this was called from; print where it is.

    Raises `UnreadableError` and `UnwritableError`.
    """
    shell = _shell()
    if shell in SCRIPTS:
        place = _install_own(shell)
    else:
        from typer._completion_shared import install as install_other

        place = install_other(shell, "postgen", VARIABLE)[1]
    console.result([str(place)])
    console.note(f"Completion is installed for {shell}; new shells have it.")


def _install_own(shell: str) -> Path:
    """Write our script, and the line that loads it unless it is there; return the script's path."""
    from postgen.files import store

    place, start, line = places(shell)
    changes = [store.Change(place, _text_of(place), SCRIPTS[shell])]
    old = _text_of(start) if start else None
    text = old or ""
    if start and line not in text.splitlines():
        gap = "\n" if text and not text.endswith("\n") else ""
        changes.append(store.Change(start, old, f"{text}{gap}{line}\n"))
    store.commit(changes)
    return place


def _text_of(path: Path) -> str | None:
    from postgen.files import store

    return store.read(path) if path.exists() else None


def places(shell: str) -> tuple[Path, Path | None, str]:
    """Return where a shell's script goes, and which start-up file needs which line.

    There is none for fish.
    """
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - Path.home() raises where there is none
    if shell == "bash":
        script = home / ".bash_completions" / "postgen.sh"
        return script, home / ".bashrc", f"source '{script}'"
    if shell == "zsh":
        start = Path(os.environ.get("ZDOTDIR") or home) / ".zshrc"
        return (
            home / ".zfunc" / "_postgen",
            start,
            "fpath+=~/.zfunc; autoload -Uz compinit; compinit",
        )
    config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    return config / "fish" / "completions" / "postgen.fish", None, ""


def _shell() -> str:
    """Return the name of the shell that this was called from. Raises `UsageError`."""
    from shellingham import ShellDetectionFailure, detect_shell

    try:
        name = str(detect_shell()[0])
    except ShellDetectionFailure:
        name = os.path.basename(os.environ.get("SHELL", ""))  # noqa: PTH119 - of a text
    if name not in {*SCRIPTS, "powershell", "pwsh"}:
        problem = "It cannot be found out which shell this is."
        if name:
            problem = f"There is no completion for the shell `{name}`."
        raise UsageError(problem, "Run it from bash, zsh, fish or PowerShell.")
    return name


def _script_of_typer(shell: str) -> str:
    from typer._completion_shared import get_completion_script

    return get_completion_script(prog_name="postgen", complete_var=VARIABLE, shell=shell) + "\n"
