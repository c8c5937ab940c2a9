"""What a person reads of a result: its sentences, its commit message, and the hints.

Commands return data (`postgen.commands.Result`); errors carry data. Every sentence about a result
stands here; those that name an option in a hint are in `hints`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from postgen.cli import console

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from postgen.commands import Note, Result
    from postgen.errors import PostgenError

SENTENCES: dict[str, str | Callable[..., str]] = {
    # the backlog
    "filed": "Filed under `{category}`: {title}",
    "inbox-no-issue": "It is not about an issue: nothing was filed.",
    "inbox-closed": "The issue is closed: nothing was filed.",
    "inbox-stranger": "The owner has neither opened nor labelled it: nothing was filed.",
    "inbox-other-event": "The inbox acts on issues that are opened or labelled: nothing was filed.",
    "inbox-other-label": "It is not the label `link`: nothing was filed.",
    "inbox-no-person": "No person has labelled it: nothing was filed.",
    "inbox-other-form": "It is neither of the form nor only an address: nothing was filed.",
    "answer": "{line}",
    "form-updated": "The form of the inbox has the new categories: {path}",
    "filed-unsorted": "No --category was given: filed under `{category}`.",
    "fits-category": "`{category}` would fit {title}: postgen move {url} --to {quoted}",
    "fits-more": (
        "{count} more would fit a category; `postgen list --category {unsorted}` shows them."
    ),
    "category-called": "`{wanted}` is `{name}` here.",
    "category-new": "`{name}` is a new category.",
    "category-unclear": lambda wanted, names: (
        f"`{wanted}` may be {' or '.join(f'`{name}`' for name in names)}: filed under `Unsorted`."
    ),
    "backlog-of-several": (
        "There are {count} backlogs, and {path} is the newest. "
        "`postgen: backlog: path: {name}` in the site's configuration settles it."
    ),
    "backlog-public": (
        "Readers see {path}. `published: false` in its front matter hides it; "
        "`postgen: backlog: public: true` says that they should. This is said once."
    ),
    "line-bad": "Line {number} is not filed, {reason}: {text:.80}",
    "moved-for-good": "{url} moved for good: filed as {new}. --keep-url keeps it.",
    "address-ftp": "{url}: browsers do not open ftp: addresses.",
    "address-local": "{url} leads to this machine or network: readers cannot open it.",
    "interrupted": lambda urls: (
        f"Interrupted. Not filed: {', '.join(urls[:10])}"
        + (f" and {len(urls) - 10} more" if len(urls) > 10 else "")
    ),
    "category-renamed": "`{old}` is `{name}` now.",
    "category-merged": lambda name, into, count: (
        f"Moved from `{name}` to `{into}`: {count} item{'' if count == 1 else 's'}."
    ),
    "category-has-text": "`{name}` stays, because text stands below it.",
    "category-dropped": "Dropped the category `{name}`.",
    "known": "{url} is {reason} ({where}).",
    "same-title": "`{title}` is also the title of {other} ({where}).",
    "dropped": "Dropped: {title}",
    "moved": "Moved to `{category}`: {title}",
    "moved-already": "It is under `{category}` already.",
    "edited": "Edited: {title}",
    "unchanged": "Nothing was changed.",
    "numbers-kept": "The references keep their numbers, which were not in order before.",
    # new files
    "learned": (
        lambda path, others: (
            f"New issues will be like {path}"
            + (f" and {others} more" if others else "")
            + "; postgen habits shows what was learned."
        )
    ),
    "learned-setting": "  {line}",
    "like": lambda path, others: f"It is like {path}" + (f" and {others} more." if others else "."),
    "number-taken": "{path} is number {number} already.",
    "number-skips": "Its number is {number}; {following} would be next.",
    "title-taken": "{path} has the title `{title}`, too.",
    "to-fill-in": "Fill in what is `TK` in it: {keys}.",
    "slug-from-kind": (
        "`{text}` has no letter or digit to name the file by: it is `{slug}`. --slug sets another."
    ),
    "slug-reserved": (
        "Windows has no files of the name `{reserved}`: it is `{slug}`. --slug sets another."
    ),
    "url-taken": "{path} has the URL {url} too, and Jekyll keeps only one: give another --slug.",
    "url-in-folder": "Its folder is a category, so its URL is {url}.",
    "future": (
        "It is dated {moment}: until then Jekyll leaves it out, unless the site has "
        "`future: true`. Build the site again after that."
    ),
    "date-read": "`{text}` is {date}.",
    "backlog-private": "Readers do not see it; --public makes one that they see.",
    "unpublished": "Jekyll leaves it out because its `published:` is false.",
    "term-near": "The {kind} `{word}` is new here; did you mean `{near}`?",
    "into-issue": "Filed in {path}: {title}",
    "back-in-backlog": "Back in the backlog, under `{category}`: {title}",
    "issue-renumbered": "It is issue #{new}: #{old} is taken.",
    "tk-left": lambda count, places: (
        f"`TK` is left in {'a line' if count == 1 else f'{count} lines'}: {places}."
    ),
    "unsorted-left": "A section is still called `{name}`.",
    "section-near": "The section `{name}` is nearly `{near}`; are they one?",
    "left-for-liquid": lambda titles: (
        f"Left in the backlog, for Liquid makes the address: {'; '.join(titles)}."
    ),
    "lost-to-a-table": lambda links: (
        f"Not a link, for kramdown makes a table of a line with `|`: {some(list(links))}."
    ),
    "left-out": "Left out, published before: {links}. --allow-repeat takes them all the same.",
    "digest-empty": "The feeds have nothing new: no digest was written.",
    "left-out-count": (
        "Left out, published before: {count}. --allow-repeat takes them all the same."
    ),
    "many-cards": "There are {count} cards; --since 1d or --limit 20 makes it shorter.",
    "image": "Its image: {path}",
    "thumbnail": "Its thumbnail: {path}",
    "pasted": "{text}",
    "front-matter-stays": "{path} is there: its front matter stays as it is.",
    "up-to-date": "{path} is up to date; nothing was changed.",
    "issue-hidden": "{path} is issue #{number} and not listed: {reason}",
    # the life of a post
    "links-not-followed": "{reason} Links to its URL are not looked for.",
    "links-changed": lambda places, rest: (
        f"Its links were changed in {places}{f' and {rest} more' if rest else ''}."
    ),
    "link-left": "{place}: `{text}` may lead to its old place.",
    "link-lost": "{place}: `{text}` led to it, and it is not on the site now.",
    "more-in-json": "--json lists {count} more.",
    "named-already": "It already has this name: {title}",
    "name-stays": (
        "It is live, so its file {name} and its URL stay; --slug auto makes them of the title."
    ),
    "permalink-stays": "Its URL stays {url}, because its `permalink:` says so.",
    "redirect-needs-plugin": (
        "`redirect_from:` needs the plugin jekyll-redirect-from, which this site does not use."
    ),
    "old-url-lost": "Its old URL {url} leads nowhere now.",
    "old-url-could-lead": (
        "Its old URL {url} leads nowhere now; with --redirect it leads to the new one."
    ),
    "no-such-key": "It has no `{key}`.",
    "url-changed": "Its URL is {url} now; {old_url} leads nowhere.",
    "url-could-lead": "`postgen set POST redirect_from+={old_url}` leads it there.",
    # undo
    "undone": "Undone: {message}",
    "undone-already": (
        "Undone already: {message}. Run `postgen undo` again for the command before it."
    ),
    "undone-file-already": "{path} was as before already.",
    "undone-commit-stays": (
        "Its commit {commit} stays in git's history; --commit makes the undoing a commit, too."
    ),
    # files
    "half-done-undone": (
        "`{message}` was stopped while it wrote: it is taken back. Run it again if you want it."
    ),
    "half-done": (
        "`{message}` was stopped while it wrote, and {paths} changed since: "
        "run `postgen undo` to see what is half done."
    ),
    "hard-link": "{path} has another name (a hard link), which keeps the old text.",
    "leftovers": (
        "What begins with `.postgen-` could not be removed: the next command tries it again."
    ),
    "git-ignored": "git ignores {path}: it is written, not committed.",
    "committed": "Committed {name}: {message}",
    "commit-empty": "Nothing to commit: git has never had the files.",
    # sites
    "site-is-set-up": (
        lambda config, offered: (
            f"{config} has a `postgen:` key already; "
            + ("nothing was changed." if offered else "there is nothing to add.")
        )
    ),
    "config-is-toml": "{config} is read, but not written: what was learned needs no setting; write "
    "others below `[postgen]` in it yourself.",
    "settings-added": "{config} has these settings below `postgen:` now.",
    "page-stays": "{path} is there already, and stays as it is.",
    "config-key-added": "{config} has a `postgen:` key now.",
    "first-site-made": (
        "{folder} is a site now, with a first post. To see it, run `bundle install` there, "
        "then `bundle exec jekyll serve`."
    ),
    "site-made": "{folder} is a site now.",
    "workflow-kept": "{path} is another file: it stays. Delete it to have it written.",
    "workflow-there": "{path} is there already.",
    "workflows-need-backlog": lambda names: (
        f"{', '.join(f'`{name}`' for name in names)} need{'s' if len(names) == 1 else ''} "
        "a backlog: `postgen new backlog`."
    ),
    "digest-needs-feeds": "`digest` needs feeds: `postgen feeds add URL`.",
    "workflows-next": "Commit and push them; the comments in each say what it needs.",
    "pages-not-by-hand": (
        "{path} builds the site and cannot be started: add `workflow_dispatch:` below its `on:`."
    ),
    "after-init": "Next: `postgen new backlog`, then `postgen add-link URL --category NAME`.",
    "after-init-with-backlog": "Next: `postgen add-link URL --category NAME`.",
    # references
    "finding": "{path}:{line}: {message}.",
    "finding-fixed": "{path}:{line}: {message}. Fixed.",
    "finding-fixable": "{path}:{line}: {message}. --repair fixes it.",
    "finding-restorable": "{path}:{line}: {message}; --repair lists it again.",
    "refs-would-convert": "{path}: Its references would be written as {style}.",
    "refs-would-number": "{path}: Its references would be numbered again.",
    # checks
    "baseline": lambda path, count: (
        f"{path} is written with {'1 finding' if count == 1 else f'{count} findings'}: "
        "from now on only others are reported."
    ),
    # links to other sites
    "link": lambda places, verdict, url, reason, to: (
        f"{places[0]} {verdict} {url}: {reason}" + (f" {to}" if to else "")
    ),
    "link-fixed": "{place}: {url} is {to} now.",
    "link-not-fixed": "{place}: {url} is not written so that it can be replaced by {to}.",
    "no-copy": "{url}: the archive has no copy of it.",
    "archive-failed": "{url}: the archive was not reached, {reason}.",
    "archived": lambda links: f"The archive keeps {count(links, 'link')}.",
    "not-archived": "{url}: it is not archived, {reason}.",
    # translations
    "translate-next": lambda keys: (
        "Translate what stands below each comment, then take `published: false` out."
        + (f" Readers see {', '.join(f'`{key}:`' for key in keys)}, too." if keys else "")
    ),
    # feeds, and links from and for other programs
    "problem": "{text}",
    "pulled": lambda links, feeds: f"{count(links, 'new link')} from {count(feeds, 'feed')}.",
    "pulled-under": "  {count} under `{category}`",
    "pulled-known": lambda count: (
        f"{entries(count)} left out: linked in the backlog or in a post already."
    ),
    "entries-without-address": lambda feed, names: (
        f"{feed}: no web address in {entries(len(names))}: {some(names)}."
    ),
    "feed-cut": lambda feed, count: (
        f"{feed}: its end is missing or too far away; {entries(count)} read."
    ),
    "credentials": lambda url: (
        f"{without_credentials(url)} holds a user name or a password, which every reader will see."
    ),
    "images-unfit": lambda count: (
        f"{count} {'link' if count == 1 else 'links'} without the image that was named: "
        "an image is a path, or on the web."
    ),
    "feed-of-page": "{page} is a page; its feed is {url}.",
    "feed-followed": "Followed: {url}; run `postgen pull` to get its entries.",
    "feed-removed": "Followed no longer: {url}",
    "feeds-added": "{count} of {total} feeds added; run `postgen pull` to get their entries.",
    "row-rejected": lambda place, reason, what: (
        f"{place}: not taken, {reason}{f': {what}' if what else ''}."
    ),
    "row-known": "{place}: {url} is {reason} ({where}).",
    "row-undated": "{place}: `{was}` is no certain date; the link has none.",
    "row-untitled": "{place}: `{was}` is not a title; it is called `{title}`.",
    "categories-new": lambda names: (
        f"{', '.join(f'`{name}`' for name in names)} "
        f"{'is a new category' if len(names) == 1 else 'are new categories'}."
    ),
    "nothing-found": "No link was found.",
    "imported": "Filed {added} of {found}: {known} known already, {rejected} not taken.",
    "item-left-out": lambda place, reason, what: (
        f"{place}: left out, {reason}{': ' if what else ''}{what}."
    ),
    "tags-changed": lambda tags: (
        f"Tags have no blanks there: {', '.join(f'`{old}` is `{new}`' for old, new in tags)}."
    ),
    "format-lacks": "`{format}` has no place for: {fields}.",
    # a post for an outlet
    "export-draft": "{path} is a draft: its address holds when it is published today.",
    "export-hidden": "{path} is not on the site yet: readers find nothing at its address.",
    "address-too-long": "{url} has {length} characters, a message {limit}: it is left out.",
    "address-lost": "This address is not in it any more: {url}",
    "buttondown-braces": "Buttondown runs what is in double braces: see that it is meant so.",
    "mail-clipped": "The mail has {size} kB: Gmail shows the first {most} kB, with a link to all.",
    "mail-left-out": "Mails cannot show it: {names}.",
    "numbers-not-footnotes": "Its numbers are not footnotes there: {reason}.",
    "numbers-not-linked": "Its numbers are not linked in the mail: {reason}.",
    "unsure": "The page may show it otherwise: {reason}.",
}
"""A sentence for each code of a note: a template, or a function of its values."""

SUMMARIES: dict[str, str | Callable[..., str]] = {
    "add-one": "Add {title}",
    "add-many": "Add {count} links to the backlog",
    "drop": "Drop {title}",
    "move": "Move {title}",
    "edit": "Edit {title}",
    "drop-many": "Drop {count} items of the backlog",
    "move-many": "Move {count} items of the backlog",
    "edit-many": "Edit {count} items of the backlog",
    "category-add": "Add the category {name}",
    "category-rename": "Rename the category {old} to {name}",
    "category-merge": "Merge the category {name} into {into}",
    "category-drop": "Drop the category {name}",
    "new": "Add {kind}: {title}",
    "publish-issue": "Publish {title}",
    "draft-issue": "Draft {title}",
    "append-issue": "Add to {title}",
    "write-issue": "Write in {title}",
    "move-in-issue": "Move {title} in its issue",
    "move-back": lambda count: (
        f"Move {'an item' if count == 1 else f'{count} items'} back to the backlog"
    ),
    "publish": "Publish {title}",
    "unpublish": "Unpublish {title}",
    "rename": "Rename {old} to {new}",
    "set": "Set {keys} of {title}",
    "move-file": "Move {title} to {name}",
    "index-new": "Add index of issues: {path}",
    "index-update": "Update index of issues: {path}",
    "init": "Set up postgen",
    "pages": "Add {paths}",
    "workflows": "Add workflows: {names}",
    "undo": 'Undo "{message}"',
    "pull": lambda count: f"Pull {count} link{'' if count == 1 else 's'} from feeds",
    "pull-state": "Note the feeds' state",
    "follow-one": lambda url: f"Follow {without_credentials(url)}",
    "unfollow": lambda count: f"Follow {count} feed{'' if count == 1 else 's'} no longer",
    "follow": "Follow {count} feeds",
    "import": "Import {count} links into the backlog",
    "export": "Export {count} links",
    "stats-page": "Write the numbers of {year}",
    "export-post": "Export {title} for {outlet}",
    "translate": "Begin to translate into {lang}: {title}",
    "check-fix": lambda count, files: (
        f"Fix {'a finding' if count == 1 else f'{count} findings'} in {files}"
    ),
    "baseline": lambda count: (
        f"Accept {'a finding' if count == 1 else f'{count} findings'} of the checks"
    ),
    "links-fix": lambda links: f"Fix {count(links, 'link')}",
    "refs-number": "Number: the references of {posts}",
    "refs-convert": "Convert to {style}: the references of {posts}",
}
"""A commit message for each code of a summary."""


def count(number: int, thing: str) -> str:
    """Return how many there are: `1 item`, `2 items`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def entries(number: int) -> str:
    """Return how many entries there are: `1 entry`, `2 entries`."""
    return "1 entry" if number == 1 else f"{number} entries"


