"""Invented works with everything in them that has broken an export: for the tests of every format."""

from collections.abc import Mapping
from typing import Any

from sourcebook.model.library import Library
from sourcebook.model.work import Origin, Raw, Work, read_work


def work(key: str, annotation: str = "", **fields: Any) -> Work:
    """A work from raw values; `container_title` stands for `container-title`."""
    raw: Mapping[str, Raw] = {name.replace("_", "-"): value for name, value in fields.items()}
    return read_work(key, raw, annotation, Origin())[0]


def library_of(*works: Work) -> Library:
    return Library(works={one.key: one for one in works})


_SMITH = {"family": "Smith", "given": "John"}

NASTY = (
    work(
        "smith2020torture",
        "My *note* with 100 % & #1, a_b, $5, ~home, x^2, \\input{x} and {a brace.\n\nSecond paragraph.\n@book(x\nend",
        type="article-journal",
        title="The Étude of naïve NASA claims: 100% & more & then",
        author=[_SMITH, {"family": "王", "given": "小明"}, {"literal": "World Health Organization, Office and Staff"}],
        container_title="Journal of A & B",
        issued="1984?/1986~",
        event_date="2020-21",
        original_date="1641",
        accessed="2024-01-02",
        URL="https://e.org/a%20b?x=1&y=2#z~1_{c}",
        DOI="10.1000/XYZ_123<4>(5)",
        keywords=["pro", "report", "one, two"],
        relations=[{"type": "reviews", "target": "jones2019"}, {"type": "rebuts", "target": "elsewhere2000"}],
        language="fr",
        abstract="First line.\nSecond line & {more.",
        usera="foo & bar",
        title_short="The Étude",
        volume="12",
        issue="3-4",
        page="12-34",
    ),
    work(
        "jones2019",
        type="book",
        title="iPhone, U.S. and {Braces} \\textbf{bold} \\ at the end\\",
        author=[{"family": "de la Cruz", "given": "María José", "suffix": "Jr."}],
        publisher="Simon and Schuster, Ltd. & Sons #1",
        publisher_place="São Paulo",
        issued="2019",
        edition="2",
        ISBN="978-3-16-148410-0",
        relations=[{"type": "rebuts", "target": "old-torture"}, {"type": "reports-on", "target": "smith2020torture"}],
        aliases=["jones2018", "jones2018b"],
    ),
    work(
        "particles1999",
        type="chapter",
        title="On [names] “with” particles – and — dashes…",
        author=[
            {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"},
            {"family": "La Fontaine", "given": "Jean", "dropping-particle": "de"},
            {"family": "bin Abd", "given": "Omar"},
            {"family": "hooks", "given": "bell"},
            {"family": "Plato"},
            {"family": "others", "given": "And"},
            {"given": "Given Only"},
        ],
        editor=[{"family": "O’Neill", "given": "Séan"}],
        container_title="A Book of 50% Names",
        publisher="Łódź Press",
        issued="1999-12",
        page="S-1",
    ),
    work(
        "chinese2022",
        "关于文件的说明。50% 以上。",
        type="article-newspaper",
        title="“警察文件” 2022 年 & 说明",
        title_romanized="“Jǐngchá wénjiàn” 2022 nián & shuōmíng",
        title_translated="“Police files” of 2022 & a note",
        author=[{"family": "习", "given": "某某"}, {"literal": "新华社"}],
        container_title="人民日报",
        issued="2022-05-24",
        language="zh-Hans",
        keywords=["文件", "police"],
    ),
    work(
        "uyghur2021",
        type="webpage",
        title="ئۇيغۇرچە ماۋزۇ: 100%",
        author=[{"literal": "ئۇيغۇر ئاكادېمىيىسى"}],
        container_title="ئۇيغۇر تورى",
        issued="2021-21",
        URL="https://e.org/ئۇيغۇر?q=سىناق",
        language="ug",
    ),
    work(
        "russian2020",
        type="book",
        title="Доклад о документах NASA и др.",
        author=[{"family": "Иванов", "given": "Пётр"}],
        publisher="Наука",
        issued="2020/..",
        language="ru",
    ),
    work(
        "japanese2023",
        type="report",
        title="文書の分析について",
        author=[{"family": "山田", "given": "太郎"}],
        publisher="東京大学",
        issued="2023~",
        language="ja",
    ),
    work(
        "korean2023",
        type="article-magazine",
        title="문서 분석 2부",
        container_title="시사",
        issued="2023-06",
        language="ko",
    ),
    work("greek1950", type="document", title="Περὶ ἐγγράφων", issued="195X", language="el"),
    work(
        "vietnamese2018",
        type="article-journal",
        title="Nguyễn Thị Thủy và những tài liệu ở Đà Nẵng",
        author=[{"family": "Nguyễn", "given": "Thị Thủy"}],
        container_title="Tạp chí",
        issued="2018",
        language="vi",
    ),
    work(
        "arabist2017",
        type="article-journal",
        title="Ḥadīth, ʿilm and taʾrīkh in Ṣanʿāʾ: ẓ, ḏ, ġ, š, ğ, ş, ţ, ț, ė, ű, đ, ħ, ŋ, ß, æ, ø, ł, þ, ð, í, ǰ",
        author=[{"family": "ʿAbd al-Raḥmān", "given": "Ḥusayn"}, {"family": "Étienne", "given": "Çağlar Ünal"}],
        container_title="Die Welt des Islams",
        issued="2017",
        volume="5",
        issue="2",
        language="en-GB",
    ),
    work(
        "signs2016",
        type="post-weblog",
        title="Signs: © ® ™ ° ± × ½ ² § ¶ † € £ ¥ « » ‹ › „ ‚ • · ¿ ¡ < > | \" ' ` ‰ № → − \u00a0\u202f\u2009 ∑ α 😀🇪🇺",
        issued="2016-02-29",
        URL="https://e.org/~user/a_b%25c?d=#e^f g|h\\i",
    ),
    work(
        "emoji2016",
        type="post",
        title="😀 @someone{x} #topic 👩‍👩‍👧 http://e.org/a_b",
        author=[{"literal": "@user_name"}],
    ),
    work("controls2015", type="webpage", title="Bell\x07 and\u202eoverride\u2069 and\x00null\ufeff", issued="2015"),
    work("lines2015", type="webpage", title="A title\nof two\r\n\r\nlines\tand tabs", issued="2015"),
    work(
        "commands2014",
        type="webpage",
        title=r"\write18{ls} \input{/etc/passwd} $\evil$ \begin{document} %",
        issued="2014",
    ),
    work("caret2014", type="webpage", title="^^M ^^41 ~~ __ $$ ## && %% {{ }} }{", issued="2014"),
    work("untitled2013", type="report", issued="2013-11-05"),
    work("baddate2013", type="article-newspaper", title="No such date", issued="sometime in 2013"),
    work("undated", "An annotation.", type="interview", title="Without a date", interviewer=[_SMITH]),
    work(
        "ancient-0043",
        type="classic",
        title="De re publica",
        author=[{"family": "Tullius", "given": "Marcus"}],
        issued="-0043",
    ),
    work(
        "thesis2012",
        type="thesis",
        genre="PhD thesis",
        title="Über Größen",
        author=[_SMITH],
        publisher="Universität Köln",
        issued="2012",
        language="de",
    ),
    work(
        "speech2011", type="speech", title="A Speech", author=[_SMITH], event_title="Hearing No. 1", issued="2011-01-01"
    ),
    work(
        "report2010",
        type="report",
        genre="white paper",
        title="A Report: The White Paper",
        author=[{"literal": "Ministry of Foreign Affairs"}],
        publisher="Ministry of Foreign Affairs",
        number="Nr. 5_a",
        issued="2010-09/2010-11",
        relations=[{"type": "part-of", "target": "book2009"}],
        archive={"url": "https://archive.example.org/2010/https://e.org/", "date": "2010-12-01"},
        status_events=[{"type": "correction", "date": "2011"}],
        provenance={"confirmed": "page", "doubts": ["none"]},
        viewpoint="one",
        role="report",
        content_note="Photographs & names.",
        url_mirror="https://mirror.example.org/a b",
    ),
    work(
        "book2009",
        type="book",
        title="A Book With Everything",
        author=[_SMITH],
        editor=[{"family": "Editor", "given": "Ann"}],
        publisher="Press",
        collection_title="Series",
        collection_number="7",
        volume="2",
        number_of_pages="321",
        issued="2009",
        relations=[{"type": "corrects", "target": "report2010"}],
    ),
    work(
        "thirdparty", type="unheard-of", title="An unknown type", author=[{"literal": "  "}, _SMITH], other=["a", "b"]
    ),
)

LIBRARY = library_of(*NASTY)
