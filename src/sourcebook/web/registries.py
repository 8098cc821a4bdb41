"""What the registries say of an identifier: DOI (doi.org, Crossref, DataCite), ISBN (Open Library), arXiv.

An answer of no facts means that the registry does not know the identifier; NetworkFailed that nobody could tell.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

from lxml import etree

from sourcebook.errors import NetworkFailed
from sourcebook.model.facts import Fact
from sourcebook.model.fields import BY_NAME, TYPES, Kind
from sourcebook.model.identifiers import normal_doi, normal_isbn, normal_issn
from sourcebook.model.names import NAME_PARTS
from sourcebook.model.sources import Services
from sourcebook.model.work import Raw
from sourcebook.web import bylines
from sourcebook.web.clean import language_tag, plain
from sourcebook.web.fetch import Fetcher, Page
from sourcebook.web.moments import day_of

_CSL_JSON = "application/vnd.citationstyles.csl+json"
# What Crossref calls its types, where it does not answer in CSL's.
_CROSSREF_TYPES = {
    "journal-article": "article-journal",
    "proceedings-article": "paper-conference",
    "book-chapter": "chapter",
    "monograph": "book",
    "edited-book": "book",
    "reference-book": "book",
    "posted-content": "article",
    "dissertation": "thesis",
}
# Fields of CSL that a registry has no say in, or that records do not take over.
_LEFT = frozenset({"abstract", "note", "accessed", "source", "references", "status"})
_NORMAL = {"DOI": normal_doi, "ISBN": normal_isbn, "ISSN": normal_issn}
_ATOM = {"a": "http://www.w3.org/2005/Atom", "arxiv": "http://arxiv.org/schemas/atom"}


def ask_doi(fetcher: Fetcher, doi: str, services: Services) -> tuple[Fact, ...]:
    """What doi.org says of a bare DOI, by content negotiation; else Crossref, else DataCite."""
    name = quote(doi, safe="/")
    failure = None
    own = f"{services.doi}/{name}"
    for url in (
        own,
        f"{services.crossref}/works/{name}/transform/{_CSL_JSON}",
        f"{services.datacite}/dois/{_CSL_JSON}/{name}",
    ):
        try:
            page = fetcher.get(url, accept=_CSL_JSON)
        except NetworkFailed as error:
            failure = failure or error
            continue
        item = _json(page)
        if page.ok and isinstance(item, dict):
            return csl_facts(item, urlsplit(url).hostname or url)
        if page.status in (404, 410) and not page.hops and url == own:
            return ()
    raise failure or NetworkFailed(f"No registry answers for the DOI {doi} in a form we read.", doi, "answer")


def ask_isbn(fetcher: Fetcher, isbn: str, services: Services) -> tuple[Fact, ...]:
    """What Open Library says of an ISBN of 13 digits."""
    page = fetcher.get(
        f"{services.open_library}/api/books?bibkeys=ISBN:{isbn}&format=json&jscmd=data", accept="application/json"
    )
    found = _answer(page)
    book = found.get(f"ISBN:{isbn}") if isinstance(found, dict) else None
    return open_library_facts(book, isbn) if isinstance(book, dict) else ()


def ask_arxiv(fetcher: Fetcher, identifier: str, services: Services) -> tuple[Fact, ...]:
    """What arXiv says of one of its numbers, such as `2205.12345` or `math/0211159`."""
    page = fetcher.get(
        f"{services.arxiv}/api/query?id_list={quote(identifier)}&max_results=1", accept="application/atom+xml"
    )
    if not page.ok:
        raise NetworkFailed(f"arXiv answered {page.status} for {identifier}; try again later.", page.url, "answer")
    return arxiv_facts(page.body)


def csl_facts(item: Mapping[str, Any], origin: str) -> tuple[Fact, ...]:
    """A CSL-JSON item as facts: dates as EDTF, names in their parts, no markup; what has no field is left."""
    return tuple(fact for name, value in item.items() for fact in _csl_fact(name, value, origin))


def _csl_fact(name: str, value: Any, origin: str) -> Iterator[Fact]:
    field = BY_NAME.get(name)
    if field is None or not field.csl or name in _LEFT:
        return
    found: Raw = ""
    if name == "type":
        kind = _CROSSREF_TYPES.get(str(value), str(value))
        found = kind if kind in TYPES else ""
    elif field.kind is Kind.NAMES:
        found = _names(value)
    elif field.kind is Kind.DATE:
        found = csl_date(value)
    elif name in _NORMAL:
        found = next((bare for one in _several(value) if (bare := _NORMAL[name](str(one)))), "")
    elif name == "URL":
        # The address of the identifier itself says nothing that the identifier does not.
        found = "" if "doi.org/" in str(value) else plain(str(value))
    elif name == "language":
        found = language_tag(str(value))
    else:
        # Crossref has objects where CSL has a text, such as `license`.
        texts = (plain(str(one)) for one in _several(value) if isinstance(one, str | int | float))
        found = next(filter(None, texts), "")
    if found:
        yield Fact(name, found, origin)


def csl_date(value: Any) -> str:
    """CSL's `date-parts`, or its raw text, as EDTF; empty where it says no date."""
    if not isinstance(value, Mapping):
        return day_of(value) if isinstance(value, str) else ""
    ends = [_date_parts(one) for one in _several(value.get("date-parts") or [])][:2]
    if not ends or not ends[0]:
        raw = value.get("raw") or value.get("literal")
        return day_of(raw) if isinstance(raw, str) else ""
    return "/".join(ends) if len(ends) == 2 and ends[1] and ends[1] != ends[0] else ends[0]


