from collections.abc import Mapping
from typing import Any

import pytest
from probing import URL, at, date_of, judged, probe

from sourcebook.links.judge import judge, proof
from sourcebook.links.weights import meaning
from sourcebook.model.links import NO_HISTORY, Outcome, Probe, State, Verdict

OK, MISSING, TIMEOUT = Outcome.OK, Outcome.NOT_FOUND, Outcome.TIMEOUT
WALL = Outcome.CHALLENGE


def of(days: Mapping[Any, Outcome], before: Verdict | None = None) -> Verdict:
    return judged([probe(day, outcome) for day, outcome in days.items()], before).verdict


@pytest.mark.parametrize(
    ("outcome", "state", "evidence"),
    [
        (Outcome.OK, State.OK, ""),
        (Outcome.UNCHANGED, State.OK, ""),
        (Outcome.NOT_FOUND, State.UNWELL, "404 on 2026-03-01"),
        (Outcome.GONE, State.UNWELL, "410 on 2026-03-01"),
        (Outcome.NO_HOST, State.UNWELL, "no such host on 2026-03-01"),
        (Outcome.SERVER_ERROR, State.UNWELL, "500 on 2026-03-01"),
        (Outcome.TIMEOUT, State.UNWELL, "timeout on 2026-03-01"),
        (Outcome.NAME_TROUBLE, State.UNWELL, "name not looked up on 2026-03-01"),
        (Outcome.REFUSED, State.UNWELL, "connection refused on 2026-03-01"),
        (Outcome.UNREACHABLE, State.UNWELL, "unreachable on 2026-03-01"),
        (Outcome.CUT, State.UNWELL, "connection cut on 2026-03-01"),
        (Outcome.BAD_ANSWER, State.UNWELL, "no proper answer on 2026-03-01"),
        (Outcome.LOOP, State.UNWELL, "endless redirects on 2026-03-01"),
        (Outcome.LEGAL, State.BLOCKED, "451"),
        (Outcome.AUTH, State.BLOCKED, "401"),
        (Outcome.PAYMENT, State.BLOCKED, "402"),
        (Outcome.FORBIDDEN, State.BLOCKED, "403"),
        (Outcome.CHALLENGE, State.BLOCKED, "a wall against programs"),
        (Outcome.LIMITED, State.BLOCKED, "429"),
        (Outcome.ROBOTS, State.BLOCKED, "robots.txt"),
        (Outcome.TLS_EXPIRED, State.INSECURE, "certificate expired"),
        (Outcome.TLS_NAME, State.INSECURE, "certificate of another name"),
        (Outcome.TLS_UNTRUSTED, State.INSECURE, "certificate not trusted"),
        (Outcome.TLS_TROUBLE, State.INSECURE, "no common version of TLS"),
        (Outcome.DEFERRED, State.DEFERRED, ""),
        (Outcome.INVALID, State.UNSUPPORTED, "no address that can be visited"),
        (Outcome.PRIVATE, State.UNSUPPORTED, "not on the public network"),
        (Outcome.UNSUPPORTED, State.UNSUPPORTED, "no web address"),
    ],
)
def test_the_first_probe_of_a_link_has_a_verdict(outcome: Outcome, state: State, evidence: str) -> None:
    assert of({0: outcome}) == Verdict(state, since="2026-03-01", evidence=evidence)


def test_every_outcome_has_a_meaning() -> None:
    assert [one for one in Outcome if not meaning(Probe(url=URL, at=at(0), outcome=one)).state] == []


@pytest.mark.parametrize(
    ("outcome", "status", "evidence"),
    [(Outcome.SERVER_ERROR, 503, "503 on 2026-03-01"), (Outcome.FORBIDDEN, 999, "999"), (Outcome.AUTH, 407, "407")],
)
def test_evidence_names_the_status_that_was_seen(outcome: Outcome, status: int, evidence: str) -> None:
    assert judged([probe(0, outcome, status=status)]).verdict.evidence == evidence


@pytest.mark.parametrize("outcome", [Outcome.NOT_FOUND, Outcome.NO_HOST, Outcome.GONE])
@pytest.mark.parametrize(
    ("days", "state"),
    [
        ([0, 0.1, 0.2, 0.3], State.UNWELL),
        ([0, 1, 2, 3, 4, 5], State.UNWELL),
        ([0, 1, 2, 3, 4, 5, 6], State.GONE),
        ([0, 3, 6], State.GONE),
        ([0, 60, 120], State.GONE),
    ],
)
def test_hard_evidence_is_proof_on_three_days_over_six(outcome: Outcome, days: list[float], state: State) -> None:
    assert of(dict.fromkeys(days, outcome)).state is state


