"""The category that a link would fit, learnt from the backlog and the newest back issues."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from postgen.backlog import UNSORTED, Backlog, fold
from postgen.issue_number import issue_of
from postgen.suggest import Example, Learner

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from postgen.commands.text_cache import Texts
    from postgen.model import Link
    from postgen.site import Site

ISSUES = 40
"""How many back issues are learnt from, the newest.

What somebody filed long ago is a weaker example, and takes as long to read.
"""


def categories_for(site: Site, path: Path, links: Sequence[Link], texts: Texts) -> list[str]:
    """Return, for each link, the category of the backlog at `path` that it would fit.

    It is "" where none stands out.
    """
    backlog = Backlog(texts.read(path))
    learner = Learner([*_filed(backlog), *_published(site, path, backlog, texts)])
    found = [learner.suggest(link.title, link.note, link.url) for link in links]
    return [each.category if each else "" for each in found]


def _filed(backlog: Backlog) -> Iterator[Example]:
    """Yield the links of the backlog that have a category."""
    for entry in backlog.all_entries():
        category = entry.section.name
        has_category = bool(category) and category != UNSORTED
        if has_category and entry.url:
            yield Example(category, entry.title, entry.note, entry.url)


def _published(site: Site, path: Path, backlog: Backlog, texts: Texts) -> Iterator[Example]:
    """Yield the links of back issues whose section is a category of the backlog.

    The section has the category's name there or the one it has in issues.
    """
    from postgen.references.outbound_links import mentions

    categories = _category_names(site, backlog)
    for issue in islice(_issues(site, path, texts), ISSUES):
        for mention in mentions(texts.read(issue)):
            category = categories.get(fold(mention.section), "")
            if category:
                yield Example(category, mention.title, mention.note, mention.url)


def _issues(site: Site, path: Path, texts: Texts) -> Iterator[Path]:
    """Yield the posts that are issues, the newest first, without the backlog at `path`."""
    for post in site.posts():
        if post != path and issue_of(texts.head(post)):
            yield post


def _category_names(site: Site, backlog: Backlog) -> dict[str, str]:
    """Return the backlog's categories by their names, folded, and by those they have in issues."""
    names = {}
    for section in backlog.sections:
        if section.name:
            names[fold(section.name)] = section.name
    shown_names = {}
    for name, shown in _shown_names(site):
        category = names.get(fold(name))
        if category:
            shown_names[fold(shown)] = category
    return names | shown_names


def _shown_names(site: Site) -> list[tuple[str, str]]:
    """Return what sections are called in issues, as `newsletter: sections:` maps their names."""
    sections: Any = site.settings.newsletter.sections
    if not isinstance(sections, dict):
        return []
    return [(str(name), str(shown)) for name, shown in sections.items()]
