from __future__ import annotations

from typing import Any

import pytest

from postgen.jekyll.backlinks import Backlinks, Kind, Place
from postgen.text.edits import Edit, apply

OLD = Place("_posts/2026-05-01-old.md", "/2026/05/01/old.html", "2026-05-01", "old")
NEW = Place("_posts/2026-05-02-new.md", "/2026/05/02/new.html", "2026-05-02", "new")
OLD_URL, NEW_URL = OLD.url, NEW.url


def change_links(
    text: str, links: Backlinks | None = None, kind: Kind = "markdown"
) -> tuple[str, list[str]]:
    """Return a text with its certain links changed, and the links that are not certain."""
    links = links or Backlinks(OLD, NEW, "https://example.org")
    found = links.find(text, kind)
    edits = [Edit(link.start, link.end, link.new) for link in found if link.new is not None]
    return apply(text, edits), [text[link.start : link.end] for link in found if link.new is None]


@pytest.mark.parametrize(
    "text",
    [
        "[x](OLD)", "[x](<OLD>)", "[x]( OLD )", "[x](OLD#part)", "[x](OLD?a=1#b)", "![i](/i.png)[x](OLD)",
        "[x][1]\n\n[1]: OLD\n", "[x][1]\n\n[1]: <OLD> 't'\n", "> [1]: OLD\n>\n> [1]\n", "> * [x](OLD)\r\n",
        "[x](https://example.orgOLD)", "[x](http://example.orgOLD)", "[x](//example.orgOLD)", "<https://example.orgOLD>",
        "[x]({{ site.baseurl }}OLD)", "[x]({{site.url}}{{ site.baseurl }}OLD)", "[x]({{ 'OLD' | relative_url }})",
        '[x]({{ "OLD#a" | absolute_url }})', '<a href="OLD">x</a>', "<a class='c' href='OLD#b'>x</a>",
        "<a\nhref=OLD>x</a>",
        '<div markdown="0"><a href="{{ site.baseurl }}OLD">x</a></div>', "| [x](OLD) | b |\n",
        "# [x](OLD)\n", "*[x](OLD)*",
        "[^1]\n\n[^1]: [x](OLD)\n", "---\ntitle: x\n---\n[x](OLD)", "[x](OLD){:.c}",
    ],
)  # fmt: skip
def test_an_address_that_is_a_link_for_certain(text: str) -> None:
    assert change_links(text.replace("OLD", OLD_URL)) == (text.replace("OLD", NEW_URL), [])


def test_a_title_is_not_an_address() -> None:
    assert change_links(f"[x]({OLD_URL} '{OLD_URL}')") == (f"[x]({NEW_URL} '{OLD_URL}')", [OLD_URL])


@pytest.mark.parametrize(
    "text",
    [
        "`OLD`", "```\n[x](OLD)\n```\n", "    [x](OLD)\n", "text OLD, more", "See OLD.", "<!-- [x](OLD) -->\n",
        "`<a href='OLD'>`", "<link href='OLD'>", "<script>\nx = 'OLD'\n</script>",
        "{% include x.html url='OLD' %}", "---\nnext: OLD\n---\n", "---\nredirect_from: [OLD]\n---\n",
        "{% raw %}[x](OLD){% endraw %}",
        "![x](OLD)", "$$OLD$$", "{% assign u = 'OLD' %}", "&lt;a href='OLD'>",
    ],
)  # fmt: skip
def test_an_uncertain_address_is_unchanged(text: str) -> None:
    text = text.replace("OLD", OLD_URL)
    assert change_links(text) == (text, [OLD_URL])


@pytest.mark.parametrize(
    "text",
    [
        "https://other.org/2026/05/01/old.html", "[x](/2026/05/01/old-er.html)", "[x](/2026/05/01/old/more)",
        "cold.html",
        "[x](/x/2026/05/01/old.html)", "/2026/05/01/old.png", "old", "[x](older.html)",
        "{% post_url 2026-05-01-older %}", "{% raw %}{% post_url 2026-05-01-old %}{% endraw %}",
        "{% comment %}{% link _posts/2026-05-01-old.md %}{% endcomment %}",
        "{% post_url sub/2026-05-02-old %}", "{% link old.md %}", "2026-05-01-old",
    ],
)  # fmt: skip
def test_links_to_other_pages_are_not_found(text: str) -> None:
    assert Backlinks(OLD, NEW, "https://example.org").find(text, "markdown") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[x](/2026/05/01/old)", "[x](/2026/05/02/new)"),
        ("{% post_url 2026-05-01-old %}", "{% post_url 2026-05-02-new %}"),
        ("{%-post_url 2026-05-01-old-%}", "{%-post_url 2026-05-02-new-%}"),
        ("{%- post_url   /2026-05-01-old   -%}", "{%- post_url   /2026-05-02-new   -%}"),
        ("{% post_url 2026-5-1-old %}", "{% post_url 2026-05-02-new %}"),
        ("```\n{% link _posts/2026-05-01-old.md %}\n```", "```\n{% link _posts/2026-05-02-new.md %}\n```"),
        ("{% highlight x %}{% post_url 2026-05-01-old %}{% endhighlight %}",
         "{% highlight x %}{% post_url 2026-05-02-new %}{% endhighlight %}"),
    ],
)  # fmt: skip
def test_tags_and_short_addresses(text: str, expected: str) -> None:
    assert change_links(text)[0] == expected


