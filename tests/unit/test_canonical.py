from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from postgen.urls import parameters, site_rules, tracking
from postgen.urls.canonical import canonical, resolve
from postgen.urls.needle import Needle, Needles, needle
from postgen.urls.parameters import without_tracking

# Two spellings of one page, a pair a row.
SAME = [
    # copies in archives, and their originals
    ("https://web.archive.org/web/2019/http://a.org/b?c=1", "http://a.org/b?c=1"),
    ("https://web.archive.org/web/20190101000000id_/https://a.org/", "https://www.a.org"),
    ("http://127.0.0.1:8080/web/20190101000000/https://a.org/b", "https://a.org/b"),
    ("https://archive.ph/20190101000000/https://a.org/b", "https://a.org/b"),
    # scheme, host, port
    ("http://example.org/a", "https://example.org/a"),
    ("HTTPS://example.org/a", "https://example.org/a"),
    ("//example.org/a", "https://example.org/a"),
    ("https://www.example.org/a", "https://example.org/a"),
    ("https://Example.ORG/a", "https://example.org/a"),
    ("https://example.org./a", "https://example.org/a"),
    ("http://example.org:80/a", "http://example.org/a"),
    ("https://example.org:443/a", "http://www.example.org/a"),
    ("https://example.org:/a", "https://example.org/a"),
    ("http://localhost:04000/a", "http://localhost:4000/a"),
    ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
    ("https://BÜCHER.example/a", "https://xn--bcher-kva.example/a"),
    ("https://例え.jp/", "https://xn--r8jz45g.jp"),
    ("https://faß.example/", "https://xn--fa-hia.example/"),
    ("http://[2001:DB8::1]:80/a", "http://[2001:db8::1]/a"),
    ("  https://example.org/a\n", "https://example.org/a"),
    # path
    ("https://example.org", "https://example.org/"),
    ("https://example.org/a/", "https://example.org/a"),
    ("https://example.org/a/?id=1", "https://example.org/a?id=1"),
    ("https://example.org/?p=12", "https://example.org?p=12"),
    ("https://example.org/a/../b", "https://example.org/b"),
    ("https://example.org/a/./b/.", "https://example.org/a/b/"),
    ("https://example.org/../a", "https://example.org/a"),
    ("https://example.org/%2e%2E/a", "https://example.org/a"),
    ("https://example.org/%7Ejane", "https://example.org/~jane"),
    ("https://example.org/%61bc", "https://example.org/abc"),
    ("https://example.org/caf%c3%a9", "https://example.org/caf%C3%A9"),
    ("https://example.org/café", "https://example.org/caf%C3%A9"),
    ("https://example.org/a b", "https://example.org/a%20b"),
    ("https://example.org/f%28x%29", "https://example.org/f(x)"),
    ("https://example.org/a%2Cb%3Ac%40d", "https://example.org/a,b:c@d"),
    ("https://example.org/100%", "https://example.org/100%25"),
    ("https://example.org/docs/index.html", "https://example.org/docs/"),
    ("https://example.org/index.htm", "https://example.org"),
    ("https://example.org/a;jsessionid=0A1B?id=1", "https://example.org/a?id=1"),
    # query
    ("https://example.org/a?", "https://example.org/a"),
    ("https://example.org/a?b=2&a=1", "https://example.org/a?a=1&b=2"),
    ("https://example.org/a?x=1&&y=2&", "https://example.org/a?x=1&y=2"),
    ("https://example.org/a?x=1&amp;y=2", "https://example.org/a?x=1&y=2"),
    ("https://example.org/a?q=two+words", "https://example.org/a?q=two%20words"),
    ("https://example.org/a?u=http%3A%2F%2Fx.org%2F", "https://example.org/a?u=http://x.org/"),
    ("https://example.org/a?tag%5B%5D=x", "https://example.org/a?tag[]=x"),
    ("https://example.org/a?id=YQ%3D%3D", "https://example.org/a?id=YQ=="),
    # tracking
    ("https://example.org/a?utm_source=rss&utm_medium=feed", "https://example.org/a"),
    ("https://example.org/a?UTM_Source=rss", "https://example.org/a"),
    ("https://example.org/a?utm%5Fsource=rss", "https://example.org/a"),
    ("https://example.org/a?id=3&amp;utm_source=rss", "https://example.org/a?id=3"),
    ("https://example.org/a?gclid=1&fbclid=2&msclkid=3", "https://example.org/a"),
    ("https://example.org/a?mc_cid=1&mc_eid=2&id=3", "https://example.org/a?id=3"),
    ("https://example.org/a?_hsenc=1&_hsmi=2", "https://example.org/a"),
    ("https://example.org/a?at_medium=RSS&at_campaign=KARANGA", "https://example.org/a"),
    ("https://example.org/a#xtor=RSS-1", "https://example.org/a"),
    ("https://example.org/a#utm_source=rss&utm_medium=feed", "https://example.org/a"),
    (
        "https://example.org/post-1ec363f29e85?gi=86d0e6c2ea9f",
        "https://example.org/post-1ec363f29e85",
    ),
    ("https://example.org/post?source=rss----7f60cf5620c9---4", "https://example.org/post"),
    ("https://example.org/post?source=friends_link&sk=" + "0a" * 16, "https://example.org/post"),
    ("https://www.instagram.com/p/CxYz123/?igshid=abc", "https://instagram.com/p/CxYz123"),
    (
        "https://open.spotify.com/episode/4rOoJ6Eg?si=9f",
        "https://open.spotify.com/episode/4rOoJ6Eg",
    ),
    (
        "https://www.nytimes.com/2020/01/02/a.html?smid=tw-share",
        "https://nytimes.com/2020/01/02/a.html",
    ),
    ("https://www.theguardian.com/a/b?CMP=share_btn_tw", "https://www.theguardian.com/a/b"),
    ("https://www.imdb.com/title/tt0133093/?ref_=nv_sr_1", "https://m.imdb.com/title/tt0133093"),
    # anchors
    ("https://example.org/a#intro", "https://example.org/a"),
    ("https://example.org/a#", "https://example.org/a"),
    ("https://example.org/a#:~:text=some%20words", "https://example.org/a"),
    ("https://example.org/a#intro:~:text=some", "https://example.org/a#other"),
    ("https://example.org/paper.pdf#page=3", "https://example.org/paper.pdf"),
    ("https://en.wikipedia.org/wiki/Jekyll#History", "https://en.wikipedia.org/wiki/Jekyll"),
    # mobile and AMP
    ("https://m.example.org/a", "https://www.example.org/a"),
    ("https://mobile.example.org/a", "https://example.org/a"),
    ("https://amp.example.org/a", "https://example.org/a"),
    ("https://m.example.co.uk/a", "https://www.example.co.uk/a"),
    ("https://en.m.wikipedia.org/wiki/Jekyll", "https://en.wikipedia.org/wiki/Jekyll"),
    ("https://example.org/2020/01/some-story/amp/", "https://example.org/2020/01/some-story/"),
    ("https://example.org/story/amp", "https://example.org/story"),
    ("https://example.org/story.amp", "https://example.org/story"),
    ("https://example.org/story.amp.html", "https://example.org/story.html"),
    ("https://example.org/story?outputType=amp", "https://example.org/story"),
    ("https://example.org/story?amp", "https://example.org/story"),
    ("https://example.org/story/?amp=1", "https://example.org/story"),
    ("https://www.google.com/amp/s/www.example.org/story/amp", "https://www.example.org/story"),
    ("https://www.google.co.uk/amp/example.org/story", "https://example.org/story"),
    (
        "https://www.google.com/amp/s/example.org/story%3fid=3&amp=1",
        "https://example.org/story?id=3",
    ),
    ("https://example-org.cdn.ampproject.org/c/s/example.org/story", "https://example.org/story"),
    ("https://cdn.ampproject.org/v/s/example.org/x?amp_js_v=0.1#csi=1", "https://example.org/x"),
    (
        "https://ai.googleblog.com/2018/01/a-b.html?m=1",
        "https://ai.googleblog.com/2018/01/a-b.html",
    ),
    ("https://blog.example.org/2019/11/a-b.html?m=1", "https://blog.example.org/2019/11/a-b.html"),
    ("http://jane.blogspot.co.uk/2011/02/a.html", "https://jane.blogspot.com/2011/02/a.html?m=0"),
    # videos
    ("https://youtu.be/53YvP6gdD7U", "https://www.youtube.com/watch?v=53YvP6gdD7U"),
    (
        "https://youtu.be/53YvP6gdD7U?si=abc&t=335",
        "https://www.youtube.com/watch?v=53YvP6gdD7U#t=10s",
    ),
    (
        "https://www.youtube.com/watch?v=53YvP6gdD7U&list=PLx&index=3",
        "https://youtu.be/53YvP6gdD7U",
    ),
    (
        "https://www.youtube.com/watch?feature=youtu.be&v=53YvP6gdD7U",
        "https://youtu.be/53YvP6gdD7U",
    ),
    ("https://m.youtube.com/watch?v=53YvP6gdD7U", "https://www.youtube.com/shorts/53YvP6gdD7U"),
    ("https://www.youtube-nocookie.com/embed/53YvP6gdD7U?rel=0", "https://youtu.be/53YvP6gdD7U"),
    ("https://www.youtube.com/live/53YvP6gdD7U?feature=share", "https://youtube.com/v/53YvP6gdD7U"),
    (
        "https://www.youtube.com/embed/videoseries?list=PLab",
        "https://www.youtube.com/playlist?list=PLab",
    ),
    ("https://player.vimeo.com/video/76979871", "https://vimeo.com/76979871?share=copy"),
    # papers
    ("https://arxiv.org/pdf/1706.03762.pdf", "https://arxiv.org/abs/1706.03762"),
    ("https://arxiv.org/pdf/1706.03762v5", "http://www.arxiv.org/abs/1706.03762v1"),
    ("https://arxiv.org/html/1706.03762v7#S3", "https://arxiv.org/abs/1706.03762?context=cs"),
    ("https://export.arxiv.org/abs/1706.03762", "https://ar5iv.labs.arxiv.org/html/1706.03762"),
    ("https://arxiv.org/pdf/math/0211159v1.pdf", "https://arxiv.org/abs/math.DG/0211159"),
    ("https://doi.org/10.48550/arXiv.1706.03762", "https://arxiv.org/abs/1706.03762"),
    ("http://dx.doi.org/10.1145/3292500.3330701", "https://doi.org/10.1145/3292500.3330701"),
    ("https://www.aclweb.org/anthology/P19-1001/", "https://aclanthology.org/P19-1001"),
    # code
    ("https://github.com/jane/tool#readme", "https://github.com/jane/tool"),
    ("https://github.com/jane/tool.git", "https://github.com/jane/tool/"),
    ("https://github.com/Jane/Tool", "https://github.com/jane/tool"),
    ("https://github.com/Jane/Tool/blob/main/A.md", "https://github.com/jane/tool/blob/main/A.md"),
    ("https://github.com/jane/tool?tab=readme-ov-file#usage", "https://github.com/jane/tool"),
    (
        "https://gist.github.com/jane/8d2b4f6a1c3e5d7f9a0b",
        "https://gist.github.com/8d2b4f6a1c3e5d7f9a0b",
    ),
    ("https://gitlab.com/group/sub/tool.git", "https://gitlab.com/group/sub/tool"),
    (
        "https://stackoverflow.com/questions/11227809/why-is-it",
        "https://stackoverflow.com/q/11227809/1",
    ),
    (
        "https://stackoverflow.com/questions/1/why?rq=1#11227902",
        "https://stackoverflow.com/a/11227902/33",
    ),
    ("https://math.stackexchange.com/questions/71/a/72#72", "https://math.stackexchange.com/a/72"),
    # people talking
    (
        "https://old.reddit.com/r/ml/comments/7780ok/r_zero/",
        "https://www.reddit.com/comments/7780ok",
    ),
    ("https://redd.it/7780ok", "https://www.reddit.com/r/ml/comments/7780ok/r_zero/?share_id=x"),
    ("https://old.reddit.com/r/ml/top/?t=all", "https://www.reddit.com/r/ml/top?t=all"),
    (
        "https://np.reddit.com/r/ml/comments/77/r_zero/dol3k/?context=3",
        "https://reddit.com/comments/77/x/dol3k",
    ),
    (
        "https://mobile.twitter.com/jane/status/1184723538?s=20",
        "https://x.com/i/web/status/1184723538",
    ),
    (
        "https://twitter.com/jane/status/1184723538/photo/1",
        "https://x.com/jane/status/1184723538?t=a&s=09",
    ),
    ("https://twitter.com/janedoe?ref_src=twsrc%5Etfw", "https://x.com/janedoe"),
    ("https://mbasic.facebook.com/jane/posts/12345", "https://www.facebook.com/jane/posts/12345"),
    (
        "http://news.ycombinator.com/item?id=15689399",
        "https://news.ycombinator.com/item?id=15689399",
    ),
    # letters and articles
    (
        "https://medium.com/@jane/a-title-5f46efc6cbb1",
        "https://jane.medium.com/a-title-5f46efc6cbb1?sk=12",
    ),
    (
        "https://medium.com/p/5f46efc6cbb1",
        "https://medium.com/letters/a-title-5f46efc6cbb1?source=x",
    ),
    ("https://open.substack.com/pub/jane/p/a-title?r=1", "https://jane.substack.com/p/a-title?s=r"),
    (
        "https://en.wikipedia.org/w/index.php?title=Jekyll_(software)",
        "https://en.wikipedia.org/wiki/Jekyll_%28software%29",
    ),
    ("https://en.wikipedia.org/wiki/C%2B%2B", "https://en.m.wikipedia.org/wiki/C++?wprov=sfla1"),
    (
        "https://de.wikipedia.org/wiki/K%C3%A4se und Brot",
        "https://de.wikipedia.org/wiki/Käse_und_Brot",
    ),
    (
        "https://docs.google.com/document/d/1aBcD/edit?usp=sharing",
        "https://docs.google.com/document/u/0/d/1aBcD",
    ),
    (
        "https://drive.google.com/open?id=1aBcD",
        "https://drive.google.com/file/d/1aBcD/view?usp=sharing",
    ),
    (
        "https://www.amazon.com/Some-Book/dp/0262035618/ref=sr_1_1?qid=1",
        "https://amazon.com/gp/product/0262035618",
    ),
    (
        "http://uu.example.org/record.jsf?pid=diva2:13&dswid=7905",
        "http://uu.example.org/record.jsf?pid=diva2:13",
    ),
    # redirects
    (
        "https://www.google.com/url?sa=t&q=https%3A%2F%2Fexample.org%2Fa%3Fid%3D3&usg=x",
        "https://example.org/a?id=3",
    ),
    ("https://www.google.de/url?url=http://example.org/a&ved=1", "https://example.org/a"),
    (
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fa%3Ffbclid%3D1&h=A",
        "https://example.org/a",
    ),
    ("https://lm.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fa", "https://example.org/a"),
    ("https://l.instagram.com/?u=https%3A%2F%2Fexample.org%2Fa&e=A", "https://example.org/a"),
    (
        "https://out.reddit.com/t3_1?url=https%3A%2F%2Fexample.org%2Fa&token=A",
        "https://example.org/a",
    ),
    ("https://t.umblr.com/redirect?z=https%3A%2F%2Fexample.org%2Fa&t=A", "https://example.org/a"),
    ("https://slack-redir.net/link?url=https%3A%2F%2Fexample.org%2Fa", "https://example.org/a"),
    ("https://steamcommunity.com/linkfilter/?url=https://example.org/a", "https://example.org/a"),
    (
        "https://www.linkedin.com/safety/go?url=https%3A%2F%2Fexample.org%2Fa&trk=x",
        "https://example.org/a",
    ),
    ("https://duckduckgo.com/l/?uddg=https%3A%2F%2Fexample.org%2Fa&rut=0", "https://example.org/a"),
    (
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fa&data=0",
        "https://example.org/a",
    ),
    ("https://medium.com/r/?url=https%3A%2F%2Fexample.org%2Fa", "https://example.org/a"),
    ("https://vk.com/away.php?to=https%3A%2F%2Fexample.org%2Fa", "https://example.org/a"),
    (
        "https://www.youtube.com/redirect?event=d&q=https%3A%2F%2Fexample.org%2Fa",
        "https://example.org/a",
    ),
    ("https://href.li/?https://example.org/a?id=3", "https://example.org/a?id=3"),
    (
        "https://www.google.com/url?q=https%3A%2F%2Fl.facebook.com%2Fl.php%3Fu%3Dhttps%253A%252F%252Fexample.org%252Fa",
        "https://example.org/a",
    ),
    ("https://www.google.com/url?%71=https%3A%2F%2Fexample.org%2Fa", "https://example.org/a"),
    (
        "https://www.google.com/url?q=https://en.wikipedia.org/wiki/C%2B%2B",
        "https://en.wikipedia.org/wiki/C++",
    ),
]

