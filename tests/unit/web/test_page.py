# ruff: noqa: E501 - markup in lines as long as pages have them
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import SAMPLES, Sample

from sourcebook.model.facts import PageFacts
from sourcebook.model.text import has_control
from sourcebook.web.page import explain_page_address, read_page


def _read(html: str, url: str = "https://e.example/a", content_type: str = "text/html") -> PageFacts:
    return read_page(html.encode(), url, content_type)


def _value(page: PageFacts, field: str) -> object:
    fact = page.best(field)
    return fact.value if fact else ""


def _aloud(name: object) -> str:
    assert isinstance(name, dict)
    return name.get("literal") or f"{name['given']} {name['family']}"


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_a_page_says_its_title_date_and_authors(sample: Sample) -> None:
    page = read_page(sample.html.encode(sample.encoding), sample.url, "text/html")
    assert page.complaint == ""
    assert _value(page, "title") == sample.title
    assert _value(page, "issued") == sample.issued
    authors = page.best("author")
    assert tuple(map(_aloud, authors.value if authors else ())) == sample.authors


def test_every_candidate_is_kept_with_its_origin_most_trusted_first() -> None:
    page = _read(
        '<title>Dam C | Water</title><meta property="og:title" content="Dam B"><script type="application/ld+json">'
        '{"@type":"NewsArticle","headline":"Dam A"}</script><h1>Dam D</h1>'
    )
    titles = [(fact.value, fact.origin) for fact in page.facts if fact.field == "title"]
    assert titles == [("Dam A", "json-ld"), ("Dam B", "og:title"), ("Dam C | Water", "title"), ("Dam D", "h1")]
    assert _value(page, "type") == "article-newspaper"
    assert [fact.doubt for fact in page.facts if fact.field == "type"] == ["", "the page does not say what it is"]


def test_a_declared_title_that_the_heading_and_the_pages_title_contradict_goes_behind_them() -> None:
    page = _read(
        '<title>Dam opens | Post</title><meta property="og:title" content="All the news of today"><h1>Dam opens</h1>'
    )
    titles = [(fact.value, fact.origin) for fact in page.facts if fact.field == "title"]
    assert titles == [("Dam opens", "title"), ("Dam opens", "h1"), ("All the news of today", "og:title")]


def test_comments_within_json_are_read_over_and_addresses_are_not() -> None:
    page = _read(
        '<title>Dam</title><script type="application/ld+json">/* <![CDATA[ */{"@type":"NewsArticle", // story\n'
        '"headline":"Dam // opens","url":"https://e.example/a","datePublished":"2021-03-09"}/* ]]> */</script>'
    )
    assert (_value(page, "title"), _value(page, "issued")) == ("Dam // opens", "2021-03-09")


def test_words_of_a_long_text_outweigh_a_declared_language_with_a_doubt() -> None:
    text = "O muro do porto foi construído pela cidade e não é alto para os moradores das casas. " * 3
    fact = _read(f'<html lang="en-US"><title>Muro</title><h1>O muro</h1><p>{text}</p>').best("language")
    assert fact is not None
    assert (fact.value, bool(fact.doubt)) == ("pt", True)
    # Galician is not among the languages that are told from each other.
    assert _value(_read(f'<html lang="gl"><title>Muro</title><h1>O muro</h1><p>{text}</p>'), "language") == "gl"


def test_the_authors_that_the_markup_names_are_one_list() -> None:
    page = _read(
        '<h1>Dam</h1>By <span property="author"><span property="name">Ada Okafor</span></span> and <span '
        'property="schema:author">John Roe</span><div property="articleBody">x</div><i property="author">Ana Paz</i>'
    )
    fact = page.best("author")
    assert fact is not None
    assert (list(map(_aloud, fact.value)), fact.origin) == (["Ada Okafor", "John Roe"], "byline")


def test_what_is_not_declared_carries_a_doubt() -> None:
    page = _read("<title>Dam</title><h1>Dam</h1><p>9 March 2021</p>")
    fact = page.best("issued")
    assert fact is not None
    assert (fact.value, fact.origin, fact.doubt) == ("2021-03-09", "text", "a date that stands near the heading")