@pytest.mark.parametrize(
    ("outcome", "state"), [(Outcome.GONE, State.GONE), (Outcome.NOT_FOUND, State.UNWELL), (TIMEOUT, State.UNWELL)]
)
def test_a_host_that_says_gone_for_good_is_believed_after_two_days_over_six(outcome: Outcome, state: State) -> None:
    assert of({0: outcome, 5: outcome}).state is State.UNWELL
    assert of({0: outcome, 6: outcome}).state is state


@pytest.mark.parametrize(
    "outcome",
    [one for one in Outcome if meaning(Probe(url=URL, at=at(0), outcome=one)).weight.value == "soft"],
)
def test_soft_evidence_is_proof_on_five_days_over_twenty_one_counted_with_both_ends(outcome: Outcome) -> None:
    assert of(dict.fromkeys(range(20), outcome)).state is State.UNWELL
    assert of(dict.fromkeys(range(21), outcome)).state is State.GONE
    assert of(dict.fromkeys([0, 10, 20, 30], outcome)).state is State.UNWELL
    assert of(dict.fromkeys([0, 5, 10, 15, 20], outcome)).state is State.GONE


def test_failures_of_both_kinds_are_proof_together() -> None:
    assert of({0: TIMEOUT, 3: MISSING, 6: MISSING, 8: TIMEOUT}).state is State.UNWELL
    assert of({0: TIMEOUT, 3: MISSING, 6: MISSING, 8: TIMEOUT, 9: MISSING}).state is State.GONE
    assert of({0: TIMEOUT, 5: MISSING, 10: TIMEOUT, 15: MISSING, 20: TIMEOUT}).state is State.GONE


def test_evidence_names_the_days_that_prove_it_and_stays_as_it_is() -> None:
    gone = of({0: MISSING, 3: MISSING, 8: MISSING})
    assert gone == Verdict(State.GONE, since="2026-03-09", evidence="404 on 2026-03-01, 2026-03-04, 2026-03-09")
    assert of({9: MISSING, 16: Outcome.NO_HOST, 23: WALL, 30: TIMEOUT}, gone) is gone
    mixed = of({0: MISSING, 3: Outcome.NO_HOST, 8: MISSING})
    assert mixed.evidence == "404 on 2026-03-01, 2026-03-09; no such host on 2026-03-04"


def test_a_day_counts_once_by_the_hardest_evidence_that_it_brought() -> None:
    days = judged([probe(0, TIMEOUT), probe(0.1, MISSING), probe(0.2, TIMEOUT)]).history.failures
    assert days == (("2026-03-01", "404"),)


def test_a_success_clears_everything() -> None:
    assert of({0: MISSING, 3: MISSING, 4: OK}) == Verdict(State.OK, since=date_of(4))
    assert of({0: MISSING, 3: MISSING, 4: Outcome.UNCHANGED, 6: MISSING, 7: MISSING}).state is State.UNWELL
    assert of({0: MISSING, 3: MISSING, 6: MISSING, 30: OK}) == Verdict(State.OK, since=date_of(30))


NEUTRAL = [
    one for one in Outcome if meaning(Probe(url=URL, at=at(0), outcome=one)).weight.value in ("neither", "nothing")
]


@pytest.mark.parametrize("outcome", NEUTRAL)
def test_what_tells_neither_life_nor_death_never_counts_and_clears_nothing(outcome: Outcome) -> None:
    assert of(dict.fromkeys(range(40), outcome)).state not in (State.GONE, State.UNWELL)
    assert of({0: MISSING, 1: outcome, 2: outcome, 3: MISSING}).state is State.UNWELL
    assert of({0: MISSING, 1: outcome, 2: outcome, 3: MISSING, 4: outcome, 6: MISSING}).state is State.GONE
    assert of({0: MISSING, 3: MISSING, 6: MISSING, **dict.fromkeys(range(7, 90), outcome)}).state is State.GONE
    assert of({0: MISSING, 6: MISSING, 7: outcome}) == Verdict(State.UNWELL, "2026-03-01", "404 on 2026-03-01")


