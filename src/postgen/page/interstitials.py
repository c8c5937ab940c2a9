"""Interstitials: block pages, soft 404s, parked domains and placeholders, in the place of a page.

One table, so that a new one is one line. It lists what such pages call themselves, in lower case
and without punctuation; `*` is any words. Titles under "sure" are never those of an
article. The others may be, and count only when the page shows next to nothing besides (or, for a
login page, asks for a password).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from postgen.page.one_line import one_line
from postgen.page.site_names import ends

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

THIN = 500
"""A page with fewer visible characters shows next to nothing."""

BLOCK = "the server sent a block page"
LOGIN = "the server sent a login page"
CONSENT = "the server sent a consent page"
MISSING = "the page says that it was not found"
PARKED = "nobody has built a site there"
PLACEHOLDER = "its title is only a placeholder"
BRAND = "its title is only the site's name"

SIGNS = """
# -- block page, sure
# Cloudflare: the ban and the "I'm under attack" pages (developers.cloudflare.com/support, error
# 1020)
attention required cloudflare / please wait cloudflare / * used cloudflare to restrict access
ddos protection by cloudflare
# DDoS-Guard, Vercel's firewall (vercel.com/docs/vercel-firewall), Sucuri's
ddos guard / vercel security checkpoint / sucuri website firewall *
# HUMAN, once PerimeterX; Imperva, once Distil and Incapsula
access to this page has been denied * / pardon our interruption * / request unsuccessful incapsula *
# Anubis (github.com/TecharoHQ/anubis), its challenge
making sure you're not a bot
# Reddit's network policy; Amazon's captcha
whoa there pardner / reddit prove your humanity / reddit please wait for verification / robot check
# X and Meta for clients without scripts
javascript is not available / * javascript is not available

# -- block page
# Cloudflare's challenge, in the languages that it speaks
# (developers.cloudflare.com/cloudflare-challenges)
just a moment / einen moment / nur einen moment / einen moment bitte / un instant / un momento
um momento
een ogenblik / een moment geduld / один момент / cierpliwości / bir dakika lütfen / しばらくお待ちください
请稍候 / 請稍候 / 잠시만 기다리십시오
# Akamai, and the plain pages of nginx, Apache and IIS
access denied / access is denied / access forbidden / access blocked / access restricted / forbidden
403 forbidden / error 403 / 403 error / 403 / blocked / you have been blocked
sorry you have been blocked
the request is blocked
# F5 (BIG-IP ASM, Distributed Cloud), Fastly, AWS WAF, Imunify360; CloudFront
the request could not be satisfied / error the request could not be satisfied
request rejected / client challenge / human verification / one moment please / bot verification
# Bloomberg, Walmart and others; the captchas of Google and hCaptcha; generic checks of the
# connection
are you a robot / are you human / robot or human / bot check / captcha / recaptcha
captcha challenge
captcha check / shieldsquare captcha / radware page / validate you are human *
verify you are human *
verify that you are human * / please verify you are *
verifying you are human * / confirm you are human * / verification required / security check
security check required / security verification / security checkpoint / browser check
checking your browser *
checking if the site connection is secure / ddos protection / unusual traffic *
enable javascript *
please enable * / javascript required / javascript is required / javascript is disabled
javascript disabled
too many requests / 429 too many requests / 429 / rate limited / rate limit exceeded

# -- login page, sure
# Meta, LinkedIn, Microsoft, Google as they answer those who are not signed in
log in to facebook / log into facebook / facebook log in or sign up / log in or sign up to view
login instagram / log in instagram / linkedin login sign in linkedin / linkedin log in or sign up
sign up linkedin / security verification linkedin / sign in to your account
sign in to your microsoft account
sign in google accounts

# -- login page
log in / login / log in to * / login to * / sign in / signin / sign in to * / log in or *
sign in or *
please log in * / please sign in * / login required / sign in required / unauthorized
401 unauthorized
login page / member login / user login / account login / sign up / create account
create an account
authentication required / authwall / single sign on / members only / subscribe to continue *
subscribe to read * / subscription required / anmelden / anmeldung / einloggen / connexion
se connecter
iniciar sesión / accedi / entrar / inloggen / logga in / zaloguj się / giriş yap / войти / вход
авторизация
登录 / 登入 / ログイン / 로그인

# -- consent page, sure
# consent.google.com and consent.youtube.com; guce.yahoo.com
before you continue to google * / before you continue to youtube / bevor sie zu google *
bevor sie zu youtube * / avant d'accéder à google * / avant d'accéder à youtube *
yahoo is part of the yahoo family of brands / yahoo ist teil der yahoo markenfamilie

# -- consent page
# Managers of consent (the IAB's framework: OneTrust, Sourcepoint, Didomi)
before you continue * / bevor sie fortfahren * / antes de continuar * / prima di continuare *
we value your privacy / your privacy / your privacy choices / privacy settings / privacy notice
cookie consent
accept cookies / cookie settings / cookie preferences / cookie wall / consent / consent required
consent page
gdpr consent

