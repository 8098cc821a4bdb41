"""What is suggested at the cursor: words, a parser and what is known in, suggestions out."""

import argparse
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.cli.suggestions import FILES, FOLDERS, Suggestion, first_word, of_arguments
from sourcebook.model.fields import BY_NAME, TYPES
from sourcebook.model.query import QUERY_FIELDS

KNOWN = {
    "key": ("hale2020", "okafor2019"),
    "viewpoint": ("engineering", "river"),
    "role": ("report", "rebuttal"),
    "outlet": ("courier",),
    "style": ("apa", "mla"),
    "format": ("bibtex", "biblatex"),
    "state": ("first", "HEAD"),
    "edition": ("first",),
    "list": ("seminar",),
    "rule": ("no-link",),
}


def _known(kind: str, start: str) -> Iterable[Suggestion]:
    return [Suggestion(text, f"a {kind}") for text in KNOWN.get(kind, ())]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("keys", nargs="*", metavar="KEY", help="keys")
    parser.add_argument("-C", dest="folder", metavar="DIR", help="the folder")
    parser.add_argument("-f", "--format", metavar="FORMAT", help="a format")
    parser.add_argument("--color", choices=("auto", "always"), help="when")
    parser.add_argument("--style", help="a style")
    parser.add_argument("--role", metavar="ID", help="a role")
    parser.add_argument("--at", metavar="STATE", help="a state")
    parser.add_argument("--select", metavar="RULE", help="a rule")
    parser.add_argument("-o", dest="output", metavar="FILE", help="a file")
    parser.add_argument("--limit", metavar="N", help="a number")
    parser.add_argument("--json", action="store_true", help="JSON")
    return parser