# Two pages, however alike, a pair a row.
DIFFERENT = [
    # host, port, path
    ("https://example.org/a", "https://example.com/a"),
    ("https://blog.example.org/a", "https://example.org/a"),
    ("https://example.org:8080/a", "https://example.org/a"),
    ("https://example.org:8080/a", "https://example.org:8081/a"),
    ("https://jane@example.org/a", "https://example.org/a"),
    ("https://example.org/a", "https://example.org/b"),
    ("https://example.org/A", "https://example.org/a"),
    ("https://example.org/a/b", "https://example.org/a%2Fb"),
    ("https://example.org/a%3Fb", "https://example.org/a?b"),
    ("https://example.org/a%23b", "https://example.org/a#b"),
    ("https://example.org/a.html", "https://example.org/a"),
    ("https://example.org/a.pdf", "https://example.org/a"),
    ("https://example.org/index.php", "https://example.org/"),
    ("https://example.org/a/my-index.html", "https://example.org/a/"),
    ("https://www.com/a", "https://com/a"),
    ("https://faß.example/", "https://fass.example/"),
    ("mailto:a@example.org", "mailto:b@example.org"),
    ("ftp://example.org/a", "https://example.org/a"),
    # query
    ("https://example.org/?p=1", "https://example.org/?p=2"),
    ("https://example.org/a?id=1", "https://example.org/a?id=2"),
    ("https://example.org/a?page=2", "https://example.org/a"),
    ("https://example.org/a?q=x", "https://example.org/a?q=X"),
    ("https://example.org/a?ref=jane", "https://example.org/a"),
    ("https://example.org/a?source=jane", "https://example.org/a"),
    ("https://example.org/a?s=jane&t=1", "https://example.org/a"),
    ("https://example.org/a?m=1", "https://example.org/a"),
    ("https://example.org/a?lang=fr", "https://example.org/a?lang=en"),
    ("https://example.org/a?x=1%262", "https://example.org/a?x=1&2"),
    ("https://example.org/a?q=c%2B%2B", "https://example.org/a?q=c++"),
    ("https://example.org/a?x=1&x=2", "https://example.org/a?x=2&x=1"),
    ("https://example.org/a?utm=1", "https://example.org/a"),
    ("https://news.ycombinator.com/item?id=1", "https://news.ycombinator.com/item?id=2"),
    ("https://news.ycombinator.com/item?id=1&p=2", "https://news.ycombinator.com/item?id=1"),
    ("https://www.google.com/search?q=a&ei=1", "https://www.google.com/search?q=b&ei=1"),
    # anchors
    ("https://example.org/#/a", "https://example.org/#/b"),
    ("https://example.org/app#!a", "https://example.org/app#!b"),
    ("https://example.org/#/a", "https://example.org/"),
    ("https://groups.google.com/forum/#!topic/a/b", "https://groups.google.com/forum/#!topic/a/c"),
    ("https://example.org/app#id=1", "https://example.org/app#id=2"),
    ("https://example.org/a#comment-1", "https://example.org/a"),
    ("https://example.org/a#comment-1", "https://example.org/a#comment-2"),
    ("https://github.com/j/t/issues/1#issuecomment-1", "https://github.com/j/t/issues/1"),
    (
        "https://github.com/j/t/issues/1#issuecomment-1",
        "https://github.com/j/t/issues/1#issuecomment-2",
    ),
    ("https://github.com/j/t/pull/1#discussion_r1", "https://github.com/j/t/pull/1#discussion_r2"),
    ("https://github.com/j/t/pull/1#pullrequestreview-1", "https://github.com/j/t/pull/1"),
    (
        "https://gist.github.com/j/1f3b#gistcomment-18",
        "https://gist.github.com/j/1f3b#gistcomment-19",
    ),
    ("https://github.com/j/t/blob/main/a.py#L10-L20", "https://github.com/j/t/blob/main/a.py#L30"),
    ("https://news.ycombinator.com/item?id=1#15689400", "https://news.ycombinator.com/item?id=1"),
    (
        "https://bugs.example.org/show_bug.cgi?id=1#c5",
        "https://bugs.example.org/show_bug.cgi?id=1#c6",
    ),
    ("https://lobste.rs/s/abc/title#c_x1y2z3", "https://lobste.rs/s/abc/title"),
    (
        "https://forum.example.org/viewtopic.php?t=1#p4021",
        "https://forum.example.org/viewtopic.php?t=1#p4022",
    ),
    ("https://lists.example.org/T/#m" + "0a" * 20, "https://lists.example.org/T/#m" + "0b" * 20),
    (
        "https://docs.google.com/spreadsheets/d/1a/edit#gid=7",
        "https://docs.google.com/spreadsheets/d/1a/edit#gid=8",
    ),
    # mobile and AMP
    ("https://m.github.io/a", "https://amp.github.io/a"),
    ("https://m.co.uk/a", "https://amp.co.uk/a"),
    ("https://amp.example.org/", "https://example.org/"),
    ("https://mobile.example.org/", "https://example.org/"),
    ("https://example.org/amp", "https://example.org/"),
    ("https://github.com/jane/amp", "https://github.com/jane"),
    ("https://en.wikipedia.org/wiki/amp", "https://en.wikipedia.org/wiki"),
    ("https://pypi.org/project/amp/", "https://pypi.org/project/"),
    ("https://example.org/en/amp", "https://example.org/en"),
    ("https://www.google.com/amp/s/example.org/a", "https://www.google.com/amp/s/example.org/b"),
    ("https://developers.google.com/amp/cache", "https://developers.google.com/cache"),
    # videos, papers, code
    ("https://youtu.be/53YvP6gdD7U", "https://youtu.be/53YvP6gdD7u"),
    ("https://www.youtube.com/watch?v=53YvP6gdD7U", "https://www.youtube.com/watch?v=2L2u303FAs8"),
    ("https://www.youtube.com/playlist?list=PLa", "https://www.youtube.com/playlist?list=PLb"),
    ("https://player.vimeo.com/video/76979871?h=1a", "https://vimeo.com/76979871"),
    ("https://www.youtube.com/@jane", "https://www.youtube.com/@joan"),
    ("https://arxiv.org/abs/1706.03762", "https://arxiv.org/abs/1706.03763"),
    ("https://arxiv.org/abs/math/0211159", "https://arxiv.org/abs/hep-th/0211159"),
    ("https://arxiv.org/list/cs.CL/recent", "https://arxiv.org/list/cs.LG/recent"),
    ("https://github.com/jane/tool", "https://github.com/joan/tool"),
    ("https://github.com/jane/tool/blob/main/A.md", "https://github.com/jane/tool/blob/main/a.md"),
    ("https://github.com/jane/tool", "https://github.com/jane/tool/issues"),
    ("https://github.com/jane?tab=repositories", "https://github.com/jane"),
    ("https://stackoverflow.com/q/1", "https://stackoverflow.com/a/1"),
    ("https://stackoverflow.com/questions/1/x#1002", "https://stackoverflow.com/questions/1/x"),
    # people talking, articles
    ("https://www.reddit.com/r/a/comments/77/x/aa/", "https://www.reddit.com/r/a/comments/77/x/"),
    ("https://www.reddit.com/r/a/", "https://www.reddit.com/r/b/"),
    ("https://x.com/jane/status/1184723538", "https://x.com/jane/status/1184723539"),
    ("https://x.com/jane", "https://x.com/joan"),
    ("https://medium.com/@jane/a-5f46efc6cbb1", "https://medium.com/@jane/a-5f46efc6cbb2"),
    ("https://jane.substack.com/p/a", "https://joan.substack.com/p/a"),
    ("https://jane.substack.com/p/a/comments", "https://jane.substack.com/p/a"),
    ("https://en.wikipedia.org/wiki/Jekyll", "https://de.wikipedia.org/wiki/Jekyll"),
    ("https://en.wikipedia.org/w/index.php?title=A&oldid=1", "https://en.wikipedia.org/wiki/A"),
    (
        "https://docs.google.com/document/d/1a/edit?tab=t.x1",
        "https://docs.google.com/document/d/1a/edit",
    ),
    ("https://docs.google.com/forms/d/1a/edit", "https://docs.google.com/forms/d/1a/viewform"),
    ("https://www.amazon.com/dp/0262035618", "https://www.amazon.de/dp/0262035618"),
    (
        "https://www.google.com/url?q=https://example.org/a",
        "https://www.google.com/url?q=https://example.org/b",
    ),
    ("https://translate.google.com/translate?u=https://example.org/a", "https://example.org/a"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_page_have_the_same_key(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_pages_have_different_keys(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(("one", "other"), [*SAME, *((b, a) for a, b in SAME)])
def test_a_needle_is_found_in_every_spelling(one: str, other: str) -> None:
    assert needle(one).found_in(f"see [this]({other}), and more")
    assert Needles([one]).found_in(f"see [this]({other}), and more")


@pytest.mark.parametrize("url", sorted({url for pair in SAME + DIFFERENT for url in pair}))
def test_a_key_is_its_own_key_and_tracking_is_not_part_of_it(url: str) -> None:
    assert canonical(canonical(url)) == canonical(url)
    assert canonical(without_tracking(url)) == canonical(url)
    assert without_tracking(without_tracking(url)) == without_tracking(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "#top",
        "/2020/01/02/a",
        "mailto:a@example.org",
        "javascript:void(0)",
        "tel:+331",
        "ftp://example.org/A",
        "file:///etc/Hosts",
        "example.org/A",
        "{% post_url 2020-01-02-a %}",
        "https://",
        "https:///a",
        "https://?q",
        "https://.",
        "https://www.exa mple.org/a",
        "https://{{ site.url }}/A",
        "https://example.org:port/A",
        "https://example.org:80:80/A",
        "https://[::1/A",
        "https://[nonsense]/A",
        "https://℀.example/A",
        "https://" + "é" * 300 + ".example/",
        "https://" + "\ufdfa" * 200 + ".example/",
        pytest.param("https://example.org/?utm_source=" + "a" * 20_000, id="data"),
        "\ud800",
    ],
)
def test_what_is_not_a_web_address_is_returned_unchanged(url: str) -> None:
    assert canonical(url) == url
    assert without_tracking(url) == url


@pytest.mark.parametrize(
    ("url", "key"),
    [
        (
            "HTTP://WWW.Example.org:80/a/../B/?y=2&x=1&utm_source=z#top",
            "https://example.org/B?x=1&y=2",
        ),
        ("https://Jane:Secret@example.org/", "https://Jane:Secret@example.org"),
        ("http://example.org:443/a", "http://example.org:443/a"),
        ("http://example.org:0/a", "https://example.org:0/a"),
        ("https://[::1]:8080/a", "https://[::1]:8080/a"),
        ("https://\ud800.example/\udfff", "https://xn--ib9b.example/%ED%BF%BF"),
        ("https://example.org/a\tb\r\nc", "https://example.org/abc"),
        ("https://example.org/%zz%4", "https://example.org/%25zz%254"),
    ],
)
def test_keys(url: str, key: str) -> None:
    assert canonical(url) == key
    assert canonical(key) == key


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        (
            "https://Example.org/A/?b=2&utm_source=x&a=%7e#top",
            "https://Example.org/A/?b=2&a=%7e#top",
        ),
        ("https://example.org/?utm_source=x", "https://example.org/"),
        ("https://example.org?utm_source=x", "https://example.org"),
        ("https://example.org/a?utm_source=x#top", "https://example.org/a#top"),
        ("https://example.org/a?utm_source=x&", "https://example.org/a"),
        ("https://example.org/a?utm_source=x&amp;id=3&amp;fbclid=4", "https://example.org/a?id=3"),
        ("https://example.org/a#utm_source=x", "https://example.org/a"),
        ("https://example.org/a#xtor=RSS-1", "https://example.org/a"),
        (" https://example.org/a?utm_source=x\n", "https://example.org/a"),
        ("https://youtu.be/53YvP6gdD7U?si=x&t=335", "https://youtu.be/53YvP6gdD7U?t=335"),
        ("https://x.com/jane/status/1?s=20&t=x", "https://x.com/jane/status/1"),
        (
            "https://mobile.twitter.com/jane/status/1?s=20",
            "https://mobile.twitter.com/jane/status/1",
        ),
        (
            "https://medium.com/@j/a-5f46efc6cbb1?source=x&sk=y",
            "https://medium.com/@j/a-5f46efc6cbb1?sk=y",
        ),
        (
            "https://www.google.com/url?q=https%3A%2F%2Fexample.org%2Fa%3Fgclid%3D1&sa=D",
            "https://example.org/a",
        ),
        ("https://www.google.com/amp/s/example.org/a/amp", "https://example.org/a/amp"),
    ],
)
def test_tracking_and_nothing_else_is_removed(url: str, kept: str) -> None:
    assert without_tracking(url) == kept


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a?",
        "https://example.org/a?&b=1&&",
        "https://example.org/a?ref=jane&source=jane&s=1&t=2&id=3",
        "https://example.org/a?amp=1&m=1&unlocked_article_code=x",
        "https://example.org/a#:~:text=some%20words",
        "https://example.org/a/../b?c=a+b%20c",
        "https://www.google.com/url?q=nonsense",
        "https://www.google.com/url?q=https%3A%2F%2Fexample.org%2Fa%20b",  # a space would end the link
        "https://www.google.com/url?q=https%3A%2F%2Fexample.org%2F%E9",  # not UTF-8: decoding loses it
        "https://out.reddit.com/?url=javascript:alert(1)",
        " https://example.org/a ",
    ],
)
def test_the_rest_stays_byte_for_byte(url: str) -> None:
    assert without_tracking(url) == url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://arxiv.org/pdf/1706.03762v5.pdf", Needle("1706.03762", ignore_case=False)),
        ("https://youtu.be/53YvP6gdD7U?t=1", Needle("53YvP6gdD7U", ignore_case=False)),
        ("https://Example.org/a/Some-Title/?p=1", Needle("Some-Title", ignore_case=False)),
        ("https://www.Example.org/a", Needle("example", ignore_case=True)),
        ("https://bücher.example/", Needle("example", ignore_case=True)),
        ("https://x.com/", Needle("", ignore_case=False)),
    ],
)
def test_needles(url: str, expected: Needle) -> None:
    assert needle(url)[:2] == expected[:2]


