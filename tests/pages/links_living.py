"""Links that live, of the kinds that look as if they did not: never dead, never taken over."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.pages.hosts import SmallWeb

PROSE = (
    "What follows is an account of {0}, written for those who have to work with it every day. It begins with "
    "the reasons for which it was made, and goes on to what we have learnt about {0} in the years since. "
    "You will find that it is not as hard as it seems, and that most of it can be done in an afternoon. "
)
GERMAN = (
    "Dies ist eine Einführung in {0} für alle, die damit arbeiten und sich nicht mit der Theorie aufhalten wollen. "
    "Sie beginnt mit den Gründen, aus denen es entstanden ist, und zeigt dann, wie man es im Alltag nutzt und "
    "was dabei auf keinen Fall vergessen werden sollte, auch wenn es zu Beginn nicht so aussieht. "
)
JAPANESE = (
    "この記事では{0}について説明します。まず基本的な考え方を紹介し、そのあとで実際の使い方を詳しく見ていきます。"
    * 4
)
CHINESE = (
    "本文介绍{0}的基本原理以及在实际工作中的使用方法，并讨论我们在过去几年中学到的经验和教训。" * 5
)


def page(
    title: str, about: str = "", *, lang: str = "en", text: str = PROSE, head: str = ""
) -> str:
    """Return a page with a title and enough text to see what it is about."""
    words = text.format(about or title)
    return f'<!doctype html><html lang="{lang}"><head><title>{title}</title>{head}</head><body><h1>{title}</h1><p>{words}</p></body></html>'


Case = tuple[str, str, str]
"""A link's text, its address, and its verdict after the last of three runs."""

Add = Callable[..., None]


def living(web: SmallWeb) -> list[Case]:
    """Put living pages on a web; return the links to them."""
    cases: list[Case] = []

    def add(title: str, url: str, verdict: str = "ok") -> None:
        cases.append((title, url, verdict))

    for kind in (moved, walls, moods, files, sparse, about_wares, _more_about_wares):
        kind(web, add)
    return cases


def moved(web: SmallWeb, add: Add) -> None:
    """Add pages at new addresses."""
    put, leads = web.put, web.leads
    add("Plain pages", put("http://plain.example/plain-pages", page("Plain pages")))
    add(
        "How we scaled Postgres",
        put(
            "http://edited.example/how-we-scaled-postgres",
            page("Our database, ten times larger", "Postgres"),
        ),
    )  # the title was edited
    add(
        "Ten rules of naming",
        put("http://renamed.example/p/81", page("On words", "rules of naming")),
    )
    add(
        "A tour of Rust",
        leads("http://slug.example/tour", "http://slug.example/a-tour-of-rust"),
        "moved",
    )
    put("http://slug.example/a-tour-of-rust", page("A tour of Rust"))
    add(
        "Shading languages compared",
        leads("http://oldhome.example/shading", "http://newhome.example/2024/shading-languages"),
        "moved",
    )
    put("http://newhome.example/2024/shading-languages", page("Shading languages compared"))
    add(
        "The same by a temporary redirect",
        leads("http://temp-old.example/temporary", "http://temp-new.example/temporary", 302),
    )
    put("http://temp-new.example/temporary", page("The same by a temporary redirect"))
    add("Five hops to a page", leads("http://hops.example/1", "http://hops.example/2"), "moved")
    for hop in (2, 3, 4):
        leads(f"http://hops.example/{hop}", f"http://hops.example/{hop + 1}", 308)
    put("http://hops.example/5", page("Five hops to a page"))
    add(
        "Without www",
        leads("http://www.bare.example/post/without-www", "http://bare.example/post/without-www"),
        "moved",
    )
    put("http://bare.example/post/without-www", page("Without www"))
    add(
        "From a subdomain to a folder",
        leads("http://blog.corp.example/folder", "http://corp.example/blog/folder"),
        "moved",
    )
    put("http://corp.example/blog/folder", page("From a subdomain to a folder"))
    add(
        "Shortened address",
        leads("http://bit.ly/3abcDEF", "http://long.example/shortened-address"),
        "moved",
    )
    put("http://long.example/shortened-address", page("Shortened address"))
    add("great explainer", leads("http://t.co/Zyx", "http://talk.example/attention", 302))
    put("http://talk.example/attention", page("Attention, illustrated"))
    add(
        "A paper with a DOI",
        leads("http://doi.org/10.1000/182", "http://publisher.example/article/182", 302),
    )
    put("http://publisher.example/article/182", page("On the nature of papers"))
    add(
        "this explainer",
        leads(
            "http://prose.example/posts/attention-illustrated",
            "http://prose-new.example/posts/attention-illustrated",
        ),
        "moved",
    )
    put("http://prose-new.example/posts/attention-illustrated", page("Attention, illustrated"))
    add(
        "a library for charts",
        leads("http://chartist.example/docs/start", "http://chartist.dev.example/guide/start"),
        "moved",
    )
    put("http://chartist.dev.example/guide/start", page("Getting started with Chartist"))
    add(
        "great explainer",
        leads(
            "http://prose2.example/p/9", "http://prose2-new.example/2024/attention-illustrated", 302
        ),
        "unsure",
    )
    put("http://prose2-new.example/2024/attention-illustrated", page("Attention, illustrated"))
    add(
        "Why we wrote a compiler",
        leads(
            "http://dropped.example/2012/why-we-wrote-a-compiler", "http://dropped.example/", 302
        ),
        "unsure",
    )
    put("http://dropped.example/", page("Dropped", "products"))
    add("React", leads("http://jane.github.io/react-lib/", "http://reactlib.example/"), "unsure")
    put("http://reactlib.example/", page("React, a library for interfaces"))


