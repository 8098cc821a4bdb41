"""What the differences of two states mean: bytes of files to changes of works and settings."""

from collections.abc import Mapping

from sourcebook.model.changes import ANNOTATION, Facts, WorkChange, compare
from sourcebook.model.work import Raw
from sourcebook.store import codec, plain_yaml
from sourcebook.store.sources import WORKS

# What `Repository.differences` gives: path -> the bytes before and after, None where there is no such file.
Differences = Mapping[str, tuple[bytes | None, bytes | None]]


def key_at(path: str) -> str:
    """The key of the work whose record is at a path; empty where no record can be there."""
    folder, _, name = path.rpartition("/")
    return name.removesuffix(".md") if folder == WORKS and name.endswith(".md") else ""


def facts(data: bytes, path: str) -> Facts:
    """What a record or a settings file says, None where it cannot be read."""
    if key := key_at(path):
        reading = codec.read_bytes(data, path=path, key=key)
        if reading.work is None:
            return None
        said: dict[str, Raw] = dict(reading.raw)
        return said | ({ANNOTATION: reading.work.annotation} if reading.work.annotation else {})
    if not path.endswith(".yaml"):
        return {"text": data.decode("utf-8", "replace")}
    try:
        return plain_yaml.read_mapping(data.decode("utf-8-sig"))[0]
    except (UnicodeDecodeError, plain_yaml.BadYaml):
        return None


def unreadable(differences: Differences) -> list[str]:
    """The paths whose new content cannot be read: a broken record, a settings file that is no YAML."""
    return [path for path, (_, new) in differences.items() if new is not None and facts(new, path) is None]


def work_changes(differences: Differences) -> tuple[WorkChange, ...]:
    """What happened to works, by key."""
    return _compared({key_at(path): (path, *pair) for path, pair in differences.items() if key_at(path)})


def other_changes(differences: Differences) -> tuple[WorkChange, ...]:
    """What happened to every other file, its path in place of a key."""
    return _compared({path: (path, *pair) for path, pair in differences.items() if not key_at(path)})


def _compared(pairs: Mapping[str, tuple[str, bytes | None, bytes | None]]) -> tuple[WorkChange, ...]:
    before = {name: facts(old, path) for name, (path, old, _) in pairs.items() if old is not None}
    after = {name: facts(new, path) for name, (path, _, new) in pairs.items() if new is not None}
    return compare(before, after)