def test_needles_are_not_found_where_none_of_the_pages_can_be() -> None:
    pages = [f"https://example.org/some-title-{number}" for number in range(100)]
    assert not Needles(pages).found_in("see https://example.org/some-title-100 and /title-1")
    assert Needles(pages).found_in(
        "see https://exit.example/?u=https%253A%252F%252Fe.org%252Fsome-title-7"
    )
    assert Needles(pages).found_in("see https://example.org/some&#45;title-7")


def test_a_needle_is_not_found_where_the_page_cannot_be() -> None:
    assert not needle("https://example.org/some-title").found_in(
        "see https://example.org/other-title"
    )
    assert not needle("https://example.org/").found_in("see https://EXAMPEL.org/")


# The tables


def test_every_rule_has_its_source_and_is_listed_once() -> None:
    rows = [*tracking.TRACKERS, *tracking.SITE_PARAMETERS, *site_rules.REDIRECT_ROWS]
    assert all(row[0] and row[-1] for row in [*rows, *site_rules.SPELLING_ROWS])
    listed = [name for _, names, _ in tracking.TRACKERS for name in names.split()]
    assert len(listed) == len(set(listed))
    assert all(name == name.lower() for name in listed)
    places = [place for place, _, _ in site_rules.REDIRECT_ROWS]
    assert places == sorted(set(places))
    for sites, names, _ in tracking.SITE_PARAMETERS:
        for site in sites.split():
            assert set(names.split()) <= tracking.TRACKING_AT[site]


