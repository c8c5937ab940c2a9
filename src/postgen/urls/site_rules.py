"""How sites write the URLs of their pages: the data behind `canonical` and `redirects`.

A row belongs here only when it is certain: the site documents it, redirects one form to the other,
or a list has it that browsers or blockers use. The source stands in the row, or above a table whose
rows have one source.

These are plain data in a module, and not a file of TOML or JSON: `add-link` needs them at each
start, and a compiled module is the fastest to load (1 ms; `tomllib` with the same tables 16 ms).
"""

from __future__ import annotations

from postgen.urls.tracking import CLEARURLS

DEBOUNCE = "https://github.com/brave/adblock-lists/blob/master/brave-lists/debounce.json"
OWN_REDIRECT = "the site redirects one form to the other"
OWN_FORMS = "the site hands out each of these forms for one page"
OWN_EXIT = "the site's own exit page: what its parameter holds is where it leads"


def _words(text: str) -> frozenset[str]:
    """Return the words of a table as a set."""
    return frozenset(text.split())


# Views: what changes how a page looks and not which it is. It is not part of the key, but the
# person may have wanted it.

# AMP (https://amp.dev), sessions of PHP, Java and ColdFusion, gift links of newspapers, and
# WordPress's `?replytocom=12`.
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

# Blogger: its permalinks, `/2018/01/a-b.html`, have `?m=1` on anyone's own domain, too; the
# countries' domains, `jane.blogspot.co.uk`, all lead to .com.
BLOGGER_PATH = r"/\d{4}/\d\d/[^/]+\.html"
BLOGGER_HOST = r"(.+)\.blogspot\.(?:com?\.)?[a-z]{2,3}"


# Pages that only send the reader on. What the parameter holds is taken only where it is a whole
# address, so that a row can do no harm.
#
# Host and path (`/*`: any path of the host); the parameters that hold the address, the likeliest
# first ("": the whole query is the address); the source.
REDIRECT_ROWS = (
    ("anonym.to", "", CLEARURLS),
    ("away.vk.com/away.php", "to", OWN_EXIT),
    ("click.linksynergy.com/deeplink", "murl", DEBOUNCE),
    ("curseforge.com/linkout", "remoteUrl", CLEARURLS),
    ("deviantart.com/users/outgoing", "", CLEARURLS),
    ("duckduckgo.com/l", "uddg", CLEARURLS),
    ("exit.sc", "url", OWN_EXIT),
    ("facebook.com/flx/warn", "u", OWN_EXIT),
    ("facebook.com/l.php", "u", DEBOUNCE),
    ("flipboard.com/redirect", "url", OWN_EXIT),
    ("gate.sc", "url", DEBOUNCE),
    ("getpocket.com/redirect", "url", CLEARURLS),
    ("gitee.com/link", "target", OWN_EXIT),
    ("go.bsky.app/redirect", "u", OWN_EXIT),
    ("go.skimresources.com", "url", DEBOUNCE),
    ("google.com/url", "q url", CLEARURLS),
    ("href.li", "", OWN_EXIT),
    ("l.facebook.com/*", "u", CLEARURLS),
    ("l.instagram.com/*", "u", CLEARURLS),
    ("l.messenger.com/*", "u", CLEARURLS),
    ("l.threads.com", "u", OWN_EXIT),
    ("l.threads.net", "u", OWN_EXIT),
    ("link.csdn.net", "target", OWN_EXIT),
    ("link.juejin.cn", "target", OWN_EXIT),
    ("link.zhihu.com", "target", OWN_EXIT),
    ("linkedin.com/redir/general-malware-page", "url", OWN_EXIT),
    ("linkedin.com/redir/redirect", "url", OWN_EXIT),
    ("linkedin.com/safety/go", "url", OWN_EXIT),
    ("lm.facebook.com/*", "u", CLEARURLS),
    ("m.facebook.com/l.php", "u", DEBOUNCE),
    ("medium.com/m/global-identity", "redirectUrl", OWN_EXIT),
    ("medium.com/m/global-identity-2", "redirectUrl", OWN_EXIT),
    ("medium.com/r", "url", OWN_EXIT),
    ("out.reddit.com/*", "url", DEBOUNCE),
    ("pinterest.com/offsite", "url", OWN_EXIT),
    ("safelinks.protection.outlook.com/*", "url", OWN_EXIT),
    ("slack-redir.net/link", "url", OWN_EXIT),
    ("steamcommunity.com/linkfilter", "url u", CLEARURLS),
    ("t.me/iv", "url", "https://instantview.telegram.org"),
    ("t.umblr.com/redirect", "z", OWN_EXIT),
    ("tiktok.com/link/v2", "target", OWN_EXIT),
    ("vk.com/away.php", "to", CLEARURLS),
    ("youtube.com/redirect", "q", DEBOUNCE),
)
REDIRECTS = {place: names for place, names, _source in REDIRECT_ROWS}

