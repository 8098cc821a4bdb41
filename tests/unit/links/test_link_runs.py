import pytest
from probing import at, date_of, probe

from sourcebook.links.judge import Judgement
from sourcebook.links.run import Survey, informed, is_our_network, judge_run, survey
from sourcebook.links.summary import is_new_finding, summarise
from sourcebook.model.links import History, Link, LinkKind, Outcome, Probe, State, Verdict, moment

OK, DOWN, MISSING = Outcome.OK, Outcome.NAME_TROUBLE, Outcome.NOT_FOUND


def hosts(*outcomes: Outcome) -> list[Probe]:
    return [probe(0, outcome, f"https://h{number}.example/") for number, outcome in enumerate(outcomes)]


@pytest.mark.parametrize(
    ("probes", "is_ours"),
    [
        ([], False),
        (hosts(DOWN), False),
        (hosts(DOWN, DOWN), False),
        (hosts(DOWN, DOWN, DOWN), True),
        (hosts(DOWN, DOWN, DOWN, OK), False),
        (hosts(DOWN, DOWN, DOWN, DOWN, OK), True),
        (hosts(*[DOWN] * 16, *[OK] * 4), True),
        (hosts(*[DOWN] * 15, *[OK] * 5), False),
        (hosts(*[DOWN] * 16, *[OK] * 400), True),
        (hosts(*[OK] * 20, *[DOWN] * 400), False),
        (hosts(MISSING, MISSING, MISSING), False),
        (hosts(*[Outcome.SERVER_ERROR] * 9), False),
        (hosts(*[Outcome.CHALLENGE] * 9), False),
        (hosts(Outcome.NO_HOST, Outcome.REFUSED, Outcome.TIMEOUT, Outcome.UNREACHABLE, Outcome.CUT), True),
        (hosts(Outcome.TLS_NAME, Outcome.TLS_UNTRUSTED, Outcome.TLS_EXPIRED), True),
        (hosts(DOWN, DOWN, DOWN, *[Outcome.DEFERRED] * 9), True),
        (hosts(*[Outcome.DEFERRED] * 9, *[Outcome.PRIVATE] * 9, *[Outcome.UNSUPPORTED] * 9), False),
        ([*hosts(DOWN, DOWN, DOWN), *[one._replace(outcome=OK) for one in hosts(OK, OK)]], False),
        ([probe(0, DOWN, f"https://one.example/{number}") for number in range(9)], False),
    ],
)
def test_four_of_five_hosts_without_an_answer_are_our_network(probes: list[Probe], is_ours: bool) -> None:
    assert is_our_network(probes) == is_ours
    assert bool(judge_run(probes, {}, {})) == (bool(probes) and not is_ours)


def test_hosts_that_were_failing_before_tell_nothing_of_our_network() -> None:
    probes = hosts(DOWN, DOWN, DOWN, DOWN, DOWN, OK)
    known = {one.url: Verdict(State.UNWELL) for one in probes[:4]}
    assert is_our_network(probes)
    assert not is_our_network(probes, known)
    assert not is_our_network(probes, {one.url: Verdict(State.GONE) for one in probes[:4]})
    assert is_our_network(probes, {one.url: Verdict(State.OK) for one in probes})
    assert is_our_network(probes, {one.url: Verdict(State.GONE, because="closed") for one in probes})


def led(number: int, final: str, host: str = "a.example", hints: tuple[str, ...] = ()) -> Probe:
    return probe(0, url=f"https://{host}/{number}", final=final, hints=hints)


HOME = "https://a.example/home"


@pytest.mark.parametrize(
    ("probes", "is_shared"),
    [
        ([led(1, HOME), led(2, HOME), led(3, HOME)], True),
        ([led(1, HOME), led(2, HOME)], False),
        ([led(1, HOME), led(2, HOME), led(2, HOME), led(1, HOME)], False),
        ([led(1, HOME), led(2, HOME), led(3, HOME, "b.example")], False),
        ([led(1, f"{HOME}?1"), led(2, f"{HOME}?2"), led(3, f"{HOME}?3")], False),
        ([led(1, HOME), led(2, HOME), probe(0, url=HOME, final=HOME)], False),
        ([led(1, HOME), led(2, HOME), led(3, HOME)._replace(outcome=MISSING)], False),
        ([led(1, HOME), led(2, HOME), led(2, HOME)._replace(url="https://a.example/2#b")], False),
        ([led(1, HOME), led(2, HOME), probe(0, url="http://a.example", final=HOME)], False),
        ([probe(0, url=f"https://doi.org/10.1000/{number}", final=HOME) for number in range(5)], False),
    ],
)
def test_three_links_of_a_host_that_lead_to_one_address_are_a_hint(probes: list[Probe], is_shared: bool) -> None:
    seen = survey(probes)
    assert bool(seen.shared) == is_shared
    hinted = [informed(one, seen).hints for one in probes]
    assert hinted == [("shared",) if is_shared else ()] * len(probes)


