"""Several works given new keys at once: which lists of old and new keys can be carried out."""

from collections.abc import Iterable, Mapping, Sequence

from sourcebook.errors import BadValue


def read_pairs(lines: Iterable[str]) -> list[tuple[str, str]]:
    """Old and new keys, a pair a line with blanks between; raises BadValue naming a line that is none."""
    pairs: list[tuple[str, str]] = []
    for number, line in enumerate(lines, 1):
        words = line.split()
        if words and len(words) != 2:
            raise BadValue(f"Line {number} is no pair of an old and a new key: {line.strip()!r}. Nothing was renamed.")
        if words:
            pairs.append((words[0], words[1]))
    return pairs


def checked(pairs: Sequence[tuple[str, str]], present: Iterable[str], aliases: Mapping[str, str]) -> dict[str, str]:
    """Present key -> new key, for pairs of them; `aliases` are former keys with the present ones.

    Raises BadValue where a work is named twice, or where a new key is or was another work's: each key, once given, has
    to find its work for ever, so keys are neither swapped nor passed on.
    """
    renames: dict[str, str] = {}
    owners = {key.casefold(): (key, key) for key in present}
    owners |= {alias.casefold(): (alias, key) for alias, key in aliases.items() if alias.casefold() not in owners}
    for old, new in pairs:
        if old in renames:
            raise BadValue(f"{old} is to have two new keys, {renames[old]!r} and {new!r}; nothing was renamed.")
        taken, owner = owners.get(new.casefold(), ("", old))
        if new == old or owner != old:
            raise BadValue(
                f"The key {taken or new!r} is in use or was in use, and has to find its work for ever; "
                "choose another one. Nothing was renamed."
            )
        renames[old] = new
        owners[new.casefold()] = (new, old)
    return renames
