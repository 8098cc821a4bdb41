"""CITATION.cff: how to cite the bibliography, for the programs that read it (Citation File Format 1.2.0)."""

import json
import re

from sourcebook.model.editions import maintainers_of
from sourcebook.model.names import Name
from sourcebook.model.sources import Sources
from sourcebook.model.text import one_line

CITATION = "CITATION.cff"
_CREATIVE_COMMONS = re.compile(r"CC0-1\.0|CC-BY(-NC)?(-SA|-ND)?-\d\.\d")


def citation_file(sources: Sources, *, version: str, date: str, before: bytes | None = None) -> bytes:
    """The file for an edition: new, or the one that is there with its version and date alone changed."""
    if before is None:
        return _new(sources, version, date)
    text = before.decode("utf-8", "surrogateescape")
    for name, value in (("version", version), ("date-released", date)):
        text = _with_field(text, name, value)
    return text.encode("utf-8", "surrogateescape")


def _with_field(text: str, name: str, value: str) -> str:
    line = f"{name}: {_quoted(value)}"
    changed, count = re.subn(rf"^{name}:[^\r\n]*", lambda _: line, text, count=1, flags=re.MULTILINE)
    if count:
        return changed
    end = "\r\n" if "\r\n" in text else "\n"
    return f"{text}{'' if not text or text.endswith(end) else end}{line}{end}"


def _new(sources: Sources, version: str, date: str) -> bytes:
    fields = {
        "title": sources.subject or "Bibliography",
        "version": version,
        "date-released": date,
        "url": sources.url,
        "license": _spdx(sources.licence),
    }
    lines = ["cff-version: 1.2.0", 'message: "If you use this bibliography, please cite the edition you used."']
    lines += ["type: dataset", *(f"{name}: {_quoted(value)}" for name, value in fields.items() if value), "authors:"]
    for person in maintainers_of(sources):
        first, *others = _author(person)
        lines += [f"  - {first}", *(f"    {other}" for other in others)]
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def _spdx(licence: str) -> str:
    """A licence as an SPDX identifier, all that CFF takes: `CC BY 4.0` is CC-BY-4.0; empty where it is in words."""
    joined = "-".join(licence.split())
    return joined if joined == licence or _CREATIVE_COMMONS.fullmatch(joined) else ""


def _author(person: Name) -> list[str]:
    if person.literal or not person.family:
        return [f"name: {_quoted(person.full)}"]
    parts = {"family-names": person.family, "given-names": person.given}
    return [f"{part}: {_quoted(said)}" for part, said in parts.items() if said]


def _quoted(text: str) -> str:
    """A string as YAML that every reader takes for a string; JSON's strings are YAML's."""
    return json.dumps(one_line(text), ensure_ascii=False)
