from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcebook.intake.hearing import Said, Verdict
from sourcebook.intake.identifying import Identifier, Kind
from sourcebook.intake.likeness import Match
from sourcebook.intake.questions import Outcome, Witness, questions
from sourcebook.intake.verifying import Verification, verified
from sourcebook.intake.vouching import recorded
from sourcebook.model.facts import Fact
from sourcebook.model.work import Origin, Raw, Work, read_work
from strategies import KNOWN_FIELDS, RAW_FIELDS

OKAFOR: Raw = [{"family": "Okafor", "given": "Ngozi"}]
HALE: Raw = [{"family": "Hale", "given": "Peter"}]
RECORD: Mapping[str, Raw] = {
    "type": "article-journal",
    "title": "The silting of the dam",
    "author": OKAFOR,
    "issued": "2020",
    "DOI": "10.5555/silt",
    "URL": "https://e.org/silt",
    "language": "en",
}
BY = {Kind.DOI: "10.5555/silt", Kind.ISBN: "9780306406157", Kind.URL: "https://e.org/silt", Kind.ARXIV: "2103.01234"}
SAID: Mapping[str, Raw] = {"title": "The silting of the dam", "author": OKAFOR, "issued": "2020-05", "volume": "7"}


def _work(**changes: Raw) -> Work:
    raw = {**RECORD, **{name.replace("_", "-"): value for name, value in changes.items()}}
    return read_work("okafor2020silting", {name: value for name, value in raw.items() if value}, "", Origin())[0]


def _said(kind: Kind = Kind.DOI, doubt: str = "", /, **changes: Raw) -> Witness:
    facts = tuple(Fact(name.replace("_", "-"), value, "there", doubt) for name, value in {**SAID, **changes}.items())
    return Witness(
        Identifier(kind, BY[kind]), _address(kind), Outcome.ANSWERED, tuple(one for one in facts if one.value)
    )


def _address(kind: Kind) -> str:
    return BY[kind] if kind is Kind.URL else f"https://{kind.lower()}.example/{BY[kind]}"


def _silent(kind: Kind, outcome: Outcome, why: str = "it says nothing") -> Witness:
    return Witness(Identifier(kind, BY[kind]), _address(kind), outcome, why=why)


def _matches(one: Verification) -> dict[str, Match]:
    return {field.field: field.match for field in one.agreements}


def _why(one: Verification, name: str) -> str:
    return next(field.why for field in one.agreements if field.field == name)


def test_a_work_is_confirmed_by_its_title_and_its_authors_or_its_date() -> None:
    for witness in (_said(), _said(author=""), _said(issued=""), _said(Kind.URL)):
        one = verified(_work(), [witness])
        assert (one.verdict, one.is_well, one.failed) == (Verdict.CONFIRMED, True, False)
        assert one.why == f"by {witness.address}"
    assert verified(_work(), [_said(author="", issued="")]).verdict is Verdict.PARTLY


def test_every_field_has_both_values_and_where_theirs_was_said() -> None:
    one = verified(_work(), [_said()])
    assert _matches(one) == {
        "type": Match.UNCLEAR,
        "title": Match.AGREES,
        "author": Match.AGREES,
        "volume": Match.NEW,
        "issued": Match.AGREES,
        "DOI": Match.AGREES,
        "URL": Match.UNCLEAR,
        "language": Match.UNCLEAR,
    }
    issued = next(field for field in one.agreements if field.field == "issued")
    assert (issued.ours, issued.why, issued.said[0].value) == ("2020", "less exact here", "2020-05")
    assert issued.said[0][:3] == ("2020-05", "there", _address(Kind.DOI))
    assert (_why(one, "DOI"), _why(one, "type")) == ("it is registered", "nobody says it")


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"title": "On fish ladders and their cost"}, "another title"),
        ({"author": HALE}, "other authors"),
        ({"title": "On fish ladders and their cost", "author": HALE}, "another title"),
    ],
)
def test_an_identifier_of_another_work_is_a_mismatch_and_nothing_else_of_it_is_offered(
    other: dict[str, Raw], why: str
) -> None:
    one = verified(_work(), [_said(**other), _said(Kind.URL)])
    assert (one.verdict, one.is_well) == (Verdict.MISMATCH, False)
    author = "Hale" if "author" in other else "Okafor"
    title = other.get("title", "The silting of the dam")
    assert one.why == f"{why} at {_address(Kind.DOI)}: “{title}” by {author}"
    assert _matches(one)["DOI"] is Match.UNCLEAR
    assert _why(one, "DOI") == "it belongs to another work"
    alone = verified(_work(), [_said(**other)])
    assert "volume" not in _matches(alone)
    assert alone.strangers == {_address(Kind.DOI)}


