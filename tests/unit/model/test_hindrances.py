"""What stands between readers and works, as verdicts tell."""

from sourcebook.model.hindrances import CLOSED, GONE, MOVED, hindrances
from sourcebook.model.links import State, Verdict
from sourcebook.model.work import Origin, Raw, read_work

URL = "https://example.org/dam"


def kind(verdict: Verdict, **fields: Raw) -> str:
    work, _ = read_work("a", {"URL": URL, **fields}, "", Origin())
    found = hindrances([work], {URL: verdict})
    return found["a"].kind if found else ""


def test_a_work_is_out_of_reach_when_its_link_is_gone_and_no_copy_is_there() -> None:
    copy: Raw = {"url": "https://archive.example/1", "date": "2022-01-01"}
    assert kind(Verdict(State.GONE, "2026-03-01")) == GONE
    assert kind(Verdict(State.GONE, "2026-03-01"), archive=copy) == ""


def test_a_page_is_closed_when_it_asks_for_payment_or_an_account_and_not_when_it_refuses_programs() -> None:
    assert [kind(Verdict(State.BLOCKED, evidence=said)) for said in ("402", "401", "403")] == [CLOSED, CLOSED, ""]


def test_a_link_that_moved_is_told_with_its_new_address() -> None:
    work, _ = read_work("a", {"URL": URL}, "", Origin())
    assert hindrances([work], {URL: Verdict(State.MOVED, to="https://example.org/new")})["a"] == (
        MOVED,
        "its link moved to https://example.org/new",
    )
    assert kind(Verdict(State.OK)) == ""
