"""Synthetic works for measurements: any number of them, the same bytes on every machine and Python.

Everything in them is invented: a town's quarrel about its harbour, told in eight languages.
"""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from sourcebook.model.dates import PartialDate, parse_date
from sourcebook.model.names import Name
from sourcebook.model.relations import Relation
from sourcebook.model.work import Value, Work

NEEDLE = "thylacine"  # a word that stands in exactly three annotations, however many works there are
_T = TypeVar("_T")
_MASK = (1 << 64) - 1

VIEWPOINTS = ("documents", "journalism", "research", "town-council", "harbour-company")
ROLES = ("article", "report", "rebuttal")


class Publisher(NamedTuple):
    """Who publishes the works: a newspaper or an institute, with the domain of its pages."""

    id: str
    name: str
    domain: str


NEWSPAPERS = (
    Publisher(id="courier", name="The Harbour Courier", domain="courier.example"),
    Publisher(id="hafenblatt", name="Hafenblatt", domain="hafenblatt.example"),
    Publisher(id="echo", name="L’Écho du port", domain="echo.example"),
    Publisher(id="faro", name="El Faro", domain="faro.example"),
    Publisher(id="gangkou", name="港口日报", domain="gangkou.example"),
    Publisher(id="mayak", name="Маяк", domain="mayak.example"),
    Publisher(id="minato", name="港新聞", domain="minato.example"),
    Publisher(id="marfa", name="المرفأ", domain="marfa.example"),
)
INSTITUTES = (
    Publisher(id="tides", name="Institute for Tides and Towns", domain="tides.example"),
    Publisher(id="watt", name="Forschungsstelle Wattenmeer", domain="watt.example"),
    Publisher(id="littoral", name="Observatoire du littoral", domain="littoral.example"),
)


class Script(NamedTuple):
    """What invented names of one script are made of: syllables, their ASCII forms, and how many a family name has."""

    syllables: str
    ascii: str
    length: int = 2


# Names of a few syllables each: tens of thousands of them, since a program may remember what it met before.
_LATIN = Script("ka ro lin mé dür ssi ño vet ba øs thị ğa", "ka ro lin me dur ssi no vet ba os thi ga", length=3)
_SCRIPTS = (
    *([_LATIN] * 4),
    Script("林 文 海 明 安 国 美 玲 志 远 书 云", "lin wen hai ming an guo mei ling zhi yuan shu yun", length=1),
    Script("田 中 佐 村 川 木 花 子 一 郎 春 夏", "ta naka sa mura kawa ki hana ko ichi ro haru natsu"),
    Script("김 민 준 서 연 하 윤 지 호 은 도 현", "kim min jun seo yeon ha yun ji ho eun do hyeon", length=1),
    Script("ва со ко ни пе тро ма ри ле бо ёл щу", "va so ko ni pe tro ma ri le bo yol shchu"),
    Script("سا مي حا لي نو را با دي خا طي عم زي", "sa mi ha li nu ra ba di kha ti am zi"),
    Script("πα νι κο δη μη ελ στα θε λα ρό φω ξέ", "pa ni ko di mi el sta the la ro fo xe"),
    Script("לו נו כה דן רי מי שא בר טל עד חן גל", "lo no ko dan ri mi sha bar tal ad chen gal"),
    Script("रा वि शा नि मा दे सु का लि पू चं ती", "ra vi sha ni ma de su ka li pu chan ti"),
    Script("გე ლა ნი ბე რი ძე შვი მა თა კო ზუ ხა", "ge la ni be ri dze shvi ma ta ko zu kha"),
)

# A title is one of each column, joined by the blank that its language has or has not.
_TITLES: dict[str, tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "en": (
        " ",
        ("What the files say about", "A second look at", "Who paid for", "Ten years of"),
        ("the eastern breakwater", "the dredging of the bay", "the fishermen’s quay", "the lighthouse fund"),
        ("and why it matters", "after the storm of 1998", "in the council’s own words", "before the vote"),
    ),
    "fr": (
        " ",
        ("Enquête sur", "Retour sur", "Ce que révèlent les dossiers sur", "Qui a payé"),
        ("la jetée de l’est", "le dragage de la baie", "le quai des pêcheurs", "la caisse du phare"),
        ("après la tempête", "selon la mairie", "dix ans plus tard", "à la veille du scrutin"),
    ),
    "de": (
        " ",
        ("Was die Akten verraten über", "Rückblick auf", "Streit um", "Zehn Jahre nach dem Beschluss über"),
        ("die östliche Mole", "die Ausbaggerung der Bucht", "den Kai für Fischer", "die Leuchtturmkasse"),
        ("nach der Sturmflut", "aus Sicht des Rates", "und die Folgen", "kurz vor der Abstimmung"),
    ),
    "es": (
        " ",
        ("Lo que dicen los archivos sobre", "Otra mirada a", "¿Quién pagó", "Diez años de"),
        ("el rompeolas del este", "el dragado de la bahía", "el muelle pesquero", "la caja del faro"),
        ("tras la tormenta", "según el ayuntamiento", "y sus vecinos", "antes de la votación"),
    ),
    "zh": (
        "",
        ("档案揭示的", "再看", "调查：", "十年之后的"),
        ("东防波堤", "海湾疏浚工程", "渔民码头", "灯塔基金"),
        ("与台风之后的争议", "：议会的说法", "及其影响", "表决之前"),
    ),
    "ru": (
        " ",
        ("Что говорят документы:", "Ещё раз о том, как строили", "Кто оплатил", "Десять лет спустя:"),
        ("восточный мол", "дноуглубление в бухте", "рыбацкий причал", "фонд маяка"),
        ("после шторма", "глазами совета", "и последствия", "накануне голосования"),
    ),
    "ar": (
        " ",
        ("ماذا تقول الملفات عن", "نظرة ثانية إلى", "من دفع ثمن", "عشر سنوات على"),
        ("كاسر الأمواج الشرقي", "تجريف الخليج", "رصيف الصيادين", "صندوق المنارة"),
        ("بعد العاصفة", "كما يراه المجلس", "وما تلاه", "قبل التصويت"),
    ),
    "ja": (
        "",
        ("文書が語る", "再考：", "検証・", "十年後の"),
        ("東防波堤", "湾の浚渫", "漁師の埠頭", "灯台基金"),
        ("と嵐のあと", "：町議会の見方", "とその影響", "、投票を前に"),
    ),
}
_WORDS = "harbour breakwater dredging quay lighthouse fund storm council vote ferry pilot tide".split()
_TAGS = "harbour dredging fishing budget storms council lighthouse maps procurement testimony tides voting".split()
_SENTENCES = (
    "It compares the minutes of the harbour board with the invoices of three dredging firms.",
    "The author spoke with eleven fishermen, two pilots and the keeper of the old lighthouse.",
    "A table sets the depths measured in each year beside those that the contract promised.",
    "The newspaper prints facsimiles of four letters and says how it came to have them.",
    "Most of the figures come from the annual accounts, which the council has since put online.",
    "The second half describes the storm, the façade of the customs house and the repairs.",
    "It asks who decided, on which day, and what the neighbouring towns were told about it.",
    "The method is laid out in an appendix, together with the scripts that made the charts.",
    "Several passages answer an earlier article, whose sums it calls mistaken and explains why.",
    "Photographs taken from the ferry between 2003 and 2019 show how the shoreline moved.",
)


