"""Single values of the settings files, read with a sentence for what has another shape."""

import re
from collections.abc import Mapping, Sequence

from sourcebook.errors import BadSettings
from sourcebook.model.work import Raw

ADDRESS = re.compile(r"https?://[!-~]+")


def entries_of(raw: Mapping[str, Raw], name: str, file: str) -> Sequence[Mapping[str, Raw]]:
    """A list of mappings, empty where it is not there; raises BadSettings."""
    value = raw.get(name, ())
    if isinstance(value, str) and not value:
        return ()
    if isinstance(value, str | Mapping) or not all(isinstance(one, Mapping) for one in value):
        raise BadSettings(f"{file}: {name} has to be a list of entries such as `- {{id: …}}`.")
    return [one for one in value if isinstance(one, Mapping)]


def text_of(entry: Mapping[str, Raw], name: str, file: str) -> str:
    """One string without blanks around it, empty where it is not there; raises BadSettings."""
    value = entry.get(name, "")
    if not isinstance(value, str):
        raise BadSettings(f"{file}: {name} has to be one string.")
    return value.strip()


def required_text(entry: Mapping[str, Raw], name: str, where: str, file: str) -> str:
    """One string that has to be there; raises BadSettings, naming the place in the file."""
    value = text_of(entry, name, file)
    if not value:
        raise BadSettings(f"{file}: {where}: an entry has no {name}.")
    return value


def words_of(entry: Mapping[str, Raw], name: str, file: str) -> tuple[str, ...]:
    """A list of strings, or one string; raises BadSettings."""
    value = entry.get(name, ())
    words = (value,) if isinstance(value, str) else tuple(value)
    if isinstance(value, Mapping) or not all(isinstance(word, str) for word in words):
        raise BadSettings(f"{file}: {name} has to be a list of strings.")
    return tuple(word for word in words if isinstance(word, str) and word)


def refuse_twins(ids: Sequence[str], kind: str, file: str) -> None:
    """Raises BadSettings where an id stands twice."""
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            raise BadSettings(f"{file}: the {kind} {name!r} stands twice.")
        seen.add(name)