def test_a_page_with_another_title_is_a_mismatch_only_where_no_registry_confirms_the_work() -> None:
    page = _said(Kind.URL, title="On fish ladders and their cost")
    assert verified(_work(), [page]).verdict is Verdict.MISMATCH
    one = verified(_work(), [_said(), page])
    assert (one.verdict, _matches(one)["title"]) == (Verdict.PARTLY, Match.AGREES)
    assert one.why == "another title at https://e.org/silt: “On fish ladders and their cost” by Okafor"
    title = next(field for field in one.agreements if field.field == "title")
    assert [said.likeness.match for said in title.said] == [Match.AGREES, Match.DIFFERS]


def test_a_page_with_another_byline_is_no_other_work() -> None:
    one = verified(_work(), [_said(Kind.URL, author=HALE)])
    assert (one.verdict, _matches(one)["author"], one.is_well) == (Verdict.PARTLY, Match.DIFFERS, False)


def test_a_slip_in_the_title_differs_and_is_still_the_same_work() -> None:
    one = verified(
        _work(title="The salting of the dam in the valley"), [_said(title="The silting of the dam in the valley")]
    )
    assert (one.verdict, _matches(one)["title"]) == (Verdict.PARTLY, Match.DIFFERS)
    assert one.why == "title differs, author agrees, issued agrees"


def test_an_unregistered_doi_is_unknown_whatever_a_page_says_and_an_unlisted_isbn_only_alone() -> None:
    doi = _silent(Kind.DOI, Outcome.UNREGISTERED, "doi.org knows no DOI 10.5555/silt")
    isbn = _silent(Kind.ISBN, Outcome.UNREGISTERED, "Open Library knows no ISBN")
    assert verified(_work(), [doi, _said(Kind.URL)])[1:3] == (Verdict.UNKNOWN, "doi.org knows no DOI 10.5555/silt")
    assert verified(_work(), [isbn, _said(Kind.URL)]).verdict is Verdict.CONFIRMED
    assert verified(_work(), [isbn]).verdict is Verdict.UNKNOWN


def test_a_work_that_nobody_could_be_asked_for_is_unseen_with_the_reason() -> None:
    one = verified(_work(), [_silent(Kind.DOI, Outcome.FAILED)])
    assert (one.verdict, one.why, one.failed, one.is_well) == (Verdict.UNSEEN, "nobody could be asked", True, True)
    one = verified(_work(), [])
    assert (one.verdict, one.failed) == (Verdict.UNSEEN, False)
    assert one.why == "it has no DOI, ISBN, arXiv number or address to ask by"
    confirmed = verified(_work(), [_silent(Kind.DOI, Outcome.FAILED), _said(Kind.URL)])
    assert (confirmed.verdict, confirmed.failed) == (Verdict.CONFIRMED, True)


def test_what_is_said_in_doubt_is_neither_dissent_nor_news() -> None:
    one = verified(_work(), [_said(Kind.URL, "a date that stands near the heading", issued="1999")])
    assert _matches(one)["issued"] is Match.UNCLEAR
    assert _why(one, "issued") == "a date that stands near the heading"
    assert _matches(one)["volume"] is Match.UNCLEAR
    assert all(field.offered is None for field in one.agreements)


def test_of_a_page_that_agrees_in_one_of_its_values_only_that_one_counts() -> None:
    page = _said(Kind.URL)
    more = (Fact("title", "Silt!", "og:title"), Fact("title", "The silting of the dam: a report", "h1"))
    one = verified(_work(), [page._replace(facts=(*more, *page.facts))])
    title = next(field for field in one.agreements if field.field == "title")
    assert [said.value for said in title.said] == ["The silting of the dam"]


