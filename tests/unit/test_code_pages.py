"""Titles and pages in the code pages of many languages: each is read in its own, with no declaration."""

from __future__ import annotations

import pytest

from postgen.importers import encoding
from postgen.page import charset

TEXTS = [
    ("cp1250 iso8859-2", "Książka wrześniowa: żółć, źdźbło, łąka i święta"),
    ("cp1250 iso8859-2", "Zażółć gęślą jaźń"),
    ("cp1250 iso8859-2", "Łódź"),
    ("cp1250 iso8859-2", "Mężczyźni śpiewali pieśni, a łódź płynęła przez ciemność"),
    ("cp1250 iso8859-2", "Příliš žluťoučký kůň úpěl ďábelské ódy"),
    ("cp1250 iso8859-2", "Čeština: háčky a čárky"),
    ("cp1250", "Ještě štěstí"),
    ("cp1250 iso8859-2", "Árvíztűrő tükörfúrógép"),
    ("cp1250 iso8859-2", "Ţara şi limba română: înţelegere, cuvânt, pâine"),
    ("cp1250", "Šuma, čovjek, đak, život, ćevapčići"),
    ("cp1250", "Vĺčatá, kôň, ľúbiť, ťažké, dážď"),
    ("cp1252", "Größe, Übermut, ähnlich, süß"),
    ("cp1252", "L’été à la plage : déjà vu, garçon, œuvre"),
    ("cp1252", "¿Qué pasó? El niño añade más, y 12 m²"),
    ("cp1252", "Ação, coração, não, avó"),
    ("cp1252", "Åäö: smörgås på ön"),
    ("cp1252", "Naïve café, Größe and El Niño for £5"),
    ("cp1254", "İstanbul’da güneşli bir gün: ağaç, çiçek, ıhlamur"),
    ("cp1257", "Ąžuolas, šį rytą žąsys, ėjo, ūkis"),
    ("cp1257", "Rīgā šodien ļoti skaisti, ģimene, ķēniņš"),
    ("cp949", "한국어 제목입니다"),
    ("cp949", "오늘의 뉴스: 서울에서 열린 회의, 새로운 정책을 발표했다"),
    ("cp949", "뉴스"),
    ("cp949", "문화"),
    ("cp949", "AI 여행"),
    ("cp932 euc_jp", "今日のニュースをまとめました"),
    ("cp932", "の ニュース"),
    ("gb18030", "中文标题：我们的新闻和技术"),
    ("big5hkscs", "中文標題：我們的新聞和技術"),
    ("cp1251 koi8-r", "Русский заголовок о новостях"),
    ("cp1251", "Українські новини"),
    ("cp1253 iso8859-7", "Ελληνικά νέα και τίτλος"),
    ("cp1255", "כותרת בעברית"),
    ("cp1256", "عنوان باللغة العربية"),
    ("cp874", "หัวข้อภาษาไทย"),
]  # fmt: skip


@pytest.mark.parametrize(("codecs", "title"), TEXTS)
def test_a_text_is_read_in_the_code_page_of_its_language(codecs: str, title: str) -> None:
    page = f"<html><head><title>{title}</title></head><body><p>{title}. {title}</p></body></html>"
    for codec in codecs.split():
        for text in (title, f"url,title\nhttps://e.example/1,{title}\n", page):
            data = text.encode(codec)
            assert charset.decode(data, next(charset.candidates(data))) == text
            assert encoding.decode(data) == text


WORDS = (
    "książka żółć źdźbło łąka święta gęś kość łódź śląsk więcej żółw żółty łóżko różny źródło dążyć wziąć "
    "zająć łąk łój gęśl jaźń żąć příliš žluťoučký kůň ďábelské čeština ještě štěstí člověk zprávy "
    "árvíztűrő tükörfúrógép őszi időkép könyv több közösség szövőnő"
).split()


@pytest.mark.parametrize("word", WORDS)
def test_no_two_words_of_central_europe_are_read_as_korean(word: str) -> None:
    for other in ("", *WORDS):
        for text in (f"{word} {other}".strip(), f"{word} {other}".upper().strip()):
            data = text.encode("cp1250")
            assert next(charset.candidates(data)) != "cp949"
