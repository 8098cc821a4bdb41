"""sources.yaml and viewpoints.yaml: their raw values as Sources and Vocabulary."""

import re
from collections.abc import Mapping

from sourcebook.errors import BadSettings, UsageError
from sourcebook.model.archives import Printing
from sourcebook.model.groups import GROUPINGS, read_groupings
from sourcebook.model.names import Name
from sourcebook.model.outlets import Outlet
from sourcebook.model.sources import Archiving, Output, Services, Sources
from sourcebook.model.vocabulary import Term, Vocabulary
from sourcebook.model.work import Raw
from sourcebook.store.feed_settings import read_feeds, read_prior, read_topic
from sourcebook.store.settings_values import ADDRESS, entries_of, refuse_twins, required_text, text_of, words_of

SOURCES = "sources.yaml"
VOCABULARY = "library/viewpoints.yaml"
WORKS = "library/works"
INBOX = "library/inbox"
LINKS = "library/links.yaml"
LISTS = "library/lists"

# What build writes where sources.yaml does not say.
DEFAULT_BUILD = (
    Output(file="index.html", format="page"),
    Output(file="references.bib", format="biblatex"),
    Output(file="references.json", format="csl-json"),
    Output(file="references.ris", format="ris"),
    Output(file="reading-list.md", format="markdown", style="chicago", group_by=("viewpoint",)),
    Output(file="reading-list.html", format="html", style="chicago", group_by=("viewpoint",)),
    Output(file="changes.xml", format="atom"),
)


def read_sources(raw: Mapping[str, Raw]) -> Sources:
    """The settings that sources.yaml holds; raises BadSettings with what is wrong."""
    build = tuple(_output(entry) for entry in entries_of(raw, "build", SOURCES))
    outlets = tuple(_outlet(entry) for entry in entries_of(raw, "outlets", SOURCES))
    refuse_twins([outlet.id for outlet in outlets], "outlet", SOURCES)
    refuse_twins([output.file for output in build], "file of build", SOURCES)
    commit = text_of(raw, "commit", SOURCES) or "automatic"
    if commit not in ("automatic", "manual"):
        raise BadSettings(f"{SOURCES}: commit is automatic or manual, not {commit!r}.")
    url = text_of(raw, "url", SOURCES)
    if url and not ADDRESS.fullmatch(url):
        raise BadSettings(
            f"{SOURCES}: url is where citations/ is published, such as https://example.org/, not {url!r}."
        )
    return Sources(
        subject=text_of(raw, "subject", SOURCES),
        description=text_of(raw, "description", SOURCES),
        language=text_of(raw, "language", SOURCES) or "en",
        outlets=outlets,
        build=build or DEFAULT_BUILD,
        maintainers=_names(raw, "maintainers"),
        url=text_of(raw, "url", SOURCES),
        licence=text_of(raw, "licence", SOURCES),
        commit=commit,
        contact=_contact(text_of(raw, "contact", SOURCES)),
        services=_services(raw),
        feeds=read_feeds(raw, outlets, file=SOURCES),
        topic=read_topic(raw, file=SOURCES),
        archive=_archive(raw),
    )


def read_vocabulary(raw: Mapping[str, Raw]) -> Vocabulary:
    """The viewpoints and roles that viewpoints.yaml holds, in its order; raises BadSettings with what is wrong."""
    return Vocabulary(viewpoints=_terms(raw, "viewpoints"), roles=_terms(raw, "roles"))


def _contact(text: str) -> str:
    # It stands in a header of every request.
    if text and not (ADDRESS.fullmatch(text) or re.fullmatch(r"[!-~]+@[!-~]+", text)):
        raise BadSettings(f"{SOURCES}: contact is an address of mail or of a page, not {text!r}.")
    return text


def _services(raw: Mapping[str, Raw]) -> Services:
    """The addresses that stand in for those of public services: `open-library: https://…`."""
    said = raw.get("services") or {}
    if not isinstance(said, Mapping):
        raise BadSettings(f"{SOURCES}: services has to be a mapping such as `doi: https://doi.org`.")
    known = [name.replace("_", "-") for name in Services._fields]
    for name in said:
        if name not in known:
            raise BadSettings(f"{SOURCES}: services: there is no service {name!r}, but {', '.join(known)}.")
        if not ADDRESS.fullmatch(text_of(said, name, SOURCES)):
            raise BadSettings(f"{SOURCES}: services: {name} is an address such as https://example.org.")
    return Services()._replace(**{name.replace("-", "_"): text_of(said, name, SOURCES).rstrip("/") for name in said})


