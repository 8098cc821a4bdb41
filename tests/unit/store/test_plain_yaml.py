import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from sourcebook.model.work import Raw
from sourcebook.store.plain_yaml import BadYaml, field_lines, fields_of, flow, nodes_of, read_mapping, scalar
from strategies import ANY_TEXT, NAMES, RAW

YAMLISH = st.text(alphabet="ab:&*!-?|>'\"{}[],# \n\t%@`~<\\é水\x85\u2028\x00", max_size=30)


def fault_of(text: str) -> tuple[str, int]:
    with pytest.raises(BadYaml) as caught:
        read_mapping(text)
    return caught.value.rule, caught.value.line


@given(ANY_TEXT)
def test_any_string_reads_back_as_itself(text: str) -> None:
    assert read_mapping(f"a: {scalar(text) or chr(39) * 2}\n")[0] == {"a": text}
    assert read_mapping(f"a: [{flow(text)}, {flow(text)}]\n")[0] == {"a": [text, text]}
    assert read_mapping(f"a:\n- {scalar(text)}\n")[0] == {"a": [text]}


@given(ANY_TEXT)
def test_any_string_reads_back_with_the_parser_written_in_python(text: str) -> None:
    document = f"{flow(text)}: {{{flow(text)}: {flow(text)}, b: [{flow(text)}]}}\n"
    assert yaml.load(document, Loader=yaml.BaseLoader) == {text: {text: text, "b": [text]}}  # noqa: S506 - strings only


@given(NAMES, RAW)
@example("a", {"b": {"c": ["d", {}], "": []}})
@example("a", ["b", ["c"], {}])
def test_any_field_reads_back_as_itself(name: str, value: Raw) -> None:
    lines = field_lines(name, value)
    assert lines.endswith("\n")
    assert read_mapping(lines)[0] == {name: value}


@given(st.dictionaries(NAMES, RAW, max_size=4))
def test_fields_one_after_another_read_back_in_their_order(raw: dict[str, Raw]) -> None:
    read, lines = read_mapping("".join(field_lines(name, value) for name, value in raw.items()))
    assert list(read.items()) == list(raw.items())
    assert list(lines) == list(raw)


@pytest.mark.parametrize(
    "typed", ["no", "Yes", "1e3", "0755", "0x1F", "2022-05-24", "12:30:45", "~", "null", "1_000", ".5", "=", "0o7"]
)
def test_a_scalar_is_the_string_that_was_typed(typed: str) -> None:
    assert read_mapping(f"a: {typed}\nb: [{typed}]\n{typed}: c\n")[0] == {"a": typed, "b": [typed], typed: "c"}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("The dam", "The dam"),
        ("2022-05-24", "2022-05-24"),
        ("40% & more, (a) [b]", "40% & more, (a) [b]"),
        ("https://e.example/?a=b#c", "https://e.example/?a=b#c"),
        ("水库：调查", "水库：调查"),
        ("The dam: a study", "'The dam: a study'"),
        ("it's: so", "'it''s: so'"),
        ("“dam”", "'“dam”'"),
        ("two\nlines", '"two\\nlines"'),
        ("\ufeff", '"\\ufeff"'),
    ],
)
def test_a_string_is_quoted_no_more_than_it_must(text: str, written: str) -> None:
    assert scalar(text) == written


def test_fields_are_written_as_people_write_them() -> None:
    assert field_lines("title", "") == "title: ''\n"
    assert field_lines("keywords", ["fish", "a, b"]) == "keywords: [fish, 'a, b']\n"
    assert field_lines("author", [{"family": "Okafor", "given": "N."}]) == "author:\n- {family: Okafor, given: N.}\n"
    assert field_lines("provenance", {"confirmed": "page", "doubts": ["a: b"], "seed": {"a": "b"}, "none": []}) == (
        "provenance:\n  confirmed: page\n  doubts:\n  - 'a: b'\n  seed: {a: b}\n  none: []\n"
    )
    assert field_lines("archive", {}) == "archive: {}\n"


def test_lines_of_fields_count_from_one() -> None:
    assert read_mapping("# a comment\na: b\nc:\n- d\n\ne: |\n  f\n  g\nh: i\n")[1] == {"a": 2, "c": 3, "e": 6, "h": 9}
    assert [(name.value, node.start_mark.line) for name, node in nodes_of("a: b\nc:\n- d\n")] == [("a", 0), ("c", 2)]
    assert [(name.value, value) for name, value in fields_of("a: b\n")] == [("a", "b")]


