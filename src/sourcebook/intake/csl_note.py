"""What Zotero's field Extra says for lack of fields: lines such as `original-date: 1950` in CSL's variable `note`.

The lines are read as citation programs read them (citeproc-js's manual, "Cheater syntax for odd fields"), so that a
record says the same as the references that were printed from there.
"""

import re
from collections.abc import Mapping

from sourcebook.model.fields import BY_NAME, Kind

_LINE = re.compile(r"(\{:)?([A-Za-z][A-Za-z _-]*):(.*)", re.DOTALL)
_NOT_SAID_SO = frozenset(("note", "abstract", "title"))


def read_note(note: str, present: Mapping[str, object]) -> tuple[dict[str, object], str]:
    """The variables that a note states and the item has not (`type` even then), and what is left of the note.

    A name is `Family || Given`; a date is EDTF. A line counts where it begins with a variable's own name, as
    `original-date:`, or with the words of one that has several, as Zotero has it: `Original Date:`.
    """
    found: dict[str, object] = {}
    left: list[str] = []
    for line in note.split("\n"):
        match = _LINE.fullmatch(line.strip())
        name = _variable(match[2]) if match else ""
        said = (match[3].removesuffix("}") if match[1] else match[3]).strip() if match else ""
        if not name or not said or (name in present and name != "type"):
            left.append(line)
        elif BY_NAME[name].kind is Kind.NAMES:
            names = found.setdefault(name, [])
            if isinstance(names, list):
                names.append(_name(said))
        elif name in found:
            left.append(line)
        else:
            found[name] = {"raw": said} if BY_NAME[name].kind is Kind.DATE else said
    return found, "\n".join(left).strip()


def _variable(label: str) -> str:
    """The variable that a label means, empty where it may be a word of the note."""
    if label in BY_NAME:
        name = label
    else:
        name = re.sub(r"[ _]", "-", label).lower()
        if "-" not in name or name not in BY_NAME:
            return ""
    return name if BY_NAME[name].csl and name not in _NOT_SAID_SO else ""


def _name(text: str) -> dict[str, str]:
    family, bars, given = text.partition("||")
    return {"family": family.strip(), "given": given.strip()} if bars else {"literal": text.strip()}
