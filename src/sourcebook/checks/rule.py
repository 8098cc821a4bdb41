"""What a rule is: one function from a Library to findings, whose docstring is its documentation."""

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from sourcebook.model.library import Library
from sourcebook.model.problems import Place, Problem, Severity
from sourcebook.model.text import one_line
from sourcebook.model.work import Work

_SENTENCE = re.compile(r".+?[.](?=\s|$)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: its id, how much its problems weigh, its documentation in Markdown, and what finds them."""

    id: str
    severity: Severity
    explanation: str
    find: Callable[[Library], Iterator[Problem]]

    @property
    def summary(self) -> str:
        """The first sentence of the explanation, on one line."""
        match = _SENTENCE.match(self.explanation)
        return " ".join((match.group() if match else self.explanation).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule's function yields: a Problem that does not yet know its rule and severity."""

    message: str
    place: Place
    key: str = ""


Finder: TypeAlias = Callable[[Library], Iterator[Finding]]


def about(work: Work, field: str, message: str) -> Finding:
    """A finding about one field of a work: at its line, or at the record's first where there is no such field."""
    return Finding(message=message, place=work.origin.place(field), key=work.key)


def rule(severity: Severity) -> Callable[[Finder], Rule]:
    """Make a function a Rule: its name is the rule's id, `bad_doi` is `bad-doi`; its docstring is the explanation."""

    def made(find: Finder) -> Rule:
        name = find.__name__.replace("_", "-")

        def problems(library: Library) -> Iterator[Problem]:
            for found in find(library):
                yield Problem(
                    rule=name, severity=severity, message=one_line(found.message), place=found.place, key=found.key
                )

        return Rule(id=name, severity=severity, explanation=inspect.getdoc(find) or "", find=problems)

    return made
