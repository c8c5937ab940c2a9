"""The questions of `postgen add-link` and `move` on a terminal; loaded when one is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen.cli import console
from postgen.cli.run import may_ask
from postgen.errors import PostgenError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from postgen.backlog import CategoryError
    from postgen.cli.option_groups import AskOptions
    from postgen.commands.add_links import LookedUp
    from postgen.model import Link
    from postgen.site import Site

LONGEST = 300
"""Most characters of a page's description that are shown."""


class Questions:
    """Asks for a link, and for all that it may have; what is mistyped is asked for again."""

    def __init__(
        self,
        site: Site,
        path: Path,
        look_up: Callable[[list[str]], Mapping[str, LookedUp]] | None,
        *,
        keep_url: bool,
    ) -> None:
        self._site = site
        self._path = path
        self._look_up = look_up
        self._keep_url = keep_url
        self.is_new_category = False

    def ask(self, given: Link) -> Link:
        """Return a link with what was given and what is answered.

        Raises `UnansweredError` at the end of the input.
        """
        from postgen.commands.add_links import LookedUp

        url = self._ask_url()
        page = LookedUp()
        if self._look_up and not given.title:
            page = self._look_up([url]).get(url, page)
        if page.moved_to:
            console.note(f"{url} moved for good: filed as {page.moved_to}.")
            url = page.moved_to
        title = given.title or self._ask_title(url, page.title)
        category = given.category or self._ask_category(url, title)
        note = given.note or ask_note(page.description)
        tags = given.tags or self._ask_tags()
        return given._replace(url=url, title=title, category=category, note=note, tags=tags)

    def _ask_url(self) -> str:
        from postgen.commands.given_links import clean_links

        while True:
            answer = console.ask("URL")
            try:
                links, _ = clean_links([answer], keep=self._keep_url)
            except PostgenError as error:
                console.note(error.message)
                continue
            return links[0].url

    def _ask_title(self, url: str, found: str) -> str:
        from postgen.page.titles_from_urls import title_from_url

        return console.ask("Title", default=found or title_from_url(url))

    def _ask_category(self, url: str, title: str) -> str:
        from postgen.backlog import CategoryError, read
        from postgen.commands.add_links import propose_category
        from postgen.commands.category_notes import chosen_category
        from postgen.files import store

        proposed, names = propose_category(self._site, self._path, url, title)
        ordered = in_order(names, proposed)
        answer = ask_any_category(ordered, proposed)
        backlog = read(store.read(self._path))
        try:
            chosen_category(backlog, answer)
        except CategoryError as error:
            answer, self.is_new_category = ask_category(
                error, ordered, lambda name: chosen_category(backlog, name)
            )
        return answer

    def _ask_tags(self) -> tuple[str, ...]:
        from postgen.commands.vocabulary import terms_of

        answer = console.ask("Tags, with commas", choices=terms_of(self._site)["tag"], many=True)
        return tuple(each.strip() for each in answer.split(",") if each.strip())


def in_order(names: list[str], first: str) -> list[str]:
    """Return names with the one that is proposed at the front."""
    return [*([first] if first in names else []), *(name for name in names if name != first)]


def ask_any_category(names: list[str], proposed: str) -> str:
    """Ask for a category, with those that there are in sight."""
    if names:
        console.note(f"Categories: {', '.join(names)}")
    return console.ask("Category", default=proposed, choices=names)


def ask_note(description: str) -> str:
    """Ask for a note; what the page says of itself is offered, and never written unasked."""
    question = "Note"
    if description:
        shown = description if len(description) <= LONGEST else f"{description[:LONGEST]}…"
        console.note(f"The page says: {shown}")
        question = "Note (. takes these words)"
    answer = console.ask(question)
    return description if answer == "." else answer


def settled_category(site: Site, path: Path, wanted: str, options: AskOptions) -> tuple[str, bool]:
    """Return the category that a person means, asked on a terminal, and whether it is a new one.

    Raises `CategoryError` where nobody can be asked.
    """
    from postgen.backlog import CategoryError, read
    from postgen.commands.category_notes import category_names, chosen_category
    from postgen.files import store

    backlog = read(store.read(path))
    try:
        chosen_category(backlog, wanted)
    except CategoryError as error:
        if not may_ask(site, options):
            raise
        names = category_names(backlog)
        return ask_category(error, names, lambda each: chosen_category(backlog, each))
    return wanted, False


def ask_target(path: Path) -> str:
    """Ask into which category of the backlog at `path` items go."""
    from postgen.backlog import read
    from postgen.commands.category_notes import category_names
    from postgen.files import store

    names = category_names(read(store.read(path)))
    console.note(f"Categories: {', '.join(names)}")
    while True:
        answer = console.ask("To which category", choices=names)
        if answer:
            return answer


def ask_category(
    error: CategoryError, names: list[str], check: Callable[[str], str]
) -> tuple[str, bool]:
    """Ask which category is meant by a name that is not clear, until it is.

    The same name once more makes a new category. Return the name, and whether it is a new one.
    """
    from postgen.backlog import CategoryError, fold

    while True:
        wanted = error.data["wanted"]
        console.note(f"{error.message} `{wanted}` once more makes it.")
        answer = console.ask("Category", default=error.data["names"][0], choices=names)
        if fold(answer) == fold(wanted):
            return answer, True
        try:
            check(answer)
        except CategoryError as again:
            error = again
        else:
            return answer, False
