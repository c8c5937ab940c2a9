"""What every command that makes an issue learns of the site: its series, and its last issues."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from postgen.commands import Note, note
from postgen.errors import PostgenError, UsageError
from postgen.files import folders
from postgen.habits import learn, series
from postgen.habits.model import sample
from postgen.issue_number import issue_of, newsletter_number
from postgen.text import languages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from postgen.habits.learn import IssueHabits
    from postgen.habits.model import Sample
    from postgen.habits.series import Series
    from postgen.site import Site

DEFAULT_TAGS = ("newsletter",)
"""The tags of an issue where neither the settings nor earlier issues say."""

CLOSE = 0.03
"""How near the scores of two series are that are equally likely."""


class UnclearError(PostgenError):
    """Several series of posts may be the one that is meant."""


def samples_of(site: Site, posts: Mapping[Path, str]) -> list[Sample]:
    """Return posts as samples; those that have no day are left out."""
    source = site.source  # once: there may be ten thousand posts
    found = (sample(folders.inside(source, path), text) for path, text in posts.items())
    return [each for each in found if each]


def issue_habits(
    site: Site, posts: Mapping[Path, str], *, lang: str = "", like: str = ""
) -> IssueHabits | None:
    """Return what the last issues are like; None where there are none.

    `posts` are all posts but the backlog; `like` names one of the series to follow. Raises
    `UnclearError` and `UsageError`.
    """
    samples = samples_of(site, posts)
    if like:
        found = series.around(_named(site, samples, like), samples)
    else:
        chosen = likeliest(site, samples, lang)
        if chosen is None:
            return None
        found = chosen
    return learn.learn(found.members, found.lang)


def likeliest(site: Site, samples: Iterable[Sample], lang: str = "") -> Series | None:
    """Return the series that is the newsletter; None where there is none. Raises `UnclearError`."""
    samples = _of_tags(site, _without_digests(site, list(samples)))
    found = series.find(samples, lang, str(site.config.get("lang") or ""))
    if not found:
        return _single(site, samples)
    best = _original(found, lang or str(site.config.get("lang") or ""))
    rivals = [
        other
        for other in found
        if other is not best and other.lang == best.lang and abs(best.score - other.score) < CLOSE
    ]
    if rivals:
        names = ", ".join(each.newest.path for each in (best, *rivals))
        raise UnclearError(
            f"Several series of posts may be the newsletter, the last of each is {names}.",
            "Name a post of the one that is meant.",
            code="series-unclear",
            path=best.newest.path,
            posts=[each.newest.path for each in (best, *rivals)],
        )
    return best


def conflicts(learned: IssueHabits, title: str, number: int | None) -> Iterator[Note]:
    """Yield notes on a number that is there already or leaves a gap, and on a title that is."""
    for each in learned.samples:
        if number is not None and learned.number_of(each) == number:
            yield note("number-taken", number=number, path=each.path)
        elif title and each.title == title:
            yield note("title-taken", title=title, path=each.path)
    following = learned.next_number
    if number is not None and following is not None and number > following:
        yield note("number-skips", number=number, following=following)


def issue_numbers(site: Site, posts: Mapping[Path, str]) -> dict[Path, int]:
    """Return the posts that are issues, with their numbers.

    They are those that say so themselves, and those of the series that issues are found in, in all
    languages. `posts` are texts, or beginnings of texts, that hold the front matter.
    """
    numbers = {path: number for path, text in posts.items() if (number := issue_of(text))}
    path_of = {site.relative(path): path for path in posts}
    for edition in newsletters(site, samples_of(site, posts)):
        learned = learn.learn(edition.members, edition.lang)
        for each in edition.members:
            learned_number = learned.number_of(each)
            if learned_number:
                numbers[path_of[each.path]] = learned_number
    return numbers


def newsletters(site: Site, samples: Iterable[Sample]) -> list[Series]:
    """Return the series that issues are found in, and its editions in other languages."""
    found = series.find(_without_digests(site, _of_tags(site, list(samples))))
    if not found:
        return []
    return [found[0], *(other for other in found[1:] if series.are_editions(found[0], other))]


def _original(found: Sequence[Series], lang: str) -> Series:
    """Return the likeliest series; of several languages, the site's or the one they come from."""
    best = found[0]
    editions = [best, *(other for other in found[1:] if series.are_editions(best, other))]

    def rank(edition: Series) -> tuple[bool, int, int, bool]:
        is_wanted = bool(lang) and edition.lang == languages.normal(lang)
        first = edition.members[-1].day.toordinal()
        return is_wanted, len(edition.members), -first, not edition.lang

    return max(editions, key=rank)


def _of_tags(site: Site, samples: list[Sample]) -> list[Sample]:
    """Return the posts with the tags of the settings, if there are any."""
    tags = [tag.casefold() for tag in site.settings.newsletter.tags]
    if not tags:
        return samples
    tagged = [each for each in samples if any(tag in each.front.casefold() for tag in tags)]
    return tagged or samples


def _without_digests(site: Site, samples: list[Sample]) -> list[Sample]:
    """Leave out the digests of feeds, which are a series of their own."""
    tags = set(site.settings.digest.tags)

    def is_digest(each: Sample) -> bool:
        return each.slug.startswith("digest") and any(tag in each.front for tag in tags)

    return [each for each in samples if not is_digest(each)] or samples


def _single(site: Site, samples: Iterable[Sample]) -> Series | None:
    """Return the only issue as a series; several that have nothing in common are none."""
    tags = site.settings.newsletter.tags or DEFAULT_TAGS
    issues = [each for each in samples if newsletter_number(each.text, tags)]
    if not issues:
        return None
    newest = max(issues, key=lambda each: (newsletter_number(each.text, tags), each.day))
    members = sorted(issues, key=lambda each: each is not newest)
    return series.Series(newest.title, tuple(members[:1]), 0, series.lang_of(newest))


def _named(site: Site, samples: Iterable[Sample], like: str) -> Sample:
    """Return the post that a path, or a part of a name, means."""
    path = site.relative(site.root / like) if os.path.isabs(like) else like  # noqa: PTH117
    known = list(samples)
    from_here = os.path.relpath(os.path.abspath(like), site.source)  # noqa: PTH100
    for wanted in (from_here.replace(os.sep, "/"), path):
        found = [each for each in known if each.path == wanted]
        if found:
            return found[0]
    found = [each for each in known if like in each.name]
    if not found:
        raise UsageError(f"There is no post `{like}`.", "Name a post of the series to follow.")
    return max(found, key=lambda each: each.day)