# Properties

HOSTILE = """
http:// https:// // HTTP: www. m. amp. mobile. example.org x.com youtube.com youtu.be github.com google.com
en.m.wikipedia.org www.reddit.com foo.blogspot.de medium.com stackoverflow.com cdn.ampproject.org arxiv.org
youtube-nocookie.com docs.google.com l.facebook.com jane@ a:b@ [::1] :80 :443 :8080 : / // . .. /../ %2e %2F
%25 %41 %4 %e9 %C3%A9 % é ß 例 ℀ ? & &amp; amp; = + ; # #! #/ :~: a B -1 _ 12345 /amp /index.html .git .amp
.html /watch v= list= /embed/ /shorts/ /url q= u= url= /l.php /abs/ 1706.03762 /amp/s/ /c/s/ /comments/
/status/ /wiki/ /w/index.php title= /questions/ /a/ /p/ utm_source= si= m=1 amp=1 issuecomment-1 L10
tab=readme-ov-file 5f46efc6cbb1 ;jsessionid=
"""
PIECES = [*HOSTILE.split(), " ", "\t", "\n", "\x00", "\ud800"]
urls = st.one_of(
    st.text(max_size=60),
    st.text(st.characters(codec=None, exclude_categories=()), max_size=30).map(
        "https://example.org/".__add__
    ),
    st.lists(st.sampled_from(PIECES), max_size=14).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=14).map(lambda parts: "https://" + "".join(parts)),
)


