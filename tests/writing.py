"""Every command that writes, and a site on which each of them has something to do."""

from __future__ import annotations

PLACE = "_posts/2026-11-01-backlog.md"
BACKLOG = "\ufeff---\r\ntitle: Backlog # mine\r\n---\r\n\r\n## A\r\n\r\n* [One](https://example.org/1) caf\udce9\r\n\r\n## B"
FEED = (
    '<rss version="2.0"><channel><title>F</title><item><title>New</title><link>https://example.org/new</link>'
    "<pubDate>Fri, 20 Nov 2026 08:00:00 GMT</pubDate></item></channel></rss>"
)
OPML = '<opml version="2.0"><body><outline type="rss" text="G" xmlUrl="https://g.example.org/feed"/></body></opml>'
CONFIG = "title: Test # a comment\ntimezone: UTC\npostgen:\n  feeds:\n    - {url: feed.xml, category: A}\n"
FILES: dict[str, str | bytes] = {
    PLACE: BACKLOG, "feed.xml": FEED, "links.txt": "https://example.org/i | I\n", "feeds.opml": OPML,
    "event.json": '{"action": "opened", "issue": {"author_association": "OWNER", "body": "https://example.org/in"}}',
    "pasted.txt": "A title\n\n• one\n• two\n",
    "_drafts/idea.md": "---\ntitle: Idea\n---\n\nHalf.\n", "_posts/2026-01-01-done.md": "---\ntitle: Done\n---\n",
    "_posts/2026-01-03-issue.md": "---\ntitle: 'Links #1'\n---\n",
    "issues.md": "---\r\ntitle: Mine # this\r\n---\r\n<!-- postgen index -->\r\n<!-- postgen index end -->\r\n\udce9",
    "_posts/2026-01-03-linked.md": "---\ntitle: Linked\n---\n\n[a](https://a.example/)",
    "_posts/2026-01-02-other.md": "---\ntitle: Other\n---\n\n[done]({% post_url 2026-01-01-done %})\n",
    "_posts/2026-01-04-faulty.md": b"---\r\ntitle: Faulty # \xe9\r\n---\r\n\r\n##One\r\n\r\nAt https://example.org/f",
    "_posts/2026-01-03-cited.md": "---\ntitle: Cited\n---\n\n[x](https://example.org/x)\n",
    "_mine/photo.png": b"\x89PNG\r\n\x1a\n\0\0\xff\xfe\r",
}  # fmt: skip
ADD = "add-link https://example.org/2 --title Two --no-fetch --category A"

CALLS = [
    "init sub/blog",
    "init . --with links --with feed-links",
    "init sub --github",
    "new post Title --tag t",
    "new post Title --image _mine/photo.png",
    "new draft Title",
    "new post --from pasted.txt",
    "new draft Title --from pasted.txt",
    "new page Title",
    "new link https://example.org/9 --title Nine",
    "new backlog Second --backlog _posts/2026-11-21-second.md --category C",
    "new newsletter",
    "new newsletter --keep --issue 7",
    "new digest",
    "new translation done --lang zh",
    "new index",
    "new index --slug issues",
    ADD,
    "add-link https://example.org/2 --title Two --no-fetch --category New",
    "move 1 --to B --yes",
    "drop 1 --yes",
    "edit 1 --title Uno --yes",
    "category rename A Z",
    "category merge A B",
    "category drop B",
    "import links.txt --no-fetch --category A",
    "import feeds.opml",
    "export --format csv --output out/deep/links.csv",
    "export --output links.txt --force",
    "pull",
    "inbox event.json",
    "feeds add https://g.example.org/feed --no-fetch",
    "feeds remove feed.xml",
    "refs cited --to linked",
    "check --fix --select KR,LNK",
    "check --baseline known.json",
    "publish idea",
    "publish done --discuss https://e.org/1",
    "unpublish done",
    "rename done Dusted",
    "set done lang=en tags+=x title=",
    "stats --page --output numbers.html",
]
"""Calls of every command that writes."""