class Numbers:
    """Pseudo-random numbers by SplitMix64 (Steele, Lea and Flood 2014), in arithmetic that no Python does otherwise."""

    def __init__(self, seed: int) -> None:
        self._state = seed & _MASK

    def below(self, limit: int) -> int:
        """The next number, from 0 up to `limit`, which is not reached."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return (mixed ^ (mixed >> 31)) % limit

    def one_of(self, values: Sequence[_T]) -> _T:
        """The next one of several values."""
        return values[self.below(len(values))]

    def some_of(self, values: Sequence[_T], count: int) -> tuple[_T, ...]:
        """The next `count` values, each another one."""
        left = list(values)
        return tuple(left.pop(self.below(len(left))) for _ in range(count))


def make_works(count: int) -> list[Work]:
    """So many works: 60 % news, 25 % reports, 15 % rebuttals of an earlier work; three annotations hold NEEDLE.

    The works of a smaller number are the first ones of a larger, but for the word NEEDLE. `count` is 3 or more.
    """
    works: list[Work] = []
    needles = {count // 6, count // 2, count * 5 // 6}
    for place in range(count):
        works.append(_make_work(place, works, has_needle=place in needles))
    return works


def needle_keys(works: Sequence[Work]) -> frozenset[str]:
    """The keys of the works whose annotation holds NEEDLE."""
    return frozenset(work.key for work in works if NEEDLE in work.annotation)


def _make_work(place: int, earlier: Sequence[Work], *, has_needle: bool) -> Work:
    numbers = Numbers(place)
    share = numbers.below(100)
    role = ROLES[0] if share < 60 or not earlier else ROLES[1] if share < 85 else ROLES[2]
    publisher = numbers.one_of(INSTITUTES if role == "report" else NEWSPAPERS)
    language = numbers.one_of(tuple(_TITLES))
    joint, *columns = _TITLES[language]
    authors, slugs = zip(*(_make_name(numbers) for _ in range(1 + numbers.below(4))), strict=True)
    year = 2001 + numbers.below(24)
    key = f"{slugs[0]}{year}{numbers.one_of(_WORDS)}{place:05d}"
    sentences = numbers.some_of(_SENTENCES, 4)
    fields: dict[str, Value] = {
        "type": "report" if role == "report" else "article-newspaper",
        "title": f"{joint.join(numbers.one_of(column) for column in columns)} ({place + 1})",
        "author": authors,
        "publisher" if role == "report" else "container-title": publisher.name,
        "issued": _date(year, numbers),
        "accessed": _date(2025, numbers),
        "URL": f"https://www.{publisher.domain}/{language}/{year}/{place}?ref=a_b&part={numbers.below(9)}",
        "language": language,
        "viewpoint": numbers.one_of(VIEWPOINTS),
        "role": role,
        "keywords": numbers.some_of(_TAGS, 2 + numbers.below(4)),
    }
    if role == "rebuttal":
        fields["relations"] = (Relation(type="rebuts", target=numbers.one_of(earlier).key),)
    needle = (f"One note concerns a {NEEDLE}.",) if has_needle else ()
    annotation = " ".join((f"Item {place + 1} of the archive.", *sentences, *needle))
    return Work(key=key, fields=fields, annotation=annotation)


def _make_name(numbers: Numbers) -> tuple[Name, str]:
    """A name of one script, and its family name in ASCII letters."""
    script = numbers.one_of(_SCRIPTS)
    syllables = tuple(zip(script.syllables.split(), script.ascii.split(), strict=True))
    family = [numbers.one_of(syllables) for _ in range(script.length)]
    given = [numbers.one_of(syllables) for _ in range(2)]
    name = Name(
        family="".join(part for part, _ in family).capitalize(), given="".join(part for part, _ in given).capitalize()
    )
    return name, "".join(part for _, part in family)


def _date(year: int, numbers: Numbers) -> PartialDate:
    date = parse_date(f"{year}-{1 + numbers.below(12):02d}-{1 + numbers.below(28):02d}")
    if date is None:
        raise AssertionError("a day between 1 and 28 is in every month")
    return date
