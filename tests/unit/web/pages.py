# ruff: noqa: E501 - markup in lines as long as pages have them
"""Small invented pages of many site shapes and languages, for the reader of facts."""

from typing import NamedTuple


class Sample(NamedTuple):
    """A page, where it stands, and what it says: a title, a date and authors (as they are read aloud)."""

    url: str
    html: str
    title: str
    issued: str = ""
    authors: tuple[str, ...] = ()
    encoding: str = "utf-8"


def _ld(json: str) -> str:
    return f'<script type="application/ld+json">{json}</script>'


SAMPLES: dict[str, Sample] = {
    "a graph with references, a comma too many and a moment in UTC": Sample(
        "https://www.harbour-post.example/world/dam",
        '<title>Dam opens | Harbour Post</title><meta property="og:site_name" content="Harbour Post">'
        + _ld(
            '{"@graph":[{"@type":"WebSite","name":"Harbour Post"},{"@type":"NewsArticle","headline":"Dam opens &#8211; at'
            ' last","datePublished":"2021-03-08T23:30:00Z","dateModified":"2021-04-01","author":{"@id":"#ada"},'
            '"publisher":{"name":"Harbour Post"},},{"@id":"#ada","@type":"Person","name":"Ada Okafor"}]}'
        )
        + "<h1>Dam opens – at last</h1><p>9 March 2021</p>",
        "Dam opens – at last",
        "2021-03-09",
        ("Ada Okafor",),
    ),
    "the same moment with its own offset elsewhere": Sample(
        "https://e.example/1",
        _ld('{"@type":["NewsArticle"],"headline":"Damm offen","datePublished":"2021-03-08T23:30:00Z"}')
        + '<meta property="article:published_time" content="2021-03-09T00:30:00+01:00">',
        "Damm offen",
        "2021-03-09",
    ),
    "related articles stand before the page's own": Sample(
        "https://e.example/own",
        _ld('{"@type":"ItemList","itemListElement":[{"item":{"@type":"NewsArticle","headline":"Other","url":'
            '"https://e.example/other","datePublished":"2020-01-01","author":"Someone Else"}}]}')
        + _ld('{"@type":"NewsArticle","headline":"Own story","url":"https://e.example/own","datePublished":"2021-03-09"}')
        + "<title>Own story</title>",
        "Own story",
        "2021-03-09",
    ),
    "JSON-LD that is only about another page is left": Sample(
        "https://e.example/own",
        _ld('{"@type":"NewsArticle","headline":"Quite other","url":"https://e.example/other","author":"Ada Okafor"}')
        + "<title>Own story of the dam</title>",
        "Own story of the dam",
    ),
    "a comment round the JSON, and several authors of one name": Sample(
        "https://e.example/x",
        _ld('<!-- {"@type":"ReportageNewsArticle","headline":"Water","datePublished":"2021-03-09 10:00",'
            '"author":[{"@type":"Person","name":"By Ada Okafor and John Q. Roe"}]} -->'),
        "Water",
        "2021-03-09",
        ("Ada Okafor", "John Q. Roe"),
    ),
    "a cut headline gives way to the whole one": Sample(
        "https://e.example/x",
        _ld('{"@type":"NewsArticle","headline":"The dam that nobody wanted…"}')
        + '<meta property="og:title" content="The dam that nobody wanted and its builders">',
        "The dam that nobody wanted and its builders",
    ),
    "a journal's page": Sample(
        "https://journal.example/1",
        '<meta name="citation_title" content="Dams &amp;amp; their &lt;i&gt;people&lt;/i&gt;"><meta name="citation_author" '
        'content="Okafor, Ada"><meta name="citation_author" content="Roe, J. Q."><meta name="citation_publication_date" '
        'content="2021/03"><meta name="citation_online_date" content="2021/03/09"><title>Dams | Journal</title>',
        "Dams & their people",
        "2021-03-09",
        ("Ada Okafor", "J. Q. Roe"),
    ),
    "a repository in Dublin Core": Sample(
        "https://repository.example/1",
        '<meta name="DC.title" content="Staudämme"><meta name="DC.creator" content="Müller, Jürgen"><meta name="DC.date" '
        'content="2019"><meta name="DCTERMS.issued" content="2019-05-02">',
        "Staudämme",
        "2019-05-02",
        ("Jürgen Müller",),
    ),
    "Chinese in gb2312, with the outlet behind an underscore": Sample(
        "http://paper.example/2021-03/09/c_1.htm",
        '<meta charset="gb2312"><title>大坝开放_海港网</title><meta name="publishdate" content="2021-03-09">'
        '<meta name="author" content="海港网编辑部"><h1>大坝开放</h1>来源：海港网',
        "大坝开放",
        "2021-03-09",
        (),
        "gb18030",
    ),
    "Japanese in shift_jis": Sample(
        "https://shinbun.example/a",
        '<meta charset="Shift_JIS"><title>ダムが開く｜港新聞</title><meta property="og:site_name" content="港新聞">'
        '<meta name="author" content="山田太郎記者"><h1>ダムが開く</h1><p>2021年3月9日 10時</p>',
        "ダムが開く",
        "2021-03-09",
        ("山田太郎",),
        "cp932",
    ),
    "Korean in euc-kr": Sample(
        "https://ilbo.example/a",
        '<meta charset="euc-kr"><meta property="og:title" content="댐이 열리다"><meta name="author" content="김철수 기자">'
        '<meta property="article:published_time" content="2021-03-09T10:00:00+09:00">',
        "댐이 열리다",
        "2021-03-09",
        ("김철수",),
        "cp949",
    ),
    "Russian in windows-1251": Sample(
        "https://gazeta.example/a",
        '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><title>Плотина открыта</title>'
        '<meta name="author" content="Анна Иванова"><h1>Плотина открыта</h1><p>9 марта 2021</p>',
        "Плотина открыта",
        "2021-03-09",
        ("Анна Иванова",),
        "windows-1251",
    ),
    "French, the date beside the heading and a later change": Sample(
        "https://journal.example/b",
        "<title>Le barrage ouvre - Le Journal du Port</title><h1>Le barrage ouvre</h1>"
        "<p>Mis à jour le 10 mars 2021, publié le 9 mars 2021</p>",
        "Le barrage ouvre",
        "2021-03-09",
    ),
    "Norwegian, the outlet known by its host": Sample(
        "https://www.havneposten.example/a",
        '<title>Demningen åpner – Havneposten</title><time itemprop="datePublished" datetime="2021-03-09">i går</time>',
        "Demningen åpner",
        "2021-03-09",
    ),
    "Arabic, with direction marks": Sample(
        "https://mina.example/a",
        '<html dir="rtl" lang="ar"><meta property="og:title" content="&#8235;السد يفتح&#8236;"><meta name="author" '
        'content="محمد علي"><meta property="article:published_time" content="2021-03-09T01:00:00+03:00">',
        "السد يفتح",
        "2021-03-09",
        ("محمد علي",),
    ),
    "a date in the address alone": Sample(
        "https://e.example/2021/03/09/dam", "<title>Dam</title><h1>Dam</h1><p>Text © 2024</p>", "Dam", "2021-03-09"
    ),
    "only the day of a change": Sample(
        "https://e.example/a",
        '<title>About dams</title><meta property="article:modified_time" content="2021-03-09"><h1>About dams</h1>',
        "About dams",
    ),
    "a year of copyright is no date": Sample(
        "https://e.example/a", "<title>About dams</title><h1>About dams</h1><p>Words.</p><p>© 2024 E</p>", "About dams"
    ),
    "microdata": Sample(
        "https://e.example/a",
        '<article itemscope><h1 itemprop="headline">Dam</h1><span itemprop="author"><a itemprop="name">Ada Okafor</a></span>'
        '<meta itemprop="datePublished" content="2021-03-09"></article><title>E | Dam</title>',
        "Dam",
        "2021-03-09",
        ("Ada Okafor",),
    ),
}  # fmt: skip
