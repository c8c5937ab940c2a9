"""The numbers as one HTML page: no script, no file beside it, readable in print and in the dark."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING

from postgen.jekyll.frontmatter import dump
from postgen.stats import plots
from postgen.stats.model import days_text
from postgen.urls.schemes import web_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from postgen.stats.model import Cadence, Named, Statistics, Tally

SHOWN = 20
"""So many rows of a table are on the page."""

_STYLE = """
:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 46rem; padding: 2rem 1.25rem 4rem; background: #fdfdfc;
  color: #1c1d20; font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0; }
h2 { font-size: 1.15rem; margin: 2.75rem 0 .5rem; }
p { margin: .25rem 0 .75rem; }
a { color: inherit; text-decoration-color: #8a8d95; }
.soft, dt, th { color: #5f626a; font-weight: normal; }
.tallies { display: flex; flex-wrap: wrap; gap: 1.5rem 3rem; margin: 1.75rem 0 0; padding: 0; }
.tallies div { min-width: 7rem; }
dd { margin: 0; }
strong { display: block; font-size: 2.25rem; font-weight: 600; line-height: 1.15; }
svg { display: block; max-width: 100%; height: auto; }
svg text { fill: #5f626a; font: 12px system-ui, sans-serif; }
.end { text-anchor: end; }
.middle { text-anchor: middle; }
.bar { fill: #3564a8; }
.gap { fill: #f0c9a8; }
.grid { stroke: #d9dade; }
.before { stroke: #c2571a; stroke-width: 3; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
td, th { border-bottom: 1px solid #d9dade; padding: .3rem .75rem .3rem 0; text-align: left;
  vertical-align: top; overflow-wrap: anywhere; }
th:first-child:nth-last-child(2) { width: 40%; }
.number { text-align: right; white-space: nowrap; }
.row { display: inline-block; vertical-align: middle; }
@media (max-width: 30rem) { .plot { display: none; } svg text { font-size: 22px; } }
@media screen and (prefers-color-scheme: dark) {
  body { background: #17181b; color: #e7e6e3; }
  .soft, dt, th { color: #a0a3ab; }
  svg text { fill: #a0a3ab; }
  .bar { fill: #7ba6e6; }
  .gap { fill: #6b4322; }
  .grid { stroke: #3a3c42; }
  .before { stroke: #f0a35e; }
  td, th { border-color: #3a3c42; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  h2 { break-after: avoid; }
  tr, svg { break-inside: avoid; }
  svg { print-color-adjust: exact; }
}
"""


def page(found: Statistics, *, is_of_site: bool = False) -> str:
    """Return the page; with `is_of_site`, with a front matter for Jekyll, and safe for Liquid."""
    title = f"{found.site}: {found.period.start.year} in numbers"
    front = f"---\n{dump({'layout': None, 'title': title})}---\n" if is_of_site else ""
    digest = b64encode(sha256(_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'"
    parts = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        f"<title>{_text(title)}</title>",
        f"<style>{_STYLE}</style>",
        "</head>",
        "<body>",
        "<main>",
        f"<h1>{_text(title)}</h1>",
        f'<p class="soft">{_period(found)}</p>',
        *_tallies(found),
        *_months(found),
        *_cadence(found.cadence, found),
        *_table("Categories", "Category", found.categories),
        *_table("Hosts", "Host", found.hosts),
        *_authors(found.authors),
        *_again(found),
        *_dead(found),
        *_backlog(found),
        "</main>",
        "</body>",
        "</html>",
    ]
    return front + "\n".join(parts) + "\n"


def _text(words: str) -> str:
    """Escape text for HTML, and for Liquid, which reads a page of the site before it is shown."""
    return escape(words).replace("{", "&#123;").replace("}", "&#125;")


def _name(words: str) -> str:
    """Return a name of any script, which turns nothing around it."""
    return f"<bdi>{_text(words)}</bdi>"


def _period(found: Statistics) -> str:
    period = found.period
    before = period.before
    if period.is_whole_year:
        return f"The whole year, beside {before.start.year}."
    return (
        f"Until {_day(period.end)}, beside the same days of {before.start.year}. "
        f"The year is not over."
    )


def _day(day: object) -> str:
    return f'<time datetime="{day}">{day}</time>'


def _tallies(found: Statistics) -> Iterable[str]:
    yield '<dl class="tallies">'
    tallies = [("issues", found.issues), ("links", found.links), ("posts", found.posts)]
    are_all_issues = found.posts == found.issues
    for name, tally in tallies[:-1] if are_all_issues else tallies:
        number = f"<strong>{tally.now:,}</strong>{_change(tally, found)}"
        yield f"<div><dt>{name}</dt><dd>{number}</dd></div>"
    yield "</dl>"


def _change(tally: Tally, found: Statistics) -> str:
    year = found.period.before.start.year
    return f'<span class="soft">{tally.before:,} in {year}</span>'


def _months(found: Statistics) -> Iterable[str]:
    year, before = found.period.start.year, found.period.before.start.year
    best = max(found.months, key=lambda row: row.links)
    words = f"Links by month; the most, {best.links}, in {best.month}. The numbers are below."
    yield "<h2>Links by month</h2>"
    yield f"<p>Bars are {year}, lines {before}.</p>"
    yield plots.months(found.months, words)
    yield "<table>"
    yield _head("Month", "Issues", "Links", f"Links in {before}")
    for row in found.months:
        yield _row(row.month, row.issues, row.links, row.before)
    yield "</tbody></table>"


def _cadence(cadence: Cadence, found: Statistics) -> Iterable[str]:
    if not cadence.days:
        return
    sentences = []
    if cadence.usual is not None:
        sentences.append(f"Usually {days_text(cadence.usual)} between two issues.")
    gap = cadence.longest
    if gap:
        sentences.append(
            f"The longest gap was {days_text(gap.days)}, from {_day(gap.start)} to {_day(gap.end)}."
        )
    if cadence.since is not None and not found.period.is_whole_year:
        sentences.append(f"The last issue was {days_text(cadence.since)} before.")
    words = f"{len(cadence.days)} issues on a line of the year; the longest gap is marked."
    yield "<h2>Issues</h2>"
    yield f"<p>{' '.join(sentences)}</p>"
    yield plots.issues(cadence, found.period, words)


def _table(title: str, name: str, rows: Sequence[Named]) -> Iterable[str]:
    if not rows:
        return
    most = max(row.links for row in rows)
    yield f"<h2>{title}</h2>"
    yield "<table>"
    yield _head(name, "Links", "Before", plot=True)
    for row in rows[:SHOWN]:
        yield _row(row.name or "(none)", row.links, row.before, plot=plots.bar(*row[1:3], most))
    yield "</tbody></table>"
    if len(rows) > SHOWN:
        yield f'<p class="soft">And {len(rows) - SHOWN:,} more.</p>'


def _authors(rows: Sequence[Named]) -> Iterable[str]:
    if not rows:
        return
    yield "<h2>Authors</h2>"
    yield "<table>"
    yield _head("Author", "Posts", "Links")
    for row in rows[:SHOWN]:
        yield _row(row.name, row.posts, row.links)
    yield "</tbody></table>"


def _again(found: Statistics) -> Iterable[str]:
    if not found.again:
        return
    yield "<h2>Linked again</h2>"
    yield "<table>"
    yield "<thead><tr><th>Link</th><th>In</th></tr></thead><tbody>"
    for row in found.again[:SHOWN]:
        places = ", ".join(map(_name, row.posts))
        yield f"<tr><td>{_link(row.url, row.title)}</td><td>{places}</td></tr>"
    yield "</tbody></table>"
    if len(found.again) > SHOWN:
        yield f'<p class="soft">And {len(found.again) - SHOWN:,} more.</p>'


def _dead(found: Statistics) -> Iterable[str]:
    if not found.checked:
        return
    yield "<h2>Dead links</h2>"
    yield f"<p>{len(found.dead):,} of {found.checked:,} links that were checked.</p>"
    if not found.dead:
        return
    yield "<table>"
    yield "<thead><tr><th>Link</th><th>Verdict</th></tr></thead><tbody>"
    for row in found.dead[:SHOWN]:
        yield f"<tr><td>{_name(row.title)}</td><td>{_text(row.verdict)}</td></tr>"
    yield "</tbody></table>"


def _backlog(found: Statistics) -> Iterable[str]:
    if found.backlog is None:
        return
    ages = found.backlog.to_json()
    yield "<h2>Backlog</h2>"
    if ages["oldest"] is None:
        yield f"<p>{ages['items']:,} items.</p>"
        return
    yield (
        f"<p>{ages['items']:,} items, half of them older than {days_text(ages['median'])}; "
        f"the oldest is {days_text(ages['oldest'])} old.</p>"
    )
    yield "<table>"
    yield _head("Age", "Items", plot=True)
    names = {
        "week": "under a week",
        "month": "under a month",
        "older": "older",
        "unknown": "unknown",
    }
    most = max(1, *(ages[key] for key in names))
    for key, name in names.items():
        yield _row(name, ages[key], plot=plots.bar(ages[key], 0, most))
    yield "</tbody></table>"


def _link(url: str, title: str) -> str:
    address = web_address(url)
    return f'<a href="{_text(address)}">{_name(title)}</a>' if address else _name(title)


def _head(first: str, *others: str, plot: bool = False) -> str:
    cells = "".join(f'<th scope="col" class="number">{each}</th>' for each in others)
    plots_cell = '<td class="plot"></td>' if plot else ""
    return f'<thead><tr><th scope="col">{first}</th>{cells}{plots_cell}</tr></thead><tbody>'


def _row(name: str, *numbers: int, plot: str = "") -> str:
    cells = "".join(f'<td class="number">{each:,}</td>' for each in numbers)
    plot_cell = f'<td class="plot">{plot}</td>' if plot else ""
    return f'<tr><th scope="row">{_name(name)}</th>{cells}{plot_cell}</tr>'
