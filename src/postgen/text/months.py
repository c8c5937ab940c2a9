"""The names of months in the languages of the world, for reading dates and for writing them.

They are those of the Unicode CLDR (https://cldr.unicode.org, `calendars/gregorian/months`). Pure.
"""

from __future__ import annotations

from functools import cache, lru_cache
from unicodedata import combining, normalize

from postgen.text.records import NamedTuple

_TABLE = """
    af: Januarie Februarie Maart April Mei Junie Julie Augustus September Oktober November
      Desember
      / Jan. Feb. Mrt. Apr. Mei Jun. Jul. Aug. Sep. Okt. Nov. Des.
    ar: يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
    az: yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr
      / yan fev mar apr may iyn iyl avq sen okt noy dek
    be: студзеня лютага сакавіка красавіка мая чэрвеня ліпеня жніўня верасня кастрычніка
      лістапада снежня
      / сту лют сак кра май чэр ліп жні вер кас ліс сне
      / студзень люты сакавік красавік май чэрвень ліпень жнівень верасень кастрычнік
      лістапад снежань
    bg: януари февруари март април май юни юли август септември октомври ноември декември
      / ян фев мар апр май юни юли авг сеп окт ное дек
    bn: জানুয়ারি ফেব্রুয়ারি মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর
      ডিসেম্বর
      / জানু ফেব মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্ট অক্টো নভেম্বর ডিসে
    bs: januar februar mart april maj juni juli august septembar oktobar novembar decembar
      / jan feb mar apr maj jun jul aug sep okt nov dec
    ca: gener febrer març abril maig juny juliol agost setembre octubre novembre desembre
      / gen. febr. març abr. maig juny jul. ag. set. oct. nov. des.
    cs: ledna února března dubna května června července srpna září října listopadu prosince
      / led úno bře dub kvě čvn čvc srp zář říj lis pro
      / leden únor březen duben květen červen červenec srpen září říjen listopad prosinec
    cy: Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd
      Rhagfyr
      / Ion Chw Maw Ebr Mai Meh Gor Awst Medi Hyd Tach Rhag
    da: januar februar marts april maj juni juli august september oktober november december
      / jan. feb. mar. apr. maj jun. jul. aug. sep. okt. nov. dec.
    de: Januar Februar März April Mai Juni Juli August September Oktober November Dezember
      / Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez
    el: Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου
      Οκτωβρίου Νοεμβρίου Δεκεμβρίου
      / Ιαν Φεβ Μαρ Απρ Μαΐ Ιουν Ιουλ Αυγ Σεπ Οκτ Νοε Δεκ
    en: January February March April May June July August September October November
      December
      / Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec
    eo: Januaro Februaro Marto Aprilo Majo Junio Julio Aŭgusto Septembro Oktobro Novembro
      Decembro
      / Jan Feb Mar Apr Maj Jun Jul Aŭg Sep Okt Nov Dec
    es: enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre
      diciembre
      / ene feb mar abr may jun jul ago sept oct nov dic
    et: jaanuar veebruar märts aprill mai juuni juuli august september oktoober november
      detsember
      / jaan veebr märts apr mai juuni juuli aug sept okt nov dets
    eu: urtarrila otsaila martxoa apirila maiatza ekaina uztaila abuztua iraila urria azaroa
      abendua
      / urt. ots. mar. api. mai. eka. uzt. abu. ira. urr. aza. abe.
    fa: ژانویهٔ فوریهٔ مارس آوریل مهٔ ژوئن ژوئیهٔ اوت سپتامبر اکتبر نوامبر دسامبر
      / ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر
      / ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر
    fi: tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta
      elokuuta syyskuuta lokakuuta marraskuuta joulukuuta
      / tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu
      / tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu
      lokakuu marraskuu joulukuu
    fil: Enero Pebrero Marso Abril Mayo Hunyo Hulyo Agosto Setyembre Oktubre Nobyembre
      Disyembre
      / Ene Peb Mar Abr May Hun Hul Ago Set Okt Nob Dis
    fr: janvier février mars avril mai juin juillet août septembre octobre novembre décembre
      / janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.
    ga: Eanáir Feabhra Márta Aibreán Bealtaine Meitheamh Iúil Lúnasa Meán_Fómhair
      Deireadh_Fómhair Samhain Nollaig
      / Ean Feabh Márta Aib Beal Meith Iúil Lún MFómh DFómh Samh Noll
    gl: xaneiro febreiro marzo abril maio xuño xullo agosto setembro outubro novembro
      decembro
      / xan. feb. mar. abr. maio xuño xul. ago. set. out. nov. dec.
    gu: જાન્યુઆરી ફેબ્રુઆરી માર્ચ એપ્રિલ મે જૂન જુલાઈ ઑગસ્ટ સપ્ટેમ્બર ઑક્ટોબર નવેમ્બર
      ડિસેમ્બર
      / જાન્યુ ફેબ્રુ માર્ચ એપ્રિલ મે જૂન જુલાઈ ઑગસ્ટ સપ્ટે ઑક્ટો નવે ડિસે
    he: ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר
      / ינו׳ פבר׳ מרץ אפר׳ מאי יוני יולי אוג׳ ספט׳ אוק׳ נוב׳ דצמ׳
    hi: जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर
      / जन॰ फ़र॰ मार्च अप्रैल मई जून जुल॰ अग॰ सित॰ अक्टू॰ नव॰ दिस॰
    hr: siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada
      studenoga prosinca
      / sij velj ožu tra svi lip srp kol ruj lis stu pro
      / siječanj veljača ožujak travanj svibanj lipanj srpanj kolovoz rujan listopad studeni
      prosinac
    hu: január február március április május június július augusztus szeptember október
      november december
      / jan. febr. márc. ápr. máj. jún. júl. aug. szept. okt. nov. dec.
    hy: հունվարի փետրվարի մարտի ապրիլի մայիսի հունիսի հուլիսի օգոստոսի սեպտեմբերի հոկտեմբերի
      նոյեմբերի դեկտեմբերի
      / հնվ փտվ մրտ ապր մյս հնս հլս օգս սեպ հոկ նոյ դեկ
      / հունվար փետրվար մարտ ապրիլ մայիս հունիս հուլիս օգոստոս սեպտեմբեր հոկտեմբեր նոյեմբեր
      դեկտեմբեր
    id: Januari Februari Maret April Mei Juni Juli Agustus September Oktober November
      Desember
      / Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des
    is: janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember
      / jan. feb. mar. apr. maí jún. júl. ágú. sep. okt. nóv. des.
    it: gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre
      dicembre
      / gen feb mar apr mag giu lug ago set ott nov dic
    ja: 1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月
    ka: იანვარი თებერვალი მარტი აპრილი მაისი ივნისი ივლისი აგვისტო სექტემბერი ოქტომბერი
      ნოემბერი დეკემბერი
      / იან თებ მარ აპრ მაი ივნ ივლ აგვ სექ ოქტ ნოე დეკ
    kk: қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан
      / қаң. ақп. нау. сәу. мам. мау. шіл. там. қыр. қаз. қар. жел.
    km: មករា កុម្ភៈ មីនា មេសា ឧសភា មិថុនា កក្កដា សីហា កញ្ញា តុលា វិច្ឆិកា ធ្នូ
    kn: ಜನವರಿ ಫೆಬ್ರವರಿ ಮಾರ್ಚ್ ಏಪ್ರಿಲ್ ಮೇ ಜೂನ್ ಜುಲೈ ಆಗಸ್ಟ್ ಸೆಪ್ಟೆಂಬರ್ ಅಕ್ಟೋಬರ್ ನವೆಂಬರ್
      ಡಿಸೆಂಬರ್
      / ಜನ ಫೆಬ್ರ ಮಾರ್ಚ್ ಏಪ್ರಿ ಮೇ ಜೂನ್ ಜುಲೈ ಆಗ ಸೆಪ್ಟೆಂ ಅಕ್ಟೋ ನವೆಂ ಡಿಸೆಂ
    ko: 1월 2월 3월 4월 5월 6월 7월 8월 9월 10월 11월 12월
    lt: sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio
      lapkričio gruodžio
      / saus vas kov bal geg birž liep rugp rugs spal lapkr gruod
      / sausis vasaris kovas balandis gegužė birželis liepa rugpjūtis rugsėjis spalis
      lapkritis gruodis
    lv: janvāris februāris marts aprīlis maijs jūnijs jūlijs augusts septembris oktobris
      novembris decembris
      / janv. febr. marts apr. maijs jūn. jūl. aug. sept. okt. nov. dec.
    mk: јануари февруари март април мај јуни јули август септември октомври ноември декември
      / јан. фев. мар. апр. мај јун. јул. авг. сеп. окт. ное. дек.
    ml: ജനുവരി ഫെബ്രുവരി മാർച്ച് ഏപ്രിൽ മേയ് ജൂൺ ജൂലൈ ഓഗസ്റ്റ് സെപ്റ്റംബർ ഒക്‌ടോബർ നവംബർ
      ഡിസംബർ
      / ജനു ഫെബ്രു മാർ ഏപ്രി മേയ് ജൂൺ ജൂലൈ ഓഗ സെപ്റ്റം ഒക്ടോ നവം ഡിസം
    mn: нэгдүгээр_сар хоёрдугаар_сар гуравдугаар_сар дөрөвдүгээр_сар тавдугаар_сар
      зургаадугаар_сар долоодугаар_сар наймдугаар_сар есдүгээр_сар аравдугаар_сар
      арван_нэгдүгээр_сар арван_хоёрдугаар_сар
      / 1-р_сар 2-р_сар 3-р_сар 4-р_сар 5-р_сар 6-р_сар 7-р_сар 8-р_сар 9-р_сар 10-р_сар
      11-р_сар 12-р_сар
    mr: जानेवारी फेब्रुवारी मार्च एप्रिल मे जून जुलै ऑगस्ट सप्टेंबर ऑक्टोबर नोव्हेंबर
      डिसेंबर
      / जाने फेब्रु मार्च एप्रि मे जून जुलै ऑग सप्टें ऑक्टो नोव्हें डिसें
    ms: Januari Februari Mac April Mei Jun Julai Ogos September Oktober November Disember
      / Jan Feb Mac Apr Mei Jun Jul Ogo Sep Okt Nov Dis
    my: ဇန်နဝါရီ ဖေဖော်ဝါရီ မတ် ဧပြီ မေ ဇွန် ဇူလိုင် ဩဂုတ် စက်တင်ဘာ အောက်တိုဘာ နိုဝင်ဘာ
      ဒီဇင်ဘာ
      / ဇန် ဖေ မတ် ဧ မေ ဇွန် ဇူ ဩ စက် အောက် နို ဒီ
    nb: januar februar mars april mai juni juli august september oktober november desember
      / jan feb mar apr mai jun jul aug sep okt nov des
    ne: जनवरी फेब्रुअरी मार्च अप्रिल मे जुन जुलाई अगस्ट सेप्टेम्बर अक्टोबर नोभेम्बर डिसेम्बर
    nl: januari februari maart april mei juni juli augustus september oktober november
      december
      / jan feb mrt apr mei jun jul aug sep okt nov dec
    nn: januar februar mars april mai juni juli august september oktober november desember
      / jan feb mar apr mai jun jul aug sep okt nov des
    pa: ਜਨਵਰੀ ਫ਼ਰਵਰੀ ਮਾਰਚ ਅਪ੍ਰੈਲ ਮਈ ਜੂਨ ਜੁਲਾਈ ਅਗਸਤ ਸਤੰਬਰ ਅਕਤੂਬਰ ਨਵੰਬਰ ਦਸੰਬਰ
      / ਜਨ ਫ਼ਰ ਮਾਰਚ ਅਪ੍ਰੈ ਮਈ ਜੂਨ ਜੁਲਾ ਅਗ ਸਤੰ ਅਕਤੂ ਨਵੰ ਦਸੰ
    pl: stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października
      listopada grudnia
      / sty lut mar kwi maj cze lip sie wrz paź lis gru
      / styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik
      listopad grudzień
    pt: janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro
      dezembro
      / jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.
    ro: ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie
      noiembrie decembrie
      / ian. feb. mar. apr. mai iun. iul. aug. sept. oct. nov. dec.
    ru: января февраля марта апреля мая июня июля августа сентября октября ноября декабря
      / янв. февр. март апр. май июнь июль авг. сент. окт. нояб. дек.
      / январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
    sk: januára februára marca apríla mája júna júla augusta septembra októbra novembra
      decembra
      / jan feb mar apr máj jún júl aug sep okt nov dec
      / január február marec apríl máj jún júl august september október november december
    sl: januar februar marec april maj junij julij avgust september oktober november
      december
      / jan. feb. mar. apr. maj jun. jul. avg. sep. okt. nov. dec.
    sq: janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor dhjetor
      / jan shk mar pri maj qer korr gush sht tet nën dhj
    sr: јануар фебруар март април мај јун јул август септембар октобар новембар децембар
      / јан феб мар апр мај јун јул авг сеп окт нов дец
    sv: januari februari mars april maj juni juli augusti september oktober november
      december
      / jan. feb. mars apr. maj juni juli aug. sep. okt. nov. dec.
    sw: Januari Februari Machi Aprili Mei Juni Julai Agosti Septemba Oktoba Novemba Desemba
      / Jan Feb Mac Apr Mei Jun Jul Ago Sep Okt Nov Des
    ta: ஜனவரி பிப்ரவரி மார்ச் ஏப்ரல் மே ஜூன் ஜூலை ஆகஸ்ட் செப்டம்பர் அக்டோபர் நவம்பர்
      டிசம்பர்
      / ஜன. பிப். மார். ஏப். மே ஜூன் ஜூலை ஆக. செப். அக். நவ. டிச.
    te: జనవరి ఫిబ్రవరి మార్చి ఏప్రిల్ మే జూన్ జులై ఆగస్టు సెప్టెంబర్ అక్టోబర్ నవంబర్
      డిసెంబర్
      / జన ఫిబ్ర మార్చి ఏప్రి మే జూన్ జులై ఆగ సెప్టెం అక్టో నవం డిసెం
    th: มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม
      พฤศจิกายน ธันวาคม
      / ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.
    tr: Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık
      / Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara
    uk: січня лютого березня квітня травня червня липня серпня вересня жовтня листопада
      грудня
      / січ. лют. бер. квіт. трав. черв. лип. серп. вер. жовт. лист. груд.
      / січень лютий березень квітень травень червень липень серпень вересень жовтень
      листопад грудень
    ur: جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر
    uz: yanvar fevral mart aprel may iyun iyul avgust sentabr oktabr noyabr dekabr
      / Yan Fev Mar Apr May Iyn Iyl Avg Sen Okt Noy Dek
    vi: tháng_1 tháng_2 tháng_3 tháng_4 tháng_5 tháng_6 tháng_7 tháng_8 tháng_9 tháng_10
      tháng_11 tháng_12
      / thg_1 thg_2 thg_3 thg_4 thg_5 thg_6 thg_7 thg_8 thg_9 thg_10 thg_11 thg_12
    zh: 1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月
"""
"""Each language: twelve names as they are in a date (`1 мая 2024`) / in short / alone (`май`).

The second or third is left out where it is the first again; `_` is a blank.
"""

