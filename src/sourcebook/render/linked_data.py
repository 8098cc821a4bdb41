"""Works for programs that read pages: COinS, which reference managers collect, and JSON-LD, which search engines do."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote_plus, urlsplit

from sourcebook.model.dates import PartialDate
from sourcebook.model.names import Name
from sourcebook.model.urls import is_web_address
from sourcebook.model.work import Work
from sourcebook.render.plain_text import plain_line

_JOURNAL, _BOOK, _THESIS, _ANY = "journal", "book", "dissertation", "dc"
# CSL type -> the format of the context object (Z39.88-2004, part 2), and its genre, or Zotero's name for the type,
# which is what Zotero itself writes into and reads from the Dublin Core format.
_FORMATS: Mapping[str, tuple[str, str]] = {
    "article-journal": (_JOURNAL, "article"),
    "book": (_BOOK, "book"),
    "chapter": (_BOOK, "bookitem"),
    "paper-conference": (_BOOK, "proceeding"),
    "report": (_BOOK, "report"),
    "thesis": (_THESIS, ""),
    "article-magazine": (_ANY, "magazineArticle"),
    "article-newspaper": (_ANY, "newspaperArticle"),
    "article": (_ANY, "preprint"),
    "bill": (_ANY, "bill"),
    "broadcast": (_ANY, "tvBroadcast"),
    "dataset": (_ANY, "dataset"),
    "entry-dictionary": (_ANY, "dictionaryEntry"),
    "entry-encyclopedia": (_ANY, "encyclopediaArticle"),
    "graphic": (_ANY, "artwork"),
    "hearing": (_ANY, "hearing"),
    "interview": (_ANY, "interview"),
    "legal_case": (_ANY, "case"),
    "legislation": (_ANY, "statute"),
    "manuscript": (_ANY, "manuscript"),
    "map": (_ANY, "map"),
    "motion_picture": (_ANY, "film"),
    "personal_communication": (_ANY, "letter"),
    "post": (_ANY, "forumPost"),
    "post-weblog": (_ANY, "blogPost"),
    "software": (_ANY, "computerProgram"),
    "song": (_ANY, "audioRecording"),
    "speech": (_ANY, "presentation"),
    "standard": (_ANY, "standard"),
    "webpage": (_ANY, "webpage"),
}
_HEARD = re.compile(r"\b(?:radio|podcast)\b", re.IGNORECASE)
# Where Zotero would part a name that stands among several, or drop something from its ends.
_PARTED = re.compile(r"[,،.:/\[\]]")
_SCHEMA_TYPES: Mapping[str, str] = {
    "article": "Article",
    "article-journal": "ScholarlyArticle",
    "article-magazine": "Article",
    "article-newspaper": "NewsArticle",
    "book": "Book",
    "chapter": "Chapter",
    "collection": "Collection",
    "dataset": "Dataset",
    "legislation": "Legislation",
    "manuscript": "Manuscript",
    "map": "Map",
    "motion_picture": "Movie",
    "paper-conference": "ScholarlyArticle",
    "periodical": "Periodical",
    "post": "SocialMediaPosting",
    "post-weblog": "BlogPosting",
    "report": "Report",
    "review": "Review",
    "review-book": "Review",
    "thesis": "Thesis",
    "webpage": "WebPage",
}


def context_object(work: Work) -> str:
    """A work as an OpenURL context object, the title of a COinS span (ocoins.info): `ctx_ver=Z39.88-2004&…`.

    What one format lacks and Zotero reads in all of them, such as the volume of a magazine, is said in all of them.
    """
    form, genre = _format(work)
    pairs = [("ctx_ver", "Z39.88-2004"), ("rft_val_fmt", f"info:ofi/fmt:kev:mtx:{form}")]
    pairs += [("rft.type" if form == _ANY else "rft.genre", genre)]
    pairs += _titles(work, form, genre)
    pairs += [_author(name, is_alone=len(work.authors) == 1) for name in work.authors]
    pairs += [("rft.date", date_in_numbers(work.date()))]
    pairs += [(f"rft.{key}", work.text(field)) for key, field in {**_DETAILS, **_OWN_DETAILS[form]}.items()]
    pairs += [("rft.language", work.language), ("rft_id", _doi(work)), ("rft_id", _without_plus(_address(work)))]
    return "&".join(f"{key}={quote_plus(said)}" for key, said in _said(pairs))


_DETAILS: Mapping[str, str] = {
    "volume": "volume",
    "issue": "issue",
    "pages": "page",
    "tpages": "number-of-pages",
    "edition": "edition",
    "place": "publisher-place",
    "issn": "ISSN",
    "isbn": "ISBN",
}
_OWN_DETAILS: Mapping[str, Mapping[str, str]] = {
    _JOURNAL: {},
    _BOOK: {"pub": "publisher", "series": "collection-title"},
    _THESIS: {"inst": "publisher", "degree": "genre"},
    _ANY: {"source": "container-title", "publisher": "publisher"},
}


def _format(work: Work) -> tuple[str, str]:
    form, genre = _FORMATS.get(work.type, (_ANY, "document"))
    is_heard = genre == "tvBroadcast" and _HEARD.search(f"{work.text('genre')} {work.text('medium')}")
    return form, "radioBroadcast" if is_heard else genre


def _author(name: Name, *, is_alone: bool) -> tuple[str, str]:
    """An author in the key in which Zotero keeps the name whole and in its place.

    It puts every `aucorp` before all other authors, parts what has no comma at its last blank, and fails on the page if
    an `aulast` is another author's family name.
    """
    if not name.literal:
        return "rft.au", name_with_comma(name)
    if is_alone:
        return "rft.aucorp", name.literal
    return ("rft.aulast", name.literal) if _PARTED.search(name.literal) else ("rft.au", f"{name.literal},")


def _titles(work: Work, form: str, genre: str) -> list[tuple[str, str]]:
    if form == _JOURNAL:
        return [("rft.atitle", work.title), ("rft.jtitle", work.text("container-title"))]
    if genre in ("bookitem", "proceeding"):
        return [("rft.atitle", work.title), ("rft.btitle", work.text("container-title"))]
    if genre == "report" and not work.text("collection-title"):
        return [("rft.btitle", work.title), ("rft.series", work.text("container-title"))]
    return [("rft.btitle" if form == _BOOK else "rft.title", work.title)]


def schema_item(work: Work) -> dict[str, object]:
    """A work as an item of schema.org, `@id` its anchor on the page; what the record does not say is left out."""
    container, publisher = plain_line(work.text("container-title")), plain_line(work.text("publisher"))
    item: dict[str, object] = {
        "@type": _SCHEMA_TYPES.get(work.type, "CreativeWork"),
        "name": plain_line(work.title),
        "author": [_schema_name(name) for name in work.authors],
        "datePublished": date_in_numbers(work.date()),
        "inLanguage": work.language,
        "isPartOf": {"@type": "CreativeWork", "name": container} if container else "",
        "publisher": {"@type": "Organization", "name": publisher} if publisher else "",
        "url": _address(work),
        "sameAs": f"https://doi.org/{plain_line(work.text('DOI'))}" if work.text("DOI") else "",
    }
    return {name: value for name, value in item.items() if value}


def schema_collection(name: str, description: str, language: str) -> dict[str, object]:
    """The page itself as an item of schema.org."""
    page = {"@type": "Collection", "name": name, "description": description, "inLanguage": language}
    return {"@context": "https://schema.org", **{key: value for key, value in page.items() if value}}


def script_json(value: object) -> str:
    """JSON that nothing can break out of, wherever in HTML it stands: `<`, `>` and `&` are written as escapes."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def date_in_numbers(date: PartialDate | None) -> str:
    """As much of a date as ISO 8601 can say: `2022-05-24`, `2022-05`, `2022`; empty for what it cannot."""
    point = date.start if date else None
    if point is None or point.year != point.last_year or not 0 < point.year <= 9999:
        return ""
    month = point.month if point.month <= 12 else 0
    day = point.day if month else 0
    return "-".join((f"{point.year:04}", *(f"{part:02}" for part in (month, day) if part)))


