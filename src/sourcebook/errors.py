"""The exceptions that end a command: one class per cause, its exit code on the class, its text a whole sentence.

One item unwell is a value (`Problem`), never an exception; these are for errands that cannot be done at all.
"""

from collections.abc import Iterable


class SourcebookError(Exception):
    """The errand is impossible; `str(error)` says why and what to do."""

    exit_code = 3


class UsageError(SourcebookError):
    """The command line asks for something that does not exist or makes no sense."""

    exit_code = 2


class QueryError(UsageError):
    """A query cannot be read; `position` counts characters from 0 in `query`."""

    def __init__(self, message: str, query: str, position: int) -> None:
        super().__init__(message)
        self.query = query
        self.position = position

    def __str__(self) -> str:
        return f"{self.args[0]}\n  {self.query}\n  {' ' * self.position}^"


class UnknownKey(SourcebookError):
    """No work has this key, nor had it before a rename."""

    exit_code = 1

    def __init__(self, key: str, known: Iterable[str] = ()) -> None:
        super().__init__(key)
        self.key = key
        self.known = tuple(known)

    def __str__(self) -> str:
        return f"No work has the key {self.key!r}.{did_you_mean(self.key, self.known)}"


class NotListed(SourcebookError):
    """A reading list does not name this work."""

    exit_code = 1

    def __init__(self, key: str, listed: Iterable[str]) -> None:
        super().__init__(key)
        self.key = key
        self.listed = tuple(listed)

    def __str__(self) -> str:
        return f"The list does not name {self.key!r}.{did_you_mean(self.key, self.listed)}"


class UnknownName(UsageError):
    """A style, format, rule or field of this name does not exist."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        super().__init__(kind, name)
        self.kind = kind
        self.name = name
        self.known = tuple(known)

    def __str__(self) -> str:
        return f"There is no {self.kind} {self.name!r}.{did_you_mean(self.name, self.known)}"


class NoSourcebook(SourcebookError):
    """The folder is no sourcebook, nor is any folder above it."""


class BadSettings(SourcebookError):
    """sources.yaml or viewpoints.yaml cannot be used as it stands."""


class StorageFailed(SourcebookError):
    """The file system refused: no room, no permission, not a folder."""


class Busy(SourcebookError):
    """Another process is writing into the same folder."""

    exit_code = 5


class Changed(SourcebookError):
    """A file changed since it was read, so writing would lose somebody's work."""

    exit_code = 5


class BadValue(SourcebookError):
    """A value that a record cannot hold, or a record that cannot be read, where one was to be changed."""


class EditorFailed(SourcebookError):
    """No editor could be started, or it ended with a failure."""


class StillNeeded(SourcebookError):
    """Other works are related to what was to be removed."""

    exit_code = 5


class NoHistory(SourcebookError):
    """There is no git, or the sourcebook is in no git repository."""


class NoRepository(NoHistory):
    """The sourcebook is in no git repository, though git itself is there and well."""


class UnknownRevision(SourcebookError):
    """No edition, day or revision of the history has this name."""

    exit_code = 1


class GitRefused(SourcebookError):
    """git could not do it now: a hook, a lock, a merge under way, a signature; its own words are in the text."""

    exit_code = 5


class RemoteFailed(SourcebookError):
    """The other repository could not be reached, or broke off."""

    exit_code = 4


class EngineFailed(SourcebookError):
    """The citation engine is missing or could not format the works."""


class Unregistered(SourcebookError):
    """A registry answers, and does not know an identifier."""

    exit_code = 1

    def __init__(self, kind: str, value: str, registry: str) -> None:
        self.finding = f"{registry} knows no {kind} {value}"
        super().__init__(f"{self.finding}; check its letters, or enter the work with --offline and --set.")


class NetworkFailed(SourcebookError):
    """An address gave no answer that can be used; `cause` is one word for it, of the list in web/fetch.py."""

    exit_code = 4

    def __init__(self, message: str, url: str, cause: str) -> None:
        super().__init__(message)
        self.url = url
        self.cause = cause


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence with the nearest of `known`, or nothing: ` Did you mean 'okafor2019dam'?`"""
    import difflib  # noqa: PLC0415 - needed by failing commands only; every start would pay 4 ms for it

    near = difflib.get_close_matches(word, known, n=3, cutoff=0.6)
    if not near:
        return ""
    return f" Did you mean {' or '.join(repr(one) for one in near)}?"
