"""Queries as SQL over the index: the one place that decides what a term finds."""

from typing import TypeAlias

from sourcebook.model.dates import day_range
from sourcebook.model.identifiers import normal_doi
from sourcebook.model.query import All, AnyOf, Not, Query, Term
from sourcebook.model.relations import INVERSES, RELATIONS
from sourcebook.model.text import fold, is_by_letter, spread

Condition: TypeAlias = tuple[str, list[str | int]]

_COLUMN = {"author": "author", "note": "annotation", "tag": "keywords", "title": "title"}


def condition(query: Query) -> Condition:
    """A query as an SQL condition on the table `work`, with its parameters."""
    match query:
        case All(parts=()):
            return "1", []
        case All(parts=parts):
            return _joined(" AND ", parts)
        case AnyOf(parts=parts):
            return _joined(" OR ", parts)
        case Not(part=part):
            sql, parameters = condition(part)
            return f"NOT ({sql})", parameters
        case Term(value=value):
            # What the shell hands over may be no UTF-8, and SQLite reads a text up to its first NUL.
            return _term(query._replace(value=value.encode("utf-8", "replace").decode().replace("\0", "\ufffd")))


def _joined(word: str, parts: tuple[Query, ...]) -> Condition:
    conditions = [condition(part) for part in parts]
    sql = word.join(f"({sql})" for sql, _ in conditions)
    return sql, [one for _, parameters in conditions for one in parameters]


def _term(term: Term) -> Condition:
    value = term.value
    match term.field:
        case "":
            return _words("", term)
        case "author" | "note" | "tag" | "title":
            return _words(_COLUMN[term.field], term)
        case "date" | "year":
            first, last = day_range(value) or (0, 0)
            return "first_day <= ? AND last_day >= ?", [last, first]
        case "doi":
            return "doi = ?", [normal_doi(value) or value.lower()]
        case "has":
            return "instr(has, ?) > 0", [f" {value} "]
        case "key":
            pattern = _glob(value)
            return "lower(key) GLOB ? OR key IN (SELECT key FROM alias WHERE lower(alias) GLOB ?)", [pattern, pattern]
        case "lang":
            return _any_of("language = ? COLLATE NOCASE OR language LIKE ? || '-%'", value, twice=True)
        case "outlet":
            sql, parameters = _words("container", term)
            known = "EXISTS (SELECT 1 FROM work WHERE outlet = ? COLLATE NOCASE)"
            return f"outlet = ? COLLATE NOCASE OR (NOT {known} AND {sql})", [value, value, *parameters]
        case "role" | "viewpoint":
            return _any_of(f"{term.field} = ? COLLATE NOCASE", value)
        case "type":
            return "lower(type) GLOB ?", [_glob(value)]
        case "url":
            return "instr(urls, ?) > 0", [value.lower()]
        case _:
            return _related(term.field, value)


def _words(column: str, term: Term) -> Condition:
    phrase = spread(term.value).replace('"', '""')
    if not any(char.isalnum() for char in phrase):
        return "0", []
    # Words match from their beginning, so that `polic` finds police; scripts searched by letters match anywhere.
    star = "" if term.exact or is_by_letter(fold(term.value)) else " *"
    scope = f"{column} : " if column else ""
    return "id IN (SELECT rowid FROM words WHERE words MATCH ?)", [f'{scope}"{phrase}"{star}']


def _any_of(sql: str, values: str, *, twice: bool = False) -> Condition:
    wanted = [value for value in values.split(",") if value]
    parameters: list[str | int] = [value for value in wanted for _ in range(1 + twice)]
    return " OR ".join([sql] * len(wanted)) or "0", parameters


def _glob(value: str) -> str:
    return value.lower().replace("[", "[[]").replace("?", "[?]")


def _related(relation: str, key: str) -> Condition:
    # The target may be named by a former key, in the query as in the record.
    same = "SELECT ? UNION SELECT key FROM alias WHERE alias = ?"
    names = f"{same} UNION SELECT alias FROM alias WHERE key IN ({same})"
    if relation in RELATIONS:
        sql = f"key IN (SELECT source FROM relation WHERE type = ? AND target IN ({names}))"
        return sql, [relation, key, key, key, key]
    found = f"SELECT target FROM relation WHERE type = ? AND source IN ({names})"
    sql = f"key IN ({found}) OR key IN (SELECT key FROM alias WHERE alias IN ({found}))"
    return sql, [INVERSES[relation], key, key, key, key] * 2