def without_credentials(url: str) -> str:
    """Return an address without the user and the password in it: `https://…@example.org/`."""
    from postgen.urls.schemes import credentials

    user = credentials(url)
    return url.replace(f"{user}@", "…@", 1) if user else url


def some(names: list[str], most: int = 3) -> str:
    """Return the first of some names: `One`, `Two`, `Three` and 4 more."""
    shown = [f"`{name[:60] or '?'}`" for name in names[:most]]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _worded(template: str | Callable[..., str], values: Mapping[str, Any]) -> str:
    return template.format_map(values) if isinstance(template, str) else template(**values)


def sentence(note: Note) -> str:
    """Return a note as the sentence that a person reads."""
    return _worded(SENTENCES[note.code], note.values)


def summary(result: Result) -> str:
    """Return what a command did, as a commit says it; "" where it did nothing."""
    if result.summary is None:
        return ""
    return _worded(SUMMARIES[result.summary.code], result.summary.values)


def hint(error: PostgenError) -> str:
    """Return the next step after an error."""
    from postgen.cli.hints import HINTS

    template = HINTS.get(error.code)
    return template.format_map(error.data) if template else error.hint


def error_data(error: PostgenError) -> dict[str, dict[str, Any]]:
    """Return an error as JSON has it: what went wrong, the next step, and where, if that is known.

    The place is that at the beginning of the message: `_config.yml:3: This is not valid YAML`.
    """
    place = re.match(r"(?P<path>[^\s:]+):(?P<line>\d+)\b", error.message)
    return {
        "error": {
            "message": error.message,
            "hint": hint(error),
            "path": place["path"] if place else None,
            "line": int(place["line"]) if place else None,
        }
    }


def note(each: Note) -> None:
    """Print what a person should know, which is no part of a result."""
    console.note(sentence(each))


def notes(result: Result) -> None:
    """Print what a person should know besides the result."""
    each(result.notes)


def each(notes: Iterable[Note], sentence: Callable[[Note], str] = sentence) -> None:
    """Print notes, each sentence once; those without one are left out."""
    for line in filter(None, dict.fromkeys(map(sentence, notes))):
        console.note(line)


def result(result: Result) -> None:
    """Print a result: the files, and what a check found."""
    console.result([*result.paths, *map(sentence, result.findings)])
