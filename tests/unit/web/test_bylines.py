# ruff: noqa: E501 - tables of texts, one case after the other
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.web.bylines import body, people, person


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ada Okafor", ["Okafor|Ada"]),
        ("By Ada Okafor and John Q. Roe", ["Okafor|Ada", "Roe|John Q."]),
        ("Ada Okafor, John Roe and Ana Paz", ["Okafor|Ada", "Roe|John", "Paz|Ana"]),
        ("Ada Okafor, John Roe", ["Okafor|Ada", "Roe|John"]),
        ("Okafor, Ada; Roe, J. Q.", ["Okafor|Ada", "Roe|J. Q."]),
        ("OKAFOR Ada", ["Okafor|Ada"]),
        ("ADA OKAFOR", ["Okafor|Ada"]),
        ("Ludwig van der Berg", ["van der Berg|Ludwig"]),
        ("Ada Okafor, Senior Correspondent", ["Okafor|Ada"]),
        ("Ada Okafor in Tokyo", ["Okafor|Ada"]),
        ("Ada Okafor | Harbour Post", ["Okafor|Ada"]),
        ("Ada Okafor (AFP)", ["Okafor|Ada"]),
        ("Dr. Ada Okafor, PhD", ["Okafor|Ada"]),
        ("Von Jürgen Müller", ["Müller|Jürgen"]),
        ("Marie Dupont avec AFP", ["Dupont|Marie"]),
        ("Анна Иванова", ["Иванова|Анна"]),
        ("Juan Carlos Pérez López", ["Juan Carlos Pérez López"]),
        ("Wang Xiaoming", ["Wang Xiaoming"]),
        ("Maya Wang", ["Wang|Maya"]),
        ("王小明、李红", ["王小明", "李红"]),
        ("记者 王小明", ["王小明"]),
        ("山田 太郎", ["山田|太郎"]),
        ("ジョン・スミス", ["ジョン・スミス"]),
        ("홍길동 특파원", ["홍길동"]),
        ("محمد علي", ["محمد علي"]),
    ],
)
def test_a_byline_gives_its_names_split_where_that_is_sure(text: str, names: list[str]) -> None:
    found = []
    for one in people(text):
        assert isinstance(one, dict)
        found.append(one.get("literal") or f"{one['family']}|{one['given']}")
    assert found == names


def test_a_suffix_stands_apart() -> None:
    assert person("Ada Okafor Roe Jr.") == {"family": "Roe", "given": "Ada Okafor", "suffix": "Jr."}


@pytest.mark.parametrize(
    "text",
    [
        "Staff", "By Staff Writer", "Reuters", "AFP", "admin", "jane", "jane doe", "Madonna", "24 May 2022", "Updated May",
        "https://e.example/ada", "ada@e.example", "@ada", "The Editors", "Human Rights Watch", "News Desk", "新华社",
        "本报编辑部", "연합뉴스", "Harbour Post", "Privacy Policy", "Harbour Post English", "Die Zeit", "View all posts", "", "—", "<script>", "A B", "12",
    ],
)  # fmt: skip
def test_what_is_no_name_is_refused(text: str) -> None:
    assert people(text, {"harbourpost"}) == ()


def test_a_body_is_one_literal_unless_it_is_the_outlet() -> None:
    assert body("University of the Harbour") == {"literal": "University of the Harbour"}
    assert body("University of the Harbour", {"universityoftheharbour"}) == ""
    assert body("Reuters") == ""


@given(st.text(max_size=80))
def test_every_name_that_comes_out_goes_in_again(text: str) -> None:
    for one in people(text):
        assert isinstance(one, dict)
        assert all(part and part == part.strip() for part in one.values())
        assert set(one) in ({"literal"}, {"family", "given"}, {"family", "given", "suffix"})