def walls(web: SmallWeb, add: Add) -> None:
    """Add pages behind walls, which programs do not pass."""
    put, leads, plays = web.put, web.leads, web.plays
    cookie_wall(web, "http://cookies.example/cookie-walls")
    add("Cookie walls", "http://cookies.example/cookie-walls")
    add(
        "A document of a team",
        leads("http://team.example/d/1", "http://accounts.google.com/signin?continue=x", 302),
        "blocked",
    )
    put("http://accounts.google.com/signin?continue=x", page("Sign in - Google Accounts"))
    add(
        "A video",
        leads("http://tube.example/watch?v=1", "http://consent.tube.example/m?continue=x", 302),
        "blocked",
    )
    put("http://consent.tube.example/m?continue=x", page("Before you continue"))
    add(
        "A photo album",
        put("http://album.example/p/1", "<title>Log in</title><form><input type=password></form>"),
        "blocked",
    )
    add(
        "Behind a password",
        put("http://auth.example/a", "", 401, WWW_Authenticate="Basic"),
        "blocked",
    )
    add("Behind a payment", put("http://pay.example/a", "", 402), "blocked")
    add(
        "Forbidden to programs",
        put("http://forbidden.example/a", page("403 Forbidden"), 403),
        "blocked",
    )
    add("Too many requests", put("http://limits.example/a", "", 429), "blocked")
    add(
        "Come back tomorrow",
        put("http://tomorrow.example/a", "", 429, Retry_After="86400"),
        "blocked",
    )
    add("A profile", put("http://in.example/in/jane", "", 999), "blocked")
    add("Unavailable for legal reasons", put("http://legal.example/a", "", 451), "blocked")
    add(
        "Just a moment",
        put("http://cf.example/a", "<title>Just a moment...</title>Checking", 503),
        "blocked",
    )
    add(
        "Behind a firewall",
        put("http://waf.example/a", "<title>Attention Required! | Cloudflare</title>", 200),
        "blocked",
    )
    add(
        "Once more, please",
        plays(
            "http://again.example/a",
            lambda h: (
                h.answer(b"", 429, Retry_After="0")
                if h.count() % 2
                else h.answer(page("Once more, please").encode())
            ),
        ),
    )


