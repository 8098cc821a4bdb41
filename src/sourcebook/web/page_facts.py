"""The facts of a page by where they are said: JSON-LD, meta elements of every vocabulary, and the page's own words."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from sourcebook.model.facts import Fact
from sourcebook.model.identifiers import normal_doi, normal_isbn, normal_issn
from sourcebook.model.work import Raw
from sourcebook.web import bylines, titles
from sourcebook.web.clean import language_tag, plain, squeezed
from sourcebook.web.json_ld import Said, csl_type, types_of
from sourcebook.web.markup import Markup
from sourcebook.web.outlet import Outlet, site_facts
from sourcebook.web.page_dates import lines_near_heading
from sourcebook.web.page_languages import KNOWN, WRITTEN_IN_LATIN, language_of
from sourcebook.web.signatures import signed

JSON_LD = "json-ld"
# Meta elements by field, in the order of trust: Highwire (citation_*), Dublin Core, PRISM, OpenGraph, the rest.
_METAS: dict[str, tuple[str, ...]] = {
    "title": ("citation_title", "dc.title", "dcterms.title", "dc:title", "prism.title", "og:title", "twitter:title",
              "parsely-title", "sailthru.title", "articletitle"),
    "container-title": ("citation_journal_title", "citation_conference_title", "citation_inbook_title",
                        "prism.publicationname", "dcterms.ispartof", "dc.source", "og:site_name", "application-name"),
    "publisher": ("citation_publisher", "citation_dissertation_institution", "citation_technical_report_institution",
                  "dc.publisher", "dcterms.publisher", "dc:publisher"),
    "language": ("citation_language", "dc.language", "dcterms.language", "dc:language", "og:locale",
                 "content-language", "language"),
    "DOI": ("citation_doi", "prism.doi", "dc.identifier", "dc.identifier.doi", "dcterms.identifier", "doi",
            "bepress_citation_doi", "eprints.doi"),
    "ISBN": ("citation_isbn", "prism.isbn", "book:isbn", "og:isbn", "dc.identifier"),
    "ISSN": ("citation_issn", "prism.issn", "prism.eissn", "citation_eissn"),
    "volume": ("citation_volume", "prism.volume"),
    "issue": ("citation_issue", "prism.number"),
}  # fmt: skip
_AUTHORS = (
    "citation_author", "citation_authors", "dc.creator", "dcterms.creator", "dc:creator", "dc.contributor.author",
    "bepress_citation_author", "eprints.creators_name", "article:author", "og:article:author", "author",
    "parsely-author", "sailthru.author", "byl", "byline", "dc.author", "twitter:data1", "article:author_name",
)  # fmt: skip
_META_TYPES = (
    ("citation_dissertation_institution", "thesis"),
    ("citation_technical_report_institution", "report"),
    ("citation_conference_title", "paper-conference"),
    ("citation_inbook_title", "chapter"),
    ("citation_journal_title", "article-journal"),
    ("citation_isbn", "book"),
    ("prism.publicationname", "article-journal"),
)
_BARE = {"DOI": normal_doi, "ISBN": normal_isbn, "ISSN": normal_issn}
_BYLINE = ("byline", "taken from the page's text")
_UNSPLIT = frozenset({"citation_author", "dc.creator", "dcterms.creator", "eprints.creators_name"})


def title_facts(markup: Markup, said: Said, outlet: Outlet) -> Iterator[Fact]:
    """Every title, without the outlet's name; one that was cut short gives way to the whole one."""
    raw = [(JSON_LD, said.text("headline", "name", "alternativeHeadline"))] if csl_type(said.node) else []
    raw += [(name, plain(content)) for name, content in markup.meta(*_METAS["title"])]
    raw += [("itemprop=headline", plain(value)) for name, value in markup.properties if name == "headline"]
    if not markup.first_meta("og:title", "citation_title") and types_of(said.node) == ("WebPage",):
        raw.append((JSON_LD, said.text("headline", "name")))
    raw += [("title", markup.title), *(("h1", heading) for heading in markup.headings[:2])]
    proven = frozenset(outlet.names) | frozenset(outlet.sections)
    headings = [one for one in markup.headings if not titles.is_outlet(one, proven, outlet.host)]
    bare = [(origin, titles.bare_title(text, proven, outlet.host, headings)) for origin, text in raw]
    usable = [
        (origin, text)
        for origin, text in bare
        if len(text) > 1
        and not titles.is_outlet(text, outlet.names, outlet.host)
        and not re.search(r"^https?://\S+$", text)
    ]
    usable = sorted(usable, key=lambda one: _is_outvoted(one[1], usable))
    every = [text for _, text in usable]
    yield from (
        Fact("title", text, origin)
        for origin, text in usable
        if not titles.is_cut(text) or not titles.whole_of(text, every)
    )