_MORE = """
    ar: 1=كانون_الثاني 2=شباط 3=آذار 4=نيسان 5=أيار 6=حزيران 7=تموز 8=آب 9=أيلول 10=تشرين_الأول
      11=تشرين_الثاني 12=كانون_الأول 1=جانفي 2=فيفري 4=أفريل 5=ماي 6=جوان 7=جويلية 8=أوت
      7=يوليوز 8=غشت 9=شتنبر 11=نونبر 12=دجنبر
    bn: 8=আগ
    bs: 1=januara 2=februara 3=marta 4=aprila 5=maja 6=juna 7=jula 8=augusta 8=avgust
      9=septembra 10=oktobra 11=novembra 12=decembra
    de: 1=Jänner 2=Feber 3=Mrz 3=Maerz
    el: 1=Ιανουάριος 2=Φεβρουάριος 3=Μάρτιος 4=Απρίλιος 5=Μάιος 6=Ιούνιος 7=Ιούλιος 8=Αύγουστος
      9=Σεπτέμβριος 10=Οκτώβριος 11=Νοέμβριος 12=Δεκέμβριος
    es: 9=setiembre 9=set
    eu: 1=urtarrilaren 2=otsailaren 3=martxoaren 4=apirilaren 5=maiatzaren 6=ekainaren
      7=uztailaren 8=abuztuaren 9=irailaren 10=urriaren 11=azaroaren 12=abenduaren
    fa: 5=می 7=جولای 8=آگوست
    fi: 1=tammikuun 2=helmikuun 3=maaliskuun 4=huhtikuun 5=toukokuun 6=kesäkuun 7=heinäkuun
      8=elokuun 9=syyskuun 10=lokakuun 11=marraskuun 12=joulukuun
    he: 3=מרס 11=נובמ 12=דצמ 10=אוק 9=ספט
    hi: 9=सितम्बर 11=नवम्बर 12=दिसम्बर 10=अक्तूबर
    id: 2=Pebruari 8=Agt 11=Nopember
    ru: 2=фев 9=сен 11=ноя
    sl: 1=januarja 2=februarja 3=marca 4=aprila 5=maja 6=junija 7=julija 8=avgusta 9=septembra
      10=oktobra 11=novembra 12=decembra
    sr: 1=јануара 2=фебруара 3=марта 4=априла 5=маја 6=јуна 7=јула 8=августа 9=септембра
      10=октобра 11=новембра 12=децембра
    zh: 1=一月 2=二月 3=三月 4=四月 5=五月 6=六月 7=七月 8=八月 9=九月 10=十月 11=十一月
      12=十二月
"""
"""Other names that are read, and never written."""