def test_an_empty_text_holds_no_fields() -> None:
    assert read_mapping("") == read_mapping("# a comment\n\n") == ({}, {})


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ("a: b\nc: d: e\n", "yaml-syntax", 2),
        ("a: b\n\tc: d\n", "yaml-syntax", 2),
        ("a: b\nc: [d\ne: f\n", "yaml-syntax", 3),
        ("a: b\nc: 'd\n", "yaml-syntax", 3),
        ("a: b\nc: @d\n", "yaml-syntax", 2),
        ("- a\n", "yaml-syntax", 1),
        ("\n\njust text\n", "yaml-syntax", 3),
        ("a: b\n? [c]\n: d\n", "yaml-syntax", 2),
        ("a: b\n---\nc: d\n", "yaml-syntax", 2),
        ("a: 水\nb: 水水水水水水\nc: d\x07\ne: f\ng: h\ni: j\n", "yaml-syntax", 3),
        ('a: b\nc: "\\ud800"\n', "yaml-syntax", 2),
        ("a: b\na: c\n", "duplicate-field", 2),
        ("a: b\nc: {d: e, d: f}\n", "duplicate-field", 2),
        ("a: b\nc: &x d\ne: *x\n", "yaml-alias", 2),
        ("a: [&x b, *x]\n", "yaml-alias", 1),
        ("a:\n- &x b\n-\n  *x\n", "yaml-alias", 2),
        ("a: b\nc: !!int 1\n", "yaml-alias", 2),
        ("a: b\nc: !own 1\n", "yaml-alias", 2),
        ("a: b\n!own c: d\n", "yaml-alias", 2),
        ("a: {!own b: c}\n", "yaml-alias", 1),
        ("a: &x {b: *x}\n", "yaml-alias", 1),
        ("a: b\nc: *nowhere\n", "yaml-syntax", 2),
        ("a: " + "[" * 200_000, "yaml-syntax", 1),
        ("a: " + "{b: " * 30 + "}" * 30, "yaml-syntax", 1),
        ("a:\n" + "".join("  " * depth + "b:\n" for depth in range(1, 40)), "yaml-syntax", 22),
    ],
)
def test_what_is_no_plain_mapping_is_refused_with_its_line(text: str, rule: str, line: int) -> None:
    assert fault_of(text) == (rule, line)


def test_a_billion_laughs_are_refused_at_the_first() -> None:
    levels = "".join(
        f"{name}: &{name} [{', '.join([f'*{below}'] * 9)}]\n"
        for below, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert fault_of(f"a: &a [ha]\n{levels}") == ("yaml-alias", 1)


def test_the_commonest_slips_are_named_in_plain_words() -> None:
    for text, said in (
        ("a: b: c\n", "put the value in quotation marks"),
        ("a:\n\t- b\n", "A tab stands where YAML wants blanks"),
        ("a: b\n---\nc: d\n", "A second YAML document begins here"),
        ("a: b\nc: \x07\n", "A control character (U+0007) stands here"),
    ):
        with pytest.raises(BadYaml, match=said.replace("(", r"\(").replace("+", r"\+").replace(")", r"\)")):
            read_mapping(text)


@given(YAMLISH | ANY_TEXT)
def test_any_text_is_a_mapping_or_bad_yaml(text: str) -> None:
    try:
        raw, lines = read_mapping(text)
    except BadYaml as fault:
        raw, lines = {}, {}
        places = [fault.line]
    else:
        places = list(lines.values())
    assert all(place >= 1 for place in places)
    assert raw.keys() == lines.keys()
    assert read_mapping("".join(field_lines(name, value) for name, value in raw.items()))[0] == raw


@given(
    st.lists(
        st.sampled_from(["a: b", "c", ":", " ", "\n", "&x", "*x", "!t", "[", "]", "{", "}", ",", "- ", "? "]),
        max_size=12,
    )
)
def test_no_anchor_alias_or_tag_is_read_as_if_it_were_not_there(parts: list[str]) -> None:
    text = "".join(parts)
    try:
        read_mapping(text)
    except BadYaml:
        return
    events = list(yaml.parse(text))
    assert not any(isinstance(event, yaml.AliasEvent) or getattr(event, "tag", None) for event in events)
