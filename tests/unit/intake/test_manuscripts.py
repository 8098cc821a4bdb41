import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.errors import BadValue, UnknownName, UsageError
from sourcebook.intake.manuscripts import MANUSCRIPTS, form_of, read_manuscript

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def found(text: str, form: str) -> list[tuple[str, int]]:
    return [(one.text, one.line) for one in read_manuscript(text.encode(), form)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See @doe2020dam [p. 3].", [("doe2020dam", 1)]),
        ("As\nshown [@a; see -@b.c, p. 4;\n@{Odd/Key}].", [("a", 2), ("b.c", 2), ("Odd/Key", 3)]),
        ("---\nnocite: |\n  @a, @b\n---\n\n> @c", [("a", 3), ("b", 3), ("c", 6)]),
        ("---\nnocite: '@*'\n---", [("@*", 2)]),
        ("Mail a@b.org, `@code`, \\@escaped.\n\n```\n@fenced\n```\n<!-- @hidden -->\n\n    @indented", []),
        ("| a |\n|---|\n| @key |", [("key", 3)]),
        ("@under_scored_key and *@emph*", [("under_scored_key", 1), ("emph", 1)]),
        ("https://e.org/@user/a. <https://e.org/x_(y)> (https://e.org/z)", [
            ("https://e.org/@user/a", 1), ("https://e.org/x_(y)", 1), ("https://e.org/z", 1),
        ]),
        ("[text](https://e.org/a 'title') ![](p.png)", [("https://e.org/a", 1)]),
        ("见 @张2020 和 https://e.org/甲。下", [("https://e.org/甲", 1), ("张2020", 1)]),
    ],
)  # fmt: skip
def test_keys_and_addresses_of_markdown_are_found_where_pandoc_finds_them(
    text: str, expected: list[tuple[str, int]]
) -> None:
    assert found(text, "markdown") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\cite{a, b}" + "\n" + r"\parencite[see][p.~3]{c}", [("a", 1), ("b", 1), ("c", 2)]),
        (r"\citet*{a} \Textcite{b} \footcite [1] {c}", [("a", 1), ("b", 1), ("c", 1)]),
        (r"\textcites(x)(y)[1][\emph{2}]{a}[3]{b}. {not}", [("a", 1), ("b", 1)]),
        (r"\cite[{[1]}, [2]]{a}", [("a", 1)]),
        (r"\nocite{*} \cite{a" + "\n,b}", [("*", 1), ("a", 1), ("b", 2)]),
        (r"% \cite{no}" + "\n" + r"50\% \cite{yes} % \url{https://e.org/no}", [("yes", 2)]),
        (r"\begin{verbatim}\cite{no}\end{verbatim}\verb|\cite{no}| \cite{yes}", [("yes", 1)]),
        (r"\newcommand{\mycite}[1]{\cite{#1}} \citestyle{apa} \DeclareCiteCommand{\x}{a}", []),
        (r"\url{https://e.org/a\%20b} \href{https://e.org/\#c}{d} https://e.org/e.", [
            ("https://e.org/a%20b", 1), ("https://e.org/#c", 1), ("https://e.org/e", 1),
        ]),
        (r"\cite{never closed", []),
    ],
)  # fmt: skip
def test_keys_and_addresses_of_latex_are_found_outside_comments(text: str, expected: list[tuple[str, int]]) -> None:
    assert found(text, "latex") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@doe2020[p. 3] and @roe.", [("doe2020", 1), ("roe", 1)]),
        ('#cite(<a>, form: "prose")\n#cite(label("b/c"))', [("a", 1), ("b/c", 2)]),
        ("= Intro <intro>\n@intro @other", [("other", 2)]),
        ("// @no\n/* @no\n@no */ `@no` ```\n@no\n``` @yes", [("yes", 5)]),
        ('https://e.org/a#link("https://e.org/b")[c]', [("https://e.org/a#link(", 1), ("https://e.org/b", 1)]),
    ],
)
def test_keys_and_addresses_of_typst_are_found_and_its_own_labels_are_not(
    text: str, expected: list[tuple[str, int]]
) -> None:
    assert found(text, "typst") == expected


