"""The front matter of an issue: what was asked for, set, learned of the last issues, or usual."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from postgen.commands import habits
from postgen.commands.key_values import key_values
from postgen.commands.scaffold import undefaulted
from postgen.habits import front_matter
from postgen.habits.front_matter import Learned
from postgen.jekyll import frontmatter, templates

if TYPE_CHECKING:
    from postgen.commands.images import Picture
    from postgen.commands.newsletter import Issue, IssueRequest
    from postgen.habits.learn import IssueHabits
    from postgen.issue import Shape
    from postgen.site import Site


def issue_front(
    site: Site,
    request: IssueRequest,
    issue: Issue,
    learned: IssueHabits | None,
    picture: Picture,
    shape: Shape,
) -> Learned:
    """Return the source of an issue's front matter, and the keys that a person has to fill in."""
    if learned:
        following = _next(request, issue, learned)
        found = front_matter.learn(learned.samples, following)
        if found.front:
            set_here = _set_here(site, request, picture)
            if request.issue and not following.numbers:  # the last issues have none
                set_here["issue"] = request.issue
            set_here |= _named(site, request, issue, shape, picture)
            unknown = tuple(key for key in found.unknown if key not in set_here)
            return found._replace(front=_with(found.front, set_here), unknown=unknown)
    values = _usual(site, request, issue, picture) | _named(site, request, issue, shape, picture)
    return Learned(frontmatter.dump(undefaulted(values, site.defaults(issue.path, "posts"))))


def _next(request: IssueRequest, issue: Issue, learned: IssueHabits) -> front_matter.Next:
    stem = issue.path.name.rpartition(".")[0]
    day = issue.moment.date()
    slug = stem.removeprefix(learned.next_name(day, ""))
    numbers = learned.numbers(issue.number)
    return front_matter.Next(issue.moment, day, issue.title, slug, stem, numbers, request.lang)


def _with(front: str, values: dict[str, Any]) -> str:
    """Return a front matter with keys set; one that cannot be set is left as it is."""
    for key, value in values.items():
        with suppress(frontmatter.EditError):
            front = frontmatter.set_key(front, key, value)
    return front


def _set_here(site: Site, request: IssueRequest, picture: Picture) -> dict[str, Any]:
    """Return what the settings, jekyll-compose and the request say of the front matter."""
    settings = site.settings.newsletter
    values = dict(site.compose_front_matter("posts"))
    for key in ("title", "date"):
        values.pop(key, None)
    values |= _filled(
        {
            "layout": settings.layout,
            "author": settings.author or site.settings.author,
            "categories": list(settings.categories),
            "tags": list(settings.tags),
            "image": settings.image,
            **picture.values,
            "lang": request.lang or settings.lang,
        }
    )
    return values


def _usual(site: Site, request: IssueRequest, issue: Issue, picture: Picture) -> dict[str, Any]:
    """Return the front matter of an issue that nothing was learned for."""
    settings = site.settings.newsletter
    return _filled(
        {
            "layout": settings.layout or "post",
            "title": issue.title,
            "date": issue.moment,
            "author": settings.author or site.settings.author,
            "issue": issue.number,
            "categories": list(settings.categories),
            "tags": list(settings.tags or habits.DEFAULT_TAGS),
            "image": settings.image,
            **picture.values,
            "lang": request.lang or settings.lang,
        }
    )


def _named(
    site: Site, request: IssueRequest, issue: Issue, shape: Shape, picture: Picture
) -> dict[str, Any]:
    """Return the keys of `front_matter:` in the settings, the template and the command line."""
    values: dict[str, Any] = {}
    about = issue.about(site)
    for key, value in (site.settings.newsletter.front_matter or {}).items():
        values[str(key)] = _rendered(value, about)
    if shape.front:
        values |= _of_template(shape, about | {"date": issue.moment, "lang": request.lang})
        values |= dict(picture.values) | _filled(
            {
                "title": request.title,
                "date": request.date and issue.moment,
                "issue": request.issue,
                "lang": request.lang,
            }
        )
    values |= _filled(
        {"layout": request.layout, "author": request.author, "tags": list(request.tags)}
    )
    words = {key: text for key, text in request.words if key != "title"}
    return values | words | key_values(request.values)


def _of_template(shape: Shape, about: dict[str, Any]) -> dict[str, Any]:
    """Return the keys of a template's front matter. Raises `TemplateError`."""
    with templates.naming(shape.name):
        found = templates.render_document(f"---\n{shape.front}---\n", about)
    values = frontmatter.load(found.front)
    is_own_date = str(values.get("date")) == frontmatter.encode(about["date"])
    return values | {"date": about["date"]} if is_own_date else values


def _rendered(value: Any, about: dict[str, Any]) -> Any:
    """Return a value of the settings with its Liquid rendered, in lists and maps as well."""
    if isinstance(value, str):
        return templates.render_text(value, about)
    if isinstance(value, list):
        return [_rendered(each, about) for each in value]
    if isinstance(value, dict):
        return {key: _rendered(each, about) for key, each in value.items()}
    return value


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}
