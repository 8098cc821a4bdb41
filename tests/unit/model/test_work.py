import pytest
from hypothesis import given

from sourcebook.model.dates import parse_date
from sourcebook.model.names import Name
from sourcebook.model.problems import Place, Severity
from sourcebook.model.relations import Relation
from sourcebook.model.work import Origin, Raw, Work, all_names, raw_fields, read_work
from strategies import ANNOTATIONS, KEYS, RAW_FIELDS, WORKS

ORIGIN = Origin(path="library/works/a.md", lines={"title": 3, "issued": 7})


def work_of(**fields: Raw) -> Work:
    work, problems = read_work("a", {name.replace("_", "-"): value for name, value in fields.items()}, "", ORIGIN)
    assert problems == []
    return work


@given(KEYS, RAW_FIELDS, ANNOTATIONS)
def test_a_work_gives_back_the_raw_values_it_was_read_from(key: str, raw: dict[str, Raw], annotation: str) -> None:
    work, _ = read_work(key, raw, annotation, Origin())
    assert raw_fields(work) == raw
    assert read_work(key, raw_fields(work), annotation, Origin())[0] == work


@given(WORKS)
def test_any_work_can_be_asked_for_everything_it_derives(work: Work) -> None:
    texts = (work.type, work.title, work.viewpoint, work.role, work.language, work.link, work.year_label, *work.doubts)
    assert all(isinstance(text, str) for text in texts)
    assert all(isinstance(name.full + name.inverted + name.short, str) for name in (*all_names(work), *work.authors))
    assert all(isinstance(relation, Relation) for relation in work.relations)


def test_values_are_typed_by_their_field() -> None:
    work = work_of(
        title="On dams",
        author=[{"family": "Okafor", "given": "Ngozi", "orcid": "0000"}],
        issued="2022-05",
        keywords=["fish", "silt"],
        relations=[{"type": "rebuts", "target": "b", "note": "p. 3"}],
        archive={"url": "https://archive.example/a"},
    )
    assert work.authors == (Name(family="Okafor", given="Ngozi", extra=(("orcid", "0000"),)),)
    assert work.date() == parse_date("2022-05")
    assert work.words("keywords") == ("fish", "silt")
    assert work.relations == (Relation(type="rebuts", target="b", extra=(("note", "p. 3"),)),)
    assert work.map("archive") == {"url": "https://archive.example/a"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", ["a"]),
        ("title", {"en": "a"}),
        ("URL", ["https://e.example/"]),
        ("issued", ["2022"]),
        ("author", "Okafor"),
        ("author", {"family": "Okafor"}),
        ("author", ["Okafor"]),
        ("author", [{}]),
        ("author", [{"family": ["Okafor"]}]),
        ("keywords", "fish"),
        ("keywords", [["fish"]]),
        ("relations", [{"type": "rebuts"}]),
        ("relations", [{"type": "rebuts", "target": ""}]),
        ("relations", [{"type": "rebuts", "target": ["b"]}]),
        ("relations", "b"),
        ("archive", "https://archive.example/a"),
        ("status-events", ["retracted"]),
        ("status-events", {"type": "correction"}),
    ],
)
def test_a_value_of_the_wrong_shape_stays_raw_and_is_a_problem(name: str, value: Raw) -> None:
    work, (problem,) = read_work("a", {name: value}, "", ORIGIN)
    assert work.fields[name] == value
    assert raw_fields(work) == {name: value}
    assert (problem.rule, problem.severity, problem.key) == ("wrong-type", Severity.ERROR, "a")
    assert problem.message.startswith(f"{name} holds ")


def test_what_is_no_date_stays_text_and_is_a_problem_with_its_line() -> None:
    work, (problem,) = read_work("a", {"title": "x", "issued": "May 2022"}, "", ORIGIN)
    assert (work.date(), work.text("issued"), work.year_label) == (None, "May 2022", "May 2022")
    assert (problem.rule, problem.place) == ("bad-date", Place(path="library/works/a.md", line=7))
    assert str(problem).startswith("library/works/a.md:7: error: issued: 'May 2022'")


def test_fields_of_the_wrong_shape_read_as_absent() -> None:
    work = Work(
        key="a", fields={"title": ["x"], "author": "Okafor", "keywords": "fish", "archive": "x", "issued": ["1"]}
    )
    assert (work.title, work.names("author"), work.words("keywords"), work.map("archive")) == ("", (), (), {})
    assert (work.date(), work.words("issued"), work.year_label) == (None, (), "n.d.")


def test_raw_fields_follow_the_table_and_unknown_ones_come_last_in_their_order() -> None:
    work = work_of(x_b="1", provenance={"confirmed": "page"}, title="t", x_a="2", type="book")
    assert list(raw_fields(work)) == ["type", "title", "provenance", "x-b", "x-a"]


def test_works_are_equal_where_they_say_the_same_wherever_they_were_read() -> None:
    here, there = work_of(title="x"), read_work("a", {"title": "x"}, "", Origin())[0]
    assert here == there
    assert hash(here) == hash(there)
    assert here != there._replace(annotation="Changed.")
    assert here != there._replace(key="b")
    assert here != tuple(here)


@pytest.mark.parametrize(
    ("issued", "label"),
    [
        ("2022-05-24", "2022"),
        ("2021-21", "2021"),
        ("2022~", "2022"),
        ("2022-03/2022-05", "2022"),
        ("2022/2023-05", "2022–2023"),
        ("2022/..", "2022–"),
        ("../2022", "–2022"),
        ("201X", "201X"),
        ("-0044", "-44"),
    ],
)
def test_a_year_label_says_no_more_than_is_known(issued: str, label: str) -> None:
    assert work_of(issued=issued).year_label == label


def test_a_work_without_a_date_says_so() -> None:
    assert work_of(title="x").year_label == "n.d."


def test_the_link_is_the_doi_then_the_url_then_a_mirror() -> None:
    mirror = {"url_mirror": "https://mirror.example/"}
    assert work_of(**mirror).link == "https://mirror.example/"
    assert work_of(URL="https://e.example/", **mirror).link == "https://e.example/"
    assert work_of(DOI="10.5555/a", URL="https://e.example/", **mirror).link == "https://doi.org/10.5555/a"
    assert work_of(title="x").link == ""


def test_editors_stand_first_where_there_is_no_author() -> None:
    editor = [{"family": "Silva"}]
    assert work_of(editor=editor).authors == (Name(family="Silva"),)
    assert work_of(editor=editor, author=[{"literal": "Board"}]).authors == (Name(literal="Board"),)


@pytest.mark.parametrize(
    ("said", "doubts"),
    [(["a", "b"], ("a", "b")), ("a", ("a",)), ([], ()), ([{"a": "b"}, "c"], ("c",)), ({"a": "b"}, ())],
)
def test_doubts_are_phrases(said: Raw, doubts: tuple[str, ...]) -> None:
    assert work_of(provenance={"doubts": said}).doubts == doubts


def test_a_place_is_the_field_s_line_or_the_record_s_first() -> None:
    assert str(ORIGIN.place("title")) == "library/works/a.md:3"
    assert str(ORIGIN.place("URL")) == "library/works/a.md:1"
    assert str(Origin().place()) == ""
