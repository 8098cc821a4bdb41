"""Which form of a title references print: as published, romanised, translated, or all that the record has."""

from sourcebook.model.work import Work

TITLES = ("original", "romanized", "translated", "all")


def titled(work: Work, titles: str) -> Work:
    """The work with one of TITLES for its title; a form that the record has not is the title as published.

    Without any, the title as published stays, and its translation follows in brackets (render/citation_document.py).
    """
    if not titles or not work.title:
        return work
    romanized, translated = work.text("title-romanized"), work.text("title-translated")
    title = {
        "original": work.title,
        "romanized": romanized or work.title,
        "translated": translated or work.title,
        "all": " ".join(dict.fromkeys(filter(None, (work.title, romanized)))),
    }[titles]
    fields = {name: value for name, value in work.fields.items() if titles == "all" or name != "title-translated"}
    return work._replace(fields={**fields, "title": title})