@given(urls)
@example("https://example.org/a/index.html/amp/index.html/./")
@example("https://m.m.wikipedia.org/wiki/%2E%2E")
@example("https://en.wikipedia.org/w/index.php?title=..")
@example("https://example.org/a/.;jsessionid=")
@example("https://example.org\x08:443")
@example("//example.org:443")
@example("https://%/%4%31?%4%31#!%4%31")
def test_any_text_has_a_key_that_is_its_own(url: str) -> None:
    key = canonical(url)
    assert canonical(key) == key
    if url.isascii() and url.isprintable():  # no link runs over a line's end
        assert needle(url).found_in(url)
        assert Needles([url]).found_in(url)


@given(urls)
@example("https://example.org/?utm_a&amp;amp;b")
@example("https://example.org/a ?utm_source=b")
def test_removing_tracking_twice_is_the_same_and_changes_no_key(url: str) -> None:
    kept = without_tracking(url)
    assert without_tracking(kept) == kept
    assert canonical(kept) == canonical(url)


HOSTS = sorted(
    {
        "example.org",
        "co.uk",
        "en.m.wikipedia.org",
        "jane.blogspot.co.uk",
        "google.de",
        "eur01.safelinks.protection.outlook.com",
        "example-org.cdn.ampproject.org",
        *site_rules.ALIASES,
        *site_rules.AMP_CACHES,
        *site_rules.SHARED_DOMAINS,
        *site_rules.SPELLINGS,
        *tracking.TRACKING_AT,
        *(place.partition("/")[0] for place in site_rules.REDIRECTS),
    }
)
SEGMENTS = (
    "a b.c index.html index.htm amp x.amp x.amp.html .amp en . .. .h wiki watch questions 12 dp url "
    "B00ABCDEFG p l.php s c v web (x) a&b a=b a+b @jane Main x.pdf 2018 01 a.html A;jsessionid=1 "
    "https:"
).split()
ENDS = (
    "", "/", "//", "?", "?a=1", "?b=2&a=1", "?utm_source=x", "?q=https://example.org/x", "?amp", "?m=1",
    "?id=3&amp;utm_source=2", "?v=abc", "?list=3", "?https://example.org/b", "#", "#x", "#!/a", "#L10",
    "#utm_source=rss", "?a=b+c#comment-3", "?gi=0123456789ab#", "#page=3",
)  # fmt: skip
addresses = st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from(["https://", "http://", "https://www.", "http://m.", "https://amp."]),
    st.sampled_from(HOSTS),
    st.lists(st.sampled_from(SEGMENTS).map("/{}".format), max_size=4).map("".join),
    st.sampled_from(ENDS),
    st.sampled_from(["", "", "", "/a", "\n", "%41", "é"]),
)