def moods(web: SmallWeb, add: Add) -> None:
    """Add pages of servers that fail now and then."""
    put, leads, plays = web.put, web.leads, web.plays
    add("Maintenance", put("http://down.example/a", "", 503, Retry_After="3600"), "unsure")
    add(
        "A slow page",
        plays(
            "http://slow.example/a-slow-page",
            lambda h: (h.wait(0.3), h.answer(page("A slow page").encode())),
        ),
    )
    add(
        "Reset at first",
        plays(
            "http://reset.example/reset-at-first", flaky(lambda h: h.reset(), "Reset at first", 1)
        ),
    )
    add(
        "Two bad days",
        plays(
            "http://two.example/two-bad-days",
            flaky(lambda h: h.answer(b"", 500), "Two bad days", 2),
        ),
    )
    add(
        "Gone for two days",
        plays(
            "http://gone2.example/gone-for",
            flaky(lambda h: h.answer(b"", 404), "Gone for two days", 2),
        ),
    )
    add("Not acceptable", put("http://teapot.example/a", "", 406), "unsure")
    add("No GET", put("http://noget.example/a", "", 405), "unsure")
    add("A certificate of another name", "https://tls.example/a", "unsure")
    add(
        "Leads into this network",
        leads("http://inside.example/a", "http://192.168.1.1/admin"),
        "unsure",
    )
    add("A soft 404", put("http://soft.example/soft-404", page("Page not found")), "unsure")
    add(
        "Under construction",
        put("http://soon.example/under", "<title>Under construction</title>Come back."),
        "unsure",
    )


def sparse(web: SmallWeb, add: Add) -> None:
    """Add pages that say little, or in another language."""
    put, leads = web.put, web.leads
    add(
        "An application",
        put(
            "http://app.example/board/7",
            '<title>Board</title><div id="root"></div><script>x</script>',
        ),
    )
    add(
        "A route of an application",
        put("http://route.example/#/docs/start", "<title>Docs</title><div></div>").replace(
            "/#", "/#"
        ),
    )
    add(
        "A number of Le Monde",
        put(
            "http://paywall.example/le-monde",
            "<title>A number of Le Monde</title>Subscribe to read the rest.",
        ),
    )
    add(
        "A part that is there",
        put("http://parts.example/a", page("Parts") + '<h2 id="here">x</h2>') + "#here",
    )
    add("A part that is not there", put("http://parts.example/b", page("Parts")) + "#gone")
    add(
        "Follow me",
        put(
            "http://refresh.example/old",
            '<meta http-equiv="refresh" content="0; url=/new"><title>x</title>',
        ),
    )
    put("http://refresh.example/new", page("Follow me"))
    add(
        "A guide for visitors",
        leads(
            "http://geo.example/guide-for-visitors", "http://geo.example/de/guide-for-visitors", 302
        ),
    )
    put(
        "http://geo.example/de/guide-for-visitors",
        page("Ein Ratgeber", "Besucher", lang="de", text=GERMAN),
    )
    add("A front page", leads("http://front.example/", "http://front.example/en/"))
    put("http://front.example/en/", page("A front page"))
    add(
        "An introduction to type theory",
        put("http://german.example/p/12", page("Typentheorie", lang="de", text=GERMAN)),
    )
    add(
        "The ownership of memory explained",
        put(
            "http://zenn.example/articles/9f8e7d", page("所有権とは何か", lang="ja", text=JAPANESE)
        ),
    )
    add(
        "注意力机制图解",
        put("http://english.example/posts/attention-illustrated", page("Attention, illustrated")),
    )
    add(
        "Windows-1251",
        put(
            "http://cp1251.example/p/1",
            page("Заметки о кодировках", lang="ru").encode("cp1251"),
            kind="text/html; charset=windows-1251",
        ),
    )
    add(
        "A feed",
        put(
            "http://feed.example/feed.xml",
            "<rss><channel><title>A feed</title></channel></rss>",
            kind="application/rss+xml",
        ),
    )
    add("A text", put("http://text.example/rfc.txt", "RFC 1\n", kind="text/plain"))


