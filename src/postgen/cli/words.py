"""Words that people try: other names of commands and options, and what to type instead.

Loaded only when a word was not understood.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

COMMANDS = {
    "newsletter": "`postgen new newsletter` writes an issue from the backlog",
    "issue": "`postgen new newsletter` writes an issue from the backlog",
    "digest": "`postgen new digest` writes a post from the site's feeds",
    "translate": "`postgen new translation POST --lang zh` begins a translation",
    "translation": "`postgen new translation POST --lang zh` begins a translation",
    "index": "`postgen new index` writes the page of all issues",
    "archive": "`postgen new index` writes the page of all issues",
    "backlog": "`postgen list` shows the backlog, `postgen new backlog` begins one",
    "links": "`postgen list` shows the backlog",
    "ls": "`postgen list` shows the backlog",
    "show": "`postgen list` shows the backlog",
    "link": "`postgen add-link URL` files a link, `postgen new link URL` writes a post of it",
    "linkpost": "`postgen new link URL` writes a post of one link",
    "save": "`postgen add-link URL` files a link in the backlog",
    "bookmark": "`postgen add-link URL` files a link in the backlog",
    "rm": "`postgen drop` takes an item out of the backlog",
    "browse": "`postgen open` opens the links of items in the browser",
    "del": "`postgen drop` takes an item out of the backlog",
    "remove": "`postgen drop` takes an item out of the backlog",
    "delete": "`postgen drop` takes an item out of the backlog",
    "mv": "`postgen move WHAT --to CATEGORY` moves an item of the backlog",
    "categories": "`postgen category list` shows the categories of the backlog",
    "status": "`postgen` alone shows where things stand",
    "st": "`postgen` alone shows where things stand",
    "info": "`postgen` alone shows where things stand",
    "lint": "`postgen check` finds what Jekyll would swallow, lose or break on",
    "validate": "`postgen check` finds what Jekyll would swallow, lose or break on",
    "verify": "`postgen check` finds what Jekyll would swallow, lose or break on",
    "test": "`postgen check` finds what Jekyll would swallow, lose or break on",
    "doctor": "`postgen check` finds what Jekyll would swallow, lose or break on",
    "fix": "`postgen check --fix` fixes what is certain",
    "repair": "`postgen check --fix` fixes what is certain",
    "renumber": "`postgen refs POST` numbers the references of posts",
    "references": "`postgen refs POST` numbers the references of posts",
    "find": "`postgen search WORDS` looks for links",
    "grep": "`postgen search WORDS` looks for links",
    "revert": "`postgen undo` takes back the last command that wrote",
    "rollback": "`postgen undo` takes back the last command that wrote",
    "fetch": "`postgen pull` files what is new in the site's feeds",
    "feed": "`postgen feeds` lists and adds feeds, `postgen pull` files what is new in them",
    "follow": "`postgen feeds add URL` follows a feed",
    "subscribe": "`postgen feeds add URL` follows a feed",
    "unfollow": "`postgen feeds remove URL` follows a feed no longer",
    "unsubscribe": "`postgen feeds remove URL` follows a feed no longer",
    "sync": "`postgen pull` files what is new in the site's feeds",
    "update": "`postgen pull` files what is new in the site's feeds",
    "workflows": "`postgen init --github` writes workflows for GitHub",
    "github": "`postgen init --github` writes workflows for GitHub",
    "retitle": "`postgen rename POST TITLE` changes a title",
    "frontmatter": "`postgen set POST KEY=VALUE` sets keys of a post",
    "front-matter": "`postgen set POST KEY=VALUE` sets keys of a post",
    "discuss": "`postgen publish POST --discuss URL` puts its discussion's address into a post",
    "release": "`postgen publish DRAFT` makes a draft a post",
    "template": "`postgen templates` lists the templates",
    "create": "`postgen new` writes a post, a newsletter and the like",
    "settings": "`postgen:` in `_config.yml` holds the settings; see docs/settings.md",
    "config": "`postgen:` in `_config.yml` holds the settings; see docs/settings.md",
    "commit": "`git commit` commits, or `--commit` behind the command that writes",
    "build": "`jekyll build` builds the site",
    "serve": "`jekyll serve` shows the site, `postgen preview POST` one post",
    "gui": "`postgen desk` opens the backlog and the issue in the browser",
    "ui": "`postgen desk` opens the backlog and the issue in the browser",
    "web": "`postgen desk` opens the backlog and the issue in the browser",
    "numbers": "`postgen stats` shows the year in numbers",
    "statistics": "`postgen stats` shows the year in numbers",
    "version": "`postgen --version` shows the version",
}
"""Words that are not commands, and what to run."""

OPTIONS = {
    "--comment": "--note",
    "--comments": "--note",
    "--description": "--note",
    "--desc": "--note",
    "--text": "--note",
    "--message": "--note",
    "--notes": "--note",
    "--tags": "--tag",
    "--label": "--tag",
    "--labels": "--tag",
    "--keyword": "--tag",
    "--categories": "--category",
    "--cat": "--category",
    "--section": "--category",
    "--folder": "--category",
    "--category": "--to",
    "--name": "--title",
    "--heading": "--title",
    "--number": "--issue",
    "--no": "--issue",
    "--language": "--lang",
    "--source": "--via",
    "--from": "--via",
    "--day": "--date",
    "--when": "--date",
    "--after": "--since",
    "--max": "--limit",
    "--count": "--limit",
    "--top": "--limit",
    "--dryrun": "--dry-run",
    "--dry": "--dry-run",
    "--preview": "--dry-run",
    "--overwrite": "--force",
    "--no-network": "--no-fetch",
    "--offline": "--no-fetch",
    "--query": "--search",
    "--filter": "--search",
    "--order": "--sort",
    "--style": "--references",
    "--refs": "--references",
    "--dir": "--site",
    "--root": "--site",
}
"""Names of options that other programs use, and what postgen calls them."""

ELSEWHERE = {
    ("draft", "--date"): "A draft has no date; `postgen publish DRAFT --date` gives it one.",
    ("draft", "--issue"): "`postgen new newsletter --draft --issue` begins an issue as a draft.",
}
"""Options that a command lacks and another has, by its name."""

MAY_BE_REPEATED = {"--tag", "--category"}
"""Options that take one value each time: `--tag a --tag b`."""


def unknown_command(name: str, known: Iterable[str], prefix: str = "") -> str:
    """Return what to say of a word that is not a command; `prefix` is its group, such as `new`."""
    if not prefix and name.casefold() in COMMANDS:
        return f"There is no command `{name}`: {COMMANDS[name.casefold()]}."
    return f"There is no command `{name}`{_near(name, known)}"


def usage_message(error: Any) -> str:
    """Return what was wrong with a command line, as one sentence; `error` is what typer raised."""
    wrong = getattr(error, "option_name", "")
    if wrong and error.ctx:
        options = [option for each in error.ctx.command.params for option in each.opts]
        end = "." if OPTIONS.get(wrong) in options else _near(wrong, options)
        return f"There is no option `{wrong}`{end}"
    text: str = error.format_message().strip()
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _near(word: str, known: Iterable[str]) -> str:
    """Return the end of a sentence: the nearest known word, if there is one."""
    from difflib import get_close_matches

    names = {each.lstrip("-"): each for each in known}  # dashes make all options alike
    near = [names[name] for name in get_close_matches(word.lstrip("-"), list(names), 1)]
    return f"; did you mean `{near[0]}`?" if near else "."


def usage_hint(error: Any, arguments: list[str]) -> str:
    """Return the next step after wrong usage: the option or quotes that are meant, else the help.

    `error` is what typer raised, `arguments` the whole command line.
    """
    path = error.ctx.command_path if error.ctx else "postgen"
    is_understood = "`: `postgen" in error.format_message()
    meant = _meant(error, arguments) if error.ctx else ""
    return meant or ("" if is_understood else f"See `{path} --help`.")


def _meant(error: Any, arguments: list[str]) -> str:
    wrong = getattr(error, "option_name", "")
    if wrong:
        elsewhere = ELSEWHERE.get((error.ctx.command.name, wrong), "")
        return elsewhere or _option_hint(error.ctx.command, wrong, arguments)
    if "extra argument" in error.format_message():
        return _quotes_hint(error.ctx, arguments)
    return ""


def _option_hint(command: Any, wrong: str, arguments: list[str]) -> str:
    """Return the option that is meant, if the command has it."""
    known = {option for each in command.params for option in each.opts}
    meant = OPTIONS.get(wrong, "")
    if meant not in known and wrong.rstrip("s") in known:
        meant = wrong.rstrip("s")
    if meant not in known:
        return ""
    value = _value_of(wrong, arguments)
    if meant in MAY_BE_REPEATED and value:
        parts = [part.strip() for part in value.split(",") if part.strip()]
        return f"Write it as `{' '.join(f'{meant} {_quoted(part)}' for part in parts)}`."
    return f"Write {meant} for it."


def _value_of(option: str, arguments: list[str]) -> str:
    """Return the value that a command line gives to an option: `--tags a,b` or `--tags=a,b`."""
    for place, each in enumerate(arguments):
        if each.startswith(f"{option}="):
            return each.partition("=")[2]
        if each == option:
            value = arguments[place + 1 : place + 2]
            return value[0] if value and not value[0].startswith("-") else ""
    return ""


def _quotes_hint(context: Any, arguments: list[str]) -> str:
    """Return how to quote a text of several words: `new post A title` is 'A title'."""
    names = context.command_path.split()[1:]
    if arguments[: len(names)] != names:
        return ""
    words = []
    for each in arguments[len(names) :]:
        if each.startswith("-"):
            break
        words.append(each)
    positional = [each for each in context.command.params if each.param_type_name == "argument"]
    first = len(positional) - 1  # `rename POST A new title`: the title is the last argument
    if first < 0 or len(words) <= first + 1:
        return ""
    call = " ".join([context.command_path, *map(_quoted, words[:first])])
    return f"Put several words into quotes: `{call} {_quoted(' '.join(words[first:]))}`."


def _quoted(text: str) -> str:
    from shlex import quote

    return quote(text)
