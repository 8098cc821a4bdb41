"""sources.yaml and viewpoints.yaml: their raw values as Sources and Vocabulary."""

import re
from collections.abc import Mapping, Sequence

from sourcebook.errors import BadSettings
from sourcebook.model.archives import Printing
from sourcebook.model.groups import GROUPINGS
from sourcebook.model.names import Name
from sourcebook.model.outlets import Outlet
from sourcebook.model.sources import Archiving, Output, Services, Sources
from sourcebook.model.vocabulary import Term, Vocabulary
from sourcebook.model.work import Raw

SOURCES = "sources.yaml"
VOCABULARY = "library/viewpoints.yaml"
WORKS = "library/works"
INBOX = "library/inbox"
LINKS = "library/links.yaml"

_ADDRESS = re.compile(r"https?://[!-~]+")

# What build writes where sources.yaml does not say.
DEFAULT_BUILD = (
    Output(file="references.bib", format="biblatex"),
    Output(file="references.json", format="csl-json"),
    Output(file="references.ris", format="ris"),
    Output(file="reading-list.md", format="markdown", style="chicago", group_by="viewpoint"),
    Output(file="reading-list.html", format="html", style="chicago", group_by="viewpoint"),
    Output(file="changes.xml", format="atom"),
)


def read_sources(raw: Mapping[str, Raw]) -> Sources:
    """The settings that sources.yaml holds; raises BadSettings with what is wrong."""
    build = tuple(_output(entry) for entry in _entries(raw, "build", SOURCES))
    outlets = tuple(_outlet(entry) for entry in _entries(raw, "outlets", SOURCES))
    _unique([outlet.id for outlet in outlets], "outlet", SOURCES)
    _unique([output.file for output in build], "file of build", SOURCES)
    commit = _text(raw, "commit", SOURCES) or "automatic"
    if commit not in ("automatic", "manual"):
        raise BadSettings(f"{SOURCES}: commit is automatic or manual, not {commit!r}.")
    url = _text(raw, "url", SOURCES)
    if url and not _ADDRESS.fullmatch(url):
        raise BadSettings(
            f"{SOURCES}: url is where citations/ is published, such as https://example.org/, not {url!r}."
        )
    return Sources(
        subject=_text(raw, "subject", SOURCES),
        description=_text(raw, "description", SOURCES),
        language=_text(raw, "language", SOURCES) or "en",
        outlets=outlets,
        build=build or DEFAULT_BUILD,
        maintainers=_names(raw, "maintainers"),
        url=_text(raw, "url", SOURCES),
        licence=_text(raw, "licence", SOURCES),
        commit=commit,
        contact=_contact(_text(raw, "contact", SOURCES)),
        services=_services(raw),
        archive=_archive(raw),
    )


def read_vocabulary(raw: Mapping[str, Raw]) -> Vocabulary:
    """The viewpoints and roles that viewpoints.yaml holds, in its order; raises BadSettings with what is wrong."""
    return Vocabulary(viewpoints=_terms(raw, "viewpoints"), roles=_terms(raw, "roles"))


def _contact(text: str) -> str:
    # It stands in a header of every request.
    if text and not (_ADDRESS.fullmatch(text) or re.fullmatch(r"[!-~]+@[!-~]+", text)):
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
        if not _ADDRESS.fullmatch(_text(said, name, SOURCES)):
            raise BadSettings(f"{SOURCES}: services: {name} is an address such as https://example.org.")
    return Services()._replace(**{name.replace("-", "_"): _text(said, name, SOURCES).rstrip("/") for name in said})


