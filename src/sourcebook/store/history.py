"""What the differences of two states mean: bytes of files to changes of works and settings."""

from collections.abc import Mapping

from sourcebook.model.changes import ANNOTATION, Facts, WorkChange, compare
from sourcebook.model.list_edits import told
from sourcebook.model.work import Origin, Raw, Work, read_work
from sourcebook.store import codec, plain_yaml
from sourcebook.store.sources import LISTS, WORKS

# What `Repository.differences` gives: path -> the bytes before and after, None where there is no such file.
Differences = Mapping[str, tuple[bytes | None, bytes | None]]
# What people say, by hand or by command; citations are only made from it.
SAID = ("library", "sources.yaml")


def key_at(path: str) -> str:
    """The key of the work whose record is at a path; empty where no record can be there."""
    folder, _, name = path.rpartition("/")
    return name.removesuffix(".md") if folder == WORKS and name.endswith(".md") else ""


def record_at(key: str) -> str:
    """The path of the record of a work."""
    return f"{WORKS}/{key}.md"


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
        raw = plain_yaml.read_mapping(data.decode("utf-8-sig"))[0]
        return told(raw) if path.startswith(LISTS) else raw
    except (UnicodeDecodeError, plain_yaml.BadYaml):
        return None


def unreadable(differences: Differences) -> list[str]:
    """The paths whose new content cannot be read: a broken record, a settings file that is no YAML."""
    return [path for path, (_, new) in differences.items() if new is not None and facts(new, path) is None]


def work_of(key: str, said: Mapping[str, Raw]) -> Work:
    """The work that the facts of a record make."""
    annotation = said.get(ANNOTATION, "")
    fields = {name: value for name, value in said.items() if name != ANNOTATION}
    return read_work(key, fields, annotation if isinstance(annotation, str) else "", Origin())[0]


def sides(differences: Differences) -> tuple[dict[str, Facts], dict[str, Facts]]:
    """The facts before and after, by key, or by path for a file that is no record."""
    before = {key_at(path) or path: facts(old, path) for path, (old, _) in differences.items() if old is not None}
    after = {key_at(path) or path: facts(new, path) for path, (_, new) in differences.items() if new is not None}
    return before, after


def work_changes(differences: Differences) -> tuple[WorkChange, ...]:
    """What happened to works, by key."""
    return compare(*sides({path: pair for path, pair in differences.items() if key_at(path)}))


def other_changes(differences: Differences) -> tuple[WorkChange, ...]:
    """What happened to every other file, its path in place of a key."""
    return compare(*sides({path: pair for path, pair in differences.items() if not key_at(path)}))