# -- not found, sure
# What Google calls soft 404s
# (developers.google.com/search/docs/crawling-indexing/http-network-errors)
404 / not found / not found 1 / page not found / page can't be found / page cannot be found
page could not be found / page couldn't be found / page was not found / page is not found
the page you requested * / the page you are looking for * / the page you were looking for *
requested page not found / requested page could not be found / the requested url was not found *
file not found / content not found / article not found / post not found / page isn't available
page is not available / page not available / page no longer available / page is no longer available
page doesn't exist / page does not exist / page no longer exists / this page isn't available
this page is not available / this page doesn't exist / this page does not exist
this page could not be found
this page can't be found / this page cannot be found / that page can't be found
we can't find that page *
page introuvable
page non trouvée / seite nicht gefunden / seite wurde nicht gefunden / página no encontrada
página não encontrada / pagina non trovata / pagina niet gevonden / sidan hittades inte
sidan kunde inte hittas / siden blev ikke fundet / nie znaleziono strony
strona nie została znaleziona
страница не найдена / сторінку не знайдено / ページが見つかりません / ページが見つかりませんでした
お探しのページは見つかりません / 页面不存在 / 页面未找到 / 页面没有找到 / 找不到页面 / 找不到網頁 / 找不到頁面
您访问的页面不存在 / 페이지를 찾을 수 없습니다

# -- not found
nothing found / nothing found for * / nothing here / this account doesn't exist / we couldn't find *
we can't find * / product not found / user not found
video not found / item not found / document not found / content unavailable / content not available
oops
whoops / error / an error occurred / an error has occurred / something went wrong / server error
internal server error / 500 internal server error / service unavailable / 503 service unavailable
service temporarily unavailable / bad gateway / 502 bad gateway / 410 gone / gone
temporarily unavailable
maintenance / maintenance mode / site maintenance / under maintenance / site under maintenance
down for maintenance / we'll be back / we'll be right back / we'll be back soon / video unavailable
this video is unavailable / this content isn't available * / repository not found / thread not found

# -- parked, sure
# Default pages of nginx, Debian's and Red Hat's Apache, IIS, Caddy, Tomcat, Plesk; registrars and
# sellers of domains
welcome to nginx / welcome to openresty / welcome to tengine / caddy works
your caddy server is up and running
apache2 default page / apache2 ubuntu default page it works / apache2 debian default page it works
test page for the apache * / test page for the nginx * / test page for the http server *
http server test page * / iis windows / iis windows server / apache tomcat * / default plesk page
domain default page / default parallels plesk * / web server's default page
future home of something quite cool / hugedomains com * / * hugedomains com
this domain is for sale
this domain may be for sale / domain name for sale / site not found github pages / account suspended
this account has been suspended

# -- parked
* is for sale / * domain for sale / * domain is for sale / domain for sale / parked domain
it works
coming soon / under construction / site under construction / website under construction

# -- placeholder, sure
# create-react-app, Vite, Vue, Next.js, Nuxt, Angular, Ionic, SvelteKit, Gatsby, Parcel, webpack,
# Expo, Flutter
react app / react redux app / vite app / vite react / vite react ts / vite vue / vite vue ts
vite svelte
vite preact / vite solid / vite lit / vue app / vue js app / next app / nextjs app / next js app
create next app / nuxt app / nuxt starter / angular app / angularjs app / my app / myapp / ionic app
svelte app / sveltekit app / gatsby default starter / parcel sandbox / webpack app / quasar app
blazor app
expo app / flutter app / new remix app / remix app / astro basics
# Emmet, Dreamweaver, editors and site builders
document / untitled / untitled document / untitled page / untitled 1 / new page / new document
no title
your title here
# While scripts work, and between two addresses
loading / loading please wait / redirecting / you are being redirected / you are being redirected *
# Values that a template failed to fill in
undefined / object object / nan

