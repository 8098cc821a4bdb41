"""The same works written straight in the format of each program that is measured, and as one .bib file."""

import os
from collections.abc import Mapping, Sequence

import yaml
from works import INSTITUTES, NEWSPAPERS, ROLES, VIEWPOINTS

from sourcebook.model.work import Work
from sourcebook.store import codec

# pubs writes this file with `pubs init`; only what differs from its defaults has to stand in it.
_PUBSRC = """[main]
pubsdir = {home}/.pubs
docsdir = {home}/.pubs/doc
[internal]
version = 0.9.0
"""
# What pubs itself writes beside an entry that was imported without a document.
_PUBS_META = "added: 2026-01-02 03:04:05\ndocfile: null\ntags: !!set {}\n"


def fill_sourcebook(root: str, works: Sequence[Work]) -> None:
    """Our library: one record a work, the vocabulary, and the outlets."""
    publishers = (*NEWSPAPERS, *INSTITUTES)
    outlets = [{"id": one.id, "name": one.name, "domains": [one.domain]} for one in publishers]
    terms = {
        name: [{"id": term, "label": term.replace("-", " ").capitalize(), "definition": "Invented."} for term in ids]
        for name, ids in (("viewpoints", VIEWPOINTS), ("roles", ROLES))
    }
    _write(os.path.join(root, "sources.yaml"), _yaml({"subject": "The harbour", "language": "en", "outlets": outlets}))
    _write(os.path.join(root, "library", "viewpoints.yaml"), _yaml(terms))
    for work in works:
        _write(os.path.join(root, "library", "works", f"{work.key}.md"), codec.write(work))


def fill_papis(home: str, works: Sequence[Work]) -> None:
    """A papis library: one folder with an info.yaml a work, and the configuration that names it."""
    library = os.path.join(home, "papers")
    _write(os.path.join(home, ".config", "papis", "config"), f"[settings]\ndefault-library = p\n[p]\ndir = {library}\n")
    for place, work in enumerate(works):
        fields = bib_fields(work)
        info = {
            "ref": work.key,
            "papis_id": f"{place:032x}",
            "type": _bib_type(work),
            **fields,
            "author_list": [{"family": name.family, "given": name.given} for name in work.authors],
            "year": int(fields["year"]),
        }
        _write(os.path.join(library, work.key, "info.yaml"), _yaml(info))


def fill_pubs(home: str, works: Sequence[Work]) -> None:
    """A pubs library: a .bib and a .yaml file a work, and its settings."""
    for folder in ("bib", "meta", "doc", "notes"):
        os.makedirs(os.path.join(home, ".pubs", folder), exist_ok=True)
    _write(os.path.join(home, ".pubsrc"), _PUBSRC.format(home=home))
    for work in works:
        _write(os.path.join(home, ".pubs", "bib", f"{work.key}.bib"), bib_entry(work))
        _write(os.path.join(home, ".pubs", "meta", f"{work.key}.yaml"), _PUBS_META)


def bib_entry(work: Work) -> str:
    """A work as one entry of a .bib file, in plain Unicode; nothing in synthetic works has to be escaped."""
    fields = "".join(f"  {name} = {{{value}}},\n" for name, value in bib_fields(work).items())
    return f"@{_bib_type(work)}{{{work.key},\n{fields}}}\n"


def bib_fields(work: Work) -> dict[str, str]:
    """What a work says, in the fields that BibTeX, papis and pubs all know."""
    fields = {
        "author": " and ".join(f"{name.family}, {name.given}" for name in work.authors),
        "title": work.title,
        "journal": work.text("container-title"),
        "institution": work.text("publisher"),
        "date": work.text("issued"),
        "year": work.text("issued")[:4],
        "url": work.text("URL"),
        "urldate": work.text("accessed"),
        "language": work.language,
        "keywords": ", ".join(work.words("keywords")),
        "note": ", ".join(f"{relation.type} {relation.target}" for relation in work.relations),
        "abstract": work.annotation,
    }
    return {name: value for name, value in fields.items() if value}


def _bib_type(work: Work) -> str:
    return "techreport" if work.type == "report" else "article"


def _yaml(data: Mapping[str, object]) -> str:
    return str(yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=10_000))


def _write(path: str, text: str) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
