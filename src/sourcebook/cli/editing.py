"""Edits of records: from keys and a change of facts to the files' bytes before and after."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from sourcebook.cli.world import World
from sourcebook.errors import BadValue
from sourcebook.model.problems import Severity
from sourcebook.model.work import Raw, read_work
from sourcebook.store import codec, files
from sourcebook.store.history import Differences, record_at

# The facts of a record and its annotation, to the facts and annotation that it is to have.
Edit = Callable[[dict[str, Raw], str], tuple[dict[str, Raw], str]]


def edited(world: World, keys: Iterable[str], edit: Edit) -> Differences:
    """What an edit makes of the records with these keys; raises BadValue where a record would hold what it cannot.

    Only the lines that have to change do (DESIGN §2).
    """
    differences: dict[str, tuple[bytes | None, bytes | None]] = {}
    for key in keys:
        path = record_at(key)
        data = files.read_bytes(world.shelf.record_path(key), codec.LARGEST_RECORD)
        reading = codec.read_bytes(data, path=path, key=key)
        if reading.work is None:
            raise BadValue(f"{reading.problems[0]}; mend the record first.")
        raw, annotation = edit(dict(reading.raw), reading.work.annotation)
        work, problems = read_work(key, raw, annotation, reading.work.origin)
        known = {(problem.rule, problem.message) for problem in reading.problems}
        for problem in problems:
            if problem.severity is Severity.ERROR and (problem.rule, problem.message) not in known:
                raise BadValue(f"{key}: {problem.message}; nothing was changed.")
        text = codec.update(data.decode("utf-8"), work)
        if annotation != reading.work.annotation:
            _refuse_broken(key, annotation, text)
        differences[path] = (data, text.encode())
    return differences


def items_of(key: str, raw: Mapping[str, Raw], name: str) -> Sequence[Raw]:
    """The items of a list in a record, none where there is no such field; raises BadValue where it is no list."""
    value = raw.get(name, ())
    if isinstance(value, str | Mapping):
        raise BadValue(f"{key}: {name} is no list; mend the record first (`sourcebook edit {key}`).")
    return value


def _refuse_broken(key: str, annotation: str, text: str) -> None:
    """Raise BadValue where the record would not read back with this annotation: prose can look like another record."""
    reading = codec.read(text, path=record_at(key), key=key)
    if reading.work is None or reading.work.annotation != annotation.strip():
        why = reading.problems[0].message if reading.problems else "it does not read back as it was written"
        raise BadValue(f"{key}: this annotation cannot stand in a record: {why}; nothing was changed.")
