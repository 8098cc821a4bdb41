from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sourcebook.model.work import Raw
from sourcebook.store.canonical_yaml import read_canonical
from sourcebook.store.plain_yaml import field_lines, fields_of
from strategies import ANY_TEXT, NAMES, RAW

SHIPPED = sorted((Path(__file__).parents[3] / "library" / "works").glob("*.md"))

# What means something to YAML somewhere, and what looks as if it did.
PIECES = st.sampled_from(
    [
        *":#[]{},&*!|>%@`'\"-?\\~=<.a0é水 \n\t\r\x00\x07\x85\xa0\u2028\u2029\u200b\u3000\ufeff\ufffe\ud800",
        *("  ", ": ", " #", "''", "- ", "? ", "<<: ", "!!int ", "{}", "[]", "{a: b}", "[a, b]", "{a: [b]}", "a" * 1100),
        *("\n\n", "\n  ", "\n- ", "\na: ", "\na:\n", "\n---\n", "\n...\n"),
    ]
)
# What the form itself is made of, whole and in halves.
PARTS = st.sampled_from(
    [
        *(
            "a",
            "b",
            ":",
            " ",
            "\n",
            "- ",
            "  ",
            "a: ",
            "b: c",
            "c:",
            ", ",
            "{",
            "}",
            "[",
            "]",
            "'",
            "''",
            "\n- ",
            "\n  ",
        ),
        *("\n  - ", "\na:", "\nb: c", "\n- {c: d}", "\n  e: f", "\n  g:\n  - h", "[i, j]", "'k'", "{l: m}"),
    ]
)
WORDS = st.text(alphabet="abcDE12 .-éß水:#'", max_size=12) | st.sampled_from(
    ["it's", "no", "1e3", "https://e.example/"]
)
PLAIN_NAMES = st.text(alphabet="abcxyzURL-", min_size=1, max_size=8) | st.text(
    alphabet="ab:/.?=-#%é '&*!|>@`~", max_size=8
).map("https://e.example/{}".format)
PLAIN_RAW: st.SearchStrategy[Raw] = st.one_of(
    WORDS.map(lambda made: made),
    st.lists(WORDS, max_size=3).map(lambda made: made),
    st.lists(st.dictionaries(PLAIN_NAMES, WORDS, max_size=3), max_size=3).map(lambda made: made),
    st.dictionaries(PLAIN_NAMES, WORDS | st.lists(WORDS, max_size=3), max_size=3).map(lambda made: made),
)
CANONICAL = st.dictionaries(NAMES | PLAIN_NAMES, RAW | PLAIN_RAW | PLAIN_RAW, max_size=5).map(
    lambda raw: "".join(field_lines(name, value) for name, value in raw.items())
)
# Replacements: how far through the text, how many characters go, and what comes instead.
CHANGES = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3), st.lists(PIECES, max_size=3).map("".join)), max_size=4)

FORMS = (
    *("a: {}\n", "{}: a\n", "a: [b, {}]\n", "a:\n- {}\n", "a:\n- {{b: {}}}\n", "a:\n- {{b: c, {}: d}}\n"),
    *("a:\n  b: {}\nc: d\n", "a:\n  {}:\n  - b\n", "a:\n  b:\n  - {}\n", "a:\n{}\nb: c\n"),
)


def assert_agrees(text: str) -> None:
    read = read_canonical(text)
    if read is not None:
        fields = fields_of(text)  # raises BadYaml where libyaml would have refused what was read
        assert list(read[0].items()) == [(name.value, value) for name, value in fields]
        assert list(read[1].items()) == [(name.value, name.start_mark.line + 1) for name, _ in fields]


@settings(max_examples=400)
@given(CANONICAL, CHANGES)
@example("a: b\n", [(1.0, 0, "a: c\n")])
@example("a:\n  b:\n  - c\n", [(1.0, 0, "  b: d\n")])
@example("a:\n- {b: c, d: e}\n", [(1.0, 0, "  f: g\n")])
def test_what_is_read_here_is_what_libyaml_reads(text: str, changes: list[tuple[float, int, str]]) -> None:
    assert_agrees(text)
    for place, gone, put in changes:
        start = round(place * len(text))
        text = text[:start] + put + text[start + gone :]
    assert_agrees(text)


@settings(max_examples=300)
@given(st.lists(PIECES | ANY_TEXT, max_size=6).map("".join))
def test_no_value_is_taken_for_another(text: str) -> None:
    for form in FORMS:
        assert_agrees(form.format(text))


