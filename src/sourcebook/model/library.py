"""The whole bibliography in memory: works by key, their relations both ways, the vocabulary and the outlets."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sourcebook.errors import UnknownKey
from sourcebook.model.archives import PrintedLink
from sourcebook.model.outlets import Outlet, OutletIndex
from sourcebook.model.problems import Problem
from sourcebook.model.relations import inverse_of
from sourcebook.model.vocabulary import Vocabulary
from sourcebook.model.work import Work

if TYPE_CHECKING:
    from sourcebook.model.hindrances import Hindrance
    from sourcebook.model.syllabus import Syllabus


class Library:
    """Works by key in the order of keys; `problems` are what could not be read, each with its place.

    `printed_links` says, by key, what exports print of a link where that is not just the link; mostly nothing.
    `lists` are the reading lists and `hindrances`, by key, what keeps readers from works: for the rules about lists.
    A class, because it remembers what it derived: aliases, inverse relations, outlets.
    """

    def __init__(
        self,
        *,
        works: Mapping[str, Work],
        vocabulary: Vocabulary | None = None,
        outlets: tuple[Outlet, ...] = (),
        problems: tuple[Problem, ...] = (),
        subject: str = "",
        language: str = "en",
        printed_links: Mapping[str, PrintedLink] | None = None,
        lists: "tuple[Syllabus, ...]" = (),
        hindrances: "Mapping[str, Hindrance] | None" = None,
    ) -> None:
        self.works = works
        self.vocabulary = vocabulary or Vocabulary()
        self.outlets = outlets
        self.problems = problems
        self.subject = subject
        self.language = language
        self.printed_links = printed_links or {}
        self.lists = lists
        self.hindrances = hindrances or {}

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        """Former key -> key; a key in use is never an alias."""
        return {
            alias: work.key
            for work in self.works.values()
            for alias in work.words("aliases")
            if alias not in self.works
        }

    @cached_property
    def incoming(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """Key -> the inverses of relations that point to it: (`rebutted-by`, the key of the rebuttal)."""
        found: dict[str, list[tuple[str, str]]] = {}
        for work in self.works.values():
            for relation in work.relations:
                target = self.aliases.get(relation.target, relation.target)
                found.setdefault(target, []).append((inverse_of(relation.type), work.key))
        return {key: tuple(pairs) for key, pairs in found.items()}

    @cached_property
    def _outlet_index(self) -> OutletIndex:
        return OutletIndex(self.outlets)

    def outlet_of(self, work: Work) -> Outlet | None:
        """The outlet of a work, None where sources.yaml knows none that fits."""
        return self._outlet_index.of(work)

    def work(self, key: str) -> Work:
        """The work with this key, present or former; raises UnknownKey."""
        found = self.works.get(key) or self.works.get(self.aliases.get(key, ""))
        if found is None:
            raise UnknownKey(key, (*self.works, *self.aliases))
        return found

    def also(self, problems: Iterable[Problem]) -> "Library":
        """The same library with more problems: those of files beside the records."""
        return self._with(problems=(*self.problems, *problems))

    def printing(self, links: Mapping[str, PrintedLink]) -> "Library":
        """The same library, of whose works exports print these links."""
        return self._with(printed_links=links)

    def listing(self, lists: "tuple[Syllabus, ...]", hindrances: "Mapping[str, Hindrance]") -> "Library":
        """The same library with its reading lists, and with what keeps readers from its works."""
        return self._with(lists=lists, hindrances=hindrances)

    def only(self, keys: Iterable[str]) -> "Library":
        """The same library with only some works, in the order of `keys`; relations to the others stay on the works."""
        return self.holding({key: self.works[key] for key in keys})

    def holding(self, works: Mapping[str, Work]) -> "Library":
        """The same library with these works by key instead of its own."""
        return self._with(works=works)

    def _with(self, **changed: Any) -> "Library":
        return Library(**{name: getattr(self, name) for name in _PARTS} | changed)


# What a library is made of, apart from what it derives.
_PARTS = (
    "works",
    "vocabulary",
    "outlets",
    "problems",
    "subject",
    "language",
    "printed_links",
    "lists",
    "hindrances",
)
