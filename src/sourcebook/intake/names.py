"""Names as people type them in one line: `Okafor, Ngozi; Dam Watch`."""

from collections.abc import Mapping


def listed_names(text: str) -> list[Mapping[str, str]]:
    """Names parted by semicolons, each `Family, Given` or, without a comma, a whole that is not taken apart."""
    return [_name(one) for one in text.split(";") if one.strip()]


def _name(text: str) -> Mapping[str, str]:
    parts = [part.strip() for part in text.strip().split(",")]
    if len(parts) == 1 or not parts[0]:
        return {"literal": text.strip()}
    said = {"family": parts[0], "given": parts[-1], "suffix": ", ".join(parts[1:-1])}
    return {part: value for part, value in said.items() if value}
