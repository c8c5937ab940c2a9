"""How sites write the URLs of their pages: the data behind `postgen.urls.canonical`.

A row belongs here only when it is certain: the site documents it, redirects one form to the other,
or the name is one that only a single tracker uses. Names that sites use for their own ends (`ref`,
`source`, `id`, `p`, `page`, `lang`) are never in a table for all sites.

This is a module of plain data and not a TOML file: importing it takes 1.2 ms, importing `tomllib`
and reading the same tables 16 ms, and `add-link` needs them at each start.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    """Return the words of a table as a set."""
    return frozenset(text.split())


# What changes how a page looks and not which it is: not part of the key, but the person may have
# wanted it.
VIEWS = (
    r"amp(?:=(?:1|true)?)?|output(?:type)?=amp|sk=[0-9a-f]{32}"
    r"|(?:amp_js_v|amp_gsa|usqp)=.*|replytocom=\d*"
    r"|(?:phpsessid|jsessionid|cfid|cftoken|dswid|unlocked_article_code|pwapi_token)=.*"
)
VIEWS_AT = {
    "blogspot.com": "m=[01]",
    "github.com": "tab=readme-ov-file",
    "googleblog.com": "m=[01]",
    "medium.com": "sk=.*",
}
BLOGGER_PATH = (
    r"/\d{4}/\d\d/[^/]+\.html"  # Blogger's permalinks, on anyone's own domain: ?m=1 there too
)
BLOGGER_HOST = r"(.+)\.blogspot\.(?:com?\.)?[a-z]{2,3}"  # the countries' domains all lead to .com

# Pages that only send the reader on: host and path (`*`: any), and the parameter with the address
# ("": the whole query).
REDIRECTS = {
    "anonym.to": "",
    "away.vk.com/away.php": "to",
    "click.linksynergy.com/deeplink": "murl",
    "curseforge.com/linkout": "remoteUrl",
    "deviantart.com/users/outgoing": "",
    "duckduckgo.com/l": "uddg",
    "exit.sc": "url",
    "facebook.com/flx/warn": "u",
    "facebook.com/l.php": "u",
    "flipboard.com/redirect": "url",
    "gate.sc": "url",
    "getpocket.com/redirect": "url",
    "gitee.com/link": "target",
    "go.bsky.app/redirect": "u",
    "go.skimresources.com": "url",
    "google.com/url": "q url",
    "href.li": "",
    "l.facebook.com/*": "u",
    "l.instagram.com/*": "u",
    "l.messenger.com/*": "u",
    "l.threads.com": "u",
    "l.threads.net": "u",
    "link.csdn.net": "target",
    "link.juejin.cn": "target",
    "link.zhihu.com": "target",
    "linkedin.com/redir/general-malware-page": "url",
    "linkedin.com/redir/redirect": "url",
    "linkedin.com/safety/go": "url",
    "lm.facebook.com/*": "u",
    "m.facebook.com/l.php": "u",
    "medium.com/m/global-identity": "redirectUrl",
    "medium.com/m/global-identity-2": "redirectUrl",
    "medium.com/r": "url",
    "out.reddit.com/*": "url",
    "pinterest.com/offsite": "url",
    "safelinks.protection.outlook.com/*": "url",
    "slack-redir.net/link": "url",
    "steamcommunity.com/linkfilter": "url u",
    "t.me/iv": "url",
    "t.umblr.com/redirect": "z",
    "tiktok.com/link/v2": "target",
    "vk.com/away.php": "to",
    "youtube.com/redirect": "q",
}
# https://amp.dev/documentation/guides-and-tutorials/learn/amp-caches-and-cors/amp-cache-urls/
AMP_CACHE = r"(?:google\.com/amp|cdn\.ampproject\.org/[cv]|bing-amp\.com/[cv])/(s/)?(.+)"
GOOGLE = r"google\.(?:com?\.)?[a-z]{2,3}"

# Hosts that are another name of one host, page by page.
ALIASES = {
    "dx.doi.org": "doi.org",
    "export.arxiv.org": "arxiv.org",
    "hf.co": "huggingface.co",
    "mbasic.facebook.com": "facebook.com",
    "new.reddit.com": "reddit.com",
    "np.reddit.com": "reddit.com",
    "old.reddit.com": "reddit.com",
    "sh.reddit.com": "reddit.com",
    "smile.amazon.com": "amazon.com",
    "touch.facebook.com": "facebook.com",
    "web.facebook.com": "facebook.com",
    "x.com": "twitter.com",
    "youtube-nocookie.com": "youtube.com",
}

# Domains whose first label is somebody's name: `m.` and `amp.` there are people, not views of a
# page.
SHARED_DOMAINS = _words(
    """
    bandcamp.com bearblog.dev blogspot.com cloudfront.net deviantart.com fandom.com fly.dev ghost.io
    github.io gitlab.io hashnode.dev hatenablog.com herokuapp.com itch.io livejournal.com medium.com
    micro.blog neocities.org netlify.app notion.site onrender.com pages.dev readthedocs.io
    sourceforge.net sourceforge.io squarespace.com substack.com surge.sh tumblr.com typepad.com
    vercel.app web.app weebly.com wixsite.com wordpress.com write.as
    """
)
PUBLIC_SUFFIX = r"(?:ac|co|com|edu|go|gov|ne|net|or|org)\.[a-z]{2}"

# Where the first two parts of a path are names without case (https://docs.github.com/rest/repos).
CASELESS = frozenset({"github.com"})

# Where `/x/amp` is a thing called amp and not another view of `/x`: sites, and folders, of named
# things.
NAMING_HOSTS = _words(
    "bitbucket.org codeberg.org crates.io github.com gitlab.com npmjs.com pypi.org twitter.com "
    "x.com"
)
NAMING_FOLDERS = _words(
    """
    articles blog browse categories category crates define definition dictionary docs gems guides
    hashtag latest learn libraries news package packages posts product products project projects r
    reference search stable stories t tag tagged tags tech technology tools topic topics tutorials u
    user users wiki word words
    """
)

WIKIMEDIA = (
    r"(?:.+\.)?(?:wikipedia|wiktionary|wikibooks|wikiquote|wikisource"
    r"|wikivoyage|wikinews|wikiversity)\.org"
)

# What a page is on the sites that write it in several ways: a pattern for path?query#fragment,
# which ends where the path or a parameter does, and the one spelling (a path on the same host, or
# host and path). Its groups are what every spelling of the page contains.
_ARXIV = (
    (r"/(?:abs|pdf|html|ps|format)/(\d{4}\.\d{4,5})(?:v\d+)?(?:\.pdf)?", r"arxiv.org/abs/\1"),
    (
        r"/(?:abs|pdf|html|ps|format)/([a-z-]+)(?:\.[A-Z]{2})?/(\d{7})(?:v\d+)?(?:\.pdf)?",
        r"arxiv.org/abs/\1/\2",
    ),
)
_ANSWERS = (
    (r"/(?:questions/\d+/[^/?#]+|a)/(\d+)(?:/\d+)?(?:\?[^#]*)?(?:#\1)?", r"/a/\1"),
    (r"/(?:questions|q)/\d+(?:/[^?#]*)?(?:\?[^#]*)?#(\d+)", r"/a/\1"),
    (r"/(?:questions|q)/(\d+)(?:/[^?#]*)?(?![^#]*[?&]page=)", r"/q/\1"),
)
_GIT = ((r"/((?:[\w.-]+/)+?[\w.-]+?)(?:\.git)+", r"/\1"),)
_ASIN = (
    (
        r"(?:/[^/?#]+)?/(?:dp|gp/product|gp/aw/d|exec/obidos/ASIN)/([A-Z0-9]{10})(?:/ref=[^?#]*)?",
        r"/dp/\1",
    ),
)
_DOCUMENT = (
    r"/(document|presentation|spreadsheets)(?:/u/\d+)?/d/(?!e/)([\w-]+)"
    r"(?:/(?:edit|htmlview|mobilebasic|preview|view))?(?![^#]*[?&](?:gid|tab)=(?!t\.0(?:[&#]|$)))"
)
_AMAZON = _words("ca cn co.jp co.uk com com.au com.br com.mx de es fr in it nl pl se")
SPELLINGS: dict[str, tuple[tuple[str, str], ...]] = {
    **{f"amazon.{tld}": _ASIN for tld in sorted(_AMAZON)},
    **dict.fromkeys(("ar5iv.org", "arxiv.org", "xxx.itp.ac.cn", "xxx.lanl.gov"), _ARXIV),
    **dict.fromkeys(("bitbucket.org", "codeberg.org", "github.com", "gitlab.com"), _GIT),
    **dict.fromkeys(
        ("askubuntu.com", "mathoverflow.net", "serverfault.com", "stackapps.com"), _ANSWERS
    ),
    **dict.fromkeys(("stackexchange.com", "stackoverflow.com", "superuser.com"), _ANSWERS),
    "aclweb.org": ((r"/anthology/([\w.-]+)", r"aclanthology.org/\1"),),
    "docs.google.com": ((_DOCUMENT, r"/\1/d/\2"),),
    "doi.org": ((r"/10\.48550/(?i:arxiv)\.(\d{4}\.\d{4,5})(?:v\d+)?", r"arxiv.org/abs/\1"),),
    "drive.google.com": (
        (r"/file(?:/u/\d+)?/d/([\w-]+)(?:/(?:edit|preview|view))?", r"/file/d/\1"),
        (r"/(?:open|uc)\?(?:.*&)?id=([\w-]+)", r"/file/d/\1"),
    ),
    "gist.github.com": ((r"(?:/[\w-]+)?/([0-9a-f]{20,32})", r"/\1"),),
    "instagram.com": ((r"(?:/[\w.]+)?/(?:p|reel|reels|tv)/([\w-]+)", r"instagram.com/p/\1"),),
    "medium.com": ((r"(?:/@?[\w.-]+)?/(?:p/)?(?:[^/?#]*-)?([0-9a-f]{10,12})", r"medium.com/p/\1"),),
    "open.spotify.com": (
        (r"(?:/intl-\w+)?(?:/embed)?/(album|artist|episode|playlist|show|track)/(\w+)", r"/\1/\2"),
    ),
    "open.substack.com": ((r"/pub/([\w-]+)/p/([\w-]+)", r"\1.substack.com/p/\2"),),
    "redd.it": ((r"/(\w+)", r"reddit.com/comments/\1"),),
    "reddit.com": (
        (r"(?:/(?:r|u|user)/[\w-]+)?/comments/(\w+)/[^/?#]+/(\w+)", r"reddit.com/comments/\1/_/\2"),
        (r"(?:/(?:r|u|user)/[\w-]+)?/comments/(\w+)(?:/[^/?#]+)?", r"reddit.com/comments/\1"),
    ),
    "substack.com": ((r"/p/([\w-]+)", r"/p/\1"),),
    "twitter.com": (
        (
            r"/(?:i/web|\w+)/status(?:es)?/(\d+)(?:/(?:photo|video)/\d+)?",
            r"twitter.com/i/status/\1",
        ),
    ),
    "vimeo.com": ((r"/(?:video/)?(\d+)(?![^#]*[?&]h=)", r"vimeo.com/\1"),),
    "wikipedia.org": ((r"/(?:w/index\.php\?title=|wiki/)([^?&#]+)(?=#|$)", r"/wiki/\1"),),
    "youtu.be": ((r"/([\w-]+)", r"youtube.com/watch?v=\1"),),
    "youtube.com": (
        (r"/watch\?(?:.*&)?lc=([\w.-]+)&(?:.*&)?v=([\w-]+)", r"youtube.com/watch?lc=\1&v=\2"),
        (r"/watch\?(?:.*&)?v=([\w-]+)", r"youtube.com/watch?v=\1"),
        (r"/(?:shorts|embed|live|watch|v|e)/(?!videoseries\b)([\w-]+)", r"youtube.com/watch?v=\1"),
        (
            r"/(?:playlist|watch|embed/videoseries)\?(?:.*&)?list=([\w-]+)",
            r"youtube.com/playlist?list=\1",
        ),
    ),
}

# Anchors that are the point of a link: numbered answers, comments, messages, posts and lines of
# code.
POINT = (
    r"\d+|l\d+(?:c\d+)?(?:-l?\d+(?:c\d+)?)?|lines-\d.*|diff-[0-9a-f]+.*"
    r"|c_?\d+|c_[0-9a-z]{6}|[mpt]\d{3,}|m[0-9a-f]{40}|[a-z2-7]{32}|commanchor\d+|note_\d{3,}"
    r"|[a-z_-]*(?:answer|comment|discussion|event|message|msg|post|reply"
    r"|review|thread)[a-z]*[-_:]?r?\d[\d_-]*"
)
# Fragments that are an address or the state of an application: routes, keys and values, long
# encoded text.
STATE = r"[!@].*|[^/=]*[/=].*|\w+:\S{30,}"
# Those that only say where on the page to look, or which viewer sent the reader; the second in a
# PDF.
PLACE = r"(?:aoh|bookmark|csi|heading|referrer|slide|t)=.*"
PLACE_IN_PDF = r"(?:nameddest|navpanes|page|search|toolbar|view|zoom)=.*"
