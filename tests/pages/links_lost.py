"""Links that are lost, of the kinds that look as if they were not: dead, or taken over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.pages.links_living import JAPANESE, PROSE, Case, page

if TYPE_CHECKING:
    from tests.pages.hosts import SmallWeb

SOLD = {
    "casino": ("en", "Best Online Casino 2026 – Free Spins & Welcome Bonus", "Play now at our online casino and claim your welcome bonus, free spins and the jackpot."),
    "slots": ("id", "Situs Slot Gacor Hari Ini – Judi Online Terpercaya", "Daftar slot gacor dan judi online dengan deposit pulsa. Link alternatif, maxwin dan scatter."),
    "togel": ("id", "Bandar Togel Resmi", "Bandar togel dan situs judi, daftar sekarang, agen bola, rtp slot."),
    "bahis": ("tr", "Deneme Bonusu Veren Siteler", "Deneme bonusu, bahis siteleri, kaçak bahis, güncel giriş ve casino siteleri."),
    "nhacai": ("vi", "Nhà cái uy tín – Tài xỉu, Nổ hũ", "Nhà cái hàng đầu: cá cược, tài xỉu, nổ hũ, đăng ký và nạp tiền nhận khuyến mãi."),
    "yule": ("zh", "娱乐城官网 – 注册送88", "娱乐城，百家乐，老虎机，体育投注，开户注册送彩金，棋牌。"),
    "online-ja": ("ja", "オンラインカジノ 入金不要ボーナス", "オンラインカジノで入金不要ボーナスを獲得。スロットとパチンコも。"),
    "baccarat-ko": ("ko", "카지노사이트 추천 – 바카라", "카지노사이트, 바카라, 토토사이트, 먹튀 없는 온라인카지노와 슬롯사이트."),
    "slot-th": ("th", "สล็อต เว็บตรง แตกง่าย", "สล็อต เว็บตรง บาคาร่า คาสิโน ฝากถอน เครดิตฟรี สมัครสมาชิก"),
    "kazino": ("ru", "Онлайн казино – игровые автоматы", "Онлайн казино, игровые автоматы, бездепозитный бонус, фриспины и зеркало."),
    "apostas": ("pt", "Cassino Online – Rodadas Grátis", "Cassino online, apostas, rodadas grátis e jogo do tigrinho."),
    "kasyno": ("pl", "Kasyno online – darmowe spiny", "Kasyno online, darmowe spiny, bonus bez depozytu."),
    "enligne": ("fr", "Casino en ligne – Bonus sans dépôt", "Casino en ligne, tours gratuits, machines à sous, paris sportifs."),
    "freispiele": ("de", "Online Casino – Freispiele ohne Einzahlung", "Online Casino, Freispiele, Willkommensbonus, Spielautomaten."),
    "tragamonedas": ("es", "Casino en línea – Giros gratis", "Casino en línea, tragamonedas, giros gratis, apuestas deportivas."),
    "kasino-ar": ("ar", "كازينو اون لاين – مراهنات", "كازينو، مراهنات، مكافأة، ماكينات القمار."),
    "pills": ("en", "Buy Viagra Online – No Prescription", "Cheap viagra, buy cialis and levitra online from a Canadian pharmacy, no prescription."),
    "rezept": ("de", "Viagra kaufen ohne Rezept", "Viagra kaufen, cialis kaufen, Potenzmittel kaufen ohne Rezept."),
    "adult": ("en", "Free Porn Videos – Live Sex Cams", "Porn, xxx, sex videos, sex cams and nude escorts."),
    "adult-ru": ("ru", "Порно видео и эскорт", "Порно, секс, эскорт, проститутки."),
    "essays": ("en", "Write My Essay – Essay Writing Service", "Essay writing service: write my essay, SEO services."),
    "copies": ("ja", "ブランドコピー スーパーコピー 専門店", "ブランドコピー、スーパーコピー、偽物。"),
}  # fmt: skip
"""What the buyers of lapsed domains show: the language, the title, the text."""

PARKED = {
    "sedo": "<title>{0}</title>This domain is for sale. Buy this domain. Related searches: insurance, loans",
    "godaddy": "<title>{0} - Parked</title>This domain is parked free, courtesy of GoDaddy. Get this domain",
    "german": "<title>{0} steht zum Verkauf</title>Diese Domain steht zum Verkauf. Domain kaufen",
    "chinese": "<title>域名出售</title>本域名出售，购买域名请联系",
    "french": "<title>{0}</title>Ce domaine est à vendre. Domain parking, related searches",
    "expired": "<title>{0}</title>This domain has expired. Renew this domain with your registrar",
}


def lost(web: SmallWeb) -> list[Case]:
    """Put what is left of lost pages on a web; return the links to them."""
    cases = [*dead(web), *sold(web), *moved_away(web)]
    for name, body in PARKED.items():
        url = web.put(
            f"http://parked-{name}.example/2012/training-small-models",
            body.format(f"parked-{name}.example"),
        )
        cases.append(("Training small models", url, "taken over"))
    return cases


def dead(web: SmallWeb) -> list[Case]:
    """Return links to nothing, in many ways."""
    put, leads, plays = web.put, web.leads, web.plays
    urls = [
        put(f"http://status{status}.example/a", page("Sorry"), status)
        for status in (404, 410, 500, 502, 504, 521, 522, 530)
    ]
    urls += [
        put(
            "http://casino404.example/a", page("Best online casino: free spins, welcome bonus"), 404
        ),
        put("http://empty404.example/a", "", 404),
        put("http://missing.example/a.pdf", "", 404),
        put("http://file410.example/a.zip", "", 410),
        leads("http://leads404.example/a", "http://leads404.example/b"),
        leads("http://leads410.example/a", "http://elsewhere410.example/b", 302),
        leads("http://bit.ly/gone", "http://gone.example/from-a-shortener"),
        leads("http://loop.example/a", "http://loop.example/a"),
        leads("http://loops.example/a", "http://loops.example/b", 302),
        put(
            "http://refresh404.example/a",
            '<meta http-equiv="refresh" content="0; url=/gone"><title>x</title>',
        ),
        plays("http://resets.example/a", lambda handler: handler.reset()),
        plays("http://silent.example/a", lambda _: None),
        plays("http://broken.example/a", lambda handler: handler.wfile.write(b"nonsense\r\n\r\n")),
        plays(
            "http://once.example/a",
            lambda handler: (
                handler.answer(page("x").encode())
                if handler.count() < 2
                else handler.answer(b"", 404)
            ),
        ),
        "http://no-such-host.invalid/a",
        "http://127.0.0.1:1/refused",
    ]
    put("http://elsewhere410.example/b", "", 410)
    leads("http://loops.example/b", "http://loops.example/a", 302)
    cases: list[Case] = [("A page of then", url, "dead") for url in urls]
    return [case if "once" not in case[1] else (*case[:2], "unsure") for case in cases]


def sold(web: SmallWeb) -> list[Case]:
    """Return links whose domains sell something else now, at the same address or at their root."""
    cases: list[Case] = []
    for number, (name, (lang, title, text)) in enumerate(SOLD.items()):
        body = f'<html lang="{lang}"><title>{title}</title><h1>{title}</h1><p>{text} {text}</p>'
        deep = f"http://{name}.lapsed-{number}.example/2013/05/notes-on-compilers"
        if number % 3 == 0:
            web.leads(deep, f"http://{name}.lapsed-{number}.example/", 302)
            web.put(f"http://{name}.lapsed-{number}.example/", body)
        elif number % 3 == 1:
            web.leads(deep, f"http://{name}-club.example/promo")
            web.put(f"http://{name}-club.example/promo", body)
        else:
            web.put(deep, body)
        cases.append(("Notes on compilers and their optimizers", deep, "taken over"))
    return cases


def moved_away(web: SmallWeb) -> list[Case]:
    """Return links that lead to something else, in no words that are known to be sold."""
    put, leads = web.put, web.leads
    furniture = page("Garden furniture for every season", "chairs and tables")
    put("http://furniture.example/", furniture)
    put("http://furniture.example/chairs", furniture)
    put("http://shop.example/", page("Welcome to our shop", "shoes"))
    deep = "2011/03/parsing-expression-grammars"
    title = "Parsing expression grammars"
    return [
        (title, leads(f"http://grammars.example/{deep}", "http://furniture.example/"), "taken over"),
        (title, leads(f"http://parsers.example/{deep}", "http://furniture.example/", 302), "taken over"),
        (title, leads(f"http://packrat.example/{deep}", "http://furniture.example/chairs"), "taken over"),
        (title, put(f"http://yacc.example/{deep}", page("美容と健康", lang="ja", text=JAPANESE)), "taken over"),
        (title, put(f"http://bison.example/{deep}", page("Mebel dan kursi untuk rumah anda", lang="id", text=INDONESIAN)), "taken over"),
        ("Left recursion in grammars", leads("http://left.example/p/8", "http://furniture.example/chairs", 302), "taken over"),
        ("Recursive descent by hand", leads("http://descent.example/p/7", "http://shop.example/", 302), "taken over"),
    ]  # fmt: skip


INDONESIAN = (
    "Kami adalah toko yang menjual kursi dan meja untuk rumah anda dengan harga yang tidak mahal. Semua barang ini "
    "dibuat oleh pengrajin di Jepara dan dapat dikirim ke seluruh Indonesia dalam waktu dua minggu. Anda juga bisa "
    "memesan dari situs ini, karena kami tidak akan mengecewakan anda atau keluarga anda sebagai pelanggan. "
)
assert PROSE