@pytest.mark.parametrize(
    "text",
    [
        "[x](old.html)",
        "[x](../01/old.html#a)",
        "<a href='../../05/01/old.html'>",
        "[x](../../..OLD)",
    ],
)
def test_a_relative_address_is_uncertain(text: str) -> None:
    text = text.replace("OLD", OLD_URL)
    changed, uncertain = change_links(text)
    assert changed == text
    assert uncertain[0].endswith("old.html")


@pytest.mark.parametrize(
    ("old", "new", "text", "expected"),
    [
        ("/a/old/", "/a/new/", "[x](/a/old/) [y](/a/old) [z](/a/old/index.html)",
         "[x](/a/new/) [y](/a/new) [z](/a/new/index.html)"),
        ("/a/old/", "/a/new.html", "[x](/a/old/) [y](/a/old)", "[x](/a/new.html) [y](/a/new.html)"),
        ("/old", "/new", "[x](/old) [y](/old.html)", "[x](/new) [y](/new.html)"),
        ("/%C3%A9t%C3%A9.html", "/%C3%A0.html", "[x](/%C3%A9t%C3%A9.html) [y](/été.html) [z](/%c3%a9t%c3%a9.html)",
         "[x](/%C3%A0.html) [y](/à.html) [z](/%C3%A0.html)"),
        ("/a%20b/", "/c%20d/", "[x](/a%20b/) [y](</a b/>)", "[x](/c%20d/) [y](</c%20d/>)"),
        ("/", "/home/", "[x](/) or / and <a href='/'>", "[x](/home/) or / and <a href='/home/'>"),
    ],
)  # fmt: skip
def test_forms_of_a_url(old: str, new: str, text: str, expected: str) -> None:
    assert change_links(text, Backlinks(Place("old.md", old), Place("new.md", new)))[0] == expected


def test_a_site_below_a_folder() -> None:
    """Without the folder an address leads out of the site, unless a filter adds it."""
    links = Backlinks(OLD, NEW, "https://example.org", "/blog")
    text = f"[a](/blog{OLD_URL}) [b](https://example.org/blog{OLD_URL}) [c]({{{{ '{OLD_URL}' | relative_url }}}}) [d]({OLD_URL})"
    changed, uncertain = change_links(text, links)
    assert changed == text.replace(OLD_URL, NEW_URL, 3)
    assert uncertain == [OLD_URL]


@pytest.mark.parametrize(
    ("old", "rivals", "name", "is_certain"),
    [
        ("_posts/2026-05-01-old.md", (), "2026-05-01-old", True),
        ("_posts/2026-05-01-old.md", ("foo/_posts/2026-05-01-old.md",), "2026-05-01-old", True),
        ("_posts/2026-05-01-old.md", ("_posts/2026-05-01-old.html",), "2026-05-01-old", False),
        ("_posts/sub/2026-05-01-old.md", (), "sub/2026-05-01-old", True),
        (
            "_posts/sub/2026-05-01-old.md",
            ("sub/_posts/2026-05-01-old.md",),
            "sub/2026-05-01-old",
            False,
        ),
        ("foo/_posts/2026-05-01-old.md", (), "foo/2026-05-01-old", True),
        ("foo/_posts/2026-05-01-old.md", (), "2026-05-01-old", True),
        ("foo/_posts/2026-05-01-old.md", ("_posts/2026-05-01-old.md",), "2026-05-01-old", False),
    ],
)
def test_names_of_posts_as_jekyll_compares_them(
    old: str, rivals: Any, name: str, is_certain: Any
) -> None:
    links = Backlinks(OLD._replace(path=old), NEW, rivals=rivals)
    (link,) = links.find(f"{{% post_url {name} %}}", "markdown")
    assert link.new == ("2026-05-02-new" if is_certain else None)


def test_links_in_data_and_to_a_removed_page_are_uncertain() -> None:
    text = f"- url: {OLD_URL}\n- '{{% post_url 2026-05-01-old %}}'\n"
    assert change_links(text, kind="data") == (text, [OLD_URL])
    text = f"postgen:\n  backlog: {OLD.path}\n"
    assert change_links(text, kind="data") == (text, [OLD.path])
    text = f"[x]({OLD_URL}) {{% post_url 2026-05-01-old %}} {{% link {OLD.path} %}}"
    assert change_links(text, Backlinks(OLD, Place(""))) == (
        text,
        [OLD_URL, "2026-05-01-old", OLD.path],
    )


def test_html_has_no_markdown() -> None:
    changed, uncertain = change_links(f"[x]({OLD_URL}) <a href='{OLD_URL}'>x</a>", kind="html")
    assert changed == f"[x]({OLD_URL}) <a href='{NEW_URL}'>x</a>"
    assert uncertain == [OLD_URL]
