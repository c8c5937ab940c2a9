"""What a page is known by."""

from __future__ import annotations

from postgen.text.records import NamedTuple


class Page(NamedTuple):
    """The metadata of a page: each field is one plain line, or empty."""

    url: str
    """The address that was requested, as given."""
    title: str = ""
    description: str = ""
    author: str = ""
    site: str = ""
    date: str = ""
    """When it was published, as in ISO 8601: a date, or a date and a time."""
    image: str = ""
    language: str = ""
    """A tag as in BCP 47, such as `en` or `pt-BR`."""
    canonical_url: str = ""
    feed: str = ""
    failure: str = ""
    """Why there is no title, in words for people; empty when there is one."""
    refresh: str = ""
    """The address to which the page sends its visitors at once; fetch that one."""
    final_url: str = ""
    """The address that answered in the end, where that is another one."""
    status: int = 0
    """The status of the answer; 0 where there was none."""
    is_permanent: bool = False
    """Whether all redirects to `final_url` were permanent (301, 308), and it answered 200."""
