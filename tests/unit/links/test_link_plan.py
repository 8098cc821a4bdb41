from datetime import UTC, datetime, timedelta

import pytest
from probing import at, date_of, judged, probe

from sourcebook.links import plan
from sourcebook.links.plan import due, next_check, witnesses
from sourcebook.model.links import NO_HISTORY, History, Link, LinkKind, Outcome, State, Verdict, moment
from sourcebook.model.work import Work

A, B, DOI = "https://a.example/1", "https://b.example/2", "https://doi.org/10.1000/x"
OK = Verdict(State.OK, date_of(0))


def links_to(*urls: str) -> tuple[Link, ...]:
    return tuple(Link(url, LinkKind.URL, ("k",)) for url in urls)


def test_every_address_stands_once_with_all_its_works_and_the_kind_that_matters_most() -> None:
    works = [
        Work("a", {"URL": f"{A}#top", "DOI": "10.1000/X"}),
        Work("b", {"url-mirror": "HTTPS://A.example/1", "URL": B}),
        Work("c", {"archive": {"url": B}, "URL": "https://dx.doi.org/10.1000/x"}),
        Work("d", {"URL": A, "url-mirror": A}),
    ]
    assert plan.links(works) == (
        Link(A, LinkKind.URL, ("a", "b", "d")),
        Link(B, LinkKind.URL, ("b", "c")),
        Link(DOI, LinkKind.DOI, ("a", "c")),
    )


def test_where_a_doi_leads_is_a_link_too() -> None:
    works = [Work("a", {"DOI": "10.1000/x"}), Work("b", {"DOI": "10.1000/x", "url-mirror": B})]
    assert plan.links(works, {DOI: History(final=A)})[0] == Link(A, LinkKind.LANDING, ("a", "b"))
    assert plan.links(works, {DOI: History(final=B)})[0] == Link(B, LinkKind.MIRROR, ("a", "b"))
    assert [link.url for link in plan.links(works, {DOI: History(final=DOI)})] == [B, DOI]


def test_what_was_never_checked_comes_first_then_what_is_overdue_longest() -> None:
    urls = [f"https://h{number}.example/" for number in range(5)]
    histories = {url: History(tried=at(-100 + number)) for number, url in enumerate(urls[:3])}
    histories[urls[3]] = History(tried=at(0))
    verdicts = {url: Verdict(State.UNWELL) for url in histories}
    found = [link.url for link in due(links_to(*urls), histories, verdicts, moment(at(1)))]
    assert found == [urls[4], *urls[:4]]


def days_until_due(history: History, verdict: Verdict | None, url: str = A) -> float:
    return (next_check(url, history, verdict) - moment(at(0))) / timedelta(days=1)


def test_a_link_that_is_well_is_due_after_a_month_and_not_all_on_one_day() -> None:
    days = [days_until_due(History(tried=at(0)), OK, f"https://{number}.example/") for number in range(2000)]
    assert 23 <= min(days) < 23.1
    assert 36.9 < max(days) < 37
    assert 29.5 < sum(days) / len(days) < 30.5
    assert days[7] == days_until_due(History(tried=at(0)), OK, "https://7.example/")


@pytest.mark.parametrize(
    ("history", "verdict", "days"),
    [
        (History(tried=at(0)), Verdict(State.UNWELL), 0),
        (History(tried=at(0)), Verdict(State.INSECURE), 0),
        (History(tried=at(0)), Verdict(State.DEFERRED), 0),
        (History(tried=at(0)), None, 0),
        (History(tried=at(0), outcome="limited"), Verdict(State.BLOCKED), 0),
        (History(tried=at(0), outcome="limited", not_before=at(3)), Verdict(State.BLOCKED), 3),
        (History(tried=at(0), not_before=at(3)), Verdict(State.UNWELL), 3),
        (History(tried=at(0)), Verdict(State.GONE, date_of(0)), 7),
        (History(tried=at(0)), Verdict(State.GONE, date_of(-27)), 7),
        (History(tried=at(0)), Verdict(State.GONE, date_of(-29)), 30),
        (History(tried=at(2), odd_since=at(1), odd_seen=at(2)), OK, 4),
        (History(), Verdict(State.UNWELL, date_of(0)), -10 / 24),
        (History(tried=at(0)), OK._replace(by="A", until=date_of(4)), 5 - 10 / 24),
        (History(tried=at(0)), Verdict(State.GONE, date_of(0), by="A", until=date_of(30)), 7),
    ],
)
def test_when_a_link_is_due_again(history: History, verdict: Verdict | None, days: float) -> None:
    assert days_until_due(history, verdict) == pytest.approx(days)


