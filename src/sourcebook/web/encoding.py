"""The bytes of a page as text, whatever its labels say."""

import codecs
import re

# WHATWG Encoding Standard, section 4.2: what pages call by the names on the left is what browsers read as on the right.
_MEANT = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "iso-8859-1": "windows-1252",
    "latin1": "windows-1252",
    "us-ascii": "windows-1252",
    "ascii": "windows-1252",
    "iso-8859-9": "windows-1254",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "windows-31j": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "big5": "big5hkscs",
    "tis-620": "cp874",
    "windows-874": "cp874",
}
# The families of character sets that pages are written in. Python knows others (`punycode`, `unicode_escape`) that no
# page may ask for.
_FAMILIES = re.compile(
    r"utf-?8|utf-?16(?:le|be)?|windows-\d+|cp\d+|iso-8859-\d+|koi8-[ru]|gb18030|big5hkscs|euc-jp|iso-2022-jp"
)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w.:-]{2,40})")
_SAMPLE = 32_768
# What pages without a label are written in; the guesser knows near twins of these that the web does not use.
_GUESSED = "gb18030 big5 cp932 euc_jp cp949 cp1251 koi8_r cp1250 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257".split()


def text_of(data: bytes, charset: str = "") -> str:
    """Bytes as text: by a byte order mark, as UTF-8 where they are, by the server's charset, the page's, or a guess.

    Bytes that are UTF-8 and not plain ASCII are hardly ever anything else, so that goes before every label.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    labels = [charset, *(match[1].decode("ascii") for match in (_META.search(data[:4096]), _XML.search(data)) if match)]
    meant = [_meant(label) for label in labels]
    if not data.isascii() or not any(name == "iso-2022-jp" for name in meant):
        meant.insert(0, "utf-8")
    for name in meant:
        if name and (text := _strictly(data, name)) is not None:
            return text
    named = next((name for name in meant[1:] if name), "")
    return data.decode(named if named and _nearly(data, named) else _guessed(data), "replace")


def _meant(label: str) -> str:
    name = label.strip().strip("\"'").lower()
    name = _MEANT.get(name, name)
    return name if _FAMILIES.fullmatch(name) else ""


def _strictly(data: bytes, name: str) -> str | None:
    try:
        # Not final: a page that was cut may end within a letter.
        return codecs.getincrementaldecoder(name)().decode(data, final=False)
    except (UnicodeDecodeError, LookupError):
        return None


def _nearly(data: bytes, name: str) -> bool:
    """Whether a label that does not fit quite is right all the same: a few broken letters in a long page."""
    return data[:_SAMPLE].decode(name, "replace").count("\ufffd") <= 1 + min(len(data), _SAMPLE) // 500


def _guessed(data: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - 30 ms for the few pages that say nothing true

    guess = from_bytes(data[:_SAMPLE], cp_isolation=_GUESSED).best()
    return guess.encoding if guess else "windows-1252"