def test_a_value_that_stands_under_another_name_is_not_news() -> None:
    work = _work(title="水库", title_translated="The silting of the dam", publisher="Harbour Press")
    one = verified(work, [_said(container_title="Harbour Press")])
    assert _why(one, "title") == "it stands here as title-translated"
    assert _why(one, "container-title") == "it stands here as publisher"
    edited = verified(_work(author="", editor=OKAFOR), [_said()])
    assert _why(edited, "author") == "it stands here as editor"
    body = verified(_work(author="", publisher="Dam Watch"), [_said(author=[{"literal": "Dam Watch"}])])
    assert _why(body, "author") == "it stands here as publisher"
    reprint = verified(_work(issued="2022", original_date="1990"), [_said(issued="1990")])
    assert (_why(reprint, "issued"), _matches(reprint)["issued"]) == ("it stands here as original-date", Match.UNCLEAR)


def test_the_isbn_of_a_chapter_tells_of_its_book() -> None:
    chapter = _work(type="chapter", container_title="A book of rivers", editor=HALE, ISBN=BY[Kind.ISBN], DOI="")
    one = verified(chapter, [_said(Kind.ISBN, title="A Book of Rivers", author=HALE, number_of_pages="320")])
    assert one.verdict is Verdict.PARTLY
    assert one.why == "the book is registered; of what is in it the registry says nothing"
    matches = _matches(one)
    assert (matches["title"], matches["container-title"], matches["editor"]) == (
        Match.UNCLEAR,
        Match.AGREES,
        Match.AGREES,
    )
    assert "number-of-pages" not in matches
    other = verified(chapter, [_said(Kind.ISBN, title="On fish ladders and their cost")])
    assert other.verdict is Verdict.MISMATCH


def test_what_arxiv_says_of_the_preprint_is_no_dissent_about_the_article() -> None:
    preprint = _said(Kind.ARXIV, issued="2017-03-09", publisher="arXiv", number="arXiv:2103.01234")
    one = verified(_work(), [preprint])
    assert (_matches(one)["issued"], _why(one, "issued")) == (Match.UNCLEAR, "said of the preprint")
    assert _matches(one)["publisher"] is Match.UNCLEAR
    own = verified(_work(type="article", number="arXiv:2103.01234"), [preprint])
    assert (_matches(own)["issued"], _matches(own)["number"]) == (Match.DIFFERS, Match.AGREES)


def test_a_work_is_asked_for_by_all_that_identifies_it() -> None:
    work = _work(
        ISBN="0-306-40615-2, 9783161484100",
        number="arXiv:2103.01234v2",
        url_mirror="https://mirror.example/silt",
        archive={"url": "https://archive.example/silt"},
    )
    asked = questions(work)
    assert [(what.kind, what.value) for what in asked.identifiers] == [
        (Kind.DOI, "10.5555/silt"),
        (Kind.ISBN, "9780306406157"),
        (Kind.ISBN, "9783161484100"),
        (Kind.ARXIV, "2103.01234"),
    ]
    assert asked.pages == ("https://e.org/silt", "https://mirror.example/silt", "https://archive.example/silt")
    assert asked.impossible == ()
    assert questions(_work(DOI="", URL="https://doi.org/10.5555/silt")).identifiers == ((Kind.DOI, "10.5555/silt"),)


def test_nobody_is_asked_about_an_identifier_that_cannot_be_one() -> None:
    asked = questions(_work(DOI="10.5555", ISBN="9780306406158"))
    assert asked.identifiers == ()
    assert [(one.what.value, one.outcome, one.why) for one in asked.impossible] == [
        ("10.5555", Outcome.UNREGISTERED, "This is no DOI by its form."),
        ("9780306406158", Outcome.UNREGISTERED, "This is no ISBN: its length or check digit is wrong."),
    ]


def _recorded(one: Verification, provenance: Raw, *taken: str) -> dict[str, Raw]:
    offered = {field.field: field.offered for field in one.agreements if field.field in taken and field.offered}
    return recorded({**RECORD, "provenance": provenance}, one, offered, "2026-11-22")


def test_what_was_taken_and_what_agrees_enters_provenance_with_day_and_address() -> None:
    one = verified(_work(), [_said()])
    raw = _recorded(one, {"seed": "12"}, "volume")
    assert raw["volume"] == "7"
    assert raw["provenance"] == {
        "seed": "12",
        "confirmed": "registry",
        "confirmed-by": [_address(Kind.DOI)],
        "verified": [
            {"date": "2026-11-22", "by": _address(Kind.DOI), "fields": ["title", "author", "volume", "issued", "DOI"]}
        ],
    }