# https://amp.dev/documentation/guides-and-tutorials/learn/amp-caches-and-cors/amp-cache-urls/
AMP_CACHE = r"(?:google\.com/amp|cdn\.ampproject\.org/[cv]|bing-amp\.com/[cv])/(s/)?(.+)"
AMP_CACHES = frozenset({"google.com", "cdn.ampproject.org", "bing-amp.com"})
GOOGLE = r"google\.(?:com?\.)?[a-z]{2,3}"


# Copies of pages in archives, at any host: `/web/20160801120000id_/https://example.org/a`
# (https://en.wikipedia.org/wiki/Help:Using_the_Wayback_Machine), and those of archive.today.
ARCHIVED = (
    r"(?i)[a-z]+://(?:[^/?#]+/web|archive\.(?:today|ph|is|li|vn|md|fo))/\d{4,14}(?:[a-z]{2}_)?/"
    r"(?P<url>http.+)"
)


# Hosts that are other names of one host, page by page: all redirect to it, or serve its pages.
ALIAS_ROWS = (
    ("dx.doi.org", "doi.org"),  # https://www.doi.org/doi-handbook
    ("export.arxiv.org", "arxiv.org"),
    ("hf.co", "huggingface.co"),
    ("mbasic.facebook.com touch.facebook.com web.facebook.com", "facebook.com"),
    ("new.reddit.com np.reddit.com old.reddit.com sh.reddit.com", "reddit.com"),
    ("smile.amazon.com", "amazon.com"),
    ("x.com", "twitter.com"),
    ("youtube-nocookie.com", "youtube.com"),
)
ALIASES = {name: host for names, host in ALIAS_ROWS for name in names.split()}

# Hosts that only shorten the addresses of others.
SHORTENERS = _words(
    """
    aka.ms amzn.to apple.co bbc.in bit.ly bitly.com bl.ink bloom.bg buff.ly cnn.it cutt.ly dlvr.it
    dub.sh econ.st fb.me flip.it fxn.ws g.co git.io goo.gl hubs.ly ift.tt is.gd j.mp lnkd.in mzl.la
    n.pr nyti.ms on.ft.com ow.ly rb.gy rebrand.ly redd.it reut.rs s.id shorturl.at snip.ly soo.gd
    spoti.fi t.co t.ly tiny.cc tinyurl.com trib.al v.gd wapo.st wp.me x.gd zd.net
    """
)

# Domains whose first label is somebody's name: `m.` and `amp.` there are people, not views of a
# page. Most are private suffixes of https://publicsuffix.org/list/.
SHARED_DOMAINS = _words(
    """
    bandcamp.com bearblog.dev blogspot.com cloudfront.net deviantart.com fandom.com fly.dev ghost.io
    github.io gitlab.io hashnode.dev hatenablog.com herokuapp.com itch.io livejournal.com medium.com
    micro.blog neocities.org netlify.app notion.site onrender.com pages.dev readthedocs.io
    sourceforge.net sourceforge.io squarespace.com substack.com surge.sh tumblr.com typepad.com
    vercel.app web.app weebly.com wixsite.com wordpress.com write.as
    """
)
# `co.uk`, `com.au`: the countries' own second levels in https://publicsuffix.org/list/.
PUBLIC_SUFFIX = r"(?:ac|co|com|edu|go|gov|ne|net|or|org)\.[a-z]{2}"


# Paths

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

# https://www.mediawiki.org/wiki/Manual:Page_title: `_` stands for a blank.
WIKIMEDIA = (
    r"(?:.+\.)?(?:wikipedia|wiktionary|wikibooks|wikiquote|wikisource"
    r"|wikivoyage|wikinews|wikiversity)\.org"
)


# Spellings

