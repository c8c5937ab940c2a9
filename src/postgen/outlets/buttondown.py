"""A draft for Buttondown: Markdown with its front matter (https://docs.buttondown.com).

The fields are those of its command line, `buttondown push`. Numbers become footnotes, which
Buttondown sets below the text; what only kramdown knows is taken out.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from postgen.jekyll import frontmatter
from postgen.outlets import elements
from postgen.outlets.portable_markdown import portable
from postgen.outlets.post import Exported, Problem

if TYPE_CHECKING:
    from postgen.outlets.post import Post

NAME = "buttondown"
SUFFIX = ".md"

_EXCERPT = 200


def export(post: Post) -> Exported:
    """Return a post as a draft for Buttondown."""
    has_numbers = bool(post.references) and any(
        not each.is_ordinary and each.style.list_is_visible for each in post.parsed.citations
    )
    refusal = ""
    if has_numbers:
        post, refusal = post.converted("footnotes")
    body = portable(post)
    problems = [Problem("numbers-not-footnotes", {"reason": refusal})] if refusal else []
    lost = _addresses(post) - _addresses(post.with_body(body)) if body != post.body else set()
    problems += [Problem("address-lost", {"url": url}) for url in sorted(lost)]
    front = {
        "subject": post.title,
        "slug": post.slug,
        "status": "draft",
        "publish_date": f"{post.moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if post.moment else "",
        "description": post.shortened_excerpt(_EXCERPT),
        "image": post.image,
        "canonical_url": post.url,
    }
    given = {key: value for key, value in front.items() if value}
    if any("{{" in each or "{%" in each for each in (body, *given.values())):
        problems.append(Problem("buttondown-braces", {}))
    text = f"---\n{frontmatter.dump(given)}---\n\n{body.strip()}\n"
    return Exported(text.replace("\r\n", "\n"), tuple(problems))


def _addresses(post: Post) -> set[str]:
    """Return the outside addresses that a post links."""
    links: set[str] = set()
    for element in elements.parse(post.rendering.html).all("a", "img"):
        address = element.attributes.get("href") or element.attributes.get("src") or ""
        if not address.startswith("#"):
            links.add(post.absolute(address))
    return links - {""}
