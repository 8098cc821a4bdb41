"""Short labels of works, for lists and cross-references."""

from sourcebook.model.names import short_names
from sourcebook.model.work import Work


def byline(work: Work) -> str:
    """Who a short citation names: the authors, else what it appeared in, else who published it; may be empty."""
    return short_names(work.authors) or work.text("container-title") or work.text("publisher")


def short_label(work: Work) -> str:
    """A work in two words: `Okafor 2022`, `Smith and Lee 2021`, `River News 2022`."""
    return f"{byline(work) or work.title or work.key} {work.year_label}"
