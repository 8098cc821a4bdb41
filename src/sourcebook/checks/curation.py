"""Rules about what maintainers say of a work: its annotation, its keywords, and where the record comes from."""

import re
from collections.abc import Iterator

from sourcebook.checks.rule import Finding, about, rule
from sourcebook.model.library import Library
from sourcebook.model.problems import Severity
from sourcebook.model.text import fold

_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
# CommonMark 0.31, section 6.6; an autolink such as <https://example.org> is no HTML.
_HTML = re.compile(r"<(?:/?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?|!--.*?--|![A-Z][^<>]*|\?.*?\?)>", re.DOTALL)
_DOUBTS_SHOWN = 2


@rule(Severity.WARNING)
def no_annotation(library: Library) -> Iterator[Finding]:
    """The record has no annotation.

    Readers of a list choose by it, and it is what makes a list of works a sourcebook. Write one or two neutral
    sentences under the front matter: what the work says or does and on what it rests, a position as a position, in
    your own words.
    """
    for work in library.works.values():
        if not work.annotation.strip():
            yield about(work, "", "There is no annotation; say in one or two neutral sentences what the work does")


@rule(Severity.WARNING)
def html_in_annotation(library: Library) -> Iterator[Finding]:
    """The annotation holds raw HTML.

    Annotations are Markdown; for safety HTML in them is shown as text, tags and all. Write emphasis as `*this*` and
    a link as `[words](https://example.org/)`. What has to show angle brackets stands between backticks.
    """
    for work in library.works.values():
        if "<" in work.annotation and (match := _HTML.search(_CODE.sub("", work.annotation))):
            yield about(work, "annotation", f"The annotation holds HTML ({match.group()}); write Markdown")


@rule(Severity.NOTE)
def few_keywords(library: Library) -> Iterator[Finding]:
    """The work has fewer than two keywords.

    Keywords are how works on one aspect are found together, whatever words their titles use. Two to five are
    enough; take those that other works have before you make a new one.
    """
    for work in library.works.values():
        if len(work.words("keywords")) < 2:
            yield about(
                work, "keywords", f"It has {len(work.words('keywords'))} keywords; two to five let others find it"
            )


@rule(Severity.WARNING)
def repeated_keyword(library: Library) -> Iterator[Finding]:
    """A keyword stands twice in one record.

    Two that differ only by capitals or accents count as one. Remove the second.
    """
    for work in library.works.values():
        seen: set[str] = set()
        for word in work.words("keywords"):
            if fold(word) in seen:
                yield about(work, "keywords", f"The keyword {word!r} stands here a second time")
            seen.add(fold(word))


@rule(Severity.WARNING)
def no_provenance(library: Library) -> Iterator[Finding]:
    """The record does not say where its facts come from.

    Nobody can tell whether the page was seen or the facts were copied from a list that copied them. Say under
    `provenance` how the work was seen (`confirmed`) and where (`confirmed-by`).

        provenance:
          confirmed: page
          confirmed-by: [https://example.org/report]
    """
    for work in library.works.values():
        if not work.fields.get("provenance"):
            yield about(work, "provenance", "provenance is missing; say how and where the work was seen")


@rule(Severity.WARNING)
def from_memory(library: Library) -> Iterator[Finding]:
    """The record rests on somebody's memory only.

    Titles, dates and names recalled by a person or a machine are often wrong in ways that look right. Find the
    work, or a page that cites it, and correct `confirmed` and `confirmed-by` under `provenance`.
    """
    for work in library.works.values():
        if work.map("provenance").get("confirmed") == "memory":
            yield about(work, "provenance", "Its facts were confirmed from memory only; find the work or who cites it")


@rule(Severity.NOTE)
def open_doubts(library: Library) -> Iterator[Finding]:
    """Whoever made the record left doubts about it.

    They stand under `provenance` as `doubts`, each a phrase, and are reported so that they stay visible. When you
    can settle one, correct the fact and remove the doubt.
    """
    for work in library.works.values():
        if doubts := work.doubts:
            rest = f"; and {len(doubts) - _DOUBTS_SHOWN} more" if len(doubts) > _DOUBTS_SHOWN else ""
            count = "1 doubt is" if len(doubts) == 1 else f"{len(doubts)} doubts are"
            yield about(work, "provenance", f"{count} left: {'; '.join(doubts[:_DOUBTS_SHOWN])}{rest}")