def test_a_blocked_link_collects_no_accidents_until_it_seems_gone() -> None:
    year = dict.fromkeys(range(365), WALL)
    accidents = dict.fromkeys(range(0, 365, 3), TIMEOUT) | dict.fromkeys(range(0, 365, 30), MISSING)
    assert of(year | accidents).state is not State.GONE
    assert of(year).state is State.BLOCKED
    short = {0: MISSING, **dict.fromkeys(range(1, 6), WALL)}
    assert of(short) == Verdict(State.BLOCKED, date_of(5), "a wall against programs")


def test_a_verdict_keeps_its_day_and_evidence_while_it_says_the_same() -> None:
    first = of({0: TIMEOUT})
    assert of({1: MISSING, 2: TIMEOUT}, first) is first
    blocked = of({0: Outcome.FORBIDDEN})
    assert of({30: Outcome.LIMITED}, blocked) is blocked
    insecure = of({0: Outcome.TLS_EXPIRED})
    assert of({1: Outcome.TLS_EXPIRED}, insecure) is insecure
    assert of({1: Outcome.TLS_NAME}, insecure) == Verdict(State.INSECURE, date_of(1), "certificate of another name")


@pytest.mark.parametrize("outcome", [Outcome.DEFERRED, Outcome.PRIVATE, Outcome.ROBOTS])
def test_where_nothing_was_visited_the_verdict_stays(outcome: Outcome) -> None:
    for before in (of({0: OK}), of({0: Outcome.TLS_NAME}), of({0: WALL})):
        assert of({1: outcome}, before) is before
    assert of({1: WALL}, of({0: Outcome.DEFERRED})).state is State.BLOCKED


def test_a_probe_that_was_put_off_is_no_visit() -> None:
    history = judged([probe(0), probe(5, Outcome.DEFERRED, wait=3600)]).history
    assert (history.tried, history.outcome, history.not_before) == (at(0), "ok", "2026-03-06T11:00:00Z")


def test_a_host_is_waited_for_a_week_at_most() -> None:
    assert judged([probe(0, Outcome.LIMITED, wait=10**9)]).history.not_before == at(7)
    assert judged([probe(0, Outcome.LIMITED, wait=10**9), probe(8)]).history.not_before == ""


DOI = "https://doi.org/10.1000/182"


@pytest.mark.parametrize("outcome", [one for one in Outcome if one not in (Outcome.OK, Outcome.UNCHANGED)])
def test_of_a_doi_only_the_word_of_its_registry_counts(outcome: Outcome) -> None:
    well = judged([probe(0, url=DOI)])
    verdict = well.verdict
    for day in range(1, 60):
        well = judge(probe(day, outcome, DOI), *well)
    if outcome is Outcome.UNKNOWN_DOI:
        assert well.verdict == Verdict(
            State.GONE, date_of(7), f"unknown DOI on {date_of(1)}, {date_of(4)}, {date_of(7)}"
        )
    else:
        assert well.verdict is verdict
        assert judge(probe(0, outcome, DOI)).verdict.state is State.DEFERRED


PAGES = {
    (): State.OK,
    ("root",): State.OK,
    ("title",): State.OK,
    ("sibling",): State.OK,
    ("shared",): State.OK,
    ("error-path",): State.OK,
    ("honest",): State.OK,
    ("root", "honest"): State.OK,
    ("root", "shared", "title", "honest"): State.OK,
    ("root", "shared"): State.UNWELL,
    ("title", "sibling"): State.UNWELL,
    ("error-path", "title"): State.UNWELL,
    ("root", "sibling", "shared"): State.UNWELL,
}


@pytest.mark.parametrize(("hints", "state"), PAGES.items())
def test_a_page_is_not_there_where_two_hints_agree_and_the_host_is_not_honest(
    hints: tuple[str, ...], state: State
) -> None:
    verdict = judged([probe(0, hints=hints)]).verdict
    assert verdict == Verdict(state, "2026-03-01", "soft 404 on 2026-03-01" if state is State.UNWELL else "")
    days = [probe(day, hints=hints) for day in (0, 3, 6)]
    assert (judged(days).verdict.state is State.GONE) == (state is State.UNWELL)


