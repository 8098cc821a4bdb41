"""Rules about titles: whole, as published, in their own script, and readable by those who do not read it."""

import re
from collections.abc import Iterator

from sourcebook.checks.rule import Finding, about, rule
from sourcebook.model.library import Library
from sourcebook.model.marks import find_marks, read_marks
from sourcebook.model.problems import Severity
from sourcebook.model.text import fold
from sourcebook.model.work import Work

_CUT_OFF = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\s*$")
_SUFFIX = re.compile(r"\s+(?:[-‐-―|·•»]|::)\s+(?P<outlet>[^|]+?)\s*$")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_OTHER_LETTER = re.compile(r"[^\W\d_A-Za-z\u00aa-\u02ff\u1e00-\u1eff]")
# Languages that are not written in Latin letters unless a tag says so (`-Latn`).
_OTHER_SCRIPT = frozenset(
    """am ar be bg bn bo dv dz el fa gu he hi hy ja ka km kn ko lo mk ml mn mr my ne or pa ps ru sa sd si ta te th ti ug
    uk ur yi zh""".split()
)
# Codes of ISO 639-2 that name no language.
_NO_LANGUAGE = frozenset(("mis", "mul", "und", "zxx"))


@rule(Severity.WARNING)
def cut_off_title(library: Library) -> Iterator[Finding]:
    """A title ends in dots, as titles do that a feed or a search engine has cut off.

    Nobody can search for the missing words. Open the work and copy its title whole. Where the published title
    itself ends in dots, the warning can stay.

        title: Council delays the decision on the new…                # bad
        title: Council delays the decision on the new bridge again    # good
    """
    for work in library.works.values():
        for field in ("title", "title-romanized", "title-translated"):
            if _CUT_OFF.search(work.text(field)):
                yield about(work, field, f"{field} seems to be cut off: it ends in dots; copy it whole from the work")


@rule(Severity.NOTE)
def shouting_title(library: Library) -> Iterator[Finding]:
    """The title is all in capitals.

    Capitals are mostly the layout of a page, not the spelling of a title, and no style can turn them back. Write it
    as running text would quote it; names and acronyms keep their capitals.

        title: COUNCIL DELAYS THE DECISION   # bad
        title: Council delays the decision   # good
    """
    for work in library.works.values():
        title = work.title
        if title.isupper() and len(title.split()) > 2 and sum(letter.isupper() for letter in title) > 12:
            yield about(work, "title", "title is all in capitals; write it as running text would")


@rule(Severity.WARNING)
def outlet_in_title(library: Library) -> Iterator[Finding]:
    """The title ends with the name of the outlet.

    Web pages put it there for browser tabs; in a reference it would stand twice. Remove it, with the dash or bar
    before it.

        title: Council delays the decision - The Daily Bridge   # bad
        title: Council delays the decision                      # good
        container-title: The Daily Bridge
    """
    for work in library.works.values():
        match = _SUFFIX.search(work.title)
        if match and fold(match["outlet"]) in _outlet_names(library, work):
            yield about(work, "title", f"title ends with the name of its outlet, {match['outlet']!r}; remove it")


@rule(Severity.WARNING)
def romanized_title(library: Library) -> Iterator[Finding]:
    """The title stands in Latin letters, though its language is written in another script.

    `title` is the title as published, in its own script, by which readers find the work; the romanised form has a
    field of its own. Where the work really printed Latin letters, the warning can stay.

        language: ja
        title: Atarashii hashi             # bad
        title: 新しい橋                     # good
        title-romanized: Atarashii hashi
    """
    for work in library.works.values():
        title, romanized = work.title, work.text("title-romanized")
        primary, _, subtags = work.language.lower().partition("-")
        own_script = primary in _OTHER_SCRIPT and "latn" not in subtags
        if romanized and fold(romanized) == fold(title):
            yield about(work, "title-romanized", "title-romanized repeats title; title has to be in its own script")
        elif own_script and _LATIN.search(title) and not _OTHER_LETTER.search(title):
            yield about(
                work, "title", f"title is in Latin letters, but the work is in another script ({work.language})"
            )


@rule(Severity.NOTE)
def untranslated_title(library: Library) -> Iterator[Finding]:
    """The title is in another language than the sourcebook, and there is no translation of it.

    Readers who do not know the language see only letters. Add `title-translated`; styles print it in square
    brackets behind the title.

        title: 新しい橋
        title-translated: The new bridge
    """
    own = library.language.partition("-")[0].lower()
    for work in library.works.values():
        language = work.language.partition("-")[0].lower()
        if language and language != own and language not in _NO_LANGUAGE and not work.text("title-translated"):
            yield about(work, "title", f"title is in another language ({work.language}); add title-translated")


@rule(Severity.WARNING)
def bad_mark(library: Library) -> Iterator[Finding]:
    """An excerpt in `marks` has no mark in it, or one that is not closed.

    The marks are those of CSL: `<i>`, `<b>`, `<sc>` (small capitals), `<sup>`, `<sub>`, and `<span class="nocase">` for
    words that no style may capitalise. Each is closed, `</i>`, and around at least a letter.

        marks: [The Dam]          # bad
        marks: [<i>The Dam</i>]   # good
    """
    for work in library.works.values():
        for excerpt in work.words("marks"):
            if not (read_marks(excerpt) or ("", ()))[1]:
                yield about(work, "marks", f"{excerpt!r} is no excerpt with marks such as <i>…</i>, each closed")


@rule(Severity.WARNING)
def lost_mark(library: Library) -> Iterator[Finding]:
    """The words of an excerpt in `marks` stand in no title of the work, so nothing is set apart.

    Perhaps a title was corrected since. Copy the words from the title as they are there, as whole words.

        title: Crossing rivers, a review of The Dam
        marks: [<i>The Dams</i>]   # bad
        marks: [<i>The Dam</i>]    # good
    """
    for work in library.works.values():
        if marks := work.words("marks"):
            titles = [" ".join(work.text(name).split()) for name in work.fields if "title" in name]
            for excerpt in marks:
                known = read_marks(excerpt)
                if known and known[1] and not any(find_marks(title, [excerpt]) for title in titles):
                    yield about(work, "marks", f"{known[0]!r} stands in no title of the work as whole words")


def _outlet_names(library: Library, work: Work) -> set[str]:
    outlet = library.outlet_of(work)
    known = (outlet.name, *outlet.aliases) if outlet else ()
    return {fold(name) for name in (work.text("container-title"), work.text("publisher"), *known) if name}
