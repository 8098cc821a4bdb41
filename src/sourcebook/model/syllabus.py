"""Lists that people make for readers: sections such as weeks, and in them works with what is said of reading them."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

IMPORTANCE = ("essential", "recommended", "further")


class ListItem(NamedTuple):
    """One work of a list; `key` is the key as it was typed, `line` where it stands in the file of the list.

    `minutes` is how long reading takes, 0 where nobody said. `instructor_note` is for nobody but instructors.
    """

    key: str
    importance: str = ""  # one of IMPORTANCE, or nothing
    locator: str = ""  # what part to read, such as `pp. 3–9`
    minutes: int = 0
    prompt: str = ""
    note: str = ""
    instructor_note: str = ""
    read_with: tuple[str, ...] = ()  # keys
    line: int = 0


class ListSection(NamedTuple):
    """One part of a list, such as a week: items, or a query that finds them; `date` is EDTF."""

    week: str = ""
    date: str = ""
    topic: str = ""
    note: str = ""
    items: tuple[ListItem, ...] = ()
    query: str = ""
    line: int = 0

    @property
    def label(self) -> str:
        """What the section is called: `Week 2: The authorities answer`."""
        week = f"Week {self.week}" if self.week.isdecimal() else self.week
        return ": ".join(part for part in (week, self.topic) if part)


class Syllabus(NamedTuple):
    """A whole list; `edition` is the edition that its works are read from, `cap` the most minutes of a section."""

    name: str
    title: str = ""
    instructor: str = ""
    term: str = ""
    style: str = ""
    locale: str = ""
    edition: str = ""
    cap: int = 0  # 0 where there is none
    sections: tuple[ListSection, ...] = ()

    @property
    def path(self) -> str:
        """Where the list stands in the sourcebook."""
        return f"library/lists/{self.name}.yaml"

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that it names as they were typed, those of `read-with` too, each once."""
        named = (key for section in self.sections for item in section.items for key in (item.key, *item.read_with))
        return tuple(dict.fromkeys(named))


def resolved(syllabus: Syllabus, found: Callable[[str], Sequence[str]], present: Mapping[str, str]) -> Syllabus:
    """The list with the works that its queries find, and with present keys for former ones (`present`: former -> key).

    `found` gives the keys that a query finds.
    """

    def section(one: ListSection) -> ListSection:
        if one.query:
            return one._replace(items=tuple(ListItem(key, line=one.line) for key in found(one.query)))
        return one._replace(items=tuple(item(each) for each in one.items))

    def item(one: ListItem) -> ListItem:
        return one._replace(
            key=present.get(one.key, one.key), read_with=tuple(present.get(key, key) for key in one.read_with)
        )

    return syllabus._replace(sections=tuple(map(section, syllabus.sections)))
