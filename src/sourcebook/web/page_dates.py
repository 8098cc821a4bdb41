"""When a page was published: what it declares, else what its address, its text and a search of its markup suggest."""

import re
from collections.abc import Iterator
from itertools import islice

from sourcebook.model.facts import Fact
from sourcebook.web.json_ld import Said, csl_type
from sourcebook.web.markup import Markup
from sourcebook.web.moments import day_in_address, day_in_figures, day_of, days_at, days_in, in_own_zone

_METAS = (
    "citation_publication_date", "citation_date", "citation_online_date", "citation_year", "bepress_citation_date",
    "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created", "dc.date", "dcterms.date", "dc:date",
    "prism.publicationdate", "eprints.date", "article:published_time", "og:article:published_time",
    "og:published_time", "article:published", "og:pubdate", "datepublished", "parsely-pub-date", "sailthru.date",
    "publishdate", "publish-date", "publish_date", "pubdate", "published", "published_date", "publication_date",
    "publicationdate", "cxenseparse:recs:publishtime", "article.published", "displaydate", "dateline", "release_date",
    "date", "dc.created", "firstpublishedtime", "originalpublicationdate", "article_date_original",
    "weibo:article:create_at",
)  # fmt: skip
# Characters of markup that are searched: htmldate takes a second for some hundred thousand.
_MOST = 60_000
_AROUND_HEADING = (250, 700)
_CHANGED = re.compile(
    r"(?:updated|modified|last\s+\w+|aktualisiert|geändert|mis\s+à\s+jour|modifié|actualizado|aggiornato|atualizado|"
    r"oppdatert|uppdaterad|обновлено|güncelle\w*|更新|修改|최종\s?수정|수정|تحديث|stand)\W*(?:\w+\W+)?$",
    re.IGNORECASE,
)


def date_facts(markup: Markup, said: Said, url: str) -> Iterator[Fact]:
    """Every date of publication, surest first; each that is not declared carries a doubt."""
    declared = list(_declared(markup, said))
    address = day_in_address(url)
    near = tuple(islice(_days_near_heading(markup), 5))
    moments = [value for _, value in declared] + [stamp.value for stamp in markup.stamps]
    shown = [day for day in (address, *near, *(day_of(stamp.value) for stamp in markup.stamps)) if day]
    changed = {day_of(value) for value in _changes(markup, said)}
    facts = []
    for origin, value in declared:
        if day := in_own_zone(value, moments, shown):
            facts.append(Fact("issued", day, origin))
    # A declared year or month gives way to a day within it that is declared elsewhere.
    wider = {fact for fact in facts if any(str(other.value).startswith(f"{fact.value}-") for other in facts)}
    yield from dict.fromkeys(sorted(facts, key=lambda fact: fact in wider))
    if facts:
        return
    if address:
        yield Fact("issued", address, "address", "read from the address, not declared")
    for stamp in markup.stamps:
        day = day_of(stamp.value)
        if day and day not in changed and not re.search(r"updat|modif", stamp.role):
            yield Fact("issued", day, "time", "a time on the page, not declared as its date")
            break
    if near:
        yield Fact("issued", near[0], "text", "a date that stands near the heading")
    figures = day_in_figures(" ".join(_around_heading(markup)), markup.language)
    if figures:
        yield Fact("issued", figures, "text", "figures near the heading, read as the page's language has them")
    if not address and not near and figures is None:
        yield from _searched(markup, url, changed)


def _declared(markup: Markup, said: Said) -> Iterator[tuple[str, str]]:
    if csl_type(said.node):
        for name in ("datePublished", "uploadDate", "dateCreated"):
            if text := said.text(name):
                yield "json-ld", text
                break
    yield from markup.meta(*_METAS)
    yield from (("itemprop=datePublished", value) for name, value in markup.properties if name == "datepublished")
    yield from (
        ("time pubdate", stamp.value)
        for stamp in markup.stamps
        if "pubdate" in stamp.role or "published" in stamp.role.split() or "entry-date published" in stamp.role
    )
    if not csl_type(said.node) and (text := said.text("datePublished")):
        yield "json-ld", text


def _changes(markup: Markup, said: Said) -> Iterator[str]:
    yield said.text("dateModified")
    for _, content in markup.meta(
        "article:modified_time", "og:updated_time", "last-modified", "dc.date.modified", "lastmod"
    ):
        yield content


def _days_near_heading(markup: Markup) -> Iterator[str]:
    """The days that stand around the heading, those behind it first, without those of changes."""
    for text in _around_heading(markup):
        for place, day in days_at(text):
            if not _CHANGED.search(text[max(place - 40, 0) : place]):
                yield day


def _around_heading(markup: Markup) -> tuple[str, ...]:
    """What stands behind the heading, and what before it; nothing where there is no heading."""
    before, after = _AROUND_HEADING
    at = markup.heading_at
    return (markup.text[at : at + after], markup.text[max(at - before, 0) : at]) if markup.headings else ()


def _searched(markup: Markup, url: str, changed: set[str]) -> Iterator[Fact]:
    if markup.tree is None:
        return
    from htmldate import find_date  # noqa: PLC0415 - 150 ms for the few pages that declare no date

    try:
        day = find_date(markup.outline(_MOST), original_date=True, url=url or None)
    except Exception:  # noqa: BLE001 - whatever a page does to a library that only guesses, the page has no date then
        return
    # A bare year, such as a copyright notice's, comes back as its first of January; a change is no publication.
    if day and day not in changed and (not day.endswith("-01-01") or day in set(days_in(markup.text))):
        yield Fact("issued", day, "htmldate", "found by a search of the page, not declared")