_ARXIV_HOSTS = "ar5iv.org arxiv.org xxx.itp.ac.cn xxx.lanl.gov"
_ARXIV_IDS = "https://info.arxiv.org/help/arxiv_identifier.html"
_AMAZON_HOSTS = (
    "amazon.ca amazon.cn amazon.co.jp amazon.co.uk amazon.com amazon.com.au amazon.com.br "
    "amazon.com.mx amazon.de amazon.es amazon.fr amazon.in amazon.it amazon.nl amazon.pl amazon.se"
)
_ANSWER_HOSTS = (
    "askubuntu.com mathoverflow.net serverfault.com stackapps.com stackexchange.com "
    "stackoverflow.com superuser.com"
)
_GIT_HOSTS = "bitbucket.org codeberg.org github.com gitlab.com"
# A tab or a sheet other than the first is another page.
_DOCUMENT = (
    r"/(document|presentation|spreadsheets)(?:/u/\d+)?/d/(?!e/)([\w-]+)"
    r"(?:/(?:edit|htmlview|mobilebasic|preview|view))?"
    r"(?![^#]*[?&](?:gid|tab)=(?!t\.0(?:[&#]|$)))"
)
_YOUTUBE_PLAYER = "https://developers.google.com/youtube/player_parameters"

# The sites; one of the ways in which they write a page, as a pattern for path?query#fragment that
# ends where the path or a parameter does; the one spelling (a path on the same host, or host and
# path); the source. The groups of the pattern are what every spelling of the page contains.
SPELLING_ROWS = (
    (
        _ARXIV_HOSTS,
        r"/(?:abs|pdf|html|ps|format)/(\d{4}\.\d{4,5})(?:v\d+)?(?:\.pdf)?",
        r"arxiv.org/abs/\1",
        _ARXIV_IDS,
    ),
    (  # `math.DG/0211159`, until 2007
        _ARXIV_HOSTS,
        r"/(?:abs|pdf|html|ps|format)/([a-z-]+)(?:\.[A-Z]{2})?/(\d{7})(?:v\d+)?(?:\.pdf)?",
        r"arxiv.org/abs/\1/\2",
        _ARXIV_IDS,
    ),
    (
        "doi.org",
        r"/10\.48550/(?i:arxiv)\.(\d{4}\.\d{4,5})(?:v\d+)?",
        r"arxiv.org/abs/\1",
        "https://info.arxiv.org/help/doi.html",
    ),
    ("aclweb.org", r"/anthology/([\w.-]+)", r"aclanthology.org/\1", OWN_REDIRECT),
    (
        _AMAZON_HOSTS,
        r"(?:/[^/?#]+)?/(?:dp|gp/product|gp/aw/d|exec/obidos/ASIN)/([A-Z0-9]{10})(?:/ref=[^?#]*)?",
        r"/dp/\1",
        OWN_FORMS,
    ),
    (
        _ANSWER_HOSTS,
        r"/(?:questions/\d+/[^/?#]+|a)/(\d+)(?:/\d+)?(?:\?[^#]*)?(?:#\1)?",
        r"/a/\1",
        OWN_REDIRECT,
    ),
    (
        _ANSWER_HOSTS,
        r"/(?:questions|q)/\d+(?:/[^?#]*)?(?:\?[^#]*)?#(\d+)",
        r"/a/\1",
        OWN_REDIRECT,
    ),
    (
        _ANSWER_HOSTS,
        r"/(?:questions|q)/(\d+)(?:/[^?#]*)?(?![^#]*[?&]page=)",
        r"/q/\1",
        OWN_REDIRECT,
    ),
    (_GIT_HOSTS, r"/((?:[\w.-]+/)+?[\w.-]+?)(?:\.git)+", r"/\1", OWN_REDIRECT),
    ("gist.github.com", r"(?:/[\w-]+)?/([0-9a-f]{20,32})", r"/\1", OWN_REDIRECT),
    (
        "docs.google.com",
        _DOCUMENT,
        r"/\1/d/\2",
        OWN_FORMS,
    ),
    (
        "drive.google.com",
        r"/file(?:/u/\d+)?/d/([\w-]+)(?:/(?:edit|preview|view))?",
        r"/file/d/\1",
        OWN_FORMS,
    ),
    ("drive.google.com", r"/(?:open|uc)\?(?:.*&)?id=([\w-]+)", r"/file/d/\1", OWN_REDIRECT),
    (
        "instagram.com",
        r"(?:/[\w.]+)?/(?:p|reel|reels|tv)/([\w-]+)",
        r"instagram.com/p/\1",
        OWN_REDIRECT,
    ),
    (
        "medium.com",
        r"(?:/@?[\w.-]+)?/(?:p/)?(?:[^/?#]*-)?([0-9a-f]{10,12})",
        r"medium.com/p/\1",
        OWN_REDIRECT,
    ),
    (
        "open.spotify.com",
        r"(?:/intl-\w+)?(?:/embed)?/(album|artist|episode|playlist|show|track)/(\w+)",
        r"/\1/\2",
        "https://developer.spotify.com/documentation/embeds",
    ),
    ("open.substack.com", r"/pub/([\w-]+)/p/([\w-]+)", r"\1.substack.com/p/\2", OWN_REDIRECT),
    ("substack.com", r"/p/([\w-]+)", r"/p/\1", OWN_FORMS),
    ("redd.it", r"/(\w+)", r"reddit.com/comments/\1", OWN_REDIRECT),
    (
        "reddit.com",
        r"(?:/(?:r|u|user)/[\w-]+)?/comments/(\w+)/[^/?#]+/(\w+)",
        r"reddit.com/comments/\1/_/\2",
        OWN_REDIRECT,
    ),
    (
        "reddit.com",
        r"(?:/(?:r|u|user)/[\w-]+)?/comments/(\w+)(?:/[^/?#]+)?",
        r"reddit.com/comments/\1",
        OWN_REDIRECT,
    ),
    (
        "twitter.com",
        r"/(?:i/web|\w+)/status(?:es)?/(\d+)(?:/(?:photo|video)/\d+)?",
        r"twitter.com/i/status/\1",
        OWN_REDIRECT,
    ),
    (  # `?h=` is the key of an unlisted video
        "vimeo.com",
        r"/(?:video/)?(\d+)(?![^#]*[?&]h=)",
        r"vimeo.com/\1",
        OWN_REDIRECT,
    ),
    (
        "wikipedia.org",
        r"/(?:w/index\.php\?title=|wiki/)([^?&#]+)(?=#|$)",
        r"/wiki/\1",
        "https://www.mediawiki.org/wiki/Manual:Short_URL",
    ),
    ("youtu.be", r"/([\w-]+)", r"youtube.com/watch?v=\1", OWN_REDIRECT),
    (  # a comment
        "youtube.com",
        r"/watch\?(?:.*&)?lc=([\w.-]+)&(?:.*&)?v=([\w-]+)",
        r"youtube.com/watch?lc=\1&v=\2",
        OWN_FORMS,
    ),
    ("youtube.com", r"/watch\?(?:.*&)?v=([\w-]+)", r"youtube.com/watch?v=\1", _YOUTUBE_PLAYER),
    (
        "youtube.com",
        r"/(?:shorts|embed|live|watch|v|e)/(?!videoseries\b)([\w-]+)",
        r"youtube.com/watch?v=\1",
        _YOUTUBE_PLAYER,
    ),
    (
        "youtube.com",
        r"/(?:playlist|watch|embed/videoseries)\?(?:.*&)?list=([\w-]+)",
        r"youtube.com/playlist?list=\1",
        _YOUTUBE_PLAYER,
    ),
)