@settings(max_examples=1000)
@given(st.lists(PARTS | PARTS | PIECES, max_size=8).map("".join))
def test_what_is_nearly_of_the_form_is_read_as_libyaml_reads_it(text: str) -> None:
    assert_agrees(f"{text}\n")


@pytest.mark.parametrize(
    ("text", "raw", "lines"),
    [
        ("a: b\nURL: https://e.example/?a=b#c\n", {"a": "b", "URL": "https://e.example/?a=b#c"}, {"a": 1, "URL": 2}),
        ("a: 'b: c'\nd: 'it''s'\ne: ''\n", {"a": "b: c", "d": "it's", "e": ""}, {"a": 1, "d": 2, "e": 3}),
        ("a: [b c, d]\ne: []\nf: {}\n", {"a": ["b c", "d"], "e": [], "f": {}}, {"a": 1, "e": 2, "f": 3}),
        ("a:\n- {b: c, d: e}\n- {}\nf: g\n", {"a": [{"b": "c", "d": "e"}, {}], "f": "g"}, {"a": 1, "f": 4}),
        ("a:\n- b\n- 'c: d'\n", {"a": ["b", "c: d"]}, {"a": 1}),
        (
            "a:\n  b: c\n  d:\n  - e\n  - 'f: g'\nh: i\n",
            {"a": {"b": "c", "d": ["e", "f: g"]}, "h": "i"},
            {"a": 1, "h": 6},
        ),
        ("", {}, {}),
        ("a: 水库：调查\n", {"a": "水库：调查"}, {"a": 1}),
        (
            "https://e.example/a:b's&c%20:\n  d: e\n'https://e.example/?a=b': f\n",
            {"https://e.example/a:b's&c%20": {"d": "e"}, "https://e.example/?a=b": "f"},
            {"https://e.example/a:b's&c%20": 1, "https://e.example/?a=b": 3},
        ),
    ],
)
def test_the_form_that_records_are_written_in_is_read_here(
    text: str, raw: dict[str, Raw], lines: dict[str, int]
) -> None:
    assert read_canonical(text) == (raw, lines)


@pytest.mark.parametrize(
    "text",
    [
        *("a: b", "a: b\n\n", "# c\na: b\n", "a: b # c\n", "a: b: c\n", "a: b:\n", "a: b \n", "a:\n", "a: \n", "a:b\n"),
        *(
            "a\n- b\n",
            "a\n  b: c\n",
            "a\n",
            "a:\n  b\n  - c\n",
            "a: [b #c]\n",
            "a: [b#c]\n",
            "a: [b[c]\n",
            "a: [b?c]\n",
            "a: [b:c]\n",
        ),
        *("a: b\n  c\n", "a:\n  b\n", "a:\n  b:\n    c: d\n", "a:\n   b: c\n", "a:\n- b: c\n", "a:\n  - b\n"),
        *("a:\n- b\n  c: d\n", "a: b\na: c\n", "a:\n- {b: c, b: d}\n", "a:\n  b: c\n  b: d\n", "a: [b, b: c]\n"),
        *(
            "a: [b?, c]\n",
            "a: [b:, c]\n",
            "a: [[b]]\n",
            "a: {b: {c: d}}\n",
            "a: [b ]\n",
            "a: &b c\n",
            "a: *b\n",
            "a: !b c\n",
        ),
        *("a: |\n  b\n", "a: >\n  b\n", 'a: "b"\n', "a: 'b\n", "a: 'b' c\n", "a: 'b'c'\n", "a: b\r\n", "a: b\tc\n"),
        *("a: b\x85\n", "a: b\u2028\n", "\ufeffa: b\n", "a: b\x00\n", "---\na: b\n", "a: b\n...\n", "? a\n: b\n"),
        *("a b: c\n", "'a': b\n", "<<: b\n", f"{'a' * 1100}: b\n", "- a\n", "{a: b}\n"),
    ],
)
def test_what_may_mean_something_else_is_left_to_libyaml(text: str) -> None:
    assert read_canonical(text) is None


def test_nearly_every_shipped_record_is_read_here() -> None:
    fronts = [path.read_text(encoding="utf-8").split("---\n")[1] for path in SHIPPED]
    read = [front for front in fronts if read_canonical(front)]
    assert len(read) > 0.9 * len(fronts) > 0
    for front in read:
        assert_agrees(front)
