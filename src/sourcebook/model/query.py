"""The query language: what a person types to find works, as a tree of terms.

    viewpoint:engineering year:2021..2022 (author:okafor OR author:hale) -has:url "flood storage"

Terms side by side must all hold; `OR`, `NOT` (or `-`) and parentheses as usual, `AND` where it reads better.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from sourcebook.errors import QueryError, did_you_mean
from sourcebook.model.dates import day_range
from sourcebook.model.fields import BY_NAME
from sourcebook.model.relations import INVERSES, RELATIONS

# field -> what it asks, for docs/queries.md; a test holds them together.
QUERY_FIELDS: dict[str, str] = {
    "author": "a word of any name: author, editor, translator, interviewer …",
    "date": "a day, month, year or range of them: `date:2022-05`, `date:2022-05-24..2022-06`",
    "doi": "a DOI in any spelling",
    "has": "whether the work has a field, or `annotation`, `doubts`, `link`",
    "key": "a key, present or former; `*` stands for any letters",
    "lang": "a language and what falls under it: `lang:zh` finds `zh-Hans`; several with commas",
    "note": "a word of the annotation, abstract, note or content note",
    "outlet": "the id of an outlet of sources.yaml, or a word of what the work appeared in",
    "role": "a role's id; several with commas",
    "tag": "a word of a keyword",
    "title": "a word of the title in any of its forms",
    "type": "a CSL type; `*` stands for any letters",
    "url": "a part of the address",
    "viewpoint": "a viewpoint's id; several with commas",
    "year": "a year or a range: `year:2022`, `year:2021..2022`, `year:2022..`",
}
_SAME = {"language": "lang", "keyword": "tag", "keywords": "tag", "tags": "tag", "authors": "author", "issued": "date"}
RELATED = frozenset(RELATIONS) | frozenset(INVERSES)
HAS = frozenset({"annotation", "doubts", "link"})
_GRAMMAR = r"""(?x)\s*(?:
        (?P<paren>[()])
      | (?P<word>AND|OR|NOT)(?=[\s()]|$)
      | (?P<minus>-)(?=["(]|[a-z][a-z-]*:)
      | (?P<empty>[A-Za-z][A-Za-z-]*:)(?=[\s()]|$)
      | (?:(?P<field>[A-Za-z][A-Za-z-]*):)?(?:"(?P<phrase>[^"]*)"|(?P<value>[^\s()"]+(?:\([^\s()"]*\)[^\s()"]*)*))
    )"""
_NEGATED = r"-(?=[a-z][a-z-]*:)"
# SQLite refuses conditions much larger or deeper than these; what a person types stays far below.
_MOST_WORDS = 500
_DEEPEST = 20


class Term(NamedTuple):
    """One condition; `field` is empty for words anywhere; `exact` where quotation marks ask for whole words."""

    field: str
    value: str
    exact: bool = False


class All(NamedTuple):
    """Every part must hold; without parts it holds for every work."""

    parts: tuple["Query", ...] = ()


class AnyOf(NamedTuple):
    """At least one part must hold."""

    parts: tuple["Query", ...]


class Not(NamedTuple):
    """The part must not hold."""

    part: "Query"


Query: TypeAlias = Term | All | AnyOf | Not
EVERYTHING = All()


def query_text(arguments: Sequence[str]) -> str:
    """The query that the words of a command line make; a word with blanks in it was quoted, so it is a phrase.

    >>> query_text(["tag:speech", "shoot to kill"])
    'tag:speech "shoot to kill"'
    """
    return " ".join(_quoted(argument, alone=len(arguments) == 1) for argument in arguments)


def _quoted(argument: str, *, alone: bool) -> str:
    if not re.search(r"\s", argument) or '"' in argument or re.search(r"[()]|\b(?:AND|OR|NOT)\b", argument):
        return argument
    field, colon, rest = argument.partition(":")
    if colon and re.fullmatch(r"-?[a-z][a-z-]*", field):
        return argument if alone or ":" in rest else f'{field}:"{rest}"'
    return f'"{argument}"'


def parse_query(text: str) -> Query:
    """The tree of a query; an empty query is EVERYTHING. Raises QueryError with the place of the fault."""
    return _Parser(text).query()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[re.Match[str]] = []
        position = depth = 0
        token = re.compile(_GRAMMAR)
        while text[position:].strip():
            match = token.match(text, position)
            if match is None or match.end() == position:
                start = position + len(text[position:]) - len(text[position:].lstrip())
                raise QueryError("This part of the query cannot be read; a quotation mark may be open.", text, start)
            self.tokens.append(match)
            position = match.end()
            depth += {"(": 1, ")": -1}.get(match["paren"], 0)
            if depth > _DEEPEST or len(self.tokens) > _MOST_WORDS:
                limit = f"{_DEEPEST} parentheses inside one another" if depth > _DEEPEST else f"{_MOST_WORDS} words"
                raise self._error(f"A query has at most {limit}.", match)
        self.next = 0

    def query(self) -> Query:
        if not self.tokens:
            return EVERYTHING
        tree = self._any_of()
        if self.next < len(self.tokens):
            raise self._error("This closing parenthesis has no opening one.", self.tokens[self.next])
        return tree

    def _peek(self) -> str:
        if self.next >= len(self.tokens):
            return ""
        token = self.tokens[self.next]
        return token["paren"] or token["word"] or ("NOT" if token["minus"] else "term")

    def _any_of(self) -> Query:
        parts = [self._all()]
        while self._peek() == "OR":
            self.next += 1
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else AnyOf(parts=tuple(parts))

    def _all(self) -> Query:
        parts = [self._not()]
        while self._peek() in ("AND", "NOT", "(", "term"):
            self.next += self._peek() == "AND"
            parts.append(self._not())
        return parts[0] if len(parts) == 1 else All(parts=tuple(parts))

    def _not(self) -> Query:
        negated = False
        while self._peek() == "NOT":
            negated = not negated
            self.next += 1
        tree = self._one()
        return Not(part=tree) if negated else tree

    def _one(self) -> Query:
        kind = self._peek()
        if not kind:
            raise QueryError("The query ends where a term was expected.", self.text, len(self.text))
        token = self.tokens[self.next]
        self.next += 1
        if kind == "(":
            tree = self._any_of()
            if self._peek() != ")":
                raise self._error("This parenthesis is never closed.", token)
            self.next += 1
            return tree
        if kind != "term":
            raise self._error(f"A term was expected before {token.group().strip()!r}.", token)
        return self._term(token)

    def _term(self, token: re.Match[str]) -> Query:
        if token["empty"]:
            raise self._error(f"Say what {token['empty']} is to find, as in {token['empty']}word.", token)
        value = token["phrase"] if token["phrase"] is not None else token["value"]
        exact = token["phrase"] is not None
        if not token["field"]:
            return Term(field="", value=value, exact=exact) if value.strip() else EVERYTHING
        # A colon inside a word, as in an address or a headline, is no field.
        if value.startswith("//"):
            return Term(field="url", value=f"{token['field']}:{value}")
        field = _SAME.get(token["field"].lower(), token["field"].lower())
        if field not in QUERY_FIELDS and field not in RELATED:
            known = (*QUERY_FIELDS, *_SAME, *RELATED)
            raise self._error(f"There is no field {field!r} to search.{did_you_mean(field, known)}", token)
        if field in ("date", "year") and day_range(value) is None:
            raise self._error(f"{value!r} is no date or range; write 2022, 2022-05 or 2021..2022.", token)
        if field == "has" and value not in BY_NAME and value not in HAS:
            same = {name.lower(): name for name in BY_NAME}
            if value.lower() not in same:
                raise self._error(f"There is no field {value!r}.{did_you_mean(value, (*BY_NAME, *HAS))}", token)
            value = same[value.lower()]
        return Term(field=field, value=value, exact=exact)

    def _error(self, message: str, token: re.Match[str]) -> QueryError:
        start = token.start() + len(token.group()) - len(token.group().lstrip())
        return QueryError(message, self.text, start)


def protect_negations(arguments: Sequence[str]) -> list[str]:
    """Arguments with `-has:url` as `NOT`, `has:url`, so that no option parser takes them for options."""
    protected: list[str] = []
    for argument in arguments:
        if match := re.match(_NEGATED, argument):
            protected += ["NOT", argument[match.end() :]]
        else:
            protected.append(argument)
    return protected