def _one(name: str, **settings: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument(name, **settings)  # type: ignore[arg-type] # argparse's many keywords, all texts here
    return parser


QUERY = _one("query", nargs="*")
LIST = _one("query", nargs="*", metavar="LIST|QUERY")
ASSIGNMENT = _one("words", nargs="+", metavar="KEY … FIELD=VALUE …")


def _texts(parser: argparse.ArgumentParser, *words: str) -> list[str]:
    return [one.text for one in of_arguments(parser, words, _known)]


@pytest.mark.parametrize(
    ("words", "texts"),
    [
        ([""], ["hale2020", "okafor2019"]),
        (["oka"], ["okafor2019"]),
        (["hale2020", "oka"], ["okafor2019"]),
        (["--json", "oka"], ["okafor2019"]),
        (["--", "oka"], ["okafor2019"]),
        (["--color", ""], ["auto", "always"]),
        (["--color", "al"], ["always"]),
        (["--color=al"], ["--color=always"]),
        (["--color", "auto", "oka"], ["okafor2019"]),
        (["-f", "bibt"], ["bibtex"]),
        (["--role", "re"], ["report", "rebuttal"]),
        (["--style", "m"], ["mla"]),
        (["--style=m"], ["--style=mla"]),
        (["--style", "./m"], [":files"]),
        (["--at", ""], ["first", "HEAD"]),
        (["--select", ""], ["no-link"]),
        (["-o", "anything"], [":files"]),
        (["-C", ""], [":folders"]),
        (["--limit", ""], []),
        (["--c"], ["--color"]),
        (
            ["-"],
            ["-C", "-f", "--format", "--color", "--style", "--role", "--at", "--select", "-o", "--limit", "--json"],
        ),
        (["--", "--c"], []),
        (["nobody"], []),
    ],
)
def test_keys_options_and_their_values_are_suggested_by_their_beginning(words: list[str], texts: list[str]) -> None:
    assert _texts(_parser(), *words) == texts


def test_options_stand_where_nothing_else_can() -> None:
    parser = _one("old", metavar="OLD")
    parser.add_argument("--force", action="store_true")
    assert _texts(parser, "") == ["hale2020", "okafor2019"]
    assert _texts(parser, "hale2020", "") == ["--force"]


@pytest.mark.parametrize(
    ("words", "texts"),
    [
        (["view"], ["viewpoint:"]),
        (["viewpoint:"], ["viewpoint:engineering", "viewpoint:river"]),
        (["viewpoint:engineering,r"], ["viewpoint:engineering,river"]),
        (["-view"], ["-viewpoint:"]),
        (["-role:reb"], ["-role:rebuttal"]),
        (["outlet:"], ["outlet:courier"]),
        (["rebut"], ["rebuts:", "rebutted-by:"]),
        (["rebuts:oka"], ["rebuts:okafor2019"]),
        (["key:h"], ["key:hale2020"]),
        (["type:article-n"], ["type:article-newspaper"]),
        (["has:cont"], ["has:container-title", "has:container-title-short", "has:content-note"]),
        (["has:doub"], ["has:doubts"]),
        (["title:"], []),
        (["dam", "role:rep"], ["role:report"]),
    ],
)
def test_a_query_is_completed_term_by_term(words: list[str], texts: list[str]) -> None:
    assert [text for text in _texts(QUERY, *words) if text in texts or len(texts) < 3] == texts


def test_a_query_begins_with_its_fields() -> None:
    assert _texts(QUERY, "") == [f"{name}:" for name in QUERY_FIELDS]


def test_set_takes_keys_then_fields_then_the_values_that_are_known() -> None:
    assert _texts(ASSIGNMENT, "") == ["hale2020", "okafor2019"]
    assert _texts(ASSIGNMENT, "hale2020", "") == [f"{name}=" for name in BY_NAME]
    assert _texts(ASSIGNMENT, "hale2020", "oka") == ["okafor2019"]
    assert _texts(ASSIGNMENT, "hale2020", "role=reb") == ["role=rebuttal"]
    assert _texts(ASSIGNMENT, "hale2020", "type=") == [f"type={name}" for name in sorted(TYPES)]
    assert _texts(ASSIGNMENT, "hale2020", "title=") == []


def test_keys_stand_beside_relations_and_states_of_links() -> None:
    assert _texts(_one("words", nargs="*", metavar="KEY … TYPE KEY …"), "hale2020", "reb") == ["rebuts"]
    assert _texts(_one("what", nargs="+", metavar="KEY|URL … STATE"), "hale2020", "g") == ["gone"]


def test_both_ends_of_a_range_are_states() -> None:
    parser = _one("states", nargs="?", metavar="A[..B]")
    assert _texts(parser, "") == ["first", "HEAD"]
    assert _texts(parser, "first..") == ["first..first", "first..HEAD"]


def test_a_shell_completes_files_and_folders_itself() -> None:
    assert of_arguments(_one("files", nargs="+", metavar="FILE"), ["x", "y"], _known) == [FILES]
    assert of_arguments(_one("folder", metavar="DIR"), ["x"], _known) == [FOLDERS]


def test_the_meaning_goes_with_the_word() -> None:
    assert of_arguments(_parser(), ["oka"], _known) == [Suggestion("okafor2019", "a key")]
    assert of_arguments(_parser(), ["--js"], _known) == [Suggestion("--json", "JSON")]


@given(st.text(min_size=1))
def test_what_a_shell_would_read_as_more_than_a_word_is_never_suggested(text: str) -> None:
    found = of_arguments(_parser(), [""], lambda *_: [Suggestion(text)])
    assert text[0] not in "-:./%+," or found == []
    assert not set(text) & set("\"'`$\\;&|<>(){}[]*?!#~ \t\n\r\0=\udc80") or found == []


@given(st.lists(st.text(max_size=12), min_size=1, max_size=6))
def test_no_words_are_too_odd(words: list[str]) -> None:
    for parser in (_parser(), QUERY, ASSIGNMENT):
        of_arguments(parser, words, _known)
        assert 0 <= first_word(parser, words) <= len(words)


def test_the_first_word_is_no_option_and_no_value_of_one() -> None:
    parser = _parser()
    assert first_word(parser, ["-C", "here", "--color=auto", "list", "x"]) == 3
    assert first_word(parser, ["-C", "here"]) == 2


def test_a_list_may_stand_where_a_query_begins() -> None:
    assert _texts(LIST, "sem") == ["seminar"]
    assert "title:" in _texts(LIST, "")
    assert "seminar" not in [*_texts(LIST, "seminar", ""), *_texts(QUERY, "")]