def _is_outvoted(text: str, titled: Sequence[tuple[str, str]]) -> bool:
    """Whether a title has nothing of the one that the heading and another origin agree on: it may be the site's."""
    heading = next((squeezed(other) for origin, other in titled if origin == "h1"), "")
    agreeing = {origin for origin, other in titled if squeezed(other) == heading}
    same = squeezed(text)
    return bool(heading) and len(agreeing) > 1 and same not in heading and heading not in same


def author_facts(markup: Markup, said: Said, outlet: Outlet) -> Iterator[Fact]:
    """Every list of authors that is made of names."""
    if csl_type(said.node):
        yield from _fact("author", _said_authors(said, outlet), JSON_LD)
    for name in _AUTHORS:
        contents = [content for _, content in markup.meta(name)]
        found: list[Raw] = []
        for content in contents:
            read = bylines.people(content, outlet.names)
            if name in _UNSPLIT and not read:
                one = bylines.body(content, outlet.names)
                read = (one,) if one else ()
            found += [one for one in read if one not in found]
        yield from _fact("author", tuple(found), name)
    seen = tuple(one for value in _marked_authors(markup) for one in bylines.people(value, outlet.names))
    yield from _fact("author", tuple(one for place, one in enumerate(seen) if one not in seen[:place]), *_BYLINE)
    near = tuple(islice(lines_near_heading(markup), 20))
    yield from _fact("author", signed(near, markup.signed, outlet.names), *_BYLINE)


def _marked_authors(markup: Markup) -> Iterator[str]:
    """What the markup calls the authors of the page's own work: those before its text or another work's title."""
    any_author = False
    for name, value in markup.properties:
        if name in ("author", "creator"):
            any_author = True
            yield value
        elif any_author and name in ("articlebody", "headline", "comment", "review", "haspart"):
            return


def _said_authors(said: Said, outlet: Outlet) -> tuple[Raw, ...]:
    found: list[Raw] = []
    for one in islice(chain(said.all(said.node.get("author")), said.all(said.node.get("creator"))), 200):
        if isinstance(one, str):
            read = bylines.people(one, outlet.names)
        elif {"Organization", "NewsMediaOrganization", "NGO", "GovernmentOrganization"} & set(types_of(one)):
            name = plain(one.get("name"))
            corporate = bylines.body(name, outlet.names)
            # Systems that know no persons call each author an organisation.
            read = (corporate,) if corporate else bylines.people(name, outlet.names)
        else:
            family, given = plain(one.get("familyName")), plain(one.get("givenName"))
            names = one.get("name")
            if family and given and bylines.is_name(f"{given} {family}", outlet.names):
                read = ({"family": family, "given": given},)
            else:
                read = tuple(
                    name
                    for text in (names if isinstance(names, list) else [names])
                    for name in bylines.people(str(text or ""), outlet.names)
                )
        found += [name for name in read if name not in found]
    return tuple(found)


def type_facts(markup: Markup, said: Said) -> Iterator[Fact]:
    """What kind of work the page is."""
    if kind := csl_type(said.node):
        doubt = "the page calls it only an article" if kind == "webpage" else ""
        yield Fact("type", kind, JSON_LD, doubt)
    for name, kind in _META_TYPES:
        if markup.first_meta(name):
            yield Fact("type", kind, name)
    said_type = markup.first_meta("og:type").lower()
    if said_type.startswith("video") or said_type == "book":
        yield Fact("type", "book" if said_type == "book" else "motion_picture", "og:type")
    yield Fact("type", "webpage", "page", "the page does not say what it is")