def test_one_hint_alone_clears_no_failure() -> None:
    missing = ("title", "sibling")
    days = [probe(day, hints=("title",) if day == 2 else missing) for day in (0, 2, 4, 6)]
    assert judged(days).verdict.state is State.GONE
    assert judged([*days[:3], probe(5, hints=("title", "honest")), days[3]]).verdict.state is State.UNWELL


NEW = "https://paper.example/archive/dam"


@pytest.mark.parametrize(
    ("probes", "to"),
    [
        ([probe(0, permanent=NEW)], ""),
        ([probe(0, permanent=NEW), probe(6, permanent=NEW)], ""),
        ([probe(0, permanent=NEW), probe(7, permanent=NEW)], NEW),
        ([probe(0, permanent=NEW), probe(7, permanent=NEW + "/2")], ""),
        ([probe(0, permanent=NEW), probe(3), probe(7, permanent=NEW)], ""),
        ([probe(0, permanent=NEW), probe(3, TIMEOUT), probe(7, permanent=NEW)], NEW),
        ([probe(0, permanent=NEW), probe(7, MISSING, permanent=NEW)], ""),
        ([probe(0, permanent=NEW, hints=("root",)), probe(7, permanent=NEW, hints=("root",))], ""),
        ([probe(0, permanent=NEW, hints=("honest",)), probe(7, permanent=NEW)], NEW),
        ([probe(0, permanent=URL), probe(7, permanent=URL)], ""),
        ([probe(0, final=NEW), probe(7, final=NEW)], ""),
        ([probe(0, permanent=NEW), probe(7, permanent=NEW), probe(8)], ""),
    ],
)
def test_a_link_moved_where_a_permanent_redirect_led_on_two_checks_a_week_apart(probes: list[Probe], to: str) -> None:
    verdict = judged(probes).verdict
    assert verdict.to == to
    assert (verdict.state is State.MOVED) == bool(to)


def test_where_a_link_moved_to_and_when_it_was_seen_is_told() -> None:
    moved = judged([probe(0, permanent=NEW), probe(7, permanent=NEW)])
    evidence = "permanent redirect on 2026-03-01, 2026-03-08"
    assert moved.verdict == Verdict(State.MOVED, "2026-03-08", evidence, NEW)
    assert judge(probe(40, permanent=NEW), *moved).verdict is moved.verdict


SAME, NEAR, FAR = "ffff0000ffff0000", "ffff0000ffff0fff", "ffff0000ffff1fff"


def looks(*seen: tuple[float, str, int]) -> list[Probe]:
    return [probe(day, shape=shape, size=size) for day, shape, size in seen]


@pytest.mark.parametrize(
    ("probes", "state"),
    [
        (looks((0, SAME, 900), (9, NEAR, 900), (12, NEAR, 900)), State.OK),
        (looks((0, SAME, 900), (9, FAR, 900)), State.OK),
        (looks((0, SAME, 900), (9, FAR, 900), (11, FAR, 900)), State.OK),
        (looks((0, SAME, 900), (9, FAR, 900), (12, FAR, 900)), State.DRIFTED),
        (looks((0, SAME, 900), (9, SAME, 449), (12, SAME, 449)), State.DRIFTED),
        (looks((0, SAME, 900), (9, SAME, 450), (12, SAME, 1800)), State.OK),
        (looks((0, SAME, 900), (9, FAR, 900), (10, SAME, 900), (12, FAR, 900)), State.OK),
        (looks((0, SAME, 900), (9, FAR, 900), (12, FAR, 900), (13, SAME, 900)), State.OK),
        (looks((0, SAME, 900), (9, FAR, 900), (12, "", 0)), State.OK),
        (looks((0, SAME, 900), (9, "no hash", 900), (12, "no hash", 900)), State.OK),
        (looks((0, "", 0), (9, FAR, 900), (12, FAR, 900)), State.OK),
        ([*looks((0, SAME, 900), (9, FAR, 900)), probe(12, Outcome.UNCHANGED)], State.DRIFTED),
        ([*looks((0, SAME, 900)), probe(9, Outcome.UNCHANGED), probe(12, Outcome.UNCHANGED)], State.OK),
        ([*looks((0, SAME, 900), (9, FAR, 900)), probe(12, WALL, shape=FAR, size=900)], State.BLOCKED),
        ([*looks((0, SAME, 9)), probe(9, WALL, shape=FAR), probe(12, WALL, shape=FAR), probe(13)], State.OK),
    ],
)
def test_a_page_drifted_where_it_was_far_from_all_that_it_was_for_three_days(probes: list[Probe], state: State) -> None:
    assert judged(probes).verdict.state is state


