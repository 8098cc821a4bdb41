"""JSON Feed, and what services answer to a search in JSON: GDELT, Crossref, OpenAlex."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sourcebook.web.encoding import text_of
from sourcebook.web.feed_entries import MOST_ENTRIES, Entry, Head

_LONGEST_ABSTRACT = 1_000  # words
_Said = Mapping[str, Any]


def read_json(body: bytes, url: str, kind: str) -> Head:
    """The head and the entries of an answer of a kind (`gdelt`, `crossref`, `openalex`, else JSON Feed).

    `form` is empty for what is none; GDELT tells of errors by a line of text. Never raises.
    """
    text = text_of(body)
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        line = " ".join(text.split())[:150]
        return Head(problem=f"it is no JSON but {line!r}" if line else "the answer is empty")
    if not isinstance(said, dict):
        return Head(problem="its JSON is no object")
    head, entries = _READERS.get(kind, _json_feed)(said)
    return head._replace(entries=tuple(one._replace(base=url) for one, _ in zip(entries, range(MOST_ENTRIES))))  # noqa: B905 - the shorter one ends it


def _json_feed(said: _Said) -> tuple[Head, Iterator[Entry]]:
    """https://www.jsonfeed.org/version/1.1/."""
    version = _text(said, "version")
    if "jsonfeed.org" not in version or not isinstance(said.get("items"), list):
        return Head(problem="its JSON is no JSON Feed"), iter(())
    form = f"JSON Feed {version.rpartition('/')[2]}"
    head = Head(form=form, title=_text(said, "title"), language=_text(said, "language"), older=_text(said, "next_url"))
    return head, map(_json_item, _all(said, "items"))


def _json_item(item: _Said) -> Entry:
    # Version 1.0 had one author and numbers as ids; what is blank is none.
    authors = tuple(_text(one, "name") for one in _all(item, "authors")) or (_text(_map(item, "author"), "name"),)
    content = _text(item, "content_html") or _escaped(_text(item, "content_text"))
    summary = _escaped(_text(item, "summary")) or content
    return Entry(
        id=_text(item, "id"),
        link=_text(item, "url") or _text(item, "external_url"),
        title=_text(item, "title"),
        summary=summary,
        published=_text(item, "date_published"),
        updated=_text(item, "date_modified"),
        authors=authors,
        categories=_texts(item, "tags"),
        language=_text(item, "language"),
        markup=content,
    )


def _gdelt(said: _Said) -> tuple[Head, Iterator[Entry]]:
    """DOC 2.0, mode=artlist: `seendate` is when GDELT came by, not when the article appeared."""
    if not said:
        return Head(form="GDELT"), iter(())  # nothing found
    if not isinstance(said.get("articles"), list):
        return Head(problem="its JSON is no answer of GDELT"), iter(())
    return Head(form="GDELT"), (
        Entry(
            id=_text(one, "url"),
            link=_text(one, "url"),
            title=_text(one, "title"),
            published=_text(one, "seendate"),
            language=_text(one, "language"),
            outlet=_text(one, "domain"),
            is_about=True,
        )
        for one in _all(said, "articles")
    )


def _crossref(said: _Said) -> tuple[Head, Iterator[Entry]]:
    message = _map(said, "message")
    if not isinstance(message.get("items"), list):
        return Head(problem="its JSON is no answer of Crossref"), iter(())
    return Head(form="Crossref"), map(_crossref_work, _all(message, "items"))


def _crossref_work(work: _Said) -> Entry:
    doi = _text(work, "DOI")
    issued = next((date for name in ("published", "issued", "posted") if (date := _date(_map(work, name)))), "")
    people = (" ".join(filter(None, (_text(one, "given"), _text(one, "family")))) for one in _all(work, "author"))
    bodies = (_text(one, "name") for one in _all(work, "author"))
    return Entry(
        id=f"https://doi.org/{doi}" if doi else _text(work, "URL"),
        link=f"https://doi.org/{doi}" if doi else _text(work, "URL"),
        title=": ".join(filter(None, (next(iter(_texts(work, name)), "") for name in ("title", "subtitle")))),
        summary=_text(work, "abstract"),
        published=issued,
        authors=tuple(person or body for person, body in zip(people, bodies, strict=True)),
        categories=_texts(work, "subject"),
        language=_text(work, "language"),
        outlet=next(iter(_texts(work, "container-title")), "") or _text(work, "publisher"),
    )


def _date(said: _Said) -> str:
    """The date of `date-parts`, as exact as it is."""
    parts = said.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    numbers = [one for one in first[:3] if isinstance(one, int) and 0 < one < 10_000]
    return "-".join(f"{number:0{4 if place == 0 else 2}}" for place, number in enumerate(numbers))


def _openalex(said: _Said) -> tuple[Head, Iterator[Entry]]:
    if not isinstance(said.get("results"), list):
        reason = _text(said, "message") or _text(said, "error")
        return Head(problem=f"OpenAlex says: {reason[:150]}" if reason else "its JSON is no answer of OpenAlex"), iter(
            ()
        )
    return Head(form="OpenAlex"), map(_openalex_work, _all(said, "results"))


def _openalex_work(work: _Said) -> Entry:
    place = _map(work, "primary_location")
    link = _text(work, "doi") or _text(place, "landing_page_url") or _text(work, "id")
    return Entry(
        id=_text(work, "id"),
        link=link,
        title=_text(work, "title") or _text(work, "display_name"),
        summary=_abstract(_map(work, "abstract_inverted_index")),
        published=_text(work, "publication_date"),
        authors=tuple(_text(_map(one, "author"), "display_name") for one in _all(work, "authorships")),
        categories=tuple(_text(one, "display_name") for one in _all(work, "keywords")),
        language=_text(work, "language"),
        outlet=_text(_map(place, "source"), "display_name"),
    )


def _abstract(index: _Said) -> str:
    """The words of an abstract put back to their places."""
    places = [
        (place, word)
        for word, those in index.items()
        if isinstance(those, list)
        for place in those
        if isinstance(place, int) and 0 <= place < _LONGEST_ABSTRACT
    ]
    return _escaped(" ".join(word for _, word in sorted(places)))


_READERS: Mapping[str, Callable[[_Said], tuple[Head, Iterator[Entry]]]] = {
    "gdelt": _gdelt,
    "crossref": _crossref,
    "openalex": _openalex,
}


def _text(said: _Said, name: str) -> str:
    """A text or a number as text; anything else is none."""
    value = said.get(name)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return str(value).strip() if isinstance(value, str) or abs(value) < 1e18 else ""


def _texts(said: _Said, name: str) -> tuple[str, ...]:
    value = said.get(name)
    return tuple(one.strip() for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _map(said: _Said, name: str) -> _Said:
    value = said.get(name)
    return value if isinstance(value, dict) else {}


def _all(said: _Said, name: str) -> Iterator[_Said]:
    value = said.get(name)
    yield from (one for one in value if isinstance(one, dict)) if isinstance(value, list) else ()


def _escaped(text: str) -> str:
    """Text in which nothing is markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;")