def test_links_that_were_not_due_this_time_are_hints_by_where_they_led() -> None:
    before = {f"https://a.example/{number}": History(outcome="ok", final=HOME) for number in (1, 2)}
    probes = [led(3, HOME, hints=("root",))]
    assert judge_run(probes, before, {})[probes[0].url].verdict.state is State.UNWELL
    assert judge_run(probes, {}, {})[probes[0].url].verdict.state is State.OK
    well_now = [probe(0, url="https://a.example/2"), *probes]
    assert judge_run(well_now, before, {})[probes[0].url].verdict.state is State.OK


@pytest.mark.parametrize(
    ("outcomes", "down"),
    [
        ([Outcome.REFUSED] * 3, Outcome.REFUSED),
        ([Outcome.REFUSED, Outcome.TIMEOUT, Outcome.NO_HOST], Outcome.NO_HOST),
        ([Outcome.REFUSED] * 2, None),
        ([Outcome.REFUSED] * 9 + [OK], None),
        ([Outcome.REFUSED] * 9 + [Outcome.FORBIDDEN], None),
        ([Outcome.LIMITED] * 3, None),
        ([Outcome.CUT] * 3, None),
    ],
)
def test_what_was_not_tried_since_its_host_is_down_fails_as_the_host_does(
    outcomes: list[Outcome], down: Outcome | None
) -> None:
    probes = [probe(0, outcome, f"https://a.example/{number}") for number, outcome in enumerate(outcomes)]
    put_off = probe(0, Outcome.DEFERRED, "https://a.example/last")
    seen = survey([*probes, put_off])
    assert seen.down == ({"a.example": down} if down else {})
    assert informed(put_off, seen).outcome is (down or Outcome.DEFERRED)
    assert informed(put_off._replace(wait=60), seen).outcome is Outcome.DEFERRED
    assert informed(put_off._replace(url="https://b.example/"), seen).outcome is Outcome.DEFERRED


def test_a_probe_that_the_others_tell_nothing_of_stays_as_it_is() -> None:
    one = probe(0)
    assert informed(one, Survey()) is one


def test_several_probes_of_one_address_count_in_the_order_in_which_they_were_made() -> None:
    days = {3: MISSING, 0: MISSING, 6: MISSING}
    judged = judge_run([probe(day, outcome) for day, outcome in days.items()], {}, {})
    assert [one.verdict.state for one in judged.values()] == [State.GONE]
    assert isinstance(next(iter(judged.values())), Judgement)


@pytest.mark.parametrize(
    ("before", "after", "is_new"),
    [
        (None, State.GONE, True),
        (State.UNWELL, State.GONE, True),
        (State.GONE, State.GONE, False),
        (State.OK, State.INSECURE, True),
        (State.OK, State.DRIFTED, True),
        (State.OK, State.UNWELL, False),
        (State.OK, State.BLOCKED, False),
        (State.OK, State.MOVED, False),
        (State.OK, State.OK, False),
    ],
)
def test_a_finding_is_new_where_a_verdict_turned_bad(before: State | None, after: State, is_new: bool) -> None:
    was = Verdict(before) if before else None
    assert is_new_finding(was, Verdict(after)) == is_new
    assert not is_new_finding(was, Verdict(after, by="Ada"))


def test_a_summary_has_every_link_that_is_not_simply_well_under_its_verdict() -> None:
    links = [Link(f"https://{state}.example/", LinkKind.URL, (str(state),)) for state in State]
    verdicts = {link.url: Verdict(State(link.keys[0]), date_of(0)) for link in links}
    waiting = Link("https://waiting.example/", LinkKind.URL)
    unknown = Link("https://unknown.example/", LinkKind.URL)
    verdicts[waiting.url] = Verdict(State.OK)
    histories = {
        waiting.url: History(tried=at(0), not_before=at(2)),
        "https://unwell.example/": History(tried=at(0), failures=((date_of(0), "404"),)),
    }
    before = verdicts | {"https://gone.example/": Verdict(State.UNWELL)}
    found = summarise([*links, waiting, unknown], histories, verdicts, before, moment(at(1)))
    assert found.checked == len(State) + 1
    for group in ("gone", "moved", "drifted", "blocked", "insecure", "unsupported", "unwell"):
        assert [one.link.keys for one in getattr(found, group)] == [(group,)]
    assert [one.link.url for one in found.deferred] == ["https://deferred.example/", waiting.url]
    assert found.new == found.newly_gone == found.gone
    assert (found.unwell[0].failed, found.unwell[0].needed, found.unwell[0].earliest) == (1, 3, date_of(6))
    assert (found.unwell[0].next_check, found.deferred[1].next_check) == (at(0), found.deferred[1].next_check)
    assert found.deferred[1].next_check > at(2)
