"""When a page was published: what it declares, else what its address, its text and a search of its markup suggest."""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date
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
# Lines and characters behind the heading that are looked at; letters beside a date before it, such as a weekday's.
_BEHIND, _FARTHEST, _ALONE = 14, 700, 14
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_DATELINE = re.compile(r"[^.!?。]{0,60}\s(?:--|[–—])\s|[（(][^)）]{4,30}[)）]|[^。]{2,20}\d+月\d+日[电電讯訊]")
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
    changed = {day_of(value) for value in _changes(markup, said)} | {*_days_of_changes(markup)}
    facts = []
    for origin, value in declared:
        if day := in_own_zone(value, moments, shown):
            facts.append(Fact("issued", day, origin))
    # A declared year or month gives way to a day within it that is declared elsewhere.
    wider = {fact for fact in facts if any(str(other.value).startswith(f"{fact.value}-") for other in facts)}
    facts = list(dict.fromkeys(sorted(facts, key=lambda fact: fact in wider)))
    if facts and (better := _outweighing(str(facts[0].value), address, near, changed)):
        yield Fact("issued", better, "text", f"printed on the page, which declares {facts[0].value}")
    yield from facts
    if not facts:
        yield from _undeclared(markup, url, address, near, changed)


def _outweighing(declared: str, address: str, near: Sequence[str], changed: Collection[str]) -> str:
    """The day that readers are shown where the declared one is surely another's, or empty.

    Sites that moved declare the day of the move: an address and a text that agree on an earlier day outweigh it. Some
    declare the day of the last change: an earlier day near the heading outweighs one that is declared as both.
    """
    if not near or any(declared.startswith(day) for day in near) or near[0] >= declared:
        return ""
    # Two days are within what time zones and nightly printing explain.
    is_close = abs((_ordinal(declared) or 0) - (_ordinal(near[0]) or 0)) <= 2
    return near[0] if not is_close and (near[0] == address or declared in changed) else ""


def _ordinal(day: str) -> int | None:
    try:
        return date.fromisoformat(day).toordinal()
    except ValueError:
        return None


def _undeclared(
    markup: Markup, url: str, address: str, near: Sequence[str], changed: Collection[str]
) -> Iterator[Fact]:
    if address:
        yield Fact("issued", address, "address", "read from the address, not declared")
    stamped = [
        day
        for stamp in markup.stamps
        if (day := day_of(stamp.value)) and day not in changed and not re.search(r"updat|modif", stamp.role)
    ]
    if stamped and (not near or stamped[0] in near):
        yield Fact("issued", stamped[0], "time", "a time on the page, not declared as its date")
    if near:
        yield Fact("issued", near[0], "text", "a date that stands near the heading")
    elif markup.headings and (month := _month_near_heading(markup)):
        yield Fact("issued", month, "text", "a month that stands near the heading")
    elif not address and not stamped and not _in_figures(markup):
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
    for line in lines_near_heading(markup):
        found = list(days_at(line))
        for place, day in found:
            if not _CHANGED.search(line[max(place - 40, 0) : place]):
                yield day
        if not found and (figures := day_in_figures(line, _language(markup))):
            yield figures


def _in_figures(markup: Markup) -> bool:
    """Whether figures near the heading are a date that can be read in two ways: then a search would only guess."""
    return any(day_in_figures(line, "") is not None for line in lines_near_heading(markup))


def _days_of_changes(markup: Markup) -> Iterator[str]:
    for line in markup.lines:
        if not is_prose(line):
            yield from (day for place, day in days_at(line) if _CHANGED.search(line[max(place - 40, 0) : place]))


def _month_near_heading(markup: Markup) -> str:
    return next((month for line in lines_near_heading(markup) if (month := day_of(line)) and len(month) == 7), "")


def lines_near_heading(markup: Markup) -> Iterator[str]:
    """The short lines behind the heading, up to the second of prose; then a date alone that stands before it."""
    if not markup.headings:
        return
    prose = passed = 0
    for line in markup.lines[markup.heading_at + 1 :][:_BEHIND]:
        prose += is_prose(line)
        if is_prose(line):
            if prose == 1 and (dateline := _DATELINE.match(line)):
                yield dateline[0]
        else:
            yield line
        passed += len(line)
        if prose > 1 or passed > _FARTHEST:
            break
    for line in reversed(markup.lines[max(markup.heading_at - 3, 0) : markup.heading_at]):
        if sum(map(str.isalpha, line)) <= _ALONE and len(_DENSE.findall(line)) <= _ALONE // 2:
            yield line


def is_prose(line: str) -> bool:
    """Whether a line is running text, whose dates are of what it tells: it is long, or a sentence."""
    weight = len(line) + 2 * len(_DENSE.findall(line))
    return weight > 160 or (
        weight > 60 and line.rstrip('»”"’」』)）').endswith((".", "!", "?", "。", "！", "？", "؟", "…"))
    )


def _language(markup: Markup) -> str:
    """The language that the page declares, with its region."""
    return markup.language or markup.first_meta("og:locale", "content-language")


def _searched(markup: Markup, url: str, changed: Collection[str]) -> Iterator[Fact]:
    if markup.tree is None:
        return
    from htmldate import find_date  # noqa: PLC0415 - 150 ms for the few pages that declare no date

    try:
        day = str(find_date(markup.outline(_MOST), original_date=True, url=url or None))
    except Exception:  # noqa: BLE001 - whatever a page does to a library that only guesses, the page has no date then
        return
    # A search sees the versions of scripts, opening hours above the heading and the years of a story, too.
    printed = [line for line in markup.lines[markup.heading_at :] if not is_prose(line)]
    if not any(day in days_in(text) for text in (*printed, *(content for _, content in markup.metas))):
        return
    if day not in changed:
        yield Fact("issued", day, "htmldate", "found by a search of the page, not declared")
