"""References for the page's picker of styles: each work as if it were cited alone, remembered one by one.

A work cited alone needs no `2022b` and no initials to tell it from others, so it depends on nothing but its own record,
and the engine is spared what takes it time with the square of the list.
"""

import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from sourcebook.model.work import Work
from sourcebook.render.inlines import to_bare_html
from sourcebook.render.styles import Style, format_references

_MOST = 250  # works in one run of the engine
_AT_ONCE = 4  # runs of the engine
# What a style does to works because of their neighbours in a list (CSL 1.0.2, Disambiguation, Bibliography).
_NEIGHBOURS = re.compile(
    rb"""\s(?:disambiguate-[a-z-]+|subsequent-author-substitute(?:-rule)?|second-field-align)="[^"]*"
       |<(?:text|number)\s[^<>]*variable="citation-number"[^<>]*/>""",
    re.VERBOSE,
)


def references_apart(
    wanted: Mapping[str, tuple[Style, Sequence[Work]]], *, locale: str = ""
) -> dict[str, dict[str, str]]:
    """For each name of a style with its works: key -> the reference as HTML without attributes.

    A reference is the same whatever else is wanted. Raises EngineFailed, and UsageError for a malformed locale.
    """
    runs = [(name, batch) for name, (_, works) in wanted.items() for batch in _batches(works)]
    made: dict[str, dict[str, str]] = {name: {} for name in wanted}
    if runs:
        with TemporaryDirectory(prefix="sourcebook-") as folder, ThreadPoolExecutor(_AT_ONCE) as pool:
            alone = {name: _alone(style, Path(folder, f"{name}.csl")) for name, (style, _) in wanted.items()}
            for (name, _), references in zip(
                runs, pool.map(lambda run: format_references(run[1], alone[run[0]], locale=locale), runs), strict=True
            ):
                made[name] |= {one.key: to_bare_html(one.inlines) for one in references}
    return made


def without_neighbours(style: bytes) -> bytes:
    """The CSL of a style that formats each work as if it stood alone in its list, and without a number."""
    return _NEIGHBOURS.sub(b"", style)


def _alone(style: Style, path: Path) -> Style:
    path.write_bytes(without_neighbours(style.path.read_bytes()))
    return replace(style, path=path)


def _batches(works: Sequence[Work]) -> list[Sequence[Work]]:
    return [works[start : start + _MOST] for start in range(0, len(works), _MOST)]
