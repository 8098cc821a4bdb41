"""What commands need of reading lists: found by name, read with their queries answered, joined to the library."""

import os
from collections.abc import Mapping, Sequence

from sourcebook.cli.world import World
from sourcebook.errors import BadValue, StorageFailed, UnknownName
from sourcebook.model.hindrances import hindrances
from sourcebook.model.library import Library
from sourcebook.model.links import Verdict
from sourcebook.model.list_edits import rekeyed
from sourcebook.model.problems import Place, Problem, Severity
from sourcebook.model.query import parse_query
from sourcebook.model.syllabus import Syllabus, resolved
from sourcebook.model.work import Raw
from sourcebook.store import files
from sourcebook.store.history import Differences
from sourcebook.store.ledgers import LARGEST, read_links
from sourcebook.store.shelf import Shelf, list_names
from sourcebook.store.sources import LINKS
from sourcebook.store.syllabi import ListReading, load_list
from sourcebook.store.yaml_lines import updated


def all_lists(shelf: Shelf) -> list[ListReading]:
    """The reading of every list; one that cannot be opened is a problem of its own."""
    return [_reading(shelf, name) for name in list_names(shelf.root)]


def _reading(shelf: Shelf, name: str) -> ListReading:
    try:
        return load_list(shelf.root, name)[1]
    except StorageFailed as error:
        empty = Syllabus(name)
        fault = Problem("unreadable", Severity.ERROR, f"The list cannot be opened: {error}", Place(empty.path))
        return ListReading(raw={}, syllabus=empty, problems=(fault,))


def with_lists(shelf: Shelf, library: Library, readings: Sequence[ListReading]) -> Library:
    """The library with lists, and with what the verdicts say of the links of its works."""
    problems = [problem for reading in readings for problem in reading.problems]
    lists = tuple(queried(shelf, reading.syllabus) for reading in readings)
    told = hindrances(library.works.values(), _verdicts(shelf)) if lists else {}
    return library.also(problems).listing(lists, told)


def queried(shelf: Shelf, syllabus: Syllabus, present: Mapping[str, str] | None = None) -> Syllabus:
    """The list with the works that its queries find on a shelf."""
    return resolved(syllabus, lambda query: shelf.keys(parse_query(query)), present or {})


def found_list(world: World, name: str) -> tuple[bytes, ListReading]:
    """The bytes and the reading of the list of a name; raises UnknownName."""
    names = list_names(world.shelf.root)
    if name not in names:
        raise UnknownName("list", name, names)
    return load_list(world.shelf.root, name)


def as_listed(world: World, reading: ListReading, key: str) -> str:
    """A key as a list has it, where it has the work under another key of it; else the key itself."""
    listed = reading.syllabus.keys
    if key in listed:
        return key
    library = world.shelf.neighbourhood([key, *listed])
    present = library.aliases.get(key, key)
    return next((one for one in listed if library.aliases.get(one, one) == present), key)


def edited_list(name: str, raw: Mapping[str, Raw], data: bytes, reading: ListReading) -> Differences:
    """What other values make of the file of a list; raises BadValue where the file cannot be read as it stands."""
    fault = next((one for one in reading.problems if one.severity is Severity.ERROR and one.rule != "bad-list"), None)
    if fault:
        raise BadValue(f"{fault}; mend the list first.")
    return {Syllabus(name).path: (data, updated(data.decode("utf-8-sig"), raw).encode())}


def rekeyed_lists(world: World, keys: Mapping[str, str]) -> Differences:
    """What the lists become where works have other keys; a list that cannot be read stays as it is."""
    differences: dict[str, tuple[bytes | None, bytes | None]] = {}
    for name in list_names(world.root):
        data, reading = load_list(world.root, name)
        if (raw := rekeyed(reading.raw, keys)) != reading.raw:
            differences |= edited_list(name, raw, data, reading)
    return differences


def naming(world: World, keys: Sequence[str]) -> Mapping[str, str]:
    """The key of each of some works that a list names -> the name of a list that does."""
    library = world.shelf.neighbourhood(keys)
    found: dict[str, str] = {}
    for name in list_names(world.root):
        named = load_list(world.root, name)[1].syllabus.keys
        for key in (library.aliases.get(one, one) for one in named):
            found.setdefault(key, name)
    return {key: found[key] for key in keys if key in found}


def _verdicts(shelf: Shelf) -> Mapping[str, Verdict]:
    path = os.path.join(shelf.root, LINKS)
    return read_links(files.read_bytes(path, LARGEST)).verdicts if os.path.lexists(path) else {}