def test_an_address_vouches_once_and_those_that_were_not_asked_stay() -> None:
    one = verified(_work(), [_said(), _silent(Kind.URL, Outcome.FAILED)])
    former: list[Raw] = [
        {"date": "2025-01-01", "by": _address(Kind.DOI), "fields": ["page"]},
        {"date": "2025-01-01", "by": _address(Kind.URL), "fields": ["title"]},
        "written by hand",
    ]
    provenance = _recorded(one, {"verified": former})["provenance"]
    assert isinstance(provenance, Mapping)
    assert provenance["verified"] == [
        former[1],
        former[2],
        {"date": "2026-11-22", "by": _address(Kind.DOI), "fields": ["title", "author", "issued", "DOI"]},
    ]
    assert _recorded(one, provenance)["provenance"] == provenance


def test_another_work_vouches_for_nothing() -> None:
    one = verified(_work(), [_said(title="On fish ladders and their cost")])
    assert _recorded(one, {"confirmed": "memory"})["provenance"] == {"confirmed": "memory"}


@pytest.mark.parametrize(
    ("before", "kinds", "after"),
    [
        ("memory", (Kind.DOI,), "registry"),
        ("memory", (Kind.DOI, Kind.URL), "page"),
        ("page", (Kind.DOI,), "page"),
        ("seen in print", (Kind.URL,), "seen in print"),
    ],
)
def test_how_a_work_was_seen_only_ever_becomes_better(before: str, kinds: tuple[Kind, ...], after: str) -> None:
    one = verified(_work(), [_said(kind) for kind in kinds])
    provenance = _recorded(one, {"confirmed": before, "confirmed-by": [_address(Kind.DOI)]})["provenance"]
    assert isinstance(provenance, Mapping)
    assert provenance["confirmed"] == after
    added = [_address(Kind.URL)] if Kind.URL in kinds and after == "page" else []
    assert provenance["confirmed-by"] == [_address(Kind.DOI), *added]


def test_who_was_not_asked_about_the_title_has_not_seen_the_work() -> None:
    one = verified(_work(), [_said()])
    dates = tuple(field for field in one.agreements if field.field == "issued")
    entry = {"date": "2026-11-22", "by": _address(Kind.DOI), "fields": ["issued"]}
    kept = {"confirmed": "memory", "verified": [entry]}
    assert _recorded(one._replace(agreements=dates), {"confirmed": "memory"})["provenance"] == kept


def test_only_doubts_about_what_was_taken_go() -> None:
    one = verified(_work(issued="2017-05"), [_said(Kind.URL)])
    doubts: Raw = ["issued: read from the address", "the page count is not printed", "title: cut off?"]
    provenance = _recorded(one, {"doubts": doubts}, "issued")["provenance"]
    assert isinstance(provenance, Mapping)
    assert provenance["doubts"] == ["the page count is not printed", "title: cut off?"]
    assert "doubts" not in recorded({"provenance": {"doubts": ["issued: x"]}}, one, _taken(one), "d")["provenance"]


def _taken(one: Verification) -> dict[str, Said]:
    return {field.field: field.offered for field in one.agreements if field.offered}


FACTS = st.lists(st.tuples(KNOWN_FIELDS, st.sampled_from(["", "in doubt"])), max_size=6).map(
    lambda made: tuple(Fact(name, value, "there", doubt) for (name, value), doubt in made if value)
)
WITNESSES = st.lists(
    st.builds(
        Witness,
        st.sampled_from(list(Kind)).map(lambda kind: Identifier(kind, BY[kind])),
        st.sampled_from(["https://e.org/a", "https://e.org/b"]),
        st.sampled_from(Outcome),
        FACTS,
        st.sampled_from(["", "why not"]),
    ),
    max_size=3,
)


@given(RAW_FIELDS, WITNESSES)
def test_any_record_beside_any_witnesses_comes_to_a_verdict_and_can_be_recorded(
    fields: dict[str, Raw], witnesses: list[Witness]
) -> None:
    work = read_work("k", fields, "", Origin())[0]
    questions(work)
    one = verified(work, witnesses)
    assert one.verdict in Verdict
    assert len({field.field for field in one.agreements}) == len(one.agreements)
    assert all(field.ours or field.said for field in one.agreements)
    raw = recorded(fields, one, _taken(one), "2026-11-22")
    again = recorded(raw, verified(read_work("k", raw, "", Origin())[0], witnesses), {}, "2026-11-22")
    assert set(again) <= {*raw, "provenance"}