def test_a_date_that_stands_far_from_the_heading_is_searched_for() -> None:
    page = _read(f"<title>Dam</title><h1>Dam</h1><p>{'Words. ' * 200}</p><p class='date'>Published 9 March 2021</p>")
    fact = page.best("issued")
    assert fact is not None
    assert (fact.value, fact.origin) == ("2021-03-09", "htmldate")


@pytest.mark.parametrize(
    ("language", "day"), [("en-US", "2021-04-05"), ("en-GB", "2021-05-04"), ("fr", "2021-05-04"), ("en", ""), ("", "")]
)
def test_figures_that_can_be_read_in_two_ways_are_read_by_the_language(language: str, day: str) -> None:
    page = _read(f'<html lang="{language}"><title>Dam</title><h1>Dam</h1><p>Published 04/05/2021</p>')
    assert _value(page, "issued") == day


def test_a_link_to_the_author_is_a_byline_with_a_doubt() -> None:
    fact = _read('<title>Dam</title>By <a rel="author" href="/ada">Ada Okafor</a>').best("author")
    assert fact is not None
    assert (fact.origin, fact.doubt) == ("byline", "taken from the page's text")


def test_the_publication_and_its_identifiers_are_read() -> None:
    page = _read(
        '<title>T</title><meta name="citation_journal_title" content="Dams"><meta name="citation_doi" content="doi:10.1000/X">'
        '<meta name="citation_issn" content="0028-0836"><meta name="citation_isbn" content="1234"><meta name="citation_volume" '
        'content="5"><meta name="citation_issue" content="2"><meta name="citation_firstpage" content="7"><meta '
        'name="citation_lastpage" content="19"><meta name="citation_publisher" content="Harbour Press"><html lang="en_gb">'
    )
    fields = "type container-title DOI ISSN ISBN volume issue page publisher".split()
    assert [_value(page, field) for field in fields] == [
        "article-journal", "Dams", "10.1000/x", "0028-0836", "", "5", "2", "7-19", "Harbour Press",
    ]  # fmt: skip


def test_a_periodical_stands_behind_its_volumes_and_issues() -> None:
    page = _read(
        '<script type="application/ld+json">{"@type":"ScholarlyArticle","name":"T","isPartOf":{"@type":"PublicationIssue",'
        '"isPartOf":{"@type":"PublicationVolume","isPartOf":{"@type":"Periodical","name":"Dams"}}},'
        '"sameAs":"https://doi.org/10.1000/X"}</script>'
    )
    assert (_value(page, "type"), _value(page, "container-title")) == ("article-journal", "Dams")
    assert _value(page, "DOI") == "10.1000/x"


@pytest.mark.parametrize(
    ("html", "tag"),
    [
        ('<html lang="en_gb"><title>Dam</title>', "en-GB"),
        ('<meta property="og:locale" content="zh_cn"><title>大坝</title>', "zh-CN"),
        ('<html lang="en"><title>大坝开放</title>', ""),
        ('<html lang="zh-hans"><title>大坝开放</title>', "zh-Hans"),
        ('<html lang="{{ lang }}"><title>Dam</title>', ""),
        ('<meta name="dc.language" content="fre"><title>Le barrage</title>', "fr"),
    ],
)
def test_a_language_is_a_tag_that_fits_the_title(html: str, tag: str) -> None:
    assert _value(_read(html), "language") == tag


