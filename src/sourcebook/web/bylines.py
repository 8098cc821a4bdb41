"""Names of authors out of what pages and registries say, and nothing that is no name.

A name that is missed can be typed in; a date, an outlet or "Staff" that became an author is believed. So whatever is
not surely a name is refused.
"""

import re
from collections.abc import Collection, Iterator

from sourcebook.model.work import Raw
from sourcebook.web.clean import plain, squeezed

_LETTERS_OF_NAMES = r"[^\W\d_]"
_HAN, _KANA, _HANGUL = r"\u3400-\u4dbf\u4e00-\u9fff", r"\u3040-\u30ff", r"\uac00-\ud7af"
_EAST_ASIAN = re.compile(rf"[{_HAN}{_KANA}{_HANGUL}]")
# Words before and after a name in a byline, in the languages that pages are written in.
_BEFORE = re.compile(
    r"^(?:(?:written|posted|reported|story|text|words|opinion|analysis|report)\s+by|by|von|por|par|di|van|av|af|door|"
    r"text|texte|texto|tekst|author|autor|auteur|autore|автор|текст|مؤلف|الكاتب|بقلم|کتابت)(?:\s*[:：]\s*|\s+)|"
    rf"^(?:文|撰文|作者|记者|記者|编译|編譯|撰稿|글)\s*[:：/／|｜]\s*|^(?:本报|本報|特约)?(?:记者|記者)\s*(?=[{_HAN}])",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\s*(?:[|•·–—]\s.*|\s-\s.*|\(.*\)|（.*）|\[.*\]|<.*>|【.*】|,?\s(?:in|aus|à|en|for|für|pour|para)\s[A-ZÀ-Ý]\w+.*|"
    r",?\s(?:updated|posted|published|aktualisiert|publié|mis à jour|updated:|last updated)\b.*|"
    r"(?:基?자|특파원|논설위원|선임기자|기자)(?:\s.*)?|(?:特派員|編集委員|論説委員|記者|记者|报道|報道|編譯|编译)$)$",
    re.IGNORECASE,
)
# A word that no person's name has, in any of these languages: offices, desks, roles, systems.
_NO_NAME = re.compile(
    r"\b(?:staff|editor(?:s|ial)?|editorial|desk|newsroom|news|team|admin(?:istrator)?|webmaster|correspondents?|"
    r"reporters?|contributors?|contributor|agenc(?:y|ies)|agences?|agentur(?:en)?|redaktion\w*|redacci[oó]n|"
    r"r[ée]daction|redazione|redactie|redaksjon\w*|redaktionen|редакция|redação|unknown|anonymous|guest|press|"
    r"release|office|department|ministry|bureau|service|online|web|user|author|bot|feed|network|media|magazine|"
    r"journal|times|post|daily|weekly|tv|radio|broadcast\w*|group|inc|ltd|llc|gmbh|corp|company|copyright|subscribe|"
    r"share|follow|comments?|minutes?|read|updated|published|posted|today|yesterday|monday|tuesday|wednesday|"
    r"thursday|friday|saturday|sunday|am|pm|gmt|utc|est|none|null|undefined|test|root|n/a|untitled|various|"
    r"world|politi\w+|sports?|opinions?|polic(?:y|ies)|privacy|terms|cookies?|about|contact|view|all|more|business|health|"
    r"science|culture|foreign|national|local|by|the|breaking|correspondant|korrespondent\w*|reportero|reporterin?|journalist\w*|with|wires?|wp|cms|default|"
    r"welle|channel|global|europe|united|states?|die|les|het|watermark|syndicat\w+|combined|sources?|special|exclusive|blog|home|menu|login|password)\b|"
    r"编辑|編輯|编辑部|編輯部|本报|本報|记者|記者|网|網|新闻|新聞|新聞社|通信|通讯社|通訊社|日报|日報|时报|時報|"
    r"\b(?:haber(?:ler)?|merkezi|editörü?|muhabir\w*|gazete\w*|jornal|diári[oa]|diario|periódico|giornale|zeitung|tageblatt|"
    r"rundschau|anzeiger|kurier|courrier|herald|tribune|chronicle|gazette|mirror|observer|examiner|foto\w*|photos?|video|"
    r"archiv\w*|ihr|unsere?[mnrs]?|notre|nuestr[oa]|envoyé\w*|wissenschaft\w*|nachrichten|noticias|actualités?|"
    r"partners?|sponsored|content|images?|getty|print|edition|latest|articles?|stories|unit|facts?|check|jetzt|lesen|"
    r"leave|reply|credit|fellow|director|managing|data|journalism|writers?|writing|letters|finance|table|listen|copy|"
    r"open|access|artikel|related|human|resources|legal|affairs|climate|change|public|relations|popular|demand|"
    r"ministeri\w*|prensa|presse|agencias?|agências?|tous|toutes|todos|todas|más|equipos?|[ée]quipes?|primera|"
    r"zur|portalu|redakcja|sign|new|east|middle|koreas?|chinas?|радио|отдел\w*|"
    r"газета|вестник|корреспондент\w*|служба|наш\w*|مراسل\w*|صحيفة)\b|"
    r"来源|來源|责任|報道部|社会部|政治部|国際部|編集|편집|뉴스|신문|연합|온라인|редак|агентств|новости|"
    r"محرر|مراسل|هيئة|فريق|قسم|غرفة|الأنباء|الشرق|وكالة|تحرير|أخبار|الجزيرة",
    re.IGNORECASE,
)
# Agencies, whose name stands where a byline would; a work of their own is credited as published by them.
_AGENCIES = frozenset(
    "reuters afp ap apnews associatedpress agencefrancepresse dpa dpaafx ansa efe europapress kyodo jiji xinhua tass "
    "itartass interfax ria rianovosti upi epd kna apa sda keystoneats ats ntb tt ritzau belga anp lusa pti ians ani "
    "yonhap antara bernama anadolu aa anadoluagency bloomberg sid afptv cnn bbc".split()
)
_PARTICLES = frozenset(
    "van von der den de del della di da dos das du la le ter ten zu zum af av el al bin ibn ap".split()
)
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})
_TITLES = re.compile(r"^(?:dr|prof|professor|mr|mrs|ms|sir|dame|lord|rev|ph\.?d|md|univ)\.?\s+", re.IGNORECASE)
_DEGREES = re.compile(r",?\s+(?:ph\.?\s?d|m\.?d|m\.?a|b\.?a|esq|mba|frs|rn)\.?$", re.IGNORECASE)
_BODY = re.compile(
    r"\b(?:university|universität|université|universidad|institut\w*|cent(?:re|er)|council|committee|commission|"
    r"association|organi[sz]ation|foundation|stiftung|fondation|union|society|academy|watch|international|"
    r"parliament|government|nations|consortium|project|project|party|congress|federation|alliance|bank|fund|"
    r"initiative|laboratory|school|college|museum|library|forum|coalition|amt|bund\w*)\b|大学|大學|研究|委员会|委員会|协会",
    re.IGNORECASE,
)
# What bodies in Chinese and Japanese end in; a name of two letters may end so too.
_BODY_ENDS = re.compile(r".{2,}[社报報网網台部局室处處院会會组組团團厅廳办]")
# Family names that usually stand first, in Latin letters: after one of these nobody can tell which part is which.
_FIRST = frozenset(
    "bai bao cai cao chang chao chen cheng chin choi chow cui dai deng ding dong du duan fan fang feng fu gao geng gu "
    "guan guo han hao he hou hu huang jia jiang jin kang kim kong lai lam lei leung li liang liao lim lin ling "
    "liu long lu luo ma mao meng mo niu pan peng qian qiao qin qiu ren shao shen shi shu song su sun tan tang tao tian "
    "wang wei wen wong wu xi xia xiang xiao xie xin xing xiong xu xue yan yang yao ye yin yu yuan zeng zhang zhao "
    "zheng zhong zhou zhu zhuang zou park lee jung cho yoon "
    "jang nguyen nguyễn tran trần le lê pham phạm hoang hoàng vo võ "
    "dang đặng bui bùi lü".split()
)
_SYLLABLES = re.compile(
    r"(?:(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?(?:[iu]?(?:ai|ao|ang?|eng?|ou?|a|e)|ei|ong|iong|ing?|iu|i|u[in]?|ü|er)[-’']?){1,3}"
    r"|[\w-]*[^\x00-\x7f][\w-]*|\w+-\w+",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"\s*(?:;|\||/|、|；|，|\s&\s|\s(?:and|und|et|y|e|og|och|en|и|و|with|avec|mit|con)\s)\s*", re.IGNORECASE
)


