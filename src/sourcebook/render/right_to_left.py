"""What pandoc's writers of RTF and ODT leave out: paragraphs that run from right to left."""

import io
import zipfile
from collections.abc import Callable, Mapping

REFERENCE, _REFERENCE_RTL = "Bibliography", "Bibliography_20_RTL"  # ODT writes a blank in a name as `_20_`
# At the beginning of a paragraph in RTF, where `\qr` is the right of the page and not the end of the line.
RTF_PARAGRAPH = r"\rtlpar\qr "
_STYLES = "".join(
    f'<style:style style:name="{name}" style:display-name="{shown}" style:family="paragraph" '
    f'style:parent-style-name="Text_20_body"><style:paragraph-properties {properties}/></style:style>'
    for name, shown, properties in (
        (REFERENCE, REFERENCE, ""),
        (_REFERENCE_RTL, "Bibliography RTL", 'style:writing-mode="rl-tb" fo:text-align="start"'),
    )
).encode()


def whole_rtf(made: bytes) -> bytes:
    """A document in RTF with every paragraph from right to left; what works say has its braces escaped."""
    turned = made.replace(rb"{\pard ", rb"{\pard \rtlpar ")
    return turned.replace(rb"{\pard \rtlpar \ql ", rb"{\pard \rtlpar \qr ")


def named_apart(document: bytes) -> bytes:
    """A document for pandoc with a style of its own for references from right to left, as ODT needs it."""
    named = '["custom-style","%s"],["dir","rtl"]'
    return document.replace((named % REFERENCE).encode(), (named % _REFERENCE_RTL).encode())


def with_styles(made: bytes, *, is_rtl: bool) -> bytes:
    """A document in ODT with the styles of references, its pages from right to left where `is_rtl`."""

    def styles(data: bytes) -> bytes:
        page = data.replace(b'style:writing-mode="lr-tb"', b'style:writing-mode="rl-tb"') if is_rtl else data
        return page.replace(b"</office:styles>", _STYLES + b"</office:styles>")

    return _changed(made, {"styles.xml": styles})


def _changed(archive: bytes, changes: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """An archive with some files changed, everything else as it was, the order and the dates too."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(made, "w") as new:
        for file in old.infolist():
            data = old.read(file)
            new.writestr(file, changes[file.filename](data) if file.filename in changes else data, file.compress_type)
    return made.getvalue()
