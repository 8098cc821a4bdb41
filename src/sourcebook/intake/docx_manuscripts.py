"""Word documents to what they name: keys in the text, hyperlinks, and the fields of Word and of reference managers."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from sourcebook.errors import BadValue
from sourcebook.model.manuscripts import Mention, MentionKind

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_LARGEST = 100_000_000  # bytes of one part, unpacked
_PARTS = ("document", "footnotes", "endnotes")
_WORDS_OWN = re.compile(r"\bCITATION\s+([^\\]+)((?:\\[a-zA-Z]\s*(?:[^\\]*))*)")

_Read = Callable[[str, int], Iterator[Mention]]


def read_docx(data: bytes, read: _Read) -> Iterator[Mention]:
    """What a document names, paragraph by paragraph; `read` finds keys and addresses in the text of one.

    Raises BadValue for what is no Word document, or is larger than any.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
            if "word/document.xml" not in names:
                raise BadValue("This is no Word document: it has no word/document.xml.")
            for part in _PARTS:
                if f"word/{part}.xml" in names:
                    rels = f"word/_rels/{part}.xml.rels"
                    targets = _targets(_tree(package, rels)) if rels in names else {}
                    yield from _mentions(_tree(package, f"word/{part}.xml"), targets, read, counts=part == "document")
    except (zipfile.BadZipFile, etree.XMLSyntaxError, NotImplementedError, RuntimeError, EOFError) as error:
        raise BadValue("This is no sound Word document; open it in a word processor and save it anew.") from error


def _tree(package: zipfile.ZipFile, name: str) -> etree._Element:
    with package.open(name) as part:
        data = part.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise BadValue(f"{name} in this document is larger than {_LARGEST // 1_000_000} MB.")
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def _targets(rels: etree._Element) -> Mapping[str, str]:
    """The addresses that hyperlinks lead to, by their ids."""
    return {one.get("Id", ""): one.get("Target", "") for one in rels if one.get("TargetMode") == "External"}


def _mentions(tree: etree._Element, targets: Mapping[str, str], read: _Read, *, counts: bool) -> Iterator[Mention]:
    field: list[str] = []  # the instruction of a field, which may run over several paragraphs
    for number, paragraph in enumerate(tree.iter(f"{_W}p"), start=1):
        line = number if counts else 0
        text: list[str] = []
        for element in paragraph.iter(f"{_W}t", f"{_W}instrText", f"{_W}fldChar", f"{_W}fldSimple", f"{_W}hyperlink"):
            if element.tag == f"{_W}t":
                text.append(element.text or "")
            elif element.tag == f"{_W}instrText":
                field.append(element.text or "")
            elif element.tag == f"{_W}fldSimple":
                yield from _of_field(element.get(f"{_W}instr", ""), line)
            elif element.tag == f"{_W}hyperlink":
                target = targets.get(element.get(f"{_R}id", ""), "")
                yield from read(target, line)
            elif element.get(f"{_W}fldCharType") != "begin" and field:
                yield from _of_field("".join(field), line)
                field = []
        yield from read("".join(text), line)


def _of_field(instruction: str, line: int) -> Iterator[Mention]:
    """What a citation field names: tags of Word's own, DOIs and addresses of CSL items that reference managers keep."""
    if match := _WORDS_OWN.search(instruction):
        more = re.findall(r"\\m\s+([^\\\s]+)", match[2])
        for tag in (match[1].split()[:1] or []) + more:
            yield Mention(MentionKind.KEY, tag, line)
    elif "CSL_CITATION" in instruction and "{" in instruction:
        try:
            said, _ = json.JSONDecoder().raw_decode(instruction[instruction.index("{") :])
            items = [one.get("itemData", {}) for one in said.get("citationItems", ())]
            said_of = [(one.get("DOI"), one.get("URL")) for one in items]
        except (ValueError, AttributeError, TypeError, RecursionError):
            return
        for doi, url in said_of:
            address = f"https://doi.org/{doi}" if isinstance(doi, str) and doi else url
            if isinstance(address, str) and address:
                yield Mention(MentionKind.ADDRESS, address, line)
