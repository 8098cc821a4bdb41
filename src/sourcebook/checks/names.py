"""Rules about names: each one name, of a person or a body, and nothing else that stood in the byline."""

import re
from collections.abc import Iterator

from sourcebook.checks.rule import Finding, about, rule
from sourcebook.model.fields import NAME_FIELDS
from sourcebook.model.library import Library
from sourcebook.model.names import COMMA_SUFFIX, Name
from sourcebook.model.problems import Severity
from sourcebook.model.text import fold
from sourcebook.model.work import Work

# Folded bylines that systems and templates print in the place of a name.
_PLACEHOLDERS = frozenset(
    """admin, administrator, author, by, correspondent, desk, editor, editorial staff, editorial team, editors, guest,
    guest author, guest contributor, n/a, na, news desk, news staff, newsroom, no author, none, null, our correspondent,
    our reporter, reporter, root, staff, staff and agencies, staff reporter, staff writer, staff writers, tba, unknown,
    unknown author, user, various, various authors, web desk, webmaster""".replace("\n    ", " ").split(", ")
)
_BEFORE_A_NAME = re.compile(r"(?:(?:written|posted|published|reported|story)\s+)?by[\s:]+\S", re.IGNORECASE)
_ADDRESS = re.compile(r"@|https?:|www\.", re.IGNORECASE)
_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\b\d{1,2}:\d\d\b")
_SEVERAL = re.compile(r",|;|&|\bet\s+al\b|\s+and\s+", re.IGNORECASE)
_SEVERAL_BODIES = re.compile(r";|\bet\s+al\b", re.IGNORECASE)


@rule(Severity.WARNING)
def byline_no_name(library: Library) -> Iterator[Finding]:
    """What stands as a name is something else from the byline.

    "Staff", "Admin", a date, an address or a leading "By" name nobody, and a work by "Staff, A." cannot be found.
    Leave `author` out where the work names none. Where a body speaks, write it as `literal`; an outlet split into
    family and given name is no person.

        author: [{family: Staff}]                                # bad
        author: [{family: Bridge, given: The Daily}]             # bad: the newspaper
        author: [{literal: Ministry of Roads}]                   # good
    """
    for work in library.works.values():
        for field, name in _names(work):
            if complaint := _complaint(work, name):
                yield about(work, field, f"{field}: {name.full!r} {complaint}")


@rule(Severity.WARNING)
def several_names_in_one(library: Library) -> Iterator[Finding]:
    """Several people stand as one name, or a whole name as a family name.

    Styles would abbreviate and sort them as one person. Give each name an item of its own; "et al." is what styles
    print, never what a record holds.

        author: [{family: Doe and Roe}]                                        # bad
        author: [{family: 'Doe, Jane'}]                                        # bad
        author: [{family: Doe, given: Jane}, {family: Roe, given: Richard}]    # good
    """
    for work in library.works.values():
        for field, name in _names(work):
            pattern = _SEVERAL_BODIES if name.literal else _SEVERAL
            if match := pattern.search(name.literal or f"{name.given} {name.family}"):
                mark = match.group().strip()
                yield about(work, field, f"{field}: {name.full!r} holds {mark!r}; give each name an item of its own")


@rule(Severity.WARNING)
def odd_name_parts(library: Library) -> Iterator[Finding]:
    """A name has parts that do not go together, or that nothing knows.

    A name is either `literal` alone or a `family` name with what belongs to it: `given`, `suffix` (with
    `comma-suffix: true` for a comma before it), `dropping-particle`, `non-dropping-particle`. Somebody with one name
    only has that as `literal`. Other parts are kept, but no style prints them.

        author: [{first: Jane, last: Doe}]      # bad
        author: [{family: Doe, given: Jane}]    # good
    """
    for work in library.works.values():
        for field, name in _names(work):
            if parts := ", ".join(part for part, said in name.extra if (part, said) != COMMA_SUFFIX):
                yield about(
                    work, field, f"{field}: {name.full!r} has parts that no style knows or that are empty: {parts}"
                )
            elif name.literal and (name.family or name.given):
                yield about(
                    work, field, f"{field}: {name.literal!r} is literal and has family or given besides; keep one"
                )
            elif name.given and not name.family:
                yield about(work, field, f"{field}: {name.given!r} has no family name; a single name stands as literal")


def _names(work: Work) -> Iterator[tuple[str, Name]]:
    for field in NAME_FIELDS:
        if field in work.fields:
            for name in work.names(field):
                yield field, name


def _complaint(work: Work, name: Name) -> str:
    said = name.full
    if fold(said) in _PLACEHOLDERS:
        return "names nobody; leave it out, or give the body that speaks as literal"
    if _BEFORE_A_NAME.match(said):
        return "begins with the word before the name; leave that out"
    if _ADDRESS.search(said):
        return "is or holds an address; keep the name alone"
    if _DATE.search(said):
        return "is or holds a date; keep the name alone"
    if any(map(str.isdigit, name.family + name.given)):
        return "holds digits; keep the name alone"
    outlets = {fold(work.text(field)) for field in ("container-title", "publisher")} - {""}
    if not name.literal and name.given and {fold(said), fold(f"{name.family} {name.given}")} & outlets:
        return "is the outlet, no person; leave it out, or give it as literal"
    return ""
