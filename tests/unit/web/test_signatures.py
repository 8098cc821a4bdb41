# ruff: noqa: E501 - tables of texts, one case after the other
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.web.signatures import signed


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ada Okafor", ["Ada Okafor"]),
        ("BY ADA OKAFOR | aokafor@post.example", ["Ada Okafor"]),
        ("By Ada Okafor and John Roe in Tokyo", ["Ada Okafor", "John Roe"]),
        ("By Ada Okafor 29 December 2017 • 6:00am", ["Ada Okafor"]),
        ("Written by Ada Okafor on", ["Ada Okafor"]),
        ("By Ada Okafor, Foreign Editor", ["Ada Okafor"]),
        ("Ein Kommentar von Jürgen Müller", ["Jürgen Müller"]),
        ("Von unserem Korrespondenten Jürgen Müller", ["Jürgen Müller"]),
        ("Text: Jürgen Müller | Fotos: Ina Wulff", ["Jürgen Müller"]),
        ("Par Marie Dupont (avec AFP)", ["Marie Dupont"]),
        ("Por Lucía Ferrán, Madrid", ["Lucía Ferrán"]),
        ("Muhabir: Deniz Akarsu", ["Deniz Akarsu"]),
        ("Автор: Анна Иванова", ["Анна Иванова"]),
        ("海港网记者 王小明 实习生 许诺", ["王小明", "许诺"]),
        ("文/周闻舟 图/李四", ["周闻舟"]),
        ("編集委員・奥寺淳也、本田あかり", ["奥寺淳也", "本田あかり"]),
        ("김철수 기자 kim@ilbo.example", ["김철수"]),
    ],
)
def test_a_line_that_says_it_is_a_byline_names_the_authors(line: str, names: list[str]) -> None:
    found = [name for name in signed((line,), ()) if isinstance(name, dict)]
    assert [one.get("literal") or f"{one['given']} {one['family']}" for one in found] == names


@pytest.mark.parametrize(
    "line",
    [
        "Ada Okafor", "Read More", "Getty Images", "By Air and Sea", "By The Harbour Post newsdesk", "By Staff Reporters",
        "By Reuters", "Von Redaktion Politik", "Von Hamburg nach Berlin", "Par La Rédaction", "Por Agencias", "Da Redação",
        "Muhabir: Haber Merkezi", "Автор: Отдел новостей", "بقلم: هيئة التحرير", "记者从有关部门获悉", "责任编辑：王小明",
        "来源：新华网 作者：东港在线", "By Harbour Post", "By popular demand", "",
    ],
)  # fmt: skip
def test_a_line_that_is_not_surely_a_byline_names_nobody(line: str) -> None:
    assert signed((line,), (line,), {"harbourpost"}) == ()


@given(st.text(max_size=80))
def test_no_line_crashes_the_reader_of_bylines(line: str) -> None:
    assert isinstance(signed((f"By {line}", f"记者 {line}"), (line,)), tuple)
