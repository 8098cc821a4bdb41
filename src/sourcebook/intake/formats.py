"""The formats that can be imported, and how the format of a file is known by its name and its content."""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from sourcebook.errors import UnknownName
from sourcebook.intake import bibtex, csl, csv_table, hayagriva, reference_list, ris
from sourcebook.intake.imported import Imported


class Format(NamedTuple):
    """One format: its name, one line about it, and its reader from text to drafts."""

    name: str
    summary: str
    read: Callable[[str], Imported]
    is_plain: bool = False  # whether what it gives is only good for the inbox


_ALL = (
    Format("bibtex", "BibTeX and biblatex", bibtex.read_bibtex),
    Format("ris", "RIS", ris.read_ris),
    Format("csl-json", "CSL-JSON", csl.read_csl_json),
    Format("csl-yaml", "CSL-YAML, as pandoc and Quarto have it", csl.read_csl_yaml),
    Format("hayagriva", "Hayagriva YAML, as Typst has it", hayagriva.read_hayagriva),
    Format("csv", "a table, with --map where its columns have other names", csv_table.read_csv),
    Format("list", "a plain list of references, as people paste them", reference_list.read_reference_list, True),
)
FORMATS: Mapping[str, Format] = {one.name: one for one in _ALL}
_BY_EXTENSION = {
    "bib": "bibtex",
    "bibtex": "bibtex",
    "biblatex": "bibtex",
    "ris": "ris",
    "json": "csl-json",
    "csv": "csv",
    "tsv": "csv",
}
_ENTRY = re.compile(r"^[ \t]*@[ \t]*[A-Za-z]+[ \t]*[{(]", re.MULTILINE)
_ENCODING = re.compile(rb"%\s*encoding:\s*([\w-]{2,20})", re.IGNORECASE)
_LOOKED_AT = 200_000  # characters at the beginning of a file that tell its format


def format_named(name: str) -> Format:
    """The format of this name; raises UnknownName."""
    if name in ("biblatex", "bib"):
        return FORMATS["bibtex"]
    if name not in FORMATS:
        raise UnknownName("format", name, FORMATS)
    return FORMATS[name]


def sniff(name: str, text: str) -> Format:
    """The format of a file, by its content where that is plain to see, else by the extension of its name."""
    start = text[:_LOOKED_AT].lstrip("\ufeff \t\r\n")
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if extension in _BY_EXTENSION:
        return FORMATS[_BY_EXTENSION[extension]]
    if _ENTRY.search(start):
        return FORMATS["bibtex"]
    if re.search(r"^TY {0,2}- ", start, re.MULTILINE):
        return FORMATS["ris"]
    if re.match(r"[\[{]\s*(?:[{\"]|\])", start):
        return FORMATS["csl-json"]
    if extension in ("yaml", "yml") or re.match(r"(?:---\s*\n|references:|- (?:id|type|title):)", start):
        return FORMATS["csl-yaml" if _is_list(start) else "hayagriva"]
    if re.match(r"[\w\-:.]+:[ \t]*\n[ \t]+(?:type|title):", start):
        return FORMATS["hayagriva"]
    head = start.partition("\n")[0].lower()
    if re.search(r"\btitle\b", head) and max(map(head.count, ",;\t")) > 1 and "\n" in start:
        return FORMATS["csv"]
    return FORMATS["list"]


def text_of(data: bytes) -> tuple[str, str]:
    """The text of a file's bytes, and the name of the encoding that was guessed where it is not UTF-8."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace").lstrip("\ufeff"), ""
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        declared = _ENCODING.search(data[:2000])
    for name in (declared[1].decode("ascii") if declared else "", "gb18030" if _is_gb18030(data) else "", "cp1252"):
        try:
            return data.decode(name or "utf-8"), name
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("latin-1"), "latin-1"


def _is_list(text: str) -> bool:
    return bool(re.match(r"(?:---[^\n]*\n)?(?:\s*#[^\n]*\n)*\s*(?:references:|items:|- )", text))


def _is_gb18030(data: bytes) -> bool:
    """Whether bytes that are no UTF-8 are likelier Chinese: nearly every high byte stands in a pair."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    high = [sign for sign in text if sign > "\x7f"]
    return bool(high) and sum("\u4e00" <= sign <= "\u9fff" for sign in high) > 0.9 * len(high) and len(high) > 9