def docx(body: str, *, notes: str = "", target: str = "") -> bytes:
    space = f'xmlns:w="{W}" xmlns:r="{R}"'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("word/document.xml", f"<w:document {space}><w:body>{body}</w:body></w:document>")
        if notes:
            package.writestr("word/footnotes.xml", f"<w:footnotes {space}>{notes}</w:footnotes>")
        package.writestr(
            "word/_rels/document.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" TargetMode="External" Target="{target}"/></Relationships>',
        )
    return file.getvalue()


def texts(*words: str) -> str:
    return "<w:p>" + "".join(f"<w:r><w:t>{word}</w:t></w:r>" for word in words) + "</w:p>"


def field(*instruction: str) -> str:
    return (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        + "".join(f"<w:r><w:instrText>{part}</w:instrText></w:r>" for part in instruction)
        + '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>(Doe)</w:t></w:r>'
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )


def of_docx(data: bytes) -> list[tuple[str, int]]:
    return [(one.text, one.line) for one in read_manuscript(data, "docx")]


def test_a_key_in_a_word_document_is_found_though_it_is_cut_into_runs_and_notes_have_no_number() -> None:
    data = docx(texts("No key.") + texts("See [@do", "e2020; https://e.org/a]."), notes=texts("@roe"))
    assert of_docx(data) == [("https://e.org/a", 2), ("doe2020", 2), ("roe", 0)]


def test_fields_of_word_and_of_reference_managers_and_hyperlinks_are_read() -> None:
    items = [{"itemData": {"DOI": "10.1000/x", "URL": "https://e.org/no"}}, {"itemData": {"URL": "https://e.org/b"}}]
    said = json.dumps({"citationItems": items}).replace('"', "&quot;")
    data = docx(
        field(" CITATION Doe20 \\l 10", "33 \\m Roe21 ")
        + field(" ADDIN ZOTERO_ITEM CSL_CITATION ", said[:20], said[20:], " ")
        + '<w:p><w:hyperlink r:id="r1"><w:r><w:t>here</w:t></w:r></w:hyperlink></w:p>'
        + '<w:p><w:fldSimple w:instr=" CITATION Lee19 "/></w:p>',
        target="https://e.org/@c",
    )
    assert of_docx(data) == [
        ("Doe20", 1), ("Roe21", 1), ("https://doi.org/10.1000/x", 2), ("https://e.org/b", 2), ("https://e.org/@c", 3),
        ("Lee19", 4),
    ]  # fmt: skip


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"plain text", docx("<w:p>")[:-30], docx("<w:p>")])
def test_what_is_no_word_document_is_told(data: bytes) -> None:
    with pytest.raises(BadValue, match="Word document"):
        read_manuscript(data, "docx")


def test_an_entity_in_a_word_document_is_not_followed() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr(
            "word/document.xml",
            f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><w:document xmlns:w="{W}"><w:p><w:r>'
            "<w:t>@&e;</w:t></w:r></w:p></w:document>",
        )
    assert of_docx(file.getvalue()) == []


def test_the_name_of_a_file_tells_its_format() -> None:
    assert [form_of(name) for name in ("a.md", "b.QMD", "c.tex", "d.typ", "e.docx")] == [
        "markdown", "markdown", "latex", "typst", "docx",
    ]  # fmt: skip
    with pytest.raises(UsageError, match="--from"):
        form_of("draft.odt")
    with pytest.raises(UnknownName):
        read_manuscript(b"", "odt")


@given(st.text(alphabet=st.sampled_from("@{}[]()\\%`<>#*/ \n\r~$-citeurlhps:.|\"'\0é甲"), max_size=300))
def test_no_text_is_too_odd(text: str) -> None:
    lines = text.count("\n") + text.count("\r") + 1
    for form in MANUSCRIPTS[:-1]:
        for one in read_manuscript(text.encode(), form):
            assert one.text
            assert 1 <= one.line <= lines


@pytest.mark.parametrize("form", MANUSCRIPTS[:-1])
@pytest.mark.parametrize("piece", ["\\cite[", "\\cite{a", "`", "``` ", "/*", "<!--", "@{", "\\begin{verbatim}", "(@"])
def test_a_manuscript_that_never_closes_what_it_opens_is_read_in_time(form: str, piece: str) -> None:
    read_manuscript((piece * 20_000).encode(), form)
