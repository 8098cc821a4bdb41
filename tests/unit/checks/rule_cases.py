"""For each rule what it finds, at which field, and what it leaves alone; the last work of a library is meant."""

from dataclasses import dataclass

from made_up import NOTHING, REPORT, SECOND, annotated, build, library, work

from sourcebook.model.library import Library
from sourcebook.model.work import Raw


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    rule: str
    field: str
    finds: tuple[Library, ...]
    leaves: tuple[Library, ...]


def one(**changes: Raw) -> Library:
    return library(build("doe2021bridge", REPORT, changes))


def case(rule: str, field: str, finds: list[Library], leaves: list[Library]) -> Case:
    return Case(rule=rule, field=field, finds=tuple(finds), leaves=tuple(leaves))


def two(first: dict[str, Raw], second: dict[str, Raw]) -> Library:
    return library(build("doe2021bridge", REPORT, first), build("roe2021river", SECOND, second))


def answer(date: str, to: str = "doe2021bridge", kind: str = "rebuts", target: str = "2021-05-24") -> Library:
    return two(
        {"issued": target, "aliases": ["doe1999"]}, {"issued": date, "relations": [{"type": kind, "target": to}]}
    )


def related(*pairs: tuple[str, str]) -> list[Raw]:
    return [{"type": kind, "target": target} for kind, target in pairs]


def circle(kind: str, *keys: str) -> Library:
    targets = (*keys[1:], keys[0])
    works = [work(key, relations=related((kind, to))) for key, to in zip(keys, targets, strict=True)]
    return library(*works[1:], works[0])


def person(family: str, given: str = "Jane") -> Library:
    return one(author=[{"family": family, "given": given}])


def body(name: str) -> Library:
    return one(author=[{"literal": name}])


