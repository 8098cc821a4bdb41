"""References for the page's picker of styles: each work as if it were cited alone, remembered one by one.

A work cited alone needs no `2022b` and no initials to tell it from others, so it depends on nothing but its own record,
and the engine is spared what takes it time with the square of the list.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from sourcebook.model.work import Work
from sourcebook.render import inlines
from sourcebook.render.citation_document import engine_item
from sourcebook.render.engine import engine_version
from sourcebook.render.styles import Memo, Style, format_references

_MOST = 250  # works in one run of the engine
_AT_ONCE = 4  # runs of the engine
# What a style does to works because of their neighbours in a list (CSL 1.0.2, Disambiguation, Bibliography).
_NEIGHBOURS = re.compile(
    rb"""\s(?:disambiguate-[a-z-]+|subsequent-author-substitute(?:-rule)?|second-field-align)="[^"]*"
       |<(?:text|number)\s[^<>]*variable="citation-number"[^<>]*/>""",
    re.VERBOSE,
)


def references_apart(
    works: Sequence[Work], styles: Sequence[Style], *, locale: str = "", memo: Memo | None = None
) -> tuple[Mapping[str, str], ...]:
    """For each style: key -> the reference as HTML without attributes; the same whatever else is asked for.

    Only what `memo` does not hold is formatted, so that one changed work costs one run for each style.
    Raises EngineFailed, and UsageError for a malformed locale.
    """
    digests = {work.key: _digest(json.dumps(engine_item(work), ensure_ascii=False).encode()) for work in works}
    names = [_memo_key(style, locale) for style in styles]
    known = [_remembered(memo, name) for name in names]
    runs = [
        (number, batch)
        for number, texts in enumerate(known)
        for batch in _batches([work for work in works if digests[work.key] not in texts])
    ]
    with TemporaryDirectory(prefix="sourcebook-") as folder, ThreadPoolExecutor(_AT_ONCE) as pool:
        alone = {number: _alone(styles[number], folder, number) for number, _ in runs}
        made = pool.map(lambda run: format_references(run[1], alone[run[0]], locale=locale), runs)
        for (number, _), references in zip(runs, made, strict=True):
            known[number] |= {digests[one.key]: inlines.to_bare_html(one.inlines) for one in references}
    if memo:
        for number in {number for number, _ in runs}:
            memo.put(names[number], json.dumps({one: known[number][one] for one in sorted(digests.values())}).encode())
    return tuple({work.key: texts[digests[work.key]] for work in works} for texts in known)


def without_neighbours(style: bytes) -> bytes:
    """The CSL of a style that formats each work as if it stood alone in its list, and without a number."""
    return _NEIGHBOURS.sub(b"", style)


def _alone(style: Style, folder: str, number: int) -> Style:
    path = Path(folder, f"{number}.csl")
    path.write_bytes(without_neighbours(style.path.read_bytes()))
    return replace(style, path=path)


def _batches(works: Sequence[Work]) -> list[Sequence[Work]]:
    return [works[start : start + _MOST] for start in range(0, len(works), _MOST)]


def _remembered(memo: Memo | None, name: str) -> dict[str, str]:
    """The references that were put under a name, by the digests of their works; nothing where they were spoilt."""
    try:
        found = json.loads((memo.get(name) if memo else None) or b"{}")
    except ValueError:
        return {}
    return {str(digest): str(text) for digest, text in found.items()} if isinstance(found, dict) else {}


def _memo_key(style: Style, locale: str) -> str:
    """What all references of a style depend on beside their works: its rules, the engine, and how we write them."""
    code = b"".join(Path(module).read_bytes() for module in (__file__, inlines.__file__))
    parts = (style.path.read_bytes(), (locale or style.default_locale).encode(), engine_version().encode(), code)
    return _digest(b"".join(b"%d:" % len(part) + part for part in parts))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