# -- placeholder
please wait / home / homepage / home page / index / new tab / redirecting to * / null / none / blank
blank page
reddit dive into anything
reddit the heart of the internet / reddit the front page of the internet
"""

_REASONS = {
    "block page": BLOCK,
    "login page": LOGIN,
    "consent page": CONSENT,
    "not found": MISSING,
    "parked": PARKED,
    "placeholder": PLACEHOLDER,
}

# Hosts and paths to which visitors are redirected who must sign in or consent:
# `accounts.google.com`, `consent.youtube.com`, `example.org/en/login?next=…`.
_INTERSTITIAL_HOSTS = (
    (CONSENT, r"(?:cmp-)?consent\..+|guce\..+"),
    (
        LOGIN,
        (
            r"accounts\.google\.com|login\.(?:microsoftonline|live|yahoo|salesforce)\.com"
            r"|id\.atlassian\.com"
        ),
    ),
)
_INTERSTITIAL_PATHS = (
    (CONSENT, r"(?i)/(?:cookie-?)?consent(?:[./].*)?"),
    (
        LOGIN,
        (
            r"(?i)(?:/[\w-]+)?/(?:log[_-]?in|sign[_-]?in|sso|authwall|accounts?/login"
            r"|users?/sign_in|wp-login|checkpoint/\w+)(?:[./].*)?"
        ),
    ),
)
# Templates that were not filled in: `{{ page.title }}`, `<%= title %>`, `${title}`, `%title%`.
_UNFILLED = r"\{\{.*\}\}|<%.*%>|\$\{.*\}|%[\w.]+%"
# Words around "not found": "Oops! Error 404: Page not found".
_FILLERS = frozenset("oops whoops sorry error 404 uh oh ooops the".split())


class Sign(NamedTuple):
    """A title that marks an interstitial."""

    reason: str
    is_sure: bool


class _Table(NamedTuple):
    """The signs of `SIGNS`: by whole title, by its first words (and a space), by its last words.

    The beginnings are by their first word.
    """

    whole: dict[str, Sign]
    beginnings: dict[str, dict[str, Sign]]
    endings: dict[str, Sign]


def interstitial(
    titles: Iterable[str], *, visible: Callable[[], str], asks_password: Callable[[], bool]
) -> str:
    """Return why a page is not the one that was linked, for people; "" if nothing shows it.

    `titles`: all that the page calls itself. `visible` (the page's visible text) and
    `asks_password` (whether it has a field for a password) are only called where a title does not
    decide.
    """
    for title in titles:
        for form, is_whole in _forms(title):
            sign = _sign(form)
            if sign is None or sign.reason == PLACEHOLDER:
                continue
            is_sure = sign.is_sure and is_whole
            is_login = sign.reason == LOGIN and asks_password()
            if is_sure or is_login or len(visible()) < THIN:
                return quote(sign.reason, title)
    return ""


def is_placeholder(title: str, host: str, *, visible: Callable[[], str]) -> bool:
    """Whether a title is what a tool put there, or a template did not fill in, or an address."""
    sign = _sign(_words(title))
    if sign is not None and sign.reason == PLACEHOLDER:
        return sign.is_sure or len(visible()) < THIN
    has_scheme = "://" in title
    address = re.sub(r"^(?:https?://)?(?:www\.)?", "", title.lower()).rstrip("/")
    is_address = address == host or (has_scheme and " " not in title)
    if is_address:
        return has_scheme or not visible()
    is_unfilled = bool(re.fullmatch(_UNFILLED, title))
    return is_unfilled and not visible()


def interstitial_address(url: str, host: str) -> str:
    """Return why the target of a redirect is an interstitial (login, consent); "" if not."""
    for reason, pattern in _INTERSTITIAL_HOSTS:
        if re.fullmatch(pattern, host):
            return f"{reason} ({host})"
    found = re.match(r"[a-z]+://[^/?#]+([^?#]*)", url)
    path = found[1] if found else ""
    for reason, pattern in _INTERSTITIAL_PATHS:
        if re.fullmatch(pattern, path):
            return f"{reason} ({host}{path})"
    return ""


def quote(reason: str, title: str) -> str:
    """Return a reason with the title that it is about, shortened."""
    return f"{reason}: '{one_line(title, 60)}'"


def _forms(title: str) -> list[tuple[str, bool]]:
    """Return the words of a title, and of its two ends; each with whether it is the whole."""
    return [(_words(title), True), *((_words(part), False) for part in ends(title))]


def _sign(form: str) -> Sign | None:
    """Return the sign for the words of a title, with or without "error 404" around them."""
    table = _table()
    for words in (form, _without_fillers(form)):
        if words in table.whole:
            return table.whole[words]
        first_word = words.partition(" ")[0]
        for beginning, sign in table.beginnings.get(first_word, {}).items():
            if f"{words} ".startswith(beginning):
                return sign
    for ending, sign in table.endings.items():
        if form.endswith(ending):
            return sign
    return None


def _words(title: str) -> str:
    """Return the words of a title as in the table: "Just a moment..." is "just a moment"."""
    return " ".join(re.sub(r"[^\w']|_", " ", title.casefold().replace("’", "'")).split())


def _without_fillers(form: str) -> str:
    words = form.split()
    while len(words) > 1 and words[0] in _FILLERS:
        words.pop(0)
    while len(words) > 1 and words[-1] in _FILLERS:
        words.pop()
    return " ".join(words)


@cache
def _table() -> _Table:
    """Read `SIGNS`."""
    table = _Table({}, {}, {})
    sign = Sign("", is_sure=False)
    for line in SIGNS.splitlines():
        if line.startswith("# --"):
            kind, _, sure = line.removeprefix("# -- ").partition(", ")
            sign = Sign(_REASONS[kind], is_sure=bool(sure))
        elif not line.startswith("#"):
            for title in filter(None, line.split(" / ")):
                _add(table, title, sign)
    return table


def _add(table: _Table, title: str, sign: Sign) -> None:
    """Add a title of `SIGNS`: `* is for sale`, `log in to *`, `not found`."""
    if title.startswith("* "):
        table.endings[title.removeprefix("*")] = sign
    elif title.endswith(" *"):
        first_word = title.partition(" ")[0]
        table.beginnings.setdefault(first_word, {})[title.removesuffix("*")] = sign
    else:
        table.whole[title] = sign
