"""An invented library about a bridge, in which a test changes what its rule is about."""

from collections.abc import Mapping

from sourcebook.model.library import Library
from sourcebook.model.outlets import Outlet
from sourcebook.model.vocabulary import Term, Vocabulary, by_id
from sourcebook.model.work import Origin, Raw, Work, read_work

NOTHING = "\0"  # stands for a field that the record does not have
ANNOTATION = "Says who built the bridge."
REPORT: Mapping[str, Raw] = {
    "type": "report",
    "title": "The bridge and its builders",
    "author": [{"family": "Doe", "given": "Jane"}],
    "publisher": "Institute of Bridges",
    "issued": "2021-05-24",
    "accessed": "2022-01-01",
    "URL": "https://example.org/report",
    "language": "en",
    "viewpoint": "engineers",
    "role": "report",
    "keywords": ["bridge", "river"],
    "provenance": {"confirmed": "page", "confirmed-by": ["https://example.org/report"]},
}
SECOND: Mapping[str, Raw] = {
    **REPORT,
    "title": "Who crosses the river",
    "author": [{"family": "Roe", "given": "Richard"}],
    "URL": "https://example.org/second",
    "viewpoint": "neighbours",
}
VOCABULARY = Vocabulary(
    viewpoints=by_id(
        (
            Term(id="engineers", label="Engineers", definition="Works by people who built it."),
            Term(id="neighbours", label="Neighbours", definition="Works by people who live beside it."),
        )
    ),
    roles=by_id(
        (
            Term(id="report", label="Report", definition="A study with findings."),
            Term(id="answer", label="Answer", definition="A reply.", expects=("rebuts", "responds-to")),
        )
    ),
)
OUTLETS = (Outlet(id="daily", name="The Daily Bridge", aliases=("Daily Bridge Online",), domains=("daily.example",)),)


def build(key: str, base: Mapping[str, Raw], changes: Mapping[str, Raw], annotation: str = ANNOTATION) -> Work:
    """A work with some fields changed; an underscore in a name stands for a hyphen."""
    raw = {**base, **{name.replace("_", "-"): value for name, value in changes.items()}}
    raw = {name: value for name, value in raw.items() if value != NOTHING}
    lines = {name: line for line, name in enumerate(raw, start=2)}
    return read_work(key, raw, annotation, Origin(path=f"library/works/{key}.md", lines=lines))[0]


def work(key: str = "doe2021bridge", **changes: Raw) -> Work:
    """The report on the bridge with some fields changed."""
    return build(key, REPORT, changes)


def other(key: str = "roe2021river", **changes: Raw) -> Work:
    """A second work that shares nothing with the first."""
    return build(key, SECOND, changes)


def annotated(annotation: str) -> Library:
    """A library of the report with another annotation."""
    return library(build("doe2021bridge", REPORT, {}, annotation))


def library(*works: Work, vocabulary: Vocabulary = VOCABULARY) -> Library:
    """A library of some works."""
    return Library(works={one.key: one for one in works}, vocabulary=vocabulary, outlets=OUTLETS, subject="A bridge")
