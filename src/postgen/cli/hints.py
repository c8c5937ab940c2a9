"""The next step after an error, where it is an option of the command line."""

from __future__ import annotations

HINTS: dict[str, str] = {
    "undo-list": "`postgen undo --list` shows them.",
    "backlog-empty": "`postgen add-link URL --category NAME` files the first link.",
    "category-near": "Choose one of these, or --new-category to make `{wanted}`.",
    "category-several": "Write more of the name, or --new-category to make `{wanted}`.",
    "known-link": "--allow-duplicate writes a post of it all the same.",
    "name-taken": "Use --slug {slug}, or --force to replace it.",
    "name-taken-by-title": "Choose another title ({slug}), or --force to replace it.",
    "category-not-empty": (
        "`postgen category merge` puts them under another category; --force drops them."
    ),
    "list-not-shown": (
        "Run `postgen list` first; an id, a URL or a title needs no list. "
        "--yes takes numbers as they are now."
    ),
    "backlog-exists": (
        "`postgen list` shows it; --backlog PATH names the file of another one to begin."
    ),
    "no-backlog": "Run `postgen new backlog`, or name a file with --backlog PATH.",
    "backlog-missing": "Run `postgen new backlog`, or name another with --backlog PATH.",
    "no-draft-issue": ("Name a post, or begin one with `postgen new newsletter --draft`."),
    "folder-unclear": (
        "Name it by its category, --category {category}, or as `postgen: posts:` in the settings."
    ),
    "series-unclear": "Name a post of the one that is meant: --like {path}.",
    "feed-followed": "`postgen feeds list` shows all of them.",
    "feeds-list": "`postgen feeds list` shows them, with their numbers.",
    "feed-not-read": "Check the address; --no-fetch adds it as it is.",
    "no-site": "Run `postgen init` to begin one here, or name one with --site DIR.",
    "taken": "Choose another name, or --force to replace it.",
    "undated": "Write it as 2026-11-20 18:30, or add --date.",
    "no-repository": "Run `git init` there, or leave out --commit.",
    "git-busy": "Finish it first (`git status` says how), or leave out --commit.",
    "git-unmerged": "Resolve them and `git add` them first, or leave out --commit.",
    "git-locked": (
        "Wait for the other git to end; if there is none, remove that file. Or leave out --commit."
    ),
    "no-git": "Install it, or leave out --commit.",
    "thumb-without-image": "Name a file with --image.",
    "no-pillow": "Install it with `pip install 'postgen[images]'`, or leave out --thumb.",
    "too-many-pixels": "Make it smaller first, or leave out --thumb.",
    "not-an-image": "Convert it first, or leave out --thumb.",
    "port-taken": "Name another one with --port, or as `postgen: desk: port:` in the settings.",
    "set-form": "Write it as --set comments=true.",
    "set-date": "Use --date.",
    "harmful-value": "`postgen check --explain {rule}` says why.",
    "name-taken-rename": "Rename it with `postgen rename`, or --force to replace it.",
    "translated-already": "Continue that one; --force begins another one.",
    "other-format": "If it is in another format, name that with --format.",
    "unknown-format": "Name its format with --format: {formats}.",
    "only-repeats": "--allow-repeat takes them all the same.",
    "nothing-new": (
        "Left out, published before: {count}. --allow-repeat takes them all the same. {problems}"
    ),
}
"""The next step, for errors whose next step is an option: by `code`, formatted with the data."""
