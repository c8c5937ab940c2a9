"""Completion in bash, zsh and fish: their scripts, what these are answered, and how they are installed.

The scripts are our own, for typer's have faults: in zsh the first Tab of a shell does nothing, since its script only
defines the function as which zsh runs it; words with quotes, brackets or colons come out wrong, and so do URLs in bash,
which breaks words at colons. PowerShell keeps typer's.

A script runs `postgen` with the shell's name in `_POSTGEN_COMPLETE`, and with the words up to the cursor; bash, which
does not say what its words mean, with the line, and with the characters at which it breaks words. The answer is a line
for each word that fits, with a tab and a few words about it where there are some, and empty where files may fit.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from postgen.cli import console
from postgen.errors import UsageError

VARIABLE = "_POSTGEN_COMPLETE"

BASH = r"""_postgen() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        COMPREPLY+=("$line")
    done < <(_POSTGEN_COMPLETE=bash "$1" "${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
}
complete -o default -o nosort -F _postgen postgen 2>/dev/null || complete -o default -F _postgen postgen
"""

ZSH = r"""#compdef postgen
_postgen() {
    local line
    local -a given values shown how
    given=("${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}")
    for line in "${(@f)$(_POSTGEN_COMPLETE=zsh ${(Q)~words[1]} "${given[@]}" 2>/dev/null)}"; do
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
    set -l given (commandline -opc)
    set -l word (commandline -ct)
    set -l meant (string unescape -- "$word"; or string trim --left --chars "'\"" -- "$word")
    set -l found (env _POSTGEN_COMPLETE=fish $given "$meant" 2>/dev/null)
    if set -q found[1]
        printf '%s\n' $found
    else
        __fish_complete_path "$word"
    end
end
complete --command postgen --no-files --keep-order --arguments '(__postgen_complete)'
"""

SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}


def answer(command: Any, shell: str, given: list[str]) -> bool:
    """Print what a shell asks for; say whether it is one of ours, and not one that typer answers."""
    from typer._completion_classes import FishComplete, completion_init

    if shell not in SCRIPTS:
        completion_init()
        return False
    quote, kept = "", 0
    words = ["postgen", *given]
    if shell == "bash":
        words, quote, kept = split(given[0], given[1])
    arguments, word = words[1:-1], words[-1]
    name, equals, _ = word.partition("=")
    head = name + equals if equals and name.startswith("-") else ""
    for item in FishComplete(command, {}, "postgen", VARIABLE).get_completions(arguments, word):
        if item.type == "plain":  # the shell itself completes files
            value = f"{head}{item.value}"
            line = (
                spelled(value[kept:], quote)
                if shell == "bash"
                else f"{value}\t{item.help}"
                if item.help
                else value
            )
            console.result([line])
    return True


# What bash makes of words


def split(line: str, breaks: str) -> tuple[list[str], str, int]:
    """Split a line up to the cursor as bash does: into words, the last of which is perhaps begun only.

    Give the quote that is open at the end, too, and the number of characters of the last word that stay as they are:
    readline completes what is behind an open quote, or behind the last of the characters that break words.
    """
    words: list[str] = []
    word: str | None = None
    quote, kept, at = "", 0, 0
    while at < len(line):
        character, following = line[at], line[at + 1 : at + 2]
        at += 1
        if not quote and character in " \t\n":
            words += [] if word is None else [word]
            word, kept = None, 0
            continue
        word = word or ""
        if character == quote or (not quote and character in "'\""):
            quote = "" if quote else character
            kept = len(word)
        elif character == "\\" and quote != "'" and (not quote or following in '"\\$`'):
            word += following
            at += 1
        else:
            word += character
            kept = len(word) if not quote and character in breaks else kept
    return [*words, word or ""], quote, kept


def spelled(word: str, quote: str) -> str:
    """Spell a word for bash, which puts it into the line as it is: inside a quote, or outside of one."""
    if quote == "'":
        return word.replace("'", "'\\''")
    if quote:
        return "".join(
            f"\\{character}" if character in '"\\$`' else character for character in word
        )
    return "".join(
        c if c.isalnum() or c in "-_./,+:@%=" or ord(c) > 127 else f"\\{c}" for c in word
    )


# Installing


def show() -> None:
    """Print the script of the shell that this was called from."""
    shell = _shell()
    console.document(SCRIPTS[shell] if shell in SCRIPTS else _typers(shell))


def install() -> None:
    """Install the script for the shell that this was called from; print where it is.

    Raises `UnreadableError` and `UnwritableError`.
    """
    shell = _shell()
    if shell not in SCRIPTS:
        from typer._completion_shared import install as install_other

        place = install_other(shell, "postgen", VARIABLE)[1]
    else:
        from postgen.files import store

        place, start, line = places(shell)
        old = {path: store.read(path) if path.exists() else None for path in (place, start) if path}
        changes = [store.Change(place, old[place], SCRIPTS[shell])]
        text = old[start] or "" if start else line
        if start and line not in text.splitlines():
            gap = "\n" if text and not text.endswith("\n") else ""
            changes.append(store.Change(start, old[start], f"{text}{gap}{line}\n"))
        store.commit(changes)
    console.result([str(place)])
    console.note(f"Completion is installed for {shell}; new shells have it.")


def places(shell: str) -> tuple[Path, Path | None, str]:
    """Say where a shell's script goes, and which file of its start needs which line: none for fish."""
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
    """Name the shell that this was called from. Raises `UsageError`."""
    from shellingham import ShellDetectionFailure, detect_shell

    try:
        name = str(detect_shell()[0])
    except ShellDetectionFailure:
        name = os.path.basename(os.environ.get("SHELL", ""))  # noqa: PTH119 - of a text
    if name not in {*SCRIPTS, "powershell", "pwsh"}:
        raise UsageError(
            f"There is no completion for the shell `{name}`."
            if name
            else "It cannot be found out which shell this is.",
            "Run it from bash, zsh, fish or PowerShell.",
        )
    return name


def _typers(shell: str) -> str:
    from typer._completion_shared import get_completion_script

    return get_completion_script(prog_name="postgen", complete_var=VARIABLE, shell=shell) + "\n"
