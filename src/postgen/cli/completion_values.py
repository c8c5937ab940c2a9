"""What Tab offers for a value: the site's own words, posts, items and templates.

None of these may load what is heavy, typer included: a person waits with a finger on Tab. Each
takes a context, of which it reads the `params`, and what is typed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from postgen.errors import PostgenError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from postgen.backlog import Backlog
    from postgen.site import Site

Words = list[tuple[str, str]]
"""What may be completed, each with a few words about it, or ""."""

if TYPE_CHECKING:
    Completer = Callable[[Any, str], Words]


class _Word(str):
    """A completion that has been chosen already: typer would filter it again, by case."""

    __slots__ = ()

    def startswith(self, *_: object) -> bool:
        return True


def complete_categories(ctx: Any, incomplete: str) -> Words:
    """Complete the backlog's categories."""

    def words(site: Site) -> list[str]:
        return [section.name for section in _backlog(site, ctx).sections if section.name]

    return _complete(ctx, incomplete, words)


def complete_items(ctx: Any, incomplete: str) -> Words:
    """Complete the backlog's items: by title, with digits by number too, and by URL."""

    def words(site: Site) -> Words:
        from postgen.commands.vocabulary import items_of

        return items_of(_backlog(site, ctx), incomplete)

    return _complete(ctx, incomplete, words)


def complete_feeds(ctx: Any, incomplete: str) -> Words:
    """Complete the categories of the site's feeds."""

    def words(site: Site) -> list[str]:
        from postgen.page.feeds import subscriptions

        every = subscriptions(site.settings.feeds, site.config_name)
        return [each.category for each in every if each.category]

    return _complete(ctx, incomplete, words)


def complete_templates(ctx: Any, incomplete: str) -> Words:
    """Complete the names of templates."""

    def words(site: Site) -> list[str]:
        from postgen.commands.templates import names

        return names(site)

    return _complete(ctx, incomplete, words)


def complete_workflows(ctx: Any, incomplete: str) -> Words:  # noqa: ARG001
    """Complete the names of workflows, which need no site."""
    from postgen.workflows import registry

    return [(name, "") for name in registry.names() if name.startswith(incomplete)]


def complete_collections(ctx: Any, incomplete: str) -> Words:
    """Complete the site's collections."""
    return _complete(ctx, incomplete, lambda site: site.labels)


def complete_words(kind: str) -> Completer:
    """Complete the site's `category` or `tag` names."""

    def words(site: Site) -> list[str]:
        from postgen.commands.vocabulary import terms_of

        return terms_of(site)[kind]

    def complete(ctx: Any, incomplete: str) -> Words:
        return _complete(ctx, incomplete, words)

    return complete


complete_terms = complete_words("category")
complete_tags = complete_words("tag")


def complete_languages(ctx: Any, incomplete: str) -> Words:
    """Complete the languages that the site is written in."""

    def words(site: Site) -> list[str]:
        from postgen.commands.vocabulary import languages_of

        return languages_of(site)

    return _complete(ctx, incomplete, words)


def complete_styles(ctx: Any, incomplete: str) -> Words:  # noqa: ARG001
    """Complete the styles of references."""
    from postgen.references import styles

    return _fitting(styles.names(), incomplete)


def complete_codes(ctx: Any, incomplete: str) -> Words:  # noqa: ARG001
    """Complete the codes of checks, each with its name; the last one of several."""
    from postgen import checks

    before, comma, begun = incomplete.rpartition(",")
    words = [(f"{before}{comma}{check.code}", check.name) for check in checks.all()]
    return _fitting(words, f"{before}{comma}{begun.upper()}")


def complete_files(*kinds: str) -> Completer:
    """Complete the site's `posts`, `drafts`, or both.

    They are completed by name, or by path where the name is not enough.
    """

    def complete(ctx: Any, incomplete: str) -> Words:
        def words(site: Site) -> Words:
            from postgen.commands.vocabulary import files_of

            return files_of(site, kinds, incomplete)

        return _complete(ctx, incomplete, words)

    return complete


complete_posts = complete_files("posts")
complete_drafts = complete_files("drafts")


def complete_choices(choices: Iterable[str]) -> Completer:
    """Complete one of a few words."""

    def complete(ctx: Any, incomplete: str) -> Words:  # noqa: ARG001
        return _fitting(choices, incomplete)

    return complete


def _complete(ctx: Any, incomplete: str, words: Callable[[Site], Iterable[str] | Words]) -> Words:
    from postgen import site

    named = ctx.params.get("site") or ctx.find_root().params.get("site")
    folder = Path(named) if named else Path.cwd()
    try:
        found = words(site.find(folder))
    except PostgenError:  # completion has nowhere to report it
        return []
    return _fitting(found, incomplete)


def _fitting(words: Iterable[str] | Words, incomplete: str) -> Words:
    from postgen.text.words import begins

    pairs = [(word, "") if isinstance(word, str) else word for word in words]
    return [(_Word(word), about) for word, about in dict(pairs).items() if begins(word, incomplete)]


def _backlog(site: Site, ctx: Any) -> Backlog:
    from postgen.backlog import Backlog
    from postgen.commands.backlog_file import backlog_path
    from postgen.files import store

    named = ctx.params.get("backlog")
    path = backlog_path(site, Path(named) if named else None)
    return Backlog(store.read(path))
