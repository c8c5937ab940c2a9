"""Turn a backlog of links into a numbered-reference newsletter, in any Jekyll blog."""

TYPE_CHECKING = False  # for type checkers it is true; importing it from typing takes 5 ms
if TYPE_CHECKING:
    from postgen.api import (
        Backlog,
        ConversionError,
        Finding,
        Link,
        PostgenError,
        Site,
        UsageError,
        check,
        convert_references,
        export_post,
        find_site,
        import_links,
        new_issue,
    )

__version__ = "0.1.0"

__all__ = [
    "Backlog",
    "ConversionError",
    "Finding",
    "Link",
    "PostgenError",
    "Site",
    "UsageError",
    "__version__",
    "check",
    "convert_references",
    "export_post",
    "find_site",
    "import_links",
    "new_issue",
]


def __getattr__(name: str) -> object:
    """Load a name of the Python API when it is first used."""
    if name not in __all__:
        raise AttributeError(f"module 'postgen' has no attribute {name!r}")
    from postgen import api

    return getattr(api, name)
