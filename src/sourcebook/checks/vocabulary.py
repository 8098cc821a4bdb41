"""Rules about viewpoints and roles: every work has one of each, and every term says when to choose it."""

from collections.abc import Iterator, Mapping

from sourcebook.checks.hints import hint
from sourcebook.checks.rule import Finding, about, rule
from sourcebook.model.library import Library
from sourcebook.model.problems import Place, Severity
from sourcebook.model.vocabulary import Term

VOCABULARY_FILE = "library/viewpoints.yaml"


@rule(Severity.ERROR)
def unknown_viewpoint(library: Library) -> Iterator[Finding]:
    """The `viewpoint` is no id of viewpoints.yaml.

    Lists would put the work under a heading that nobody defined. Write one of the ids, or add the viewpoint to the
    file with a neutral label and a definition.
    """
    yield from _unknown(library, "viewpoint", library.vocabulary.viewpoints)


@rule(Severity.WARNING)
def no_viewpoint(library: Library) -> Iterator[Finding]:
    """The work is not grouped under any viewpoint.

    Reading lists show it at their end, under a heading that says so. Choose by the definitions in viewpoints.yaml.
    A viewpoint says from where a work speaks, never whether it is right.
    """
    for work in library.works.values():
        if not work.fields.get("viewpoint"):
            yield about(work, "viewpoint", "viewpoint is missing; choose one id of viewpoints.yaml")


@rule(Severity.ERROR)
def unknown_role(library: Library) -> Iterator[Finding]:
    """The `role` is no id of the roles in viewpoints.yaml.

    Searches and lists by role would miss the work. Write one of the ids, or add the role to the file with a neutral
    label and a definition.
    """
    yield from _unknown(library, "role", library.vocabulary.roles)


@rule(Severity.WARNING)
def no_role(library: Library) -> Iterator[Finding]:
    """The record does not say what the work does in the dispute.

    Whoever makes a balanced list looks for reports and for what answers them. Choose by the definitions of the
    roles in viewpoints.yaml.
    """
    for work in library.works.values():
        if not work.fields.get("role"):
            yield about(work, "role", "role is missing; choose one id of the roles in viewpoints.yaml")


@rule(Severity.WARNING)
def undefined_term(library: Library) -> Iterator[Finding]:
    """A viewpoint or role has no definition.

    The definition is printed under the heading of each group and is the only thing that makes two maintainers
    choose alike. Write one or two neutral sentences that tell when to choose the term.

        - id: engineers
          label: Engineers
          definition: Works by people who planned or built the bridge; choose it for their interviews too.
    """
    for kind, terms in (("viewpoint", library.vocabulary.viewpoints), ("role", library.vocabulary.roles)):
        for term in terms.values():
            if not term.definition.strip():
                message = f"The {kind} {term.id!r} has no definition; say in a sentence when to choose it"
                yield Finding(message=message, place=Place(path=VOCABULARY_FILE))


def _unknown(library: Library, field: str, terms: Mapping[str, Term]) -> Iterator[Finding]:
    known = frozenset(terms)
    for work in library.works.values():
        said = work.text(field)
        if said and said not in terms:
            yield about(work, field, f"There is no {field} {said!r} in viewpoints.yaml{hint(said, known)}")