FIELDS = [
    case("missing-type", "", [one(type=NOTHING)], [one()]),
    case("unknown-type", "type", [one(type="press release")], [one(type="entry-dictionary"), one(type=NOTHING)]),
    case("missing-title", "", [one(title=NOTHING)], [one()]),
    case("missing-title", "title", [one(title="")], [one()]),
    case(
        "missing-field",
        "type",
        [
            one(issued=NOTHING),
            one(type="article-journal"),
            one(publisher=NOTHING, author=NOTHING),
            one(type="thesis", author=[]),
        ],
        [one(), one(publisher=NOTHING), one(type="chapter", container_title="Rivers"), one(issued="some day")],
    ),
    case(
        "unknown-field",
        "url",
        [one(url="https://example.org")],
        [one(), one(key="doe2021bridge")],
    ),
    case("empty-field", "volume", [one(volume=""), one(volume="  "), one(volume=[])], [one(volume="0")]),
    case("missing-language", "", [one(language=NOTHING)], [one()]),
    case("bad-language", "language", [one(language="Japanese!"), one(language="jp")], [one(language="zh-Hans-CN")]),
    case("reversed-pages", "page", [one(page="312-291"), one(page="312–291")], [one(page="123-8"), one(page="9-12")]),
    case("disordered-dates", "accessed", [one(accessed="2020")], [one(accessed="2021"), one(accessed="2020~")]),
    case("disordered-dates", "original-date", [one(original_date="2022")], [one(original_date="1950")]),
]
IDENTIFIERS = [
    case("bad-doi", "DOI", [one(DOI="10.1000"), one(DOI="abc")], [one(DOI="10.1000/XYZ"), one(DOI="doi:10.1000/x")]),
    case(
        "doi-as-address",
        "DOI",
        [one(DOI="https://doi.org/10.1000/x"), one(DOI="doi:10.1000/x")],
        [one(DOI="10.1000/X")],
    ),
    case("bad-isbn", "ISBN", [one(ISBN="978-0-306-40615-8")], [one(ISBN="0-306-40615-2, 978-0-306-40615-7")]),
    case("bad-issn", "ISSN", [one(ISSN="0378-5954"), one(ISSN="0378-5955; 1")], [one(ISSN="0378-5955")]),
    case(
        "bad-url",
        "URL",
        [one(URL="www.example.org"), one(URL="https://example.org/a b")],
        [one(URL="http://example.org")],
    ),
    case("bad-url", "url-mirror", [one(url_mirror="ftp://example.org")], [one(url_mirror="https://example.org")]),
    case(
        "bad-url", "archive", [one(archive={"url": "archive"})], [one(archive={"url": "https://example.org/a"}), one()]
    ),
    case("doi-in-url", "URL", [one(URL="https://dx.doi.org/10.1000/x")], [one(URL="https://example.org/10.1000/x")]),
    case(
        "tracking-in-url",
        "URL",
        [one(URL="https://example.org/?id=1&utm_source=x"), one(URL="https://example.org/?fbclid=1#top")],
        [one(URL="https://example.org/?id=1"), one(URL="https://example.org/#?utm_source=x")],
    ),
    case(
        "no-link",
        "title",
        [one(URL=NOTHING)],
        [one(URL=NOTHING, url_mirror="https://example.org"), one(URL=NOTHING, ISBN="1")],
    ),
]
NAMES = [
    case(
        "byline-no-name",
        "author",
        [
            person("Staff", ""),
            body("Newsroom"),
            body("By Jane Doe"),
            person("Doe", "By Jane"),
            person("Doe", "jane@example.org"),
            person("Doe", "24 May 2021"),
            body("Jane Doe 2021-05-24"),
            one(author=[{"family": "Bridges", "given": "Institute of"}]),
        ],
        [person("Byrne"), body("Institute of Bridges"), body("Group of 77"), person("Staff"), person("橋本", "新")],
    ),
    case(
        "several-names-in-one",
        "author",
        [person("Doe and Roe", ""), person("Doe, Jane", ""), person("Doe et al.", ""), body("Doe; Roe")],
        [
            body("Bridges, Roads and Rivers"),
            person("Anderson"),
            person("Ortega y Gasset", "José"),
            person("von und zu Tal"),
        ],
    ),
    case(
        "odd-name-parts",
        "author",
        [
            one(author=[{"first": "Jane", "last": "Doe"}]),
            one(author=[{"given": "Jane"}]),
            one(author=[{"literal": "Institute", "family": "Doe"}]),
        ],
        [one(author=[{"family": "Doe", "given": "Jane", "suffix": "Jr."}]), one(author=[{"family": "Doe"}])],
    ),
]
TITLES = [
    case(
        "cut-off-title", "title", [one(title="The bridge…"), one(title="The bridge [...]")], [one(title="The … bridge")]
    ),
    case(
        "cut-off-title",
        "title-translated",
        [one(title_translated="The bridge...")],
        [one(title_translated="The bridge")],
    ),
    case(
        "shouting-title",
        "title",
        [one(title="COUNCIL DELAYS THE DECISION")],
        [one(title="NATO"), one(title="新しい橋 NATO EU UN")],
    ),
    case(
        "outlet-in-title",
        "title",
        [
            one(title="A new bridge - institute of bridges"),
            one(title="A new bridge | Rivers", container_title="Rivers"),
            one(title="A new bridge – Daily Bridge Online", URL="https://www.daily.example/1"),
        ],
        [one(title="A new bridge - at last"), one(title="Institute of Bridges")],
    ),
    case(
        "romanized-title",
        "title",
        [one(language="ja", title="Atarashii hashi"), one(language="uk", title="Novyj mist")],
        [
            one(language="ja", title="NHK 新しい橋"),
            one(language="uk-Latn", title="Novyj mist"),
            one(title="2021", language="ja"),
        ],
    ),
    case(
        "romanized-title",
        "title-romanized",
        [one(title="Novyj mist", title_romanized="Novyj Míst")],
        [one(language="uk", title="Новий міст", title_romanized="Novyj mist")],
    ),
    case(
        "untranslated-title",
        "title",
        [one(language="ja", title="新しい橋")],
        [one(language="ja", title_translated="The new bridge"), one(language="en-GB"), one(language="zxx")],
    ),
    case(
        "bad-mark",
        "marks",
        [one(title="A bridge", marks=["bridge"]), one(title="A bridge", marks=["<i>bridge"]), one(marks=["<u>a</u>"])],
        [one(title="A bridge", marks=["<i>bridge</i>"]), one(title="CO2", marks=["CO<sub>2</sub>"])],
    ),
    case(
        "lost-mark",
        "marks",
        [one(title="A bridge", marks=["<i>bridges</i>"]), one(title="A bridge", marks=["<i>ridge</i>"])],
        [
            one(title="A bridge", marks=["<i>bridge</i>", "no mark at all"]),
            one(title="T", container_title="On  rivers", marks=["<i>On rivers</i>"]),
            one(title="论红楼梦", marks=["<i>红楼梦</i>"]),
        ],
    ),
]
TEXT = [
    case("not-nfc", "title", [one(title="Cafe\u0301")], [one(title="Café")]),
    case("not-nfc", "author", [person("Vela\u0301zquez")], [person("Velázquez")]),
    case(
        "control-characters",
        "title",
        [one(title="A \u202ebridge"), one(title="A\x07bridge")],
        [one(title="Über新橋"), one(title="A\u00a0bridge")],
    ),
    case(
        "control-characters",
        "provenance",
        [one(provenance={"doubts": ["a\x1bb"]})],
        [one(provenance={"doubts": ["ab"]})],
    ),
    case("mojibake", "title", [one(title="Itâ€™s a cafÃ©"), one(title="A \ufffd")], [one(title="NÃO É UMA PONTE «à»")]),
    case(
        "markup-in-text",
        "title",
        [one(title="A &amp; B"), one(title="<i>A</i> bridge"), one(title=r"K\"oln"), one(title="The {DNA} test")],
        [
            one(title="R&D; and A < B"),
            one(title="x {a, b}"),
            one(title="C:\\"),
            one(URL="https://example.org/?a=1&amp;b"),
        ],
    ),
    case(
        "stray-blanks",
        "title",
        [one(title=" A bridge"), one(title="A  bridge"), one(title="A\nbridge")],
        [one(title="A bridge"), annotated("Two  blanks.\n\nA paragraph.")],
    ),
]
IDENTITY = [
    case(
        "keys-differ-by-case",
        "",
        [library(work("doe2021"), work("Doe2021"))],
        [library(work("doe2021"), work("doe2022"))],
    ),
    case(
        "alias-taken",
        "aliases",
        [two({}, {"aliases": ["Doe2021bridge"]}), two({"aliases": ["old"]}, {"aliases": ["Old"]})],
        [two({"aliases": ["old"]}, {"aliases": ["older"]})],
    ),
    case(
        "same-doi",
        "DOI",
        [two({"DOI": "10.1000/x"}, {"DOI": "https://doi.org/10.1000/X"})],
        [
            two({"DOI": "10.1000/x"}, {"DOI": "10.1000/y"}),
            two({"DOI": "10.1000/x"}, {"DOI": "10.1000/x", "relations": related(("part-of", "doe2021bridge"))}),
            two({"DOI": "10.1000/x", "relations": related(("part-of", "roe2021river"))}, {"DOI": "10.1000/x"}),
        ],
    ),
    case(
        "same-isbn",
        "ISBN",
        [two({"ISBN": "0-306-40615-2"}, {"ISBN": "978-0-306-40615-7"})],
        [
            two({"ISBN": "0-306-40615-2"}, {"ISBN": "0-306-40615-2", "type": "chapter"}),
            two({"ISBN": "0-306-40615-2", "volume": "1"}, {"ISBN": "0-306-40615-2", "volume": "2"}),
        ],
    ),
    case(
        "same-url",
        "URL",
        [two({}, {"URL": "http://www.example.org/report/?utm_source=x#top"})],
        [
            two({}, {}),
            two({}, {"URL": "https://example.org/report", "relations": related(("part-of", "doe2021bridge"))}),
        ],
    ),
    case(
        "similar-title",
        "title",
        [
            library(work(), work("z", title="The Bridge, and its builders")),
            library(work(), work("z", title="The bridges and its builders")),
            library(work(author=NOTHING), work("z", author=NOTHING)),
        ],
        [
            library(work(), work("z", title="The bridge and its critics")),
            library(work(), work("z", issued="2022")),
            library(work(), work("z", author=[{"family": "Roe"}])),
            library(work(title="Bridges of the north, part 1"), work("z", title="Bridges of the north, part 2")),
            library(work(title="Bridges of the north, part II"), work("z", title="Bridges of the north, part III")),
            library(work(volume="1"), work("z", volume="2")),
            library(work(title="New bridge"), work("z", title="New bridges")),
            library(work(), work("z", language="de", relations=related(("translates", "doe2021bridge")))),
        ],
    ),
]
RELATIONS = [
    case(
        "unknown-relation",
        "relations",
        [answer("2022", kind="replies-to"), answer("2022", kind="rebutted-by")],
        [answer("2022")],
    ),
    case(
        "relation-to-nowhere",
        "relations",
        [answer("2022", "doe2021brigde")],
        [answer("2022"), answer("2022", "doe1999")],
    ),
    case("relation-to-former-key", "relations", [answer("2022", "doe1999")], [answer("2022")]),
    case("relation-to-itself", "relations", [answer("2022", "roe2021river")], [answer("2022")]),
    case(
        "repeated-relation",
        "relations",
        [two({"aliases": ["old"]}, {"relations": related(("rebuts", "old"), ("rebuts", "doe2021bridge"))})],
        [two({}, {"relations": related(("rebuts", "doe2021bridge"), ("quotes", "doe2021bridge"))})],
    ),
    case(
        "missing-relation",
        "role",
        [one(role="answer"), two({}, {"role": "answer", "relations": related(("quotes", "doe2021bridge"))})],
        [two({}, {"role": "answer", "relations": related(("responds-to", "doe2021bridge"))}), one()],
    ),
    case(
        "answer-before-target",
        "issued",
        [
            answer("2020"),
            answer("2021-04", "doe1999"),
            answer("2021-05-22"),
            answer("2020/2021-05-20", kind="translates"),
        ],
        [
            answer("2021-05-23"),
            answer("2021"),
            answer("2021-05"),
            answer("2020~"),
            answer("2020?"),
            answer("2020/.."),
            answer("2020", kind="part-of"),
            answer("2021-21", target="2021-11"),
        ],
    ),
    case(
        "relation-in-a-circle",
        "relations",
        [circle("rebuts", "a", "b"), circle("part-of", "a", "b", "c")],
        [circle("quotes", "a", "b"), answer("2022"), answer("2022", "roe2021river")],
    ),
]
VOCABULARY = [
    case("unknown-viewpoint", "viewpoint", [one(viewpoint="enginers")], [one(), one(viewpoint="")]),
    case("no-viewpoint", "", [one(viewpoint=NOTHING)], [one()]),
    case("unknown-role", "role", [one(role="reply")], [one(), one(role="")]),
    case("no-role", "", [one(role=NOTHING)], [one()]),
]
CURATION = [
    case("no-annotation", "", [annotated(" \n")], [one()]),
    case(
        "html-in-annotation",
        "",
        [annotated("A <b>bold</b> claim."), annotated("One.<br/>Two.<!-- no -->")],
        [annotated("See <https://example.org>, `<b>` and 1 < 2 > 0, *so*.")],
    ),
    case("few-keywords", "keywords", [one(keywords=["bridge"])], [one()]),
    case("repeated-keyword", "keywords", [one(keywords=["bridge", "Bridge"])], [one()]),
    case("no-provenance", "", [one(provenance=NOTHING)], [one()]),
    case(
        "from-memory", "provenance", [one(provenance={"confirmed": "memory"})], [one(provenance={"confirmed": "page"})]
    ),
    case(
        "open-doubts", "provenance", [one(provenance={"doubts": ["date not seen"]})], [one(provenance={"doubts": []})]
    ),
]
CASES = [*FIELDS, *IDENTIFIERS, *NAMES, *TITLES, *TEXT, *IDENTITY, *RELATIONS, *VOCABULARY, *CURATION]