def test_a_link_that_is_gone_is_asked_for_weekly_four_times_and_then_monthly() -> None:
    history, verdict = History(tried=at(0)), Verdict(State.GONE, date_of(0))
    days = []
    for day in range(130):
        if due(links_to(A), {A: history}, {A: verdict}, moment(at(day))):
            days.append(day)
            history = History(tried=at(day))
    assert days == [7, 14, 21, 28, 58, 88, 118]


def test_a_host_that_asked_to_wait_is_left_alone_even_by_those_who_ask_for_everything() -> None:
    histories = {A: History(tried=at(0), not_before=at(3))}
    ask = links_to(A)
    assert due(ask, histories, {A: Verdict(State.UNWELL)}, moment(at(2.9)), since=moment(at(2.9))) == ()
    assert due(ask, histories, {A: Verdict(State.UNWELL)}, moment(at(3))) == ask
    assert due(ask, {A: History(not_before=at(3))}, {}, moment(at(2))) == ()


def test_everything_can_be_asked_for_that_was_not_checked_since() -> None:
    histories = {A: History(tried=at(0)), B: History(tried=at(5))}
    verdicts = {A: OK, B: OK}
    now = moment(at(6))
    assert due(links_to(A, B), histories, verdicts, now) == ()
    assert due(links_to(A, B), histories, verdicts, now, since=moment(at(3))) == links_to(A)
    assert due(links_to(A, B), histories, verdicts, now, since=now) == links_to(A, B)


def test_a_clock_that_was_wrong_puts_no_link_off_for_ever() -> None:
    limited = judged([probe(9000, Outcome.LIMITED, wait=3600)]).history
    assert limited.not_before.startswith("2050-")
    for history in (limited, History(tried=at(9000)), History(not_before=at(9000))):
        assert due(links_to(A), {A: history}, {A: Verdict(State.UNWELL)}, moment(at(0))) == links_to(A)


@pytest.mark.parametrize("now", [datetime(1971, 1, 1, tzinfo=UTC), datetime(9998, 1, 1, tzinfo=UTC)])
def test_any_clock_can_be_planned_by(now: datetime) -> None:
    assert due(links_to(A), {}, {}, now) == links_to(A)


def test_witnesses_are_links_of_other_hosts_that_answered_the_last_time() -> None:
    well = [f"https://w{number}.example/" for number in range(9)]
    failing = ["https://f1.example/", "https://f2.example/"]
    planned = links_to(*well, "https://w0.example/2", *failing, "https://new.example/")
    histories = {url: History(tried=at(-number)) for number, url in enumerate(well)}
    histories[well[8]] = History(tried=at(-99), not_before=at(1))
    verdicts = dict.fromkeys((*well, "https://w0.example/2"), OK) | {url: Verdict(State.UNWELL) for url in failing}
    assert witnesses(planned, histories, verdicts, links_to(*failing)) == links_to(
        "https://w0.example/2", well[7], well[6], well[5], well[4]
    )
    assert witnesses(planned, histories, verdicts, links_to(*failing, *well[:6])) == links_to(well[7], well[6])
    assert witnesses(planned, {}, {}, links_to(*failing)) == ()


def test_who_asks_twenty_hosts_that_were_well_needs_no_witnesses() -> None:
    planned = links_to(*(f"https://h{number}.example/" for number in range(30)))
    verdicts = {link.url: OK for link in planned}
    assert witnesses(planned, {}, verdicts, planned[:20]) == ()
    assert len(witnesses(planned, {}, verdicts, planned[:19])) == 5
    assert len(witnesses(planned, {}, verdicts | {planned[0].url: Verdict(State.GONE)}, planned[:20])) == 5


def test_a_history_of_nothing_is_due() -> None:
    assert due(links_to(A), {A: NO_HISTORY}, {}, moment(at(0))) == links_to(A)