def people(text: str, outlets: Collection[str] = ()) -> tuple[Raw, ...]:
    """The names in a byline or one author's field, as records hold them; empty where it is not surely names.

    `outlets` are what the page's outlet is called, squeezed: no author is called like it.
    """
    names = [one for part in _parts(_stripped(plain(text))) if (one := person(part, outlets))]
    return tuple(names)


def person(text: str, outlets: Collection[str] = ()) -> Raw:
    """One person's name as a record holds it, or empty: split only where it is sure which part is the family name."""
    name = _stripped(plain(text))
    if not is_name(name, outlets):
        return ""
    if "," in name:
        family, _, given = (part.strip() for part in name.partition(","))
        return {"family": _lowered(family), "given": given} if family and given else ""
    words = name.split()
    if _EAST_ASIAN.search(name):
        # With a blank between, family name first; else which part is which depends on the name.
        return {"family": words[0], "given": words[1]} if len(words) == 2 else {"literal": name}
    if not re.match(r"[A-Za-zÀ-ɏͰ-ϿЀ-ӿ]", name) or len(words) > 4 or _in_either_order(words):
        return {"literal": name}
    suffix = words.pop() if len(words) > 2 and words[-1].lower() in _SUFFIXES else ""
    loud = [word for word in words if word.isupper() and len(word) > 2 and word.isalpha()]
    if len(loud) == 1:
        # In French and in UN style the family name stands in capitals, wherever it stands.
        return {"family": _lowered(loud[0]), "given": " ".join(word for word in words if word != loud[0])}
    particles = [place for place, word in enumerate(words[:-1]) if place and word.lower() in _PARTICLES]
    start = particles[0] if particles else len(words) - 1
    if len(words) == 4 and start == 3:
        # Two given names and one family name, or two family names: which, nobody can tell.
        return {"literal": " ".join([*words, suffix]).strip()}
    split = {"family": " ".join(words[start:]), "given": " ".join(words[:start])}
    return {**split, "suffix": suffix} if suffix else split


