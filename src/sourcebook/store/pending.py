"""What a command has begun to write and not yet committed, so that the next one can end it after a kill -9."""

import contextlib
import json
import os
from typing import NamedTuple

from sourcebook.store import files
from sourcebook.store.git import OWN
from sourcebook.store.history import Differences


class Pending(NamedTuple):
    """A change under way: the files before and after, and the message of its commit."""

    differences: Differences
    message: str


def remember(path: str, change: Pending) -> None:
    """Write a change down before it begins."""
    shape = {
        "message": change.message,
        "files": {name: [_text(old), _text(new)] for name, (old, new) in change.differences.items()},
    }
    files.write_atomic(path, json.dumps(shape).encode())


def recall(path: str) -> Pending | None:
    """The change that was begun and not ended; None where there is none, or one of other files than ours.

    A clone can bring such a file along, and it must not say what is written where.
    """
    try:
        with open(path, encoding="utf-8") as file:
            shape = json.load(file)
        differences = {str(name): (_bytes(old), _bytes(new)) for name, (old, new) in shape["files"].items()}
        change = Pending(differences=differences, message=str(shape["message"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return change if all(map(_is_ours, differences)) else None


def _is_ours(path: str) -> bool:
    parts = path.split("/")
    return parts[0] in (*OWN, ".gitattributes") and not {"", ".", ".."}.intersection(parts)


def forget(path: str) -> None:
    """Forget a change: it was ended, or given up."""
    with contextlib.suppress(OSError):
        os.unlink(path)


def _text(data: bytes | None) -> str | None:
    return None if data is None else data.decode("utf-8", "surrogateescape")


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else text.encode("utf-8", "surrogateescape")
