"""Writes the tables of docs/settings.md from the settings themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_type_hints

from postgen.jekyll import frontmatter
from postgen.jekyll.settings import (
    CHOICES,
    Backlog,
    Check,
    Desk,
    Digest,
    Links,
    Newsletter,
    Repeat,
    Settings,
)
from postgen.references import styles

WORDS = {**CHOICES, "references": styles.names()}
"""The words that a setting may have."""

PAGE = Path(__file__).parent.parent / "docs" / "settings.md"


def table(kind: type[Any]) -> str:
    """Return the rows of one group of settings."""
    rows = ["| key | default | what it is |", "| --- | --- | --- |"]
    for name, hint in get_type_hints(kind, include_extras=True).items():
        if hasattr(hint, "__metadata__"):
            default = frontmatter.encode(kind._field_defaults[name])
            shown = "" if default in {'""', "[]", "null"} else f"`{default}`"
            choices = " or ".join(f"`{choice}`" for choice in WORDS.get(name, ()))
            text = hint.__metadata__[0] + (f": {choices}" if len(WORDS.get(name, ())) > 2 else "")
            rows.append(f"| `{name}` | {shown} | {text} |")
    return "\n".join(rows)


def page() -> str:
    """Return the whole page."""
    return f"""# Settings

They live under one key, `postgen:`, in the site's own `_config.yml`; Jekyll passes over it. `postgen init` adds it. A
key that is not known is pointed out, with the nearest one that is.

```yaml
postgen:
  author: "jane"
  newsletter:
    title: "Margin Notes #{{{{ issue }}}}"
    sections:
      NLP: "Publications 📙"
```

## postgen:

{table(Settings)}

## postgen: backlog:

{table(Backlog)}

## postgen: newsletter:

{table(Newsletter)}

## postgen: digest:

{table(Digest)}

## postgen: repeat:

{table(Repeat)}

A pattern is compared with a link as it is written and with its canonical form, both without `https://` and `www.`:
`arxiv.org/list/*` allows all of arXiv's lists. A link that still waits in the backlog is never filed again by itself.

## postgen: check:

{table(Check)}

```yaml
postgen:
  check:
    ignore: [TXT05]
    per_path:
      _drafts/: [LNK]
      _posts/2019-*.md: [REF, KR03]
```

A pattern counts from the site's folder, without a slash in it from any folder; `*` is any part of a name, `**` any
folders, and a folder stands for all that is in it. `--select` on the command line goes before `select:` and `ignore:`.

## postgen: links:

{table(Links)}

## postgen: desk:

{table(Desk)}

## What postgen reads of Jekyll's own settings

`timezone`, `future`, `permalink`, `defaults`, `collections`, `collections_dir`, `source`, `destination`,
`markdown_ext`, `exclude`, `include`, `baseurl` and `title`, with Jekyll's defaults; and of jekyll-compose's, under
`jekyll_compose:`, its `default_front_matter` and `auto_open`. Settings of `postgen:` go before them.

## The environment

| variable | what it does |
| --- | --- |
| `POSTGEN_SITE` | names the site, as `--site` does |
| `POSTGEN_OFFLINE` | if set, no page is ever looked up, on the network or in the cache |
| `XDG_CACHE_HOME` | the folder of caches, in which postgen makes one of its own; it may be deleted at any time |
| `XDG_STATE_HOME` | the folder, likewise, of what `postgen undo` needs to know |
| `JEKYLL_EDITOR`, `VISUAL`, `EDITOR` | the editor, in this order |
| `NO_COLOR` | if set, no colours |
| `SOURCE_DATE_EPOCH` | the time that is taken for now, in seconds, for builds that can be repeated |
"""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
