"""`postgen add-link`: links into the backlog.

`prepare` reads the site and looks up titles, outside the lock, because the network takes its time.
`add` plans the change of the backlog; hold the lock. Between them a front end may ask for the
category that is proposed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgen import backlog
from postgen.backlog import edit
from postgen.backlog.metadata import metadata_of
from postgen.commands import Note, Result, note
from postgen.commands.category_notes import category_names, category_notes, chosen_category
from postgen.commands.issue_form import with_form
from postgen.commands.known_links import (
    Refusal,
    counted_posts,
    credential_notes,
    find_in_backlog,
    find_in_posts,
    image_notes,
    name_of_post,
)
from postgen.commands.text_cache import Texts
from postgen.files import store
from postgen.files.store import Change
from postgen.model import Link
from postgen.text.records import NamedTuple
from postgen.urls.canonical import canonical
from postgen.urls.same_title import SameTitle

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from postgen.commands.given_links import BadLine
    from postgen.files.store import Stamp
    from postgen.site import Site

SUGGESTIONS = 10
"""So many categories are proposed at once."""


class AddRequest(NamedTuple):
    """Links to file.

    Those without a title get that of their page, or without `fetch` one made from their URL. With
    `new_category`, a category that does not exist is made, whatever others are called.
    """

    links: tuple[Link, ...]
    fetch: bool = True
    allow_duplicate: bool = False
    new_category: bool = False


class LookedUp(NamedTuple):
    """What a page says: its title, its description, and the address to which it moved for good."""

    title: str = ""
    description: str = ""
    moved_to: str = ""


class LookUpInterrupted(KeyboardInterrupt):
    """A person has interrupted the look-up; `pages` are those that had arrived."""

    def __init__(self, pages: Mapping[str, LookedUp]) -> None:
        super().__init__()
        self.pages = pages


class Prepared:
    """Links that are ready to be filed.

    `backlog_text` is what was read of the backlog, `stamp` the stamp of its file before. `known`
    are the links that stand somewhere already, by their URLs; `same_titles` what has the title of
    another link; `suggestions` the categories that would fit links without one, by their URLs;
    `tag_notes` point out tags that are nearly one of the site's own, `link_notes` what is odd about
    links. `left` are those that are not filed because their look-up was interrupted, `bad` the
    lines without a link. `descriptions` are what pages say of themselves, by their URLs.
    """

    def __init__(self, request: AddRequest, backlog_text: str, stamp: Stamp) -> None:
        self.links = list(request.links)
        self.backlog_text = backlog_text
        self.stamp = stamp
        self.allow_duplicate = request.allow_duplicate
        self.new_category = request.new_category
        self.left: list[Link] = []
        self.descriptions: dict[str, str] = {}
        self.link_notes: list[Note] = []
        self.bad: list[BadLine] = []
        self.known: dict[str, Refusal] = {}
        self.same_titles: dict[str, Note] = {}
        self.suggestions: dict[str, str] = {}
        self.tag_notes: list[Note] = []

    @property
    def category_names(self) -> list[str]:
        """The categories of the backlog."""
        return category_names(backlog.read(self.backlog_text))

    def choose_category(self, category: str, *, is_new: bool = False) -> None:
        """File all links under a category, in place of what was asked for or proposed."""
        self.links = [link._replace(category=category) for link in self.links]
        self.suggestions = {}
        self.new_category = self.new_category or is_new

    def set_note(self, note: str) -> None:
        """Add a note to all links."""
        self.links = [link._replace(note=note) for link in self.links]

    def check_category(self, category: str, *, is_new: bool = False) -> str:
        """Return the name of a category that was chosen. Raises `CategoryError`."""
        return chosen_category(
            backlog.read(self.backlog_text), category, is_new=is_new or self.new_category
        )


def prepare(
    site: Site,
    path: Path,
    request: AddRequest,
    look_up: Callable[[list[str]], Mapping[str, LookedUp]],
) -> Prepared:
    """Find out what is known of links before they are filed in the backlog at `path`.

    `look_up` returns pages by their URLs; it is called with those of links that need a title, and
    not for links that stand somewhere already. Where it is interrupted, the links without a title
    are left. Raises `UnreadableError`.
    """
    links = list(request.links)
    needs_titles = request.fetch and not all(link.title for link in links)
    needs_category = not all(link.category for link in links)
    has_tags = any(link.tags for link in links)
    texts = Texts(keep=needs_titles or needs_category or has_tags)
    stamp = store.stamp(path)
    backlog_text = texts.read(path)
    prepared = Prepared(request, backlog_text, stamp)
    if not request.allow_duplicate:
        _look_around(site, path, prepared, texts, early=needs_titles)
    pages = _pages(prepared, look_up) if needs_titles else {}
    prepared.links = _titled(prepared.links, pages)
    prepared.descriptions = {url: page.description for url, page in pages.items()}
    _follow(site, path, prepared, pages, texts)
    prepared.link_notes += _odd_links(prepared.links)
    if needs_titles and not request.allow_duplicate:
        _find_same_titles(site, path, prepared, texts)
    if needs_category:
        prepared.suggestions = _suggestions(site, path, prepared, texts)
    prepared.tag_notes = _tag_notes(site, links, texts)
    return prepared


def propose_category(site: Site, path: Path, url: str, title: str) -> tuple[str, list[str]]:
    """Return the category that fits a link best, and all of the backlog's.

    Where none fits, the first is that of links without a category.
    """
    from postgen.commands.suggest import categories_for

    texts = Texts(keep=True)
    (fit,) = categories_for(site, path, [Link(url, title)], texts)
    return fit or backlog.UNSORTED, category_names(backlog.read(texts.read(path)))


def _look_around(site: Site, path: Path, prepared: Prepared, texts: Texts, *, early: bool) -> None:
    """Find the links that stand somewhere already.

    Their titles are found in the same pass, unless it is too early.
    """
    urls = [link.url for link in prepared.links]
    text = prepared.backlog_text
    prepared.known = find_in_backlog(site, path, backlog.read(text), urls)
    titles = None if early else _TitleSearch(site, path, prepared)
    if titles:
        titles.look(path, text)
    look = titles.look if titles else None
    prepared.known |= find_in_posts(site, path, urls, prepared.known, texts.read, look)


def _pages(
    prepared: Prepared, look_up: Callable[[list[str]], Mapping[str, LookedUp]]
) -> Mapping[str, LookedUp]:
    """Look up the pages of links that need a title; leave those that did not arrive in time."""
    wanted = [
        link.url for link in prepared.links if not link.title and link.url not in prepared.known
    ]
    if not wanted:
        return {}
    try:
        return look_up(wanted)
    except LookUpInterrupted as interrupted:
        pages = interrupted.pages
        missing = {url for url in wanted if url not in pages}
        prepared.left = [link for link in prepared.links if not link.title and link.url in missing]
        prepared.links = [link for link in prepared.links if link not in prepared.left]
        if not prepared.links:
            raise
        return pages


def _titled(links: Sequence[Link], pages: Mapping[str, LookedUp]) -> list[Link]:
    """Return links with titles: their own, that of their page, or one made from the URL."""
    if all(link.title for link in links):
        return list(links)
    from postgen.page.titles_from_urls import title_from_url

    titled = []
    for link in links:
        found = pages[link.url].title if link.url in pages else ""
        titled.append(link._replace(title=link.title or found or title_from_url(link.url)))
    return titled


def _follow(
    site: Site,
    path: Path,
    prepared: Prepared,
    pages: Mapping[str, LookedUp],
    texts: Texts,
) -> None:
    """Write the new addresses of pages that moved for good; look around for these, too."""
    moved = {url: page.moved_to for url, page in pages.items() if page.moved_to}
    if not moved:
        return
    prepared.links = [link._replace(url=moved.get(link.url, link.url)) for link in prepared.links]
    for url, new in moved.items():
        prepared.link_notes.append(note("moved-for-good", url=url, new=new))
        if url in prepared.descriptions:
            prepared.descriptions[new] = prepared.descriptions[url]
    if not prepared.allow_duplicate:
        urls = list(moved.values())
        old = backlog.read(prepared.backlog_text)
        known = find_in_backlog(site, path, old, urls)
        prepared.known |= known | find_in_posts(site, path, urls, known, texts.read)


def _odd_links(links: Sequence[Link]) -> list[Note]:
    """Return what readers cannot open, or should not be told: ftp, this machine."""
    from postgen.commands.given_links import odd_address

    kinds = {link.url: odd_address(link.url) for link in links}
    return [note(f"address-{kind}", url=url) for url, kind in kinds.items() if kind]


class _TitleSearch:
    """Looks for links with the title of another.

    They may be one page at two addresses, which a person has to decide.
    """

    def __init__(self, site: Site, path: Path, prepared: Prepared) -> None:
        self._site, self._backlog, self._prepared = site, path, prepared
        self._titles = SameTitle((link.url, link.title) for link in prepared.links)

    def look(self, path: Path, text: str) -> None:
        file = ""
        for each in self._titles.find(text):
            file = file or self._file(path, text)
            where = f"{file}:{each.line}"
            found = note("same-title", title=each.title, other=each.other, where=where)
            self._prepared.same_titles.setdefault(each.url, found)

    def _file(self, path: Path, text: str) -> str:
        """Return a file as it is called in a note: `issue #12, _posts/2026-01-01-issue-12.md`."""
        name = "the backlog" if path == self._backlog else name_of_post(path, text)
        return f"{name}, {self._site.display_path(path)}"


def _find_same_titles(site: Site, path: Path, prepared: Prepared, texts: Texts) -> None:
    search = _TitleSearch(site, path, prepared)
    search.look(path, prepared.backlog_text)
    for each in counted_posts(site, path):
        search.look(each, texts.read(each))


def _suggestions(site: Site, path: Path, prepared: Prepared, texts: Texts) -> dict[str, str]:
    from postgen.commands.suggest import categories_for

    fits = categories_for(site, path, prepared.links, texts)
    pairs = zip(prepared.links, fits, strict=True)
    return {
        link.url: name
        for link, name in pairs
        if name and not link.category and link.url not in prepared.known
    }


def add(site: Site, path: Path, prepared: Prepared) -> Result:
    """File links in the backlog at `path`.

    Those that are known already are refused; the others are filed all the same.

    Raises `CategoryError` for a category that is not clear or may be a slip, and
    `VerificationError` where a link cannot be filed.
    """
    text = _current_text(path, prepared)
    known = dict(prepared.known)
    if text != prepared.backlog_text and not prepared.allow_duplicate:
        urls = [link.url for link in prepared.links]
        known |= find_in_backlog(site, path, backlog.read(text), urls)
    fresh, refused = _sorted_out(site, path, prepared, known)
    names = _chosen_categories(backlog.read(text), fresh, is_new=prepared.new_category)
    named = [link._replace(category=names[link.category]) for link in fresh]
    new, added = file_links(text, named, stamped=site.settings.backlog.stamp)
    shown = site.display_path(path)
    result = Result(
        changes=(Change(path, text, new),) if added else (),
        paths=(shown,) if added else (),
        notes=tuple(_notes(prepared, text, fresh, added, refused)),
        data={
            "path": shown,
            "added": [link.to_json() for link in added],
            "refused": [each.to_json() for each in refused],
            "bad": [each._asdict() for each in prepared.bad],
            "left": [link.url for link in prepared.left],
        },
        summary=_summary(added),
        failed=len(refused) + len(prepared.bad),
        interrupted=bool(prepared.left),
    )
    return with_form(site, path, result)


def _chosen_categories(
    old: backlog.Backlog, links: Sequence[Link], *, is_new: bool
) -> dict[str, str]:
    """Return the name of each category that links are to be filed under."""
    wanted = dict.fromkeys(link.category for link in links)
    return {name: chosen_category(old, name, is_new=is_new) for name in wanted}


def _current_text(path: Path, prepared: Prepared) -> str:
    """Return the backlog's text, which is read again only if the file was changed since.

    Should its stamp not show a change, the comparison does that `store.commit` makes.
    """
    is_same = store.stamp(path) == prepared.stamp
    return prepared.backlog_text if is_same else store.read(path)


def _summary(added: Sequence[Link]) -> Note:
    if len(added) == 1:
        return note("add-one", title=added[0].title)
    return note("add-many", count=len(added))


def _sorted_out(
    site: Site, path: Path, prepared: Prepared, known: Mapping[str, Refusal]
) -> tuple[list[Link], list[Refusal]]:
    """Return the links to file, and those that stand somewhere already."""
    fresh: list[Link] = []
    refused: list[Refusal] = []
    keys: set[str] = set()
    for link in prepared.links:
        key = canonical(link.url)
        is_repeated = key in keys and not prepared.allow_duplicate
        if link.url in known:
            refused.append(known[link.url])
        elif is_repeated:
            refused.append(Refusal(link.url, "given twice", site.display_path(path)))
        else:
            keys.add(key)
            fresh.append(link)
    return fresh, refused


def file_links(text: str, links: Sequence[Link], *, stamped: bool) -> tuple[str, list[Link]]:
    """Put links into the text of a backlog.

    Return the text, and the links with the sections that they came into. All or none: the first
    that cannot be filed is named. Raises `CategoryError` and `VerificationError`.
    """
    added = edit.add(text, links, stamped=stamped, exact=True)
    if added.unfit:
        link = added.unfit[0]
        raise edit.cannot_be_filed(link, link.category or backlog.UNSORTED)
    filed = []
    for link in links:
        image = metadata_of(link).image
        filed.append(link._replace(category=added.names[link.category], image=image))
    return added.text, filed


def _tag_notes(site: Site, links: Sequence[Link], texts: Texts) -> list[Note]:
    tags = list(dict.fromkeys(tag for link in links for tag in link.tags))
    if not tags:
        return []
    from postgen.commands.vocabulary import near_miss, terms_of

    known = terms_of(site, texts)["tag"]
    nearest = {tag: near_miss(tag, known) for tag in tags}
    return [
        note("term-near", kind="tag", word=tag, near=near) for tag, near in nearest.items() if near
    ]


def _notes(
    prepared: Prepared,
    text: str,
    fresh: Sequence[Link],
    added: Sequence[Link],
    refused: Sequence[Refusal],
) -> list[Note]:
    notes = [
        *(note("line-bad", **each._asdict()) for each in prepared.bad),
        *prepared.link_notes,
        *_suggestion_notes(prepared),
        *prepared.tag_notes,
    ]
    names = dict.fromkeys(
        (link.category, filed.category) for link, filed in zip(fresh, added, strict=True)
    )
    old = backlog.read(text)
    for wanted, name in names:
        notes += category_notes(old, wanted, name)
    notes += [note("filed", category=link.category, title=link.title) for link in added]
    notes += credential_notes(link.url for link in added)
    notes += image_notes(added)
    if any(not link.category for link in fresh):
        notes.append(note("filed-unsorted", category=backlog.UNSORTED))
    notes += [prepared.same_titles[link.url] for link in added if link.url in prepared.same_titles]
    notes += [note("known", **each.to_json()) for each in refused]
    if prepared.left:
        urls = tuple(link.url for link in prepared.left)
        notes.append(note("interrupted", urls=urls))
    return notes


def _suggestion_notes(prepared: Prepared) -> list[Note]:
    links = [link for link in prepared.links if link.url in prepared.suggestions]
    if not links:
        return []
    from shlex import quote

    notes = []
    for link in links[:SUGGESTIONS]:
        name = prepared.suggestions[link.url]
        notes.append(
            note(
                "fits-category",
                category=name,
                title=link.title,
                url=quote(link.url),
                quoted=quote(name),
            )
        )
    if len(links) > SUGGESTIONS:
        more = len(links) - SUGGESTIONS
        notes.append(note("fits-more", count=more, unsorted=backlog.UNSORTED))
    return notes