def _archive(raw: Mapping[str, Raw]) -> Archiving:
    """What becomes of the pages of works: `{on-add: save, print: when-gone}`."""
    said = raw.get("archive") or {}
    if not isinstance(said, Mapping):
        raise BadSettings(f"{SOURCES}: archive has to be a mapping such as `print: when-gone`.")
    allowed = {"on-add": ("save",), "print": tuple(map(str, Printing))}
    for name in said:
        if name not in allowed:
            raise BadSettings(f"{SOURCES}: archive: there is no setting {name!r}, but {', '.join(allowed)}.")
        if (value := text_of(said, name, SOURCES)) not in ("", *allowed[name]):
            raise BadSettings(f"{SOURCES}: archive: {name} is {' or '.join(allowed[name])}, not {value!r}.")
    printing = Printing(text_of(said, "print", SOURCES) or Printing.WHEN_GONE)
    return Archiving(saves_on_add=bool(text_of(said, "on-add", SOURCES)), printing=printing)


def _terms(raw: Mapping[str, Raw], name: str) -> dict[str, Term]:
    terms = [
        Term(
            id=required_text(entry, "id", name, VOCABULARY),
            label=text_of(entry, "label", VOCABULARY) or text_of(entry, "id", VOCABULARY),
            definition=" ".join(text_of(entry, "definition", VOCABULARY).split()),
            expects=words_of(entry, "expects", VOCABULARY),
        )
        for entry in entries_of(raw, name, VOCABULARY)
    ]
    refuse_twins([term.id for term in terms], name.removesuffix("s"), VOCABULARY)
    return {term.id: term for term in terms}


def _outlet(entry: Mapping[str, Raw]) -> Outlet:
    name = required_text(entry, "id", "outlets", SOURCES)
    return Outlet(
        id=name,
        name=text_of(entry, "name", SOURCES) or name,
        aliases=words_of(entry, "aliases", SOURCES),
        domains=words_of(entry, "domains", SOURCES),
        language=text_of(entry, "language", SOURCES),
        origin=text_of(entry, "origin", SOURCES),
        prior=read_prior(entry, name, file=SOURCES),
    )


def _output(entry: Mapping[str, Raw]) -> Output:
    file = required_text(entry, "file", "build", SOURCES)
    if "/" in file or "\\" in file or file.startswith(".") or not file.isprintable():
        raise BadSettings(f"{SOURCES}: build: the file {file!r} has to be a plain name inside citations/.")
    group_by = text_of(entry, "group-by", SOURCES)
    try:
        groupings = read_groupings(group_by) if group_by else ()
    except UsageError as error:
        one_of = ", ".join(GROUPINGS)
        raise BadSettings(
            f"{SOURCES}: build: {file}: group-by is one of {one_of}, or two with a comma, not {group_by!r}."
        ) from error
    return Output(
        file=file,
        format=required_text(entry, "format", f"build: {file}", SOURCES),
        query=text_of(entry, "query", SOURCES),
        style=text_of(entry, "style", SOURCES),
        locale=text_of(entry, "locale", SOURCES),
        group_by=groupings,
        title=text_of(entry, "title", SOURCES),
        styles=words_of(entry, "styles", SOURCES),
    )


def _names(raw: Mapping[str, Raw], name: str) -> tuple[Name, ...]:
    """A list of names: each a string, which is printed as it stands, or `{family: …, given: …}`."""
    value = raw.get(name, ())
    entries = ((value,) if value else ()) if isinstance(value, str) else value
    if isinstance(entries, Mapping) or not all(_is_name(one) for one in entries):
        raise BadSettings(f"{SOURCES}: {name} has to be a list of names: a string, or {{family: …, given: …}}.")
    return tuple(
        Name(literal=one) if isinstance(one, str) else _name(one) for one in entries if isinstance(one, str | Mapping)
    )


def _name(parts: Mapping[str, Raw]) -> Name:
    said = {part: str(text) for part, text in parts.items()}
    return Name(family=said.get("family", ""), given=said.get("given", ""), literal=said.get("literal", ""))


def _is_name(value: Raw) -> bool:
    if isinstance(value, Mapping):
        known = {"family", "given", "literal"}
        return bool(value) and all(part in known and isinstance(said, str) for part, said in value.items())
    return isinstance(value, str) and bool(value)
