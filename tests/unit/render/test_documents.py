"""Documents and PDF of lists whose titles attack, overflow, run backwards or are not there: text, nothing else."""

import io
import re
import sys
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from example_works import article, library

from sourcebook.errors import EngineFailed
from sourcebook.render.documents import write_as_document
from sourcebook.render.pdf import to_pdf
from sourcebook.render.reading_list import ReadingList, Wish, reading_list
from sourcebook.render.style_files import find_style
from sourcebook.render.styles import Reference

EVIL = (
    r'\input{/etc/hostname} \write18{id} #read("/etc/hostname") #import "@preview/a:1.0.0" {\field HYPERLINK "x"} '
    "$x$ <b>"
)
TITLES = (EVIL, "x" * 5000, "الصحافة (2021) dam", "a\u202eb\x07", "👩‍🔬 *_`~@", "")


def listing() -> ReadingList:
    works = [article(f"w{number}", title or "-") for number, title in enumerate(TITLES)]
    references = [
        Reference(key=work.key, inlines=({"t": "Str", "c": title}, {"t": "Space"}))
        for work, title in zip(works, TITLES, strict=True)
    ]
    return reading_list(library(*works), references, style=find_style("apa"), wish=Wish(title=EVIL, state=EVIL))


def opened(data: bytes, name: str) -> str:
    """The letters of one file in a document of a word processor."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "".join(ET.fromstring(archive.read(name)).itertext())  # noqa: S314 - pandoc made it a moment ago


def test_documents_of_word_processors_hold_titles_as_text() -> None:
    docx = write_as_document(listing(), "docx")
    assert EVIL.split(maxsplit=1)[0] in opened(docx, "word/document.xml")
    assert 'HYPERLINK "x"' in opened(docx, "word/document.xml")
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        document = archive.read("word/document.xml").decode()
    assert ("<w:instrText" in document, "<w:bidi" in document, "x" * 5000 in document) == (False, True, True)
    assert EVIL.split(maxsplit=1)[0] in opened(write_as_document(listing(), "odt"), "content.xml")
    assert write_as_document(listing(), "docx") == docx


def test_commands_of_typesetters_are_escaped() -> None:
    latex = write_as_document(listing(), "latex").decode()
    assert latex.count("\\textbackslash input\\{/etc/hostname\\}") >= 3
    assert "\\input{" not in latex
    assert "\\write18" not in latex
    assert "\ufffd" not in latex
    typst = write_as_document(listing(), "typst").decode()
    assert typst.count("\\#read(") >= 3
    assert "\n#read" not in typst.replace("\\#", "")
    rtf = write_as_document(listing(), "rtf").decode()
    assert "{\\field" not in rtf.replace("\\{", "")


def rtf_paragraph(rtf: str, word: str) -> str:
    """The control words before a paragraph's first word."""
    return next(line for line in rtf.splitlines() if word in line).partition(word)[0]


ARABIC = "\\u1575"  # the first letter of TITLES[2], as RTF writes it


def test_rtf_says_whose_list_of_which_day_it_is() -> None:
    rtf = write_as_document(replace(listing(), byline="Ann Miller · Autumn", state="As of 2 May"), "rtf").decode()
    assert rtf.index("Ann Miller \\u183") < rtf.index("As of 2 May\\par") < rtf.index("\\outlinelevel")


def test_references_run_from_right_to_left_in_rtf_and_odt() -> None:
    rtf = write_as_document(listing(), "rtf").decode()
    assert "\\rtlpar\\qr" in rtf_paragraph(rtf, ARABIC)
    assert rtf.count("\\rtlpar") == 1
    whole = write_as_document(replace(listing(), language="ar"), "rtf").decode()
    assert whole.count("{\\pard ") == whole.count("{\\pard \\rtlpar ") > 1
    odt = write_as_document(listing(), "odt")
    assert write_as_document(listing(), "odt") == odt
    with zipfile.ZipFile(io.BytesIO(odt)) as archive:
        content, styles = archive.read("content.xml").decode(), archive.read("styles.xml").decode()
        assert archive.infolist()[0].filename == "mimetype"
    ET.fromstring(styles)  # noqa: S314 - pandoc and we made it a moment ago
    assert content.count('text:style-name="Bibliography_20_RTL"') == 1
    assert content.count('text:style-name="Bibliography"') == len(TITLES) - 1
    (style,) = re.findall(r'<style:style style:name="Bibliography_20_RTL".*?</style:style>', styles)
    assert 'style:writing-mode="rl-tb"' in style


def test_a_pdf_is_made_of_them_and_always_the_same() -> None:
    source = write_as_document(listing(), "typst")
    made = to_pdf(source)
    assert made.data.startswith(b"%PDF-")
    assert to_pdf(source) == made


def test_letters_without_a_font_are_told() -> None:
    made = to_pdf("#set document(title: [x])\nDam \U000f0000 水库 dam 水\u200d".encode(), has_fonts_of_the_system=False)
    assert made.data.startswith(b"%PDF-")
    assert {*made.missing} - {"U+F0000"} == {"水", "库"}


def test_a_fault_of_the_typesetter_is_a_sentence() -> None:
    with pytest.raises(EngineFailed, match="typst could not set the list"):
        to_pdf(b"#nothing-of-this-name")


def test_without_the_package_the_command_that_installs_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(EngineFailed, match=r"pip install 'sourcebook\[pdf\]'"):
        to_pdf(b"x")