def name_with_comma(name: Name) -> str:
    """A person's name in two parts whatever the script, since programs split it at the comma: `习, 近平`, `Plato,`."""
    family = " ".join(part for part in (name.non_dropping_particle, name.family) if part)
    given = " ".join(part for part in (name.given, name.dropping_particle, name.suffix) if part)
    return f"{family}, {given}" if family and given else (family or given) and f"{family or given},"


def _schema_name(name: Name) -> dict[str, str] | str:
    # A name that the record does not split may be a person's or a body's.
    return plain_line(name.literal) if name.literal else {"@type": "Person", "name": plain_line(name.full)}


def _doi(work: Work) -> str:
    doi = plain_line(work.text("DOI"))
    return f"info:doi/{doi}" if doi else ""


def _address(work: Work) -> str:
    return work.text("URL") if is_web_address(work.text("URL")) else ""


def _without_plus(url: str) -> str:
    """The same address with escapes for each `+`, of which Zotero makes a blank."""
    if "+" not in url:
        return url
    parts = urlsplit(url)
    return parts._replace(
        path=parts.path.replace("+", "%2B"),
        query=parts.query.replace("+", "%20"),
        fragment=parts.fragment.replace("+", "%2B"),
    ).geturl()


def _said(pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The pairs whose value says something, safe to encode."""
    for key, value in pairs:
        if text := plain_line(value):
            yield key, text
