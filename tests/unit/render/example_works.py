"""Made-up works for the tests of formatting."""

from collections.abc import Mapping

from sourcebook.model.library import Library
from sourcebook.model.vocabulary import Term, Vocabulary, by_id
from sourcebook.model.work import Origin, Raw, Work, read_work


def article(key: str, title: str = "On bridges", *, annotation: str = "", **fields: Raw) -> Work:
    """An article of 2022 by Ann Miller, unless `fields` say otherwise (`_` stands for `-`); None takes a field away."""
    raw: dict[str, Raw] = {
        "type": "article-journal",
        "title": title,
        "author": [{"family": "Miller", "given": "Ann"}],
        "container-title": "Journal of Rivers",
        "issued": "2022",
    }
    raw |= {name.replace("_", "-"): value for name, value in fields.items()}
    work, problems = read_work(key, {name: value for name, value in raw.items() if value}, annotation, Origin())
    assert not problems
    return work


def library(*works: Work, viewpoints: Mapping[str, str] | None = None) -> Library:
    """A library of works; `viewpoints` are labels by id."""
    terms = [Term(id=name, label=label, definition=f"About {label}.") for name, label in (viewpoints or {}).items()]
    return Library(
        works={work.key: work for work in sorted(works, key=lambda work: work.key)},
        vocabulary=Vocabulary(viewpoints=by_id(terms)),
        subject="Bridges & rivers",
    )
