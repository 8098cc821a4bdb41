import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.errors import QueryError
from sourcebook.model.query import (
    EVERYTHING,
    QUERY_FIELDS,
    All,
    AnyOf,
    Not,
    Query,
    Term,
    parse_query,
    protect_negations,
    query_text,
)
from strategies import ANY_TEXT

A, B, C = (Term(field="", value=name) for name in "abc")
WORDS = st.sampled_from(
    ["(", ")", "AND", "OR", "NOT", "-", '"', '"a b"', "a", "水库", "tag:x", "-has:url", "year:2022", "has:", ":", " "]
)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", EVERYTHING),
        (" \n\t ", EVERYTHING),
        ("a", A),
        ("a b", All(parts=(A, B))),
        ("a AND b", All(parts=(A, B))),
        ("a OR b", AnyOf(parts=(A, B))),
        ("a b OR c", AnyOf(parts=(All(parts=(A, B)), C))),
        ("a (b OR c)", All(parts=(A, AnyOf(parts=(B, C))))),
        ("(a)(b)", All(parts=(A, B))),
        ("NOT a b", All(parts=(Not(part=A), B))),
        ("NOT (a b)", Not(part=All(parts=(A, B)))),
        ("a AND NOT b", All(parts=(A, Not(part=B)))),
        ("NOT NOT a", A),
        ("NOT NOT NOT a", Not(part=A)),
        ('-"a b"', Not(part=Term(field="", value="a b", exact=True))),
        ("-(a OR b)", Not(part=AnyOf(parts=(A, B)))),
        ("-has:url", Not(part=Term(field="has", value="URL"))),
        ("((a))", A),
    ],
)
def test_and_binds_closer_than_or_and_not_closest(text: str, tree: Query) -> None:
    assert parse_query(text) == tree


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("tag:speech", Term(field="tag", value="speech")),
        ('title:"the dam"', Term(field="title", value="the dam", exact=True)),
        ("language:zh,ja", Term(field="lang", value="zh,ja")),
        ("Keywords:fish", Term(field="tag", value="fish")),
        ("issued:2022-05", Term(field="date", value="2022-05")),
        ("has:doi", Term(field="has", value="DOI")),
        ("has:doubts", Term(field="has", value="doubts")),
        ("has:archive_location", Term(field="has", value="archive_location")),
        ("rebutted-by:okafor2019alder", Term(field="rebutted-by", value="okafor2019alder")),
        ("https://e.example/a?b=c", Term(field="url", value="https://e.example/a?b=c")),
        ("key:zhou*", Term(field="key", value="zhou*")),
        ("10:30", Term(field="", value="10:30")),
        ("well-known", Term(field="", value="well-known")),
        ("-well", Term(field="", value="-well")),
        ("and", Term(field="", value="and")),
        ("ORacle", Term(field="", value="ORacle")),
        ("水库", Term(field="", value="水库")),
    ],
)
def test_one_word_is_one_term(text: str, term: Term) -> None:
    assert parse_query(text) == term


@pytest.mark.parametrize(
    ("text", "position", "said"),
    [
        ("a )", 2, "closing parenthesis"),
        ("a (b", 2, "never closed"),
        ("(", 1, "ends where a term"),
        ("()", 1, "before ')'"),
        ("a OR", 4, "ends where a term"),
        ("OR a", 0, "before 'OR'"),
        ("a AND OR b", 6, "before 'OR'"),
        ("NOT", 3, "ends where a term"),
        ('a  "b c', 3, "quotation mark"),
        ("a tag: b", 2, "Say what tag:"),
        ("a autor:b", 2, "Did you mean 'author'"),
        ("year:22", 0, "no date or range"),
        ("date:yesterday", 0, "no date or range"),
        ("a has:keyword", 2, "Did you mean 'keywords'"),
    ],
)
def test_a_fault_is_named_with_its_place(text: str, position: int, said: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    assert caught.value.position == position
    assert said in str(caught.value)
    assert str(caught.value).splitlines()[-1] == "  " + " " * position + "^"


@given(ANY_TEXT | st.lists(WORDS, max_size=12).map(" ".join) | st.lists(WORDS, max_size=12).map("".join))
def test_any_text_is_a_query_or_a_query_error(text: str) -> None:
    try:
        answer: Query | QueryError = parse_query(text)
    except QueryError as error:
        answer = error
    assert 0 <= answer.position <= len(text) if isinstance(answer, QueryError) else isinstance(answer, Query)


@pytest.mark.parametrize(
    "text", ["(" * 5000 + "a" + ")" * 5000, "NOT (" * 3000 + "a", " OR ".join(["a"] * 5000), "a " * 5000]
)
def test_a_query_that_no_person_types_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(QueryError):
        parse_query(text)


def test_parentheses_may_stand_in_one_another_twenty_deep() -> None:
    assert parse_query("(" * 20 + "a" + ")" * 20) == A
    with pytest.raises(QueryError, match="at most 20 parentheses"):
        parse_query("(" * 21 + "a" + ")" * 21)


def test_many_negations_are_one_or_none() -> None:
    assert parse_query("NOT " * 200 + "a") == A


@given(st.lists(st.sampled_from([A, B, C]), min_size=2, max_size=5))
def test_parentheses_around_a_query_change_nothing(terms: list[Term]) -> None:
    text = " OR ".join(term.value for term in terms)
    assert parse_query(f"({text})") == parse_query(text) == AnyOf(parts=tuple(terms))


@pytest.mark.parametrize("field", QUERY_FIELDS)
def test_every_field_of_the_table_can_be_asked(field: str) -> None:
    value = {"date": "2022", "year": "2022", "has": "URL"}.get(field, "word")
    assert parse_query(f"{field}:{value}") == Term(field=field, value=value)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ([], ""),
        (["tag:speech", "shoot to kill"], 'tag:speech "shoot to kill"'),
        (["the dam"], '"the dam"'),
        (["tag:a tag:b"], "tag:a tag:b"),
        (["title:the dam", "a"], 'title:"the dam" a'),
        (["tag:a title:the dam", "b"], "tag:a title:the dam b"),
        (["a OR b"], "a OR b"),
        (["(a b)", "c"], "(a b) c"),
        (["a", "OR", "b"], "a OR b"),
        (['title:"the dam"'], 'title:"the dam"'),
    ],
)
def test_the_words_of_a_command_line_make_one_query(arguments: list[str], text: str) -> None:
    assert query_text(arguments) == text


def test_negations_are_kept_from_the_parser_of_options() -> None:
    assert protect_negations(["-has:url", "a", "-f", "--limit", "-tag:x", "-1", "--sort:x"]) == [
        *("NOT", "has:url", "a", "-f", "--limit", "NOT", "tag:x", "-1", "--sort:x"),
    ]


def test_balanced_parentheses_inside_a_word_belong_to_it() -> None:
    assert parse_query("doi:10.1016/S0140-6736(20)30183-5") == Term(field="doi", value="10.1016/S0140-6736(20)30183-5")
    assert parse_query("(author:a OR author:b)") == AnyOf(
        parts=(Term(field="author", value="a"), Term(field="author", value="b"))
    )


def test_a_range_that_ends_before_it_begins_is_an_error() -> None:
    with pytest.raises(QueryError, match="no date or range"):
        parse_query("year:2022..2021")
