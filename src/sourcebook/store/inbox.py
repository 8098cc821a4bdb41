"""The inbox, `library/inbox/`: candidates as records, of the same shape as works, that say where they are from and why.

Everything a decision needs stands in the record itself, so that a candidate can be judged on any machine, whatever
became of the state of the feeds there.
"""

import hashlib
import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from sourcebook.model.coverage import Candidate, FeedItem, Reason
from sourcebook.model.fields import ORDER
from sourcebook.model.text import fold
from sourcebook.model.work import Origin, Raw, Work, read_work
from sourcebook.store import codec
from sourcebook.store.shelf import Shelf

INBOX = "library/inbox"
_WORDS, _LETTERS = 8, 60  # of a file's name
_ITEM = ("feed", "id", "url", "title", "published", "outlet", "language")  # what stays of the same story elsewhere
_REASON = re.compile(r"(.*) ([+-]\d+(?:\.\d+)?)")


class Waiting:
    """One candidate of the inbox: its short id, its record, and the candidate as it was found."""

    __slots__ = ("candidate", "id", "work")

    def __init__(self, work: Work) -> None:
        said = work.map("provenance")
        self.work = work
        self.candidate = _candidate(work)
        self.id = _text(said, "candidate") or _digest(work.key)

    @property
    def path(self) -> str:
        """Where its record is, from the root of the sourcebook."""
        return inbox_at(self.work.key)

    @property
    def items(self) -> tuple[FeedItem, ...]:
        """The item itself, and the same story elsewhere."""
        return (self.candidate.item, *self.candidate.others)


def inbox_at(key: str) -> str:
    """The path of a candidate's record."""
    return f"{INBOX}/{key}.md"


def load_inbox(root: str) -> list[Waiting]:
    """The candidates that can be read, in the order of their names, which begin with days; raises StorageFailed."""
    if not os.path.isdir(os.path.join(root, INBOX)):
        return []
    return [Waiting(work) for work in Shelf(root, INBOX).library().works.values()]


def key_of(candidate: Candidate, day: str, name: str, taken: Collection[str]) -> str:
    """The name of a candidate's file, `2026-11-20-the-dam-is-closed`: the day that it appeared, else that of today.

    `name` is its short id, which tells twins apart.

    The same on every machine, so that two people who find one candidate have one file.
    """
    words = re.findall(r"[a-z0-9]+", fold(candidate.item.title).encode("ascii", "ignore").decode())
    slug = "-".join(words[:_WORDS])[:_LETTERS].strip("-")
    if len(slug) < 8:
        # A title in another script has few letters that a file's name can have.
        slug = "-".join(filter(None, (re.sub(r"[^a-z0-9]+", "-", candidate.item.feed.lower()).strip("-"), name)))
    key = f"{day}-{slug}"
    return f"{key}-{name[:4]}" if key.casefold() in taken else key


def record_of(candidate: Candidate, name: str, raw: Mapping[str, Raw], doubts: Sequence[str]) -> bytes:
    """The record of a candidate; `raw` are the facts of its item."""
    item = candidate.item
    provenance: dict[str, Raw] = {
        "confirmed": "feed",
        "candidate": name,
        "feed": item.feed,
        "item": item.id,
        "published": item.published,
        "published-raw": item.published_raw,
        "outlet": item.outlet,
        "score": f"{candidate.score:g}",
        "why": [f"{one.phrase} {one.points:+g}" for one in candidate.reasons],
        "also": [_said(other) for other in candidate.others],
        "like": list(candidate.like),
        "answers": list(candidate.answers),
        "doubts": list(doubts),
    }
    facts = {**raw, "provenance": {part: value for part, value in provenance.items() if value}}
    ordered = {field: facts[field] for field in sorted(facts, key=lambda one: (ORDER.get(one, len(ORDER)), one))}
    return codec.write(read_work("", ordered, "", Origin())[0]).encode("utf-8", "replace")


def known_works(waiting: Sequence[Waiting]) -> Iterator[Work]:
    """The candidates as works that an item can be compared with, and the same stories elsewhere as works too."""
    for one in waiting:
        yield one.work
        for item in one.candidate.others:
            fields: dict[str, Raw] = {"title": item.title, "URL": item.url, "issued": item.published[:10]}
            yield read_work(one.work.key, {name: value for name, value in fields.items() if value}, "", Origin())[0]


def _candidate(work: Work) -> Candidate:
    """The candidate of a record, as far as the record tells; a person may have edited it."""
    said = work.map("provenance")
    doi = work.text("DOI")
    item = FeedItem(
        feed=_text(said, "feed"),
        id=_text(said, "item"),
        url=work.text("URL") or (f"https://doi.org/{doi}" if doi else ""),
        title=work.title,
        summary=work.text("abstract"),
        published=_text(said, "published") or work.text("issued"),
        published_raw=_text(said, "published-raw"),
        language=work.language,
        outlet=_text(said, "outlet"),
    )
    others = tuple(_item(one) for one in _list(said, "also") if isinstance(one, Mapping))
    return Candidate(
        item=item,
        score=_number(_text(said, "score")),
        reasons=tuple(_reason(one) for one in _list(said, "why") if isinstance(one, str)),
        others=others,
        like=tuple(one for one in _list(said, "like") if isinstance(one, str)),
        answers=tuple(one for one in _list(said, "answers") if isinstance(one, str)),
    )


def _item(said: Mapping[str, Raw]) -> FeedItem:
    feed, name, url, title, published, outlet, language = (_text(said, part) for part in _ITEM)
    return FeedItem(feed, name, url, title, published=published, outlet=outlet, language=language)


def _reason(text: str) -> Reason:
    match = _REASON.fullmatch(text)
    return Reason(match[1], float(match[2])) if match else Reason(text, 0.0)


def _said(item: FeedItem) -> dict[str, Raw]:
    return {part: value for part in _ITEM if (value := getattr(item, part))}


def _text(said: Mapping[str, Raw], name: str) -> str:
    value = said.get(name, "")
    return value if isinstance(value, str) else ""


def _list(said: Mapping[str, Raw], name: str) -> Sequence[Raw]:
    value = said.get(name, ())
    return value if isinstance(value, Sequence) and not isinstance(value, str) else ()


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:10]
