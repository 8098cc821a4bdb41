"""Texts remembered by what they were made from, so that a change costs what changed."""

import hashlib
import json
import zlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from sourcebook.render.styles import Memo

# Into how many values the texts are divided by the keys of their works: a changed work costs writing one of them.
_PARTS = 16


class Remembered:
    """What was made the last time: by the form of a text and the key of its work, what it was made from and the text.

    Only what was asked for this time is kept for the next.
    """

    def __init__(self, memo: Memo | None, name: str) -> None:
        self._memo = memo
        self._names = [digest(f"{name} {part} {_code()}") for part in range(_PARTS)]
        self._known = [_read(memo.get(one) if memo else None) for one in self._names]
        self._used: list[dict[str, list[str]]] = [{} for _ in range(_PARTS)]

    def get(self, form: str, key: str, made_from: str) -> str | None:
        """The text of this form for this work if it was made from the same, else None."""
        part, name = _part(key), f"{form} {key}"
        found = self._used[part].get(name) or self._known[part].get(name)
        if found is None or found[0] != made_from:
            return None
        self._used[part][name] = found
        return found[1]

    def put(self, form: str, key: str, made_from: str, text: str) -> None:
        """Remember a text."""
        self._used[_part(key)][f"{form} {key}"] = [made_from, text]

    def made(self, form: str, key: str, made_from: str, make: Callable[[], str]) -> str:
        """The text, made now where it is not known."""
        text = self.get(form, key, made_from)
        if text is None:
            text = make()
            self.put(form, key, made_from, text)
        return text

    def keep(self) -> None:
        """Write down what was used, where that is not what was known already."""
        for name, known, used in zip(self._names, self._known, self._used, strict=True):
            if self._memo and used != known:
                self._memo.put(name, json.dumps(used, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def _part(key: str) -> int:
    return zlib.crc32(key.encode("utf-8", "surrogatepass")) % _PARTS


def digest(text: str) -> str:
    """64 hexadecimal digits that stand for a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _read(value: bytes | None) -> dict[str, list[str]]:
    """What was remembered; nothing where it was spoilt."""
    try:
        found = json.loads((value or b"{}").decode("utf-8", "surrogatepass"))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


@lru_cache(maxsize=1)
def _code() -> str:
    """What changes whenever the code does that makes texts of works: of this room, and of the model it speaks in."""
    here = Path(__file__).parent
    files: Sequence[Path] = sorted(
        path for folder in (here, here / "templates", here.parent / "model") for path in folder.iterdir()
    )
    return digest("".join(f"{path.name} {path.read_text('utf-8')}" for path in files if path.is_file()))
