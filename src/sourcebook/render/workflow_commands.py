"""Annotations of files for GitHub workflows (docs.github.com, workflow commands)."""

from sourcebook.model.problems import Place


def workflow_command(level: str, place: Place, title: str, text: str) -> str:
    """One line that shows `text` beside a line of a file; `level` is error, warning or notice."""
    where = f"file={_encoded(place.path, ',:')},line={max(place.line, 1)}," if place.path else ""
    return f"::{level} {where}title={_encoded(title, ',:')}::{_encoded(text)}"


def _encoded(text: str, more: str = "") -> str:
    for char in "%\r\n" + more:
        text = text.replace(char, f"%{ord(char):02X}")
    return text