def about_wares(web: SmallWeb, add: Add) -> None:
    """Add pages about what takes domains over."""
    put, leads = web.put, web.leads
    casinos = page("How online casinos hook their players with free spins", "gambling") * 2
    add(
        "How online casinos hook their players with free spins",
        put("http://news.example/casinos", casinos),
    )
    add(
        "How online casinos hook their players",
        leads("http://news-old.example/casinos", "http://news-new.example/2024/casinos"),
        "unsure",
    )
    put(
        "http://news-new.example/2024/casinos",
        page("How online casinos hook their players, with free spins and a jackpot"),
    )
    add(
        "Buying a lapsed domain",
        put(
            "http://domains.example/buying",
            page("Buying a lapsed domain", "why “this domain is for sale”"),
        ),
    )
    add(
        "The history of viagra",
        put(
            "http://pharma.example/history-of-viagra",
            page("The history of viagra", "how it was found"),
        ),
    )


def _more_about_wares(web: SmallWeb, add: Add) -> None:
    put = web.put
    add(
        "a great investigation",
        put(
            "http://press.example/2026/online-casino-free-spins",
            page("Online casino: free spins, welcome bonus, and who pays", "gambling"),
        ),
    )
    add(
        "this law",
        put(
            "http://law.example/online-gambling-law",
            page("The law on online casinos", "betting sites"),
        ),
    )


def cookie_wall(web: SmallWeb, url: str) -> None:
    """Send visitors without a cookie to a page that sets it and sends them back."""

    def wall(handler: Any) -> None:
        if "seen=1" in handler.headers.get("Cookie", ""):
            handler.answer(page("Cookie walls").encode())
        else:
            handler.answer(b"", 302, Location="/set-cookie")

    web.plays(url, wall)
    web.put("http://cookies.example/set-cookie", status=302, Location=url, Set_Cookie="seen=1")


def endless(handler: Any) -> None:
    """Send a page whose end never comes."""
    handler.start(200, "text/html")
    handler.wfile.write(page("A page without end").removesuffix("</body></html>").encode())
    handler.drip(b"<p>more</p>", 0.05)


def flaky(fail: Any, title: str, times: int) -> Any:
    """Return what fails so many times, and works then."""
    return lambda handler: (
        fail(handler) if handler.count() <= times else handler.answer(page(title).encode())
    )


def files(web: SmallWeb, add: Add) -> None:
    """Add files on servers that know HEAD, and on others."""

    def without_head(status: int) -> Any:
        return lambda handler: (
            handler.answer(b"", status)
            if handler.command == "HEAD"
            else handler.answer(b"%PDF-1.4", kind="application/pdf")
        )

    for status in (400, 403, 404, 405, 500, 501):
        add(
            f"A file without HEAD, {status}",
            web.plays(f"http://head{status}.example/a.pdf", without_head(status)),
        )
    add(
        "A file whose server resets HEAD",
        web.plays(
            "http://headreset.example/a.mp3",
            lambda handler: (
                handler.reset()
                if handler.command == "HEAD"
                else handler.answer(b"ID3", kind="audio/mpeg")
            ),
        ),
    )
    add("A picture", web.put("http://pictures.example/a.png", b"\x89PNG", kind="image/png"))
    add(
        "A paper as PDF",
        web.put("http://papers.example/a.pdf", b"%PDF-1.4", kind="application/pdf"),
    )
    add(
        "A paper on a CDN",
        web.leads(
            "http://cdn.example/papers/scaling-laws.pdf",
            "http://d1a2.cdnhost.example/x/scaling-laws.pdf",
            302,
        ),
    )
    web.put("http://d1a2.cdnhost.example/x/scaling-laws.pdf", b"%PDF-1.4", kind="application/pdf")
    add(
        "A download",
        web.put("http://download.example/get?id=7", b"PK\x03\x04", kind="application/zip"),
    )
