"""Lists where a command takes a query too: one word that names a list means that list."""

from collections.abc import Sequence

from sourcebook.cli.world import World
from sourcebook.model.library import Library
from sourcebook.model.syllabus import Syllabus
from sourcebook.store.shelf import list_names


def named_list(world: World, words: Sequence[str]) -> Syllabus | None:
    """The list that the words of a query name, with a word about its faults; None where they name none."""
    if len(words) != 1 or words[0] not in list_names(world.shelf.root):
        return None
    from sourcebook.store.syllabi import load_list  # noqa: PLC0415 - PyYAML costs 20 ms

    reading = load_list(world.shelf.root, words[0])[1]
    for problem in reading.problems:
        world.terminal.talk(f"sourcebook: {problem}", "yellow")
    return reading.syllabus


def resolved_list(world: World, library: Library, syllabus: Syllabus) -> Syllabus:
    """The list with the works of its queries and present keys, with a word about works that are not there."""
    from sourcebook.cli.syllabi import queried  # noqa: PLC0415 - as above

    chosen = queried(world.shelf, syllabus, library.aliases)
    for key in listed_keys(chosen):
        world.work(library, key)
    return chosen


def listed_keys(syllabus: Syllabus) -> list[str]:
    """The keys of the works that stand in a list themselves, each once."""
    return list(dict.fromkeys(item.key for section in syllabus.sections for item in section.items))