def open_library_facts(book: Mapping[str, Any], isbn: str) -> tuple[Fact, ...]:
    """One book of Open Library's answer as facts."""
    title, subtitle = plain(book.get("title")), plain(book.get("subtitle"))
    fields: dict[str, Raw] = {
        "type": "book",
        "title": f"{title}: {subtitle}" if title and subtitle else title,
        "author": tuple(name for one in _called(book, "authors") if (name := bylines.person(one) or {"literal": one})),
        "publisher": next(_called(book, "publishers"), ""),
        "publisher-place": next(_called(book, "publish_places"), ""),
        "issued": day_of(plain(book.get("publish_date"))),
        "number-of-pages": plain(str(book.get("number_of_pages") or "")),
        "ISBN": isbn,
    }
    return tuple(Fact(name, value, "openlibrary.org") for name, value in fields.items() if value)


def arxiv_facts(atom: bytes) -> tuple[Fact, ...]:
    """The first entry of arXiv's Atom answer as facts; none where it says that there is no such paper."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        tree = etree.fromstring(atom, parser)
    except (etree.LxmlError, ValueError):
        tree = None
    entry = tree.find("a:entry", _ATOM) if tree is not None else None
    number = re.search(r"/abs/(.+?)(?:v\d+)?$", _said(entry, "a:id")) if entry is not None else None
    if entry is None or number is None:
        return ()
    names = [plain(one.text) for one in entry.findall("a:author/a:name", _ATOM)]
    fields: dict[str, Raw] = {
        "type": "article",
        "genre": "preprint",
        "title": _said(entry, "a:title"),
        "author": tuple(bylines.person(name) or {"literal": name} for name in names if name),
        "publisher": "arXiv",
        "number": f"arXiv:{number[1]}",
        "issued": day_of(_said(entry, "a:published")),
        "DOI": normal_doi(_said(entry, "arxiv:doi")),
        "URL": f"https://arxiv.org/abs/{number[1]}",
    }
    return tuple(Fact(name, value, "arxiv.org") for name, value in fields.items() if value)


def _answer(page: Page) -> object:
    found = _json(page)
    if not page.ok or found is None:
        raise NetworkFailed(f"{page.url} answered {page.status}, and not in JSON; try again later.", page.url, "answer")
    return found


def _json(page: Page) -> object:
    try:
        found: object = json.loads(page.body)
    except (ValueError, RecursionError):
        return None
    return found


def _several(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [value] if value is not None else []


def _date_parts(parts: Any) -> str:
    numbers = [str(part).strip() for part in _several(parts) if part is not None][:3]
    if not numbers or not all(number.isdigit() and int(number) for number in numbers):
        return ""
    return day_of("-".join(f"{int(number):0{2 if place else 4}}" for place, number in enumerate(numbers)))


def _names(value: Any) -> tuple[Raw, ...]:
    found = []
    for one in _several(value):
        if not isinstance(one, Mapping):
            continue
        literal = plain(one.get("literal") or one.get("name"))
        parts = {part: text for part in NAME_PARTS if (text := plain(one.get(part)))}
        if set(parts) == {"family"}:
            # A group that was entered as a person.
            parts = {"literal": parts["family"]}
        if name := parts or ({"literal": literal} if literal else {}):
            found.append(name)
    return tuple(found)


def _called(book: Mapping[str, Any], name: str) -> Iterator[str]:
    for one in _several(book.get(name)):
        text = plain(one.get("name") if isinstance(one, Mapping) else one)
        if text:
            yield text


def _said(entry: Any, path: str) -> str:
    return plain(entry.findtext(path, "", _ATOM))
