"""How the links of a bibliography are, counted by viewpoint, outlet or year, and which of them died."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from sourcebook.model.groups import group_works
from sourcebook.model.library import Library
from sourcebook.model.links import Link, State, Verdict, links_of
from sourcebook.model.text import one_line, printable
from sourcebook.model.work import Work

_UNTRIED = "untried"
_STATES = tuple(str(state) for state in State if state is not State.DEFERRED)


class Row(NamedTuple):
    """A group of works: how many, and how many of their links are in which state (`untried` for those never tried)."""

    label: str
    works: int
    links: int
    counts: Mapping[str, int]


class Health(NamedTuple):
    """How links are, by groups; `died` are those that are gone now and were not at `since`, a state of the past."""

    by: str
    rows: tuple[Row, ...]
    died: tuple[tuple[Link, Verdict], ...] = ()
    since: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The states that any link is in."""
        return tuple(name for name in (*_STATES, _UNTRIED) if any(row.counts.get(name) for row in self.rows))


def health_rows(library: Library, verdicts: Mapping[str, Verdict], by: str) -> tuple[Row, ...]:
    """A row for each group, then one for all works together."""
    rows = [_row(group.label, group.works, verdicts) for group in group_works(library, by)]
    return (*rows, _row("all", tuple(library.works.values()), verdicts))


def died(
    links: Iterable[Link], now: Mapping[str, Verdict], then: Mapping[str, Verdict]
) -> tuple[tuple[Link, Verdict], ...]:
    """The links that are gone now and were not then."""
    return tuple((link, now[link.url]) for link in links if _is_gone(now, link.url) and not _is_gone(then, link.url))


def _is_gone(verdicts: Mapping[str, Verdict], url: str) -> bool:
    return url in verdicts and verdicts[url].state is State.GONE


def _row(label: str, works: tuple[Work, ...], verdicts: Mapping[str, Verdict]) -> Row:
    urls = {url for work in works for url, _ in links_of(work)}
    states = (verdicts[url].state if url in verdicts else State.DEFERRED for url in urls)
    counts = Counter(_UNTRIED if state is State.DEFERRED else str(state) for state in states)
    return Row(label, len(works), len(urls), counts)


def as_text(found: Health) -> str:
    """A table with tabs between its columns, then what died."""
    lines = ["\t".join((found.by, "works", "links", *found.columns))]
    lines += ["\t".join(map(str, _cells(row, found))) for row in found.rows]
    lines += _died(found, lambda link, verdict: f"{link.url}\t{verdict.evidence}\t{', '.join(link.keys)}")
    return "".join(f"{printable(line)}\n" for line in lines)


def as_markdown(found: Health) -> str:
    """A table, then what died."""
    head = (found.by, "works", "links", *found.columns)
    lines = [f"| {' | '.join(head)} |", f"| --- |{' ---: |' * (len(head) - 1)}"]
    for row in found.rows:
        cells = (one_line(str(cell)).replace("\\", "\\\\").replace("|", "\\|") for cell in _cells(row, found))
        lines.append(f"| {' | '.join(cells)} |")
    lines += _died(
        found, lambda link, verdict: f"- <{link.url}>: {one_line(verdict.evidence)} ({', '.join(link.keys)})"
    )
    return "\n".join(lines) + "\n"


def as_html(found: Health) -> str:
    """A page of its own with the same."""
    from sourcebook.render.templating import template  # noqa: PLC0415 - jinja2 costs 60 ms, for this format only

    return template("link_health.html.j2").render(health=found) + "\n"


def as_json(found: Health) -> str:
    """JSON Lines: a row each, then each link that died."""
    shapes: list[Mapping[str, object]] = [
        {"schema": "sourcebook.link-health/1", "by": found.by, **row._asdict()} for row in found.rows
    ]
    shapes += [
        {
            "schema": "sourcebook.link-death/1",
            "url": link.url,
            "keys": link.keys,
            "since": found.since,
            **_told(verdict),
        }
        for link, verdict in found.died
    ]
    return "".join(f"{json.dumps(shape, ensure_ascii=False)}\n" for shape in shapes)


def _told(verdict: Verdict) -> Mapping[str, str]:
    return {"gone": verdict.since, "evidence": verdict.evidence}


def _cells(row: Row, found: Health) -> tuple[object, ...]:
    return (row.label, row.works, row.links, *(row.counts.get(name, 0) for name in found.columns))


def _died(found: Health, line: Callable[[Link, Verdict], str]) -> list[str]:
    """The lines about what died, with a heading; none where nobody asked, or nothing did."""
    if not found.died:
        return []
    return ["", f"Gone since {found.since}", "", *(line(link, verdict) for link, verdict in found.died)]


FORMATS: Mapping[str, Callable[[Health], str]] = {
    "text": as_text,
    "markdown": as_markdown,
    "html": as_html,
    "json": as_json,
}