def _spellings() -> dict[str, list[tuple[str, str]]]:
    """Return the patterns of a site with their one spelling, in their order, by its domain."""
    table: dict[str, list[tuple[str, str]]] = {}
    for sites, pattern, written, _source in SPELLING_ROWS:
        for site in sites.split():
            table.setdefault(site, []).append((pattern, written))
    return table


SPELLINGS = _spellings()


# Fragments

# Anchors that are the point of a link: numbered answers, comments, messages, posts and lines of
# code: `#issuecomment-12`, `#L10-L20`, `#note_123`.
POINT = (
    r"\d+|l\d+(?:c\d+)?(?:-l?\d+(?:c\d+)?)?|lines-\d.*|diff-[0-9a-f]+.*"
    r"|c_?\d+|c_[0-9a-z]{6}|[mpt]\d{3,}|m[0-9a-f]{40}|[a-z2-7]{32}|commanchor\d+|note_\d{3,}"
    r"|[a-z_-]*(?:answer|comment|discussion|event|message|msg|post|reply"
    r"|review|thread)[a-z]*[-_:]?r?\d[\d_-]*"
)
# Fragments that are an address or the state of an application: routes, keys and values, long
# encoded text: `#!/inbox`, `#map=12/51.5/-0.1`.
STATE = r"[!@].*|[^/=]*[/=].*|\w+:\S{30,}"
# Those that only say where on the page to look, or which viewer sent the reader; the second in a
# PDF (RFC 8118, section 3, and Adobe's "PDF Open Parameters").
PLACE = r"(?:aoh|bookmark|csi|heading|referrer|slide|t)=.*"
PLACE_IN_PDF = r"(?:nameddest|navpanes|page|search|toolbar|view|zoom)=.*"
