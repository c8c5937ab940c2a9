"""Where themes, plugins and servers may have pages that no file of the site shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from postgen.files import store

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from postgen.site import Site

EVERYTHING = "/"

_WITHOUT_PAGES = frozenset(
    "github-pages jemoji jekyll-avatar jekyll-coffeescript jekyll-commonmark "
    "jekyll-commonmark-ghpages jekyll-compose jekyll-default-layout jekyll-email-protect "
    "jekyll-figure jekyll-gist jekyll-github-metadata jekyll-include-cache jekyll-katex "
    "jekyll-last-modified-at jekyll-mentions jekyll-optional-front-matter jekyll-readme-index "
    "jekyll-redirect-from jekyll-relative-links jekyll-remote-theme jekyll-sass-converter "
    "jekyll-seo-tag jekyll-spaceship jekyll-target-blank jekyll-timeago jekyll-tidy "
    "jekyll-titles-from-headings jekyll-toc jekyll-twitter-plugin jekyll-watch jekyll-youtube "
    "kramdown kramdown-math-katex kramdown-parser-gfm liquid-md5 rouge webrick tzinfo tzinfo-data "
    "wdm hawkins jekyll jekyll-admin jekyll-loading-lazy jekyll-minifier html-proofer "
    "http_parser.rb eventmachine json csv base64 bigdecimal logger faraday-retry".split()
)
"""Gems that write no pages, or only pages whose addresses stand in front matter."""

_ARCHIVES = {"tag": "/tag/:name/", "category": "/category/:name/"}
_SERVERS = frozenset(
    "_redirects netlify.toml vercel.json now.json firebase.json staticwebapp.config.json .htaccess "
    "web.config nginx.conf render.yaml wrangler.toml".split()
)
"""Files that tell a server where to lead readers."""

_GROUP = re.compile(
    r"^[ \t]*group[ \t(]+:jekyll_plugins\b.*?^[ \t]*end\b", re.MULTILINE | re.DOTALL
)
_GEM = re.compile(r"^[ \t]*gem[ \t(]+[\"']([\w.-]+)[\"'](?P<rest>[^\n]*)", re.MULTILINE)


def folders_of_others(site: Site) -> tuple[str, ...]:
    """Return the beginnings of addresses under which there may be pages that nobody can see."""
    return tuple(dict.fromkeys(_folders(site)))


def gems_of(site: Site) -> frozenset[str] | None:
    """Return the plugins that Jekyll loads; None where it may load others, too.

    Those are Ruby files of the site, what its theme needs, and what a Gemfile takes from elsewhere.
    """
    gemfile = site.root / "Gemfile"
    loads_more = gemfile.is_file() and re.search(
        r"^[ \t]*(?:gemspec|eval_gemfile|instance_eval|Dir)\b", store.read(gemfile), re.MULTILINE
    )
    if site.config.get("theme") or loads_more or _has_own_plugins(site):
        return None
    return frozenset(_gems(site))


def includes_of(site: Site) -> frozenset[str] | None:
    """Return the names of the files that a text can include; None where a theme has others."""
    if site.config.get("theme") or site.config.get("remote_theme") or _has_own_plugins(site):
        return None
    gems = _gems(site)
    if any("theme" in gem or "include" in gem for gem in gems):
        return None
    folder = site.source / str(site.config.get("includes_dir") or "_includes")
    if not folder.is_dir():
        return frozenset()
    return frozenset(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def _has_own_plugins(site: Site) -> bool:
    plugins = site.source / str(site.config.get("plugins_dir") or "_plugins")
    return plugins.is_dir() and any(plugins.rglob("*.rb"))


def _folders(site: Site) -> Iterator[str]:
    config = site.config
    has_own_plugins = _has_own_plugins(site)
    has_server = any((site.root / name).is_file() for name in _SERVERS)
    if has_own_plugins or has_server:
        yield EVERYTHING
    if config.get("theme") or config.get("remote_theme"):
        yield "/assets/"
    paginated = str(config.get("paginate_path") or "/page:num")
    if config.get("paginate"):
        yield "/" + paginated.partition(":num")[0].lstrip("/")
    kept = config.get("keep_files")
    for each in kept if isinstance(kept, list) else []:
        yield "/" + str(each).strip("/")
    for gem in _gems(site):
        yield from _folders_of(gem, config)


def _gems(site: Site) -> set[str]:
    """Return the gems that Jekyll loads: those of the configuration and of the Gemfile's group."""
    names: set[str] = set()
    for key in ("plugins", "gems"):
        value = site.config.get(key)
        if isinstance(value, (list, str)):
            names |= {str(each) for each in ([value] if isinstance(value, str) else value)}
    gemfile = site.root / "Gemfile"
    if gemfile.is_file():
        text = store.read(gemfile)
        in_group = "\n".join(found[0] for found in _GROUP.finditer(text))
        names |= {found[1] for found in _GEM.finditer(in_group)}
        names |= {found[1] for found in _GEM.finditer(text) if "jekyll_plugins" in found["rest"]}
    return names - {str(site.config.get("theme"))}


def _folders_of(gem: str, config: Mapping[str, Any]) -> Iterator[str]:
    """Yield the beginnings of the addresses of a gem's pages."""
    if gem in _WITHOUT_PAGES or gem.startswith("jekyll-theme"):
        return
    own = config.get(gem)
    settings = own if isinstance(own, dict) else {}
    if gem == "jekyll-feed":
        feed = config.get("feed")
        path = feed.get("path") if isinstance(feed, dict) else None
        yield from ("/feed", "/" + str(path or "feed.xml").lstrip("/"))
    elif gem == "jekyll-sitemap":
        yield from ("/sitemap", "/robots.txt")
    elif gem == "jekyll-paginate":
        return
    elif gem == "jekyll-archives":
        permalinks = settings.get("permalinks")
        named = _ARCHIVES | (permalinks if isinstance(permalinks, dict) else {})
        yield from ("/1", "/2")  # a year
        yield from ("/" + str(each).partition(":")[0].lstrip("/") for each in named.values())
    else:
        yield EVERYTHING