def publication_facts(markup: Markup, said: Said, outlet: Outlet) -> Iterator[Fact]:
    """Where it appeared, by whom, in which volume, and its identifiers and language."""
    yield from (Fact("container-title", name, JSON_LD) for name in _containers(said))
    publishers = list(dict.fromkeys(said.names("publisher", "sourceOrganization")))
    for name in ("container-title", "publisher", "volume", "issue"):
        yield from _texts(markup, name)
        if name in ("publisher", "container-title"):
            yield from (Fact(name, publisher, JSON_LD) for publisher in publishers)
    yield from site_facts(markup, outlet)
    for name, normal in _BARE.items():
        values = [*((JSON_LD, str(one)) for one in _identifiers(said, name)), *markup.meta(*_METAS[name])]
        yield from dict.fromkeys(Fact(name, bare, origin) for origin, value in values if (bare := normal(plain(value))))
    first, last = (
        markup.first_meta("citation_firstpage", "prism.startingpage"),
        markup.first_meta("citation_lastpage", "prism.endingpage"),
    )
    if re.fullmatch(r"\w{1,10}", first) and re.fullmatch(r"\w{0,10}", last):
        yield Fact("page", f"{first}-{last}" if last and last != first else first, "citation_firstpage")
    yield from _languages(markup, said)


def _containers(said: Said) -> Iterator[str]:
    """The periodical or site that a work is part of, out of volumes and issues that stand between."""
    for one in said.all(said.node.get("isPartOf")):
        here: object = one
        for _ in range(4):
            if not isinstance(here, dict):
                break
            if {"Periodical", "Newspaper", "Book", "Blog", "WebSite", "CreativeWorkSeries"} & set(types_of(here)):
                if name := plain(here.get("name")):
                    yield name
                break
            here = next(said.all(here.get("isPartOf")), None)


def _identifiers(said: Said, name: str) -> Iterator[object]:
    if not csl_type(said.node):
        return
    yield said.node.get(name.lower())
    for one in said.all(said.node.get("identifier")):
        yield one if isinstance(one, str) else one.get("value")
    if name == "DOI":
        same = said.node.get("sameAs")
        yield from same if isinstance(same, list) else [same]


def _texts(markup: Markup, field: str) -> Iterator[Fact]:
    seen = set()
    for name, content in markup.meta(*_METAS[field]):
        text = plain(content)
        if text and text not in seen and not text.startswith(("http://", "https://", "@")):
            seen.add(text)
            yield Fact(field, text, name)


def _languages(markup: Markup, said: Said) -> Iterator[Fact]:
    """The languages that are declared, but none that the letters rule out: a theme's `en` over Chinese text.

    Where nothing is declared, or the words of a long text speak against it, what letters and words tell, in doubt.
    """
    text = " ".join((next(iter(markup.headings), "") or markup.title, *markup.lines))[:20_000]
    title = next(iter(markup.headings), "") or markup.title
    latin = sum(char.isascii() and char.isalpha() for char in title) * 2 > sum(char.isalpha() for char in title)
    declared = [(JSON_LD, one) for one in said.names("inLanguage")]
    declared += [
        *markup.meta(*_METAS["language"][:4]),
        ("html lang", markup.language),
        *markup.meta(*_METAS["language"][4:]),
    ]
    tags = [
        (origin, tag)
        for origin, text in declared
        if (tag := language_tag(text)) and not (title and tag.partition("-")[0] in WRITTEN_IN_LATIN and not latin)
    ]
    told = language_of(text)
    primaries = {tag.partition("-")[0] for _, tag in tags}
    if told and told.partition("-")[0] not in primaries and primaries <= KNOWN:
        yield Fact("language", told, "text", "told by the letters and words of the text")
    yield from (Fact("language", tag, origin) for origin, tag in tags)


def _fact(field: str, value: Sequence[Raw], origin: str, doubt: str = "") -> Iterator[Fact]:
    if value:
        yield Fact(field, value, origin, doubt)
