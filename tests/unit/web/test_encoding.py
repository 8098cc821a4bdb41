import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.web.encoding import text_of


@pytest.mark.parametrize(
    ("text", "encoding", "label"),
    [
        ("大坝开放", "gb18030", "gb2312"),
        ("大壩開放", "big5hkscs", "big5"),
        ("ダムが開く", "cp932", "shift_jis"),
        ("ダムが開く", "euc-jp", "EUC-JP"),
        ("ダムが開く", "iso-2022-jp", "iso-2022-jp"),
        ("댐이 열리다", "cp949", "euc-kr"),
        ("Плотина", "windows-1251", "windows-1251"),
        ("Плотина", "koi8-r", "koi8-r"),
        ("“Größe” – €", "windows-1252", "iso-8859-1"),
        ("Barajı açıldı", "windows-1254", "iso-8859-9"),
        ("السد", "windows-1256", "windows-1256"),
        ("大坝", "utf-16", "utf-16"),
        ("大坝", "utf-8", "iso-8859-1"),
        ("大坝", "utf-8-sig", "gb2312"),
    ],
)
def test_a_page_is_read_by_the_servers_label(text: str, encoding: str, label: str) -> None:
    assert text_of(text.encode(encoding), label) == text


@pytest.mark.parametrize("label", ["", "utf-8", "x-unknown", "punycode"])
def test_the_pages_own_label_is_read_where_the_servers_is_none_or_wrong(label: str) -> None:
    page = "<meta charset=gb2312><title>大坝开放</title>" * 3
    assert text_of(page.encode("gb18030"), label) == page


def test_a_page_without_labels_is_guessed() -> None:
    page = "Плотина открыта, и вода пошла по каналам. " * 20
    assert text_of(page.encode("windows-1251")) == page


def test_a_broken_letter_does_not_spoil_the_rest() -> None:
    page = "<meta charset=gb2312>" + "大坝开放" * 200
    assert text_of(page.encode("gb18030") + b"\xff\xff<b>").startswith(page)


@given(st.binary(max_size=200), st.text(max_size=20))
def test_any_bytes_are_text(data: bytes, label: str) -> None:
    assert isinstance(text_of(data, label), str)
