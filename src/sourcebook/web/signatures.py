"""The names that sign a story in what its readers see; nothing unless a word says that it is a byline."""

import re
from collections.abc import Collection, Iterator, Sequence

from sourcebook.model.work import Raw
from sourcebook.web import bylines
from sourcebook.web.clean import plain

_HAN = r"\u4e00-\u9fff"
# A byline ends where a day, a clock, an address, a role or another part of the line begins.
_REST = re.compile(
    r"\s*(?:\d|[|•·@©(（\[<]|https?:|\s[-–—]\s|\son\b|,\s(?!(?:and|und|et|y|e)\b)(?:the\s|[a-zà-ÿ])|"
    r"\b(?:foto|photo|fotografías?|bild|redig|edit|updated|posted)\w*\s*:|[\w.-]+@).*",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"(?:(?:[A-ZÀ-Ý]\w*\s){0,2}(?:written|reported|story|text|words|posted|analysis|opinion|report|column)\s+by|by|"
    r"(?:text|(?:ein[e]?\s)?(?:kommentar|analyse|bericht|gastbeitrag|reportage|essay|interview))\s+von|"
    r"von(?:\sunsere[mnr]\s\w+)?|par|propos recueillis par|por|di|a cura di|door|av|af|"
    r"(?:autor(?:in|es?)?|author|auteurs?|autore|text|texte|texto|muhabir|yazan|yazar|haber|автор|текст|بقلم|كتب|كتبت|كاتب)"
    r"\s*[:：–-]|envoyée?\s(?:spéciale?|permanente?),)\s+(?=\S)",
    re.IGNORECASE,
)
# The commonest family names, so that the letters behind a role are surely a person's.
_CHINESE = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖萧蕭田董袁潘于余叶葉"
    "蒋蔣杜苏蘇魏程吕呂丁沈任姚卢盧姜崔钟鍾谭譚陆陸汪范廖石金韦韋贾賈夏付方白邹鄒孟熊秦邱江尹薛闫段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔"
    "邵万萬钱錢严嚴武戴莫孔向汤湯游"
)
_KOREAN = (
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변염추도소석선설마길연위"
    "표명기반왕"
)
_ROLES = re.compile(
    rf"(?:记者|記者|撰文|作者|文)\s*[:：/／|｜]?\s*((?:[{_CHINESE}][{_HAN}]{{1,2}}(?![{_HAN}])[\s、，/]*"
    r"(?:(?:实习生|通讯员|特约记者)\s*)?)+)"
)
_ROLE_BEHIND = re.compile(rf"(?:^|[\s、])([{_KOREAN}][\uac00-\ud7af]{{1,2}})\s?(?:선임|전문)?(?:기자|특파원|논설위원)")
_JAPANESE = re.compile(rf"(?:編集委員|論説委員|特派員|記者)[・=＝]([{_HAN}]{{3,5}}(?:、[{_HAN}\u3040-\u309f]{{3,6}})*)")


def signed(lines: Sequence[str], marked: Sequence[str], outlets: Collection[str] = ()) -> tuple[Raw, ...]:
    """The names of the first byline that is surely one, or none.

    `lines` are those near the heading, `marked` is what stands in elements that the markup calls a byline; in both a
    word must say so, since what is called an author is often `Read more`. `outlets` are what the page's outlet is
    called, squeezed.
    """
    for text in [*marked, *lines]:
        if found := _led(text, outlets) or _with_role(text, outlets):
            return found
    return ()


def _led(text: str, outlets: Collection[str]) -> tuple[Raw, ...]:
    """The names behind a word such as `By`, where nothing but names stands between it and the rest of the line."""
    lead = _LEADS.match(plain(text))
    if lead is None:
        return ()
    bare = _REST.sub("", plain(text)[lead.end() :]).strip(" ,;-–—")
    names = bylines.people(bare, outlets)
    return names if names and len(bare.split()) <= 5 * len(names) else ()


def _with_role(text: str, outlets: Collection[str]) -> tuple[Raw, ...]:
    return tuple(name for part in _role_names(text[:300]) if (name := bylines.person(part, outlets)))


def _role_names(text: str) -> Iterator[str]:
    """The letters beside the word for a reporter, in Chinese, Korean and Japanese; an editor on duty is no author."""
    if match := _ROLES.search(text):
        bare = re.sub(r"实习生|通讯员|特约记者", " ", match[1])
        yield from (part for part in re.split(r"[\s、，/]+", bare) if part)
    elif match := _JAPANESE.search(text):
        yield from match[1].split("、")
    else:
        yield from (match[1] for match in _ROLE_BEHIND.finditer(text))
