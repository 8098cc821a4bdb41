import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.web.registries import arxiv_facts, csl_date, csl_facts, open_library_facts

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
_FIELDS = st.sampled_from(
    "type title author issued DOI ISBN URL language page volume date-parts family authors".split()
)


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ({"date-parts": [[2021, 3, 9]]}, "2021-03-09"),
        ({"date-parts": [["2021", "3"]]}, "2021-03"),
        ({"date-parts": [[2021]]}, "2021"),
        ({"date-parts": [[2021, 3], [2021, 4]]}, "2021-03/2021-04"),
        ({"date-parts": [[None]]}, ""),
        ({"date-parts": [[0]]}, ""),
        ({"date-parts": [[2021, 13]]}, ""),
        ({"raw": "9 March 2021"}, "2021-03-09"),
        ("2021-03", "2021-03"),
        (None, ""),
    ],
)
def test_a_date_of_csl_becomes_edtf(value: object, date: str) -> None:
    assert csl_date(value) == date


@given(st.dictionaries(_FIELDS, _JSON | st.dictionaries(_FIELDS, _JSON, max_size=3), max_size=5))
def test_no_answer_crashes_the_readers(item: dict[str, object]) -> None:
    assert all(fact.value for fact in csl_facts(item, "doi.org"))
    assert all(fact.value for fact in open_library_facts(item, "9780306406157"))


@given(st.binary(max_size=100) | st.text(max_size=100).map(str.encode))
def test_no_bytes_crash_the_reader_of_atom(data: bytes) -> None:
    assert arxiv_facts(data) == ()