_ALIASES = {"no": "nb", "tl": "fil", "iw": "he", "in": "id"}


class Months(NamedTuple):
    """The names of the twelve months in one language.

    `full` and `short` are those of a date (`1 мая 2024`), `alone` is that of a month without a day.
    """

    full: tuple[str, ...]
    short: tuple[str, ...]
    alone: tuple[str, ...]


def _read(table: str) -> dict[str, Months]:
    languages: dict[str, list[list[str]]] = {}
    for word in table.split():
        if word.endswith(":"):
            parts: list[list[str]] = [[]]
            languages[word[:-1]] = parts
        elif word == "/":
            parts.append([])
        else:
            parts[-1].append(word.replace("_", " "))
    found = {}
    for code, (full, *rest) in languages.items():
        short = rest[0] if rest else full
        alone = rest[1] if len(rest) > 1 else full
        found[code] = Months(tuple(full), tuple(short), tuple(alone))
    return found


MONTHS = _read(_TABLE)
"""The names of the months by the code of the language, without its country."""


@lru_cache(4096)
def month_numbers(name: str, lang: str = "") -> frozenset[int]:
    """Return the months, 1 to 12, that a name or its beginning of three letters or more means.

    That is one month or none, but for words that languages disagree on: `listopad` is November in
    Czech and October in Croatian, unless `lang` is given. Case and accents do not matter.
    """
    word = fold_month(name)
    code = lang.replace("_", "-").partition("-")[0].lower()
    own = _names(_ALIASES.get(code, code))
    every = _names("")
    exact = own.get(word) or every.get(word)
    if exact:
        return frozenset(exact)
    if len(word) < 3:  # `ma` may be a weekday as well
        return frozenset()
    for names in (own, every):
        found = {n for each, numbers in names.items() if each.startswith(word) for n in numbers}
        if found:
            return frozenset(found)
    return frozenset()


def fold_month(name: str) -> str:
    """Return a name as months are compared: without case, accents, dots and apostrophes."""
    plain = normalize("NFKD", name.casefold()).translate(_LETTERS)
    return "".join(letter for letter in plain if not combining(letter))


_LETTERS = dict.fromkeys(map(ord, ".॰'’׳`\u200c\u200d"), None) | {
    ord("ı"): "i",
    ord("ي"): "ی",  # as Persian writes it
    ord("ى"): "ی",
    ord("ك"): "ک",
}


@cache
def _names(lang: str) -> dict[str, set[int]]:
    """Return what the names of a language mean, folded; of all languages for ""."""
    found: dict[str, set[int]] = {}
    for code, months in MONTHS.items():
        if lang and code != lang:
            continue
        for names in months:
            for number, name in enumerate(names, 1):
                found.setdefault(fold_month(name), set()).add(number)
    code = ""
    for word in _MORE.split():
        number_text, _, name = word.partition("=")
        if not name:
            code = word[:-1]
        elif not lang or code == lang:
            found.setdefault(fold_month(name.replace("_", " ")), set()).add(int(number_text))
    return found