@given(urls | addresses)
@example("https://example.org/" + "a" * 16_364)
@example("https://example.org/" + "a" * 16_365)
@example("https://example.org/?utm_source=" + "a" * 16_384)
def test_a_plain_address_is_read_as_any_other_is(url: str) -> None:
    page = resolve(url)
    assert canonical.__wrapped__(url) == (url if page is None else page.url)
    assert without_tracking(url) == parameters._without_tracking(url)


Page = tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]]  # host, path, query
words = st.text("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-éü漢(),~", min_size=1, max_size=8)
pages: st.SearchStrategy[Page] = st.tuples(
    st.sampled_from(["example.org", "blog.example.co.uk", "xn--bcher-kva.example", "example.net"]),
    st.lists(words, min_size=1, max_size=4).map(tuple),
    st.dictionaries(words.map("x{}".format), words, max_size=3).map(lambda d: tuple(d.items())),
)


@st.composite
def spellings_of(draw: st.DrawFn, page: Page) -> str:
    host, segments, query = page
    escape = escaped if draw(st.booleans()) else str
    pairs = [f"{escape(name)}={escape(value)}" for name, value in query]
    pairs += draw(st.sampled_from([[], ["utm_source=a"], ["fbclid=b", "utm_medium=c"]]))
    start = draw(st.sampled_from(["http://", "https://", "HTTPS://www.", "http://www.", "//"]))
    case = draw(st.sampled_from([str.upper, str.lower, str.title]))
    port = ":443" if start.lower().startswith("https") and draw(st.booleans()) else ""
    dots = draw(st.sampled_from(["/", "/./", "/zz/../"]))
    mark = "?" if pairs else draw(st.sampled_from(["", "?"]))
    end = draw(st.sampled_from(["", "/"])) + mark + "&".join(draw(st.permutations(pairs)))
    anchor = draw(st.sampled_from(["", "#", "#top", "#a-section", "#:~:text=a"]))
    return start + case(host) + port + dots + "/".join(map(escape, segments)) + end + anchor


def escaped(text: str) -> str:
    return "".join(
        x if x.isascii() and x.isalnum() else "".join(f"%{y:02x}" for y in x.encode()) for x in text
    )


@given(st.data(), pages)
def test_every_spelling_of_a_page_has_its_key_and_contains_its_needle(
    data: st.DataObject, page: Page
) -> None:
    one, other = data.draw(spellings_of(page)), data.draw(spellings_of(page))
    assert canonical(one) == canonical(other)
    assert needle(one).found_in(other)
    assert Needles([one]).found_in(other)


@given(st.data(), pages, pages)
def test_different_pages_have_different_keys(data: st.DataObject, one: Page, other: Page) -> None:
    same = one[:2] == other[:2] and dict(one[2]) == dict(other[2])
    keys = canonical(data.draw(spellings_of(one))), canonical(data.draw(spellings_of(other)))
    assert (keys[0] == keys[1]) == same


@given(pages)
def test_a_url_without_tracking_is_unchanged(page: Page) -> None:
    host, segments, query = page
    url = f"https://{host}/{'/'.join(segments)}?{'&'.join(map('='.join, query))}#top"
    assert without_tracking(url) == url
