"""What is to be said of a manuscript's citations, as Problems: unknown keys, dead links, rebuttals left out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sourcebook.errors import did_you_mean
from sourcebook.model.identifiers import normal_doi
from sourcebook.model.library import Library
from sourcebook.model.links import State, Verdict, link_address
from sourcebook.model.manuscripts import Mention, MentionKind
from sourcebook.model.problems import Place, Problem, Severity
from sourcebook.model.text import one_line
from sourcebook.model.urls import canonical_url
from sourcebook.model.work import Work

# How pandoc-crossref and Quarto name figures, tables, sections and so on.
_CROSS_REFERENCE = re.compile(r"(?:fig|tbl|tab|sec|eq|lst|thm|lem|cor|prp|cnj|def|exm|exr|alg|app)[:-]", re.IGNORECASE)
# The inverse relations that tell of a work that something became of it.
_OVERTAKEN = {"retracted-by": "retracted", "corrected-by": "corrected", "superseded-by": "superseded"}


class Audit(NamedTuple):
    """What was found, and the keys that are cited as the manuscript writes them, with the keys of today."""

    problems: tuple[Problem, ...]
    cited: Mapping[str, str]


def audit(mentions: Sequence[Mention], library: Library, verdicts: Mapping[str, Verdict], path: str) -> Audit:
    """Hold what a manuscript names against the library and the verdicts on links, by `link_address`.

    An unknown key is an error; what became of a work or its link a warning; what one may want to know a note. Each work
    is spoken of once, where it is first cited.
    """
    auditing = _Auditing(library, verdicts, path)
    problems = [problem for mention in mentions for problem in auditing.of(mention)]
    problems += auditing.unanswered()
    return Audit(tuple(sorted(problems, key=lambda one: one.place.line)), auditing.cited)


class _Auditing:
    """One manuscript. A class, because each work and address is spoken of once."""

    def __init__(self, library: Library, verdicts: Mapping[str, Verdict], path: str) -> None:
        self.cited: dict[str, str] = {}
        self._library = library
        self._verdicts = verdicts
        self._path = path
        self._first: dict[str, int] = {}  # the line where a work is first cited
        self._seen: set[str] = set()
        self._by_address: dict[str, str] = {}
        self._by_doi: dict[str, str] = {}
        for work in library.works.values():
            for name in ("URL", "url-mirror"):
                if work.text(name):
                    self._by_address.setdefault(canonical_url(work.text(name)), work.key)
            if doi := normal_doi(work.text("DOI")):
                self._by_doi.setdefault(doi, work.key)

    def of(self, mention: Mention) -> Iterator[Problem]:
        """What is to be said of one mention."""
        match mention.kind:
            case MentionKind.EVERYTHING:
                self.cited.update((key, key) for key in self._library.works)
            case MentionKind.KEY:
                yield from self._of_key(mention)
            case MentionKind.ADDRESS:
                yield from self._of_address(mention)

    def unanswered(self) -> Iterator[Problem]:
        """The works that are cited without any of the works that rebut them."""
        cited = set(self.cited.values())
        for key, line in self._first.items():
            incoming = self._library.incoming.get(key, ())
            rebuttals = [source for name, source in incoming if name == "rebutted-by"]
            if rebuttals and cited.isdisjoint(rebuttals):
                message = f"{key} is cited without what rebuts it: {', '.join(rebuttals)}"
                yield self._problem("unanswered", Severity.NOTE, message, line, key)

    def _of_key(self, mention: Mention) -> Iterator[Problem]:
        key = self._library.aliases.get(mention.text, mention.text)
        work = self._library.works.get(key)
        if work is None:
            if mention.text not in self._seen and not _CROSS_REFERENCE.match(mention.text):
                near = did_you_mean(mention.text, (*self._library.works, *self._library.aliases))
                message = f"No work has the key {mention.text!r}.{near}"
                yield self._problem("unknown-key", Severity.ERROR, message, mention.line)
            self._seen.add(mention.text)
            return
        self.cited[mention.text] = key
        if mention.text != key and mention.text not in self._seen:
            message = f"{mention.text} is called {key} now; the former key goes on working"
            yield self._problem("former-key", Severity.NOTE, message, mention.line, key)
            self._seen.add(mention.text)
        if key not in self._first:
            self._first[key] = mention.line
            yield from self._of_work(work, mention.line)

    def _of_work(self, work: Work, line: int) -> Iterator[Problem]:
        for name, source in self._library.incoming.get(work.key, ()):
            if name in _OVERTAKEN:
                message = f"{work.key} was {_OVERTAKEN[name]} by {source}"
                yield self._problem(_OVERTAKEN[name], Severity.WARNING, message, line, work.key)
        events = work.fields.get("status-events", ())
        for event in events if isinstance(events, tuple | list) else ():
            if isinstance(event, Mapping):
                said = " · ".join(str(event[part]) for part in ("type", "date", "note") if event.get(part))
                message = f"Something became of {work.key} after it was published: {said}"
                yield self._problem("status-event", Severity.WARNING, message, line, work.key)
        doi = normal_doi(work.text("DOI"))
        for address in (f"https://doi.org/{doi}" if doi else "", work.text("URL"), work.text("url-mirror")):
            if address:
                yield from self._of_link(address, line, work)

    def _of_address(self, mention: Mention) -> Iterator[Problem]:
        address = mention.text
        if address in self._seen:
            return
        self._seen.add(address)
        key = self._by_doi.get(normal_doi(address), "") or self._by_address.get(canonical_url(address), "")
        if key:
            message = f"{address} is the address of {key}, which can be cited by its key"
            yield self._problem("address-of-work", Severity.NOTE, message, mention.line, key)
        else:
            message = f"No work has the address {address}; `sourcebook add` makes one"
            yield self._problem("unknown-address", Severity.NOTE, message, mention.line)
        yield from self._of_link(address, mention.line, self._library.works.get(key))

    def _of_link(self, address: str, line: int, work: Work | None) -> Iterator[Problem]:
        verdict = self._verdicts.get(link_address(address))
        if verdict is None or verdict.state not in (State.GONE, State.MOVED):
            return
        whose, key = (f"The link of {work.key}", work.key) if work else ("This link", "")
        since = f" since {verdict.since}" if verdict.since else ""
        if verdict.state is State.MOVED:
            message = f"{whose} moved{since}, to {verdict.to}: {address}"
            yield self._problem("moved-link", Severity.NOTE, message, line, key)
            return
        copy = str(work.map("archive").get("url", "")) if work else ""
        kept = f"; an archived copy is at {copy}" if copy else ""
        yield self._problem("dead-link", Severity.WARNING, f"{whose} is gone{since}: {address}{kept}", line, key)

    def _problem(self, rule: str, severity: Severity, message: str, line: int, key: str = "") -> Problem:
        return Problem(rule, severity, one_line(message), Place(self._path, line), key)