@pytest.mark.parametrize(
    "byline",
    [
        "2021-03-09", "Harbour Post", "Staff", "By Staff Writers", "https://e.example/ada", "ada@e.example", "@ada",
        "admin", "Reuters", "Newsroom", "编辑部", "本报记者", "新华社", "Redaktion", "Онлайн редакция", "Updated March 9", "",
        "News Desk", "<b>", "http", "-", "123",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "where", ['<meta name="author" content="{}">', '<meta property="article:author" content="{}">']
)
def test_a_byline_that_is_no_name_is_refused(byline: str, where: str) -> None:
    page = _read(f'<title>Dam</title><meta property="og:site_name" content="Harbour Post">{where.format(byline)}')
    assert page.best("author") is None


@pytest.mark.parametrize(
    ("html", "content_type", "words"),
    [
        ("", "text/html", "empty"),
        (" \n ", "", "empty"),
        ("%PDF-1.7 …", "text/html", "a PDF"),
        ("PDF", "application/pdf", "a PDF"),
        ('{"a": 1}', "application/json", "JSON"),
        ('[{"a": 1}]', "", "JSON"),
        ("GIF89a", "image/gif", "an image"),
        ("<rss/>", "application/rss+xml", "application/rss+xml"),
        ("<title>Just a moment...</title>", "text/html", "human being"),
        ("<title>x</title><script src='/cdn-cgi/challenge-platform/h'></script>", "text/html", "human being"),
        ("<title>Page not found | Harbour Post</title><h1>Sorry</h1>", "text/html", "no such page"),
        ("<title>404</title>", "text/html", "no such page"),
        ("<title>页面不存在</title>", "text/html", "no such page"),
        ("<title>Log in</title><form><input type=password></form>", "text/html", "login"),
        ("<title>Anmelden - Hafenpost</title>", "text/html", "login"),
        ("<title>Before you continue</title><h1>Before you continue to Post</h1>", "text/html", "human being"),
        ("<title>451: Unavailable due to legal reasons</title>", "text/html", "human being"),
        ("<title>App</title><body><noscript>Enable JavaScript.</noscript></body>", "text/html", "scripts"),
        ("<p>words</p>", "text/html", "no title"),
    ],
)
def test_what_is_no_page_to_cite_is_a_complaint_without_facts(html: str, content_type: str, words: str) -> None:
    page = _read(html, content_type=content_type)
    assert words in page.complaint
    assert page.facts == ()


def test_a_page_about_walls_and_missing_pages_is_well() -> None:
    assert _read("<title>404 days without water: a report from the dam that never opened</title>").complaint == ""
    assert _read(f"<title>Access denied: a history</title><p>{'Words. ' * 300}</p>").complaint == ""


def test_the_canonical_address_is_the_declared_one() -> None:
    page = _read('<link rel="canonical" href="/dam"><title>Dam</title>', "https://e.example/dam?utm_source=x")
    assert page.canonical == "https://e.example/dam"
    assert _value(page, "URL") == "https://e.example/dam"


def test_the_steps_to_the_canonical_address_are_explained() -> None:
    html = b'<link rel="canonical" href="/dam"><meta property="og:url" content="/x">'
    assert explain_page_address(html, "https://e.example/dam/amp") == (
        "https://e.example/dam",
        ("link rel=canonical says https://e.example/dam",),
    )


def test_no_markup_and_no_control_characters_enter_a_value() -> None:
    page = _read(
        "<meta property='og:title' content='Dam\u202e &lt;script&gt;x&lt;/script&gt;\x07 &amp;lt;b&amp;gt;now\u200b'>"
        "<meta name=author content='Ada\u202eOkafor Roe'><meta property='og:site_name' content='A&lt;i&gt;B\x1b[31m'>"
    )
    assert _value(page, "title") == "Dam x now"
    for fact in page.facts:
        assert "<" not in str(fact.value)
        assert "\u202e" not in str(fact.value)


_PIECES = st.sampled_from(
    [
        "<title>", "</title>", "<meta name=author content='", "'>", '<script type="application/ld+json">', "</script>",
        '{"@type":"NewsArticle","headline":', '"datePublished":"2021', "[", "]", "{", "}", ",", '"', "<h1>", "<time>",
        "&#0;", "&lt;", "\x00", "\ud7ff", "大坝", "9 March 2021", "<link rel=canonical href='//[", "http://", "|", " - ",
        "author", '"author":', '"@id":"#a"', "<article>", "\u202e", "<!--", "-->", "<![CDATA[", "<html lang=", "null",
    ]
)  # fmt: skip


@given(st.lists(_PIECES | st.text(max_size=5), max_size=40).map("".join))
def test_no_page_crashes_the_reader_and_no_value_is_unsafe(html: str) -> None:
    page = read_page(html.encode("utf-8", "replace"), "https://e.example/a", "text/html")
    for fact in page.facts:
        assert fact.field == "URL" or not has_control(str(fact.value))


@given(st.binary(max_size=300), st.text(max_size=30), st.text(max_size=60))
def test_no_bytes_crash_the_reader(data: bytes, url: str, content_type: str) -> None:
    page = read_page(data, url, content_type)
    assert page.complaint or page.best("title")