def test_a_page_that_shows_now_this_and_now_that_has_not_drifted() -> None:
    faces = [f"{number:016x}" for number in (0xFFFF, 0xFFFF0000, 0xFFFF << 32, 0xFFFF << 48)]
    days = [probe(day, shape=faces[min(day // 9, 3) if day % 3 == 1 else 0], size=900) for day in range(36)]
    assert judged(days).verdict.state is State.OK


def test_drift_is_told_with_its_days_and_with_where_the_page_moved() -> None:
    days = [probe(day, shape=FAR if day else SAME, size=9, permanent=NEW) for day in (0, 9, 12)]
    assert judged(days).verdict == Verdict(
        State.DRIFTED, date_of(12), f"another text on {date_of(9)}, {date_of(12)}", NEW
    )


WORD = Verdict(State.OK, "2026-03-01", because="it opens in a browser", by="N. Okafor")


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_persons_word_overrides_every_probe(outcome: Outcome) -> None:
    assert of(dict.fromkeys(range(40), outcome), WORD) is WORD
    gone = WORD._replace(state=State.GONE)
    assert of(dict.fromkeys(range(40), outcome), gone) is gone


def test_a_persons_word_ends_with_its_last_day() -> None:
    word = WORD._replace(until=date_of(9))
    failing = dict.fromkeys(range(10), MISSING)
    assert of(failing, word) is word
    assert of({**failing, 10: MISSING}, word).state is State.GONE
    assert of({10: OK}, word) == Verdict(State.OK, date_of(10))
    assert of({10: WALL}, word._replace(state=State.GONE)).state is State.BLOCKED


def test_a_person_who_says_that_a_page_is_right_says_so_of_the_page_as_it_is_now() -> None:
    drifted = judged(looks((0, SAME, 900), (9, FAR, 900), (12, FAR, 900)))
    accepted = judge(probe(13, shape=FAR, size=900), drifted.history, WORD)
    later = judge(probe(20, shape=FAR, size=900), accepted.history, None)
    assert later.verdict.state is State.OK


def test_without_the_log_a_verdict_stands_and_nothing_dies_faster() -> None:
    gone = of({0: MISSING, 3: MISSING, 6: MISSING})
    assert judge(probe(9, TIMEOUT), NO_HISTORY, gone).verdict is gone
    assert judge(probe(9), NO_HISTORY, gone).verdict.state is State.OK
    unwell = of({0: MISSING})
    assert of({7: MISSING, 8: MISSING}, unwell) is unwell
    assert of({7: MISSING, 8: MISSING, 13: MISSING}, unwell).state is State.GONE


def test_without_the_ledger_the_log_alone_finds_the_verdict() -> None:
    history = judged([probe(day, MISSING) for day in (0, 3, 6)]).history
    assert judge(probe(7, WALL), history).verdict.state is State.GONE


def test_what_somebody_else_saw_well_since_is_no_evidence() -> None:
    history = judged([probe(0, MISSING), probe(3, MISSING)]).history
    assert judge(probe(9, MISSING), history, Verdict(State.OK, date_of(5))).history.failures == ((date_of(9), "404"),)
    assert judge(probe(9, MISSING), history, Verdict(State.OK, date_of(0))).verdict.state is State.GONE


@pytest.mark.parametrize(
    ("failures", "near"),
    [
        ((), (0, 3, "")),
        (((date_of(0), "404"),), (1, 3, date_of(6))),
        (((date_of(0), "410"),), (1, 2, date_of(6))),
        (((date_of(0), "404"), (date_of(9), "404")), (2, 3, date_of(10))),
        (((date_of(0), "503"),), (1, 5, date_of(20))),
        (((date_of(0), "503"), (date_of(20), "503")), (2, 5, date_of(23))),
        (((date_of(0), "503"), (date_of(3), "404")), (1, 3, date_of(9))),
    ],
)
def test_how_near_a_failing_link_is_to_being_gone(
    failures: tuple[tuple[str, str], ...], near: tuple[int, int, str]
) -> None:
    assert tuple(proof(failures)) == near