def _in_either_order(words: list[str]) -> bool:
    return words[0].lower() in _FIRST and all(_SYLLABLES.fullmatch(word) for word in words[1:])


def _lowered(family: str) -> str:
    return family.title() if family.isupper() and len(family) > 2 else family


def body(text: str, outlets: Collection[str] = ()) -> Raw:
    """An organisation as an author, or empty where it is the page's own outlet, an agency or no name at all."""
    name = plain(text)
    same = squeezed(name)
    if not _may_be_name(name) or same in outlets or same in _AGENCIES or not _BODY.search(name):
        return ""
    return {"literal": name}


def is_name(name: str, outlets: Collection[str] = ()) -> bool:
    """Whether it is surely a person's name: of two to five words in capitals, or two to six East Asian letters."""
    if not _may_be_name(name) or _NO_NAME.search(name) or _BODY.search(name):
        return False
    same = squeezed(name)
    if same in _AGENCIES or same in outlets or any(len(outlet) > 4 and outlet in same for outlet in outlets):
        return False
    if _BODY_ENDS.fullmatch(name) and _EAST_ASIAN.search(name):
        return False
    if re.fullmatch(
        rf"[{_HANGUL}]{{2,4}}|[{_HAN}{_KANA}々]{{2,6}}|[{_HAN}{_KANA}々]{{1,4}} [{_HAN}{_KANA}々]{{1,5}}", name
    ):
        return True
    if re.fullmatch(rf"[{_HAN}{_KANA}・]+", name):
        return 2 <= len(name) <= 12 and "・" in name
    if _EAST_ASIAN.search(name):
        return False
    words = [word for word in name.replace(",", " ").split() if word.lower() not in _PARTICLES]
    if not 2 <= len(words) <= 5:
        return False
    return all(_is_part(word) for word in words) and any(len(word.strip(".")) > 1 for word in words)


def _may_be_name(name: str) -> bool:
    return 2 <= len(name) <= 100 and not re.search(r"[\d@_<>{}\[\]()/\\|:;!?=#*+\"“”„…]|\.\w{2,}|www\b|http", name)


def _is_part(word: str) -> bool:
    """Whether a word may be part of a name: letters, hyphens, apostrophes, and a capital first where there are any."""
    if not re.fullmatch(rf"(?:{_LETTERS_OF_NAMES}[\u0300-\u036f\u064b-\u0655\u200c\u200d]*|[-'’ʻʼ‘.·])+", word):
        return False
    first = next(char for char in word if char.isalpha()) if any(char.isalpha() for char in word) else ""
    capital = first.isupper() or not (first.islower()) or bool(re.match(r"(?:d|l|al-|el-|o)['’-]?[A-ZÀ-Ý]", word))
    return bool(first) and capital


def _stripped(text: str) -> str:
    """A byline without the words around the name."""
    name = text.strip(" ,;|·•-–—:：\u3000")
    for _ in range(3):
        shorter = _TITLES.sub("", _AFTER.sub("", _BEFORE.sub("", name)).strip(" ,;|:："))
        shorter = _DEGREES.sub("", shorter)
        if shorter == name:
            break
        name = shorter
    if re.search(r"[^\W\d_]{3}\.$", name):
        name = name.rstrip(".")
    if name.isupper() and len(name.split()) > 1 and name.isascii():
        name = name.title()
    return name


def _parts(text: str) -> Iterator[str]:
    """The single names of a list. Commas part names too, unless there is one and `Family, Given` fits better."""
    for part in _JOINED.split(text):
        pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
        if (
            len(pieces) == 2
            and not _EAST_ASIAN.search(part)
            and (len(pieces[0].split()) == 1 or len(pieces[1].split()) == 1)
        ):
            yield part if is_name(pieces[0] + " " + pieces[1]) else pieces[0]
        else:
            yield from pieces