def _archive(raw: Mapping[str, Raw]) -> Archiving:
    """What becomes of the pages of works: `{on-add: save, print: when-gone}`."""
    said = raw.get("archive") or {}
    if not isinstance(said, Mapping):
        raise BadSettings(f"{SOURCES}: archive has to be a mapping such as `print: when-gone`.")
    allowed = {"on-add": ("save",), "print": tuple(map(str, Printing))}
    for name in said:
        if name not in allowed:
            raise BadSettings(f"{SOURCES}: archive: there is no setting {name!r}, but {', '.join(allowed)}.")
        if (value := _text(said, name, SOURCES)) not in ("", *allowed[name]):
            raise BadSettings(f"{SOURCES}: archive: {name} is {' or '.join(allowed[name])}, not {value!r}.")
    printing = Printing(_text(said, "print", SOURCES) or Printing.WHEN_GONE)
    return Archiving(saves_on_add=bool(_text(said, "on-add", SOURCES)), printing=printing)


def _terms(raw: Mapping[str, Raw], name: str) -> dict[str, Term]:
    terms = [
        Term(
            id=_required(entry, "id", name, VOCABULARY),
            label=_text(entry, "label", VOCABULARY) or _text(entry, "id", VOCABULARY),
            definition=" ".join(_text(entry, "definition", VOCABULARY).split()),
            expects=_words(entry, "expects", VOCABULARY),
        )
        for entry in _entries(raw, name, VOCABULARY)
    ]
    _unique([term.id for term in terms], name.removesuffix("s"), VOCABULARY)
    return {term.id: term for term in terms}


def _outlet(entry: Mapping[str, Raw]) -> Outlet:
    name = _required(entry, "id", "outlets", SOURCES)
    return Outlet(
        id=name,
        name=_text(entry, "name", SOURCES) or name,
        aliases=_words(entry, "aliases", SOURCES),
        domains=_words(entry, "domains", SOURCES),
        language=_text(entry, "language", SOURCES),
        origin=_text(entry, "origin", SOURCES),
    )


def _output(entry: Mapping[str, Raw]) -> Output:
    file = _required(entry, "file", "build", SOURCES)
    if "/" in file or "\\" in file or file.startswith(".") or not file.isprintable():
        raise BadSettings(f"{SOURCES}: build: the file {file!r} has to be a plain name inside citations/.")
    group_by = _text(entry, "group-by", SOURCES)
    if group_by and group_by not in GROUPINGS:
        raise BadSettings(f"{SOURCES}: build: {file}: group-by is one of {', '.join(GROUPINGS)}, not {group_by!r}.")
    return Output(
        file=file,
        format=_required(entry, "format", f"build: {file}", SOURCES),
        query=_text(entry, "query", SOURCES),
        style=_text(entry, "style", SOURCES),
        locale=_text(entry, "locale", SOURCES),
        group_by=group_by,
        title=_text(entry, "title", SOURCES),
    )


def _entries(raw: Mapping[str, Raw], name: str, file: str) -> Sequence[Mapping[str, Raw]]:
    value = raw.get(name, ())
    if isinstance(value, str) and not value:
        return ()
    if isinstance(value, str | Mapping) or not all(isinstance(one, Mapping) for one in value):
        raise BadSettings(f"{file}: {name} has to be a list of entries such as `- {{id: …}}`.")
    return [one for one in value if isinstance(one, Mapping)]


def _text(entry: Mapping[str, Raw], name: str, file: str) -> str:
    value = entry.get(name, "")
    if not isinstance(value, str):
        raise BadSettings(f"{file}: {name} has to be one string.")
    return value.strip()


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


def _required(entry: Mapping[str, Raw], name: str, where: str, file: str) -> str:
    value = _text(entry, name, file)
    if not value:
        raise BadSettings(f"{file}: {where}: an entry has no {name}.")
    return value


def _words(entry: Mapping[str, Raw], name: str, file: str) -> tuple[str, ...]:
    value = entry.get(name, ())
    words = (value,) if isinstance(value, str) else tuple(value)
    if isinstance(value, Mapping) or not all(isinstance(word, str) for word in words):
        raise BadSettings(f"{file}: {name} has to be a list of strings.")
    return tuple(word for word in words if isinstance(word, str) and word)


def _unique(ids: Sequence[str], kind: str, file: str) -> None:
    for name in ids:
        if ids.count(name) > 1:
            raise BadSettings(f"{file}: the {kind} {name!r} stands twice.")
