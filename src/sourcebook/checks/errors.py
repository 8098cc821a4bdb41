"""The errors that a change of records can bring, parted by what they are seen from, so that a change is judged fast.

Imports the rules about one record alone; the others stand in the registry, with all that they import.
"""

from collections.abc import Iterator

from sourcebook.checks import fields, identifiers, relations, vocabulary
from sourcebook.checks.rule import Rule
from sourcebook.model.library import Library
from sourcebook.model.problems import Problem

IN_ONE: tuple[Rule, ...] = (
    fields.missing_type,
    fields.unknown_type,
    fields.missing_title,
    fields.bad_language,
    identifiers.bad_doi,
    identifiers.bad_isbn,
    identifiers.bad_issn,
    identifiers.bad_url,
    relations.unknown_relation,
    vocabulary.unknown_viewpoint,
    vocabulary.unknown_role,
)
# The ids of rules that compare works, and the fields that they compare them by.
BETWEEN = (
    "keys-differ-by-case",
    "alias-taken",
    "same-doi",
    "relation-to-nowhere",
    "relation-to-itself",
    "relation-in-a-circle",
)
COMPARED = ("DOI", "aliases", "relations")


def in_one(library: Library) -> Iterator[Problem]:
    """The errors that are seen in each record alone, whatever other works the library holds."""
    for rule in IN_ONE:
        yield from rule.find(library)
