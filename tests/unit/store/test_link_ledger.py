import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sourcebook.errors import BadValue
from sourcebook.model.links import State, Verdict, link_address
from sourcebook.store.canonical_yaml import read_canonical
from sourcebook.store.ledgers import gone_links, read_links, with_verdicts
from sourcebook.store.plain_yaml import field_lines, read_mapping
from strategies import ANY_TEXT, RAW

A, B, C = "https://a.example/", "https://b.example/?id=1", "https://c.example/2019/dam"
GONE = Verdict(State.GONE, "2026-03-09", "404 on 2026-03-01, 2026-03-04, 2026-03-09")
MOVED = Verdict(State.MOVED, "2026-03-09", "permanent redirect on 2026-03-01, 2026-03-09", to=A)
WORD = Verdict(State.OK, "2026-03-02", because="it opens: in a browser", by="N. Okafor", until="2027-03-01")
OK = Verdict(State.OK, "2026-03-01")

LEDGER = """\
# what was found

https://a.example/:
  state: ok
  since: 2026-03-01
'https://b.example/?id=1':
  state: moved
  since: 2026-03-09
  evidence: permanent redirect on 2026-03-01, 2026-03-09
  to: https://a.example/
# the author was asked
https://c.example/2019/dam:
  state: ok
  since: 2026-03-02
  because: 'it opens: in a browser'
  by: N. Okafor
  until: 2027-03-01
"""


def edited(text: str, verdicts: dict[str, Verdict | None]) -> str:
    return with_verdicts(text.encode(), verdicts).decode()


def test_a_ledger_reads_as_it_was_written() -> None:
    assert read_links(LEDGER.encode()).verdicts == {A: OK, B: MOVED, C: WORD}
    assert "# what was found\n\n" + edited("", {C: WORD, B: MOVED, A: OK}) == LEDGER.replace(
        "# the author was asked\n", ""
    )


def test_a_ledger_is_of_the_form_that_is_read_fast() -> None:
    assert read_canonical(edited("", {A: OK, B: MOVED, C: WORD, f"{C}'s": GONE})) is not None


def test_an_entry_changes_only_when_its_verdict_does() -> None:
    assert edited(LEDGER, {A: OK, B: MOVED, C: WORD}) == LEDGER
    unsorted = LEDGER + "https://0.example/: {state: ok}\n"
    assert edited(unsorted, {A: OK}) == unsorted


def test_a_verdict_changes_the_lines_that_it_must() -> None:
    text = LEDGER.replace("  state: ok\n  since: 2026-03-02", "  # a wall\n  state: ok\n  since: 2026-03-02  # by mail")
    assert edited(text, {C: WORD._replace(state=State.GONE)}) == text.replace(
        "  # a wall\n  state: ok", "  # a wall\n  state: gone"
    )
    assert edited(LEDGER, {A: GONE}) == LEDGER.replace(
        "  state: ok\n  since: 2026-03-01\n",
        "  state: gone\n  since: 2026-03-09\n  evidence: 404 on 2026-03-01, 2026-03-04, 2026-03-09\n",
    )


def test_entries_come_and_go_in_the_order_of_addresses_with_their_comments() -> None:
    new = "https://b.example/?id=0"
    with_new = edited(LEDGER, {new: OK})
    assert [line for line in with_new.splitlines() if not line.startswith("  ")] == [
        *("# what was found", "", "https://a.example/:", "'https://b.example/?id=0':", "'https://b.example/?id=1':"),
        *("# the author was asked", "https://c.example/2019/dam:"),
    ]
    assert edited(with_new, {new: None}) == LEDGER
    assert edited(LEDGER, {A: None, B: None, C: None, "https://unknown.example/": None}) == "# what was found\n\n"


def test_a_ledger_within_braces_is_written_anew_below_its_comments() -> None:
    text = "# mine\n{https://a.example/: {state: ok, x-ours: a}, https://c.example/2019/dam: {state: ok}}\n"
    wanted = "# mine\nhttps://a.example/:\n  state: ok\n  x-ours: a\nhttps://c.example/2019/dam:\n  state: gone\n"
    assert edited(text, {C: Verdict(State.GONE)}) == wanted


def test_parts_that_are_not_ours_survive() -> None:
    text = "https://a.example/:\n  x-seen: [Ada, Ben]\n  state: ok\n  note: 'a: b'\n"
    changed = edited(text, {A: GONE})
    assert read_mapping(changed)[0][A] == {
        "state": "gone",
        "since": "2026-03-09",
        "evidence": GONE.evidence,
        "x-seen": ["Ada", "Ben"],
        "note": "a: b",
    }
    assert edited(changed, {A: OK}) == edited(text, {A: OK})


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("dead", "a verdict is a mapping such as {state: ok, since: 2026-03-01}, not dead"),
        ("[ok]", "a verdict is a mapping such as {state: ok, since: 2026-03-01}, not [ok]"),
        ("{state: dead}", f"state is one of {', '.join(State)}, not 'dead'"),
        ("{since: 2026-03-01}", "state is one of"),
        ("{state: ok, since: yesterday}", "since is a day such as 2026-03-01, not 'yesterday'"),
        ("{state: ok, until: 2026-3-1}", "until is a day such as 2026-03-01, not '2026-3-1'"),
        ("{state: ok, until: 2026-02-30}", "until is a day"),
        ("{state: ok, because: [a]}", "because has to be one string"),
        ("{state: [ok]}", "state has to be one string"),
    ],
)  # fmt: skip
def test_an_entry_that_cannot_be_read_is_told_with_its_line_and_stays(entry: str, told: str) -> None:
    text = f"{LEDGER}https://d.example/: {entry}\n"
    ledger = read_links(text.encode())
    assert [*ledger.verdicts] == [A, B, C]
    (problem,) = ledger.problems
    assert str(problem).startswith(f"library/links.yaml:18: error: https://d.example/: {told}")
    assert edited(text, {"https://d.example/": OK, A: OK}) == text


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ("https://a.example/: {state: ok\n", "yaml-syntax", 2),
        ("https://a.example/: {state: ok}\nhttps://a.example/: {state: ok}\n", "duplicate-field", 2),
        ("- a\n", "yaml-syntax", 1),
        ("a: &a {state: ok}\nb: *a\n", "yaml-alias", 1),
        ("a: {state: ok}\n<<<<<<< ours\nb: {state: ok}\n=======\n>>>>>>> theirs\n", "conflict-markers", 2),
        ("a: {state: ok}\nb: {state: \udce9}\n", "bad-encoding", 2),
    ],
)
def test_a_file_that_cannot_be_read_is_told_and_never_written(text: str, rule: str, line: int) -> None:
    data = text.encode("utf-8", "surrogateescape")
    ledger = read_links(data)
    assert [(problem.rule, problem.place.line) for problem in ledger.problems] == [(rule, line)]
    with pytest.raises(BadValue, match=f"library/links.yaml:{line}: .*; mend it"):
        with_verdicts(data, {A: OK})


def test_line_ends_of_windows_stay() -> None:
    data = LEDGER.replace("\n", "\r\n").encode()
    assert read_links(b"\xef\xbb\xbf" + data) == read_links(LEDGER.encode())
    assert with_verdicts(data, {A: GONE}) == edited(LEDGER, {A: GONE}).replace("\n", "\r\n").encode()


def test_an_address_in_another_spelling_is_the_same_entry() -> None:
    text = "HTTPS://A.example:443#top: {state: ok}\n"
    assert read_links(text.encode()).verdicts == {A: Verdict(State.OK)}
    assert [*read_mapping(edited(text, {A: GONE}))[0]] == ["HTTPS://A.example:443#top"]


DAYS = st.dates().map(lambda day: day.isoformat()) | st.just("")
VERDICTS = st.builds(
    Verdict,
    st.sampled_from(State),
    since=DAYS,
    evidence=ANY_TEXT,
    to=ANY_TEXT,
    because=ANY_TEXT,
    by=ANY_TEXT,
    until=DAYS,
)
ADDRESSES = (
    st.from_regex(r"https?://[a-z]{1,3}\.example/[ -~é水]{0,12}", fullmatch=True)
    | st.sampled_from([A, B, C, "https://l.example/" + "x" * 1500, "https://q.example/" + "?'" * 600])
    | ANY_TEXT
).map(link_address)
LEDGERS = st.dictionaries(ADDRESSES, VERDICTS, max_size=5)


@given(LEDGERS, LEDGERS)
def test_any_verdicts_read_back_and_others_keep_their_lines(
    verdicts: dict[str, Verdict], others: dict[str, Verdict]
) -> None:
    data = with_verdicts(b"", verdicts)
    assert read_links(data) == (verdicts, ())
    assert with_verdicts(data, verdicts) == data
    both = with_verdicts(data, others)
    assert read_links(both) == (verdicts | others, ())
    back = {address: verdicts.get(address) for address in others}
    assert with_verdicts(both, back) == data


@given(LEDGERS)
def test_what_is_gone_is_found_without_reading_the_rest(verdicts: dict[str, Verdict]) -> None:
    found = gone_links(with_verdicts(b"", verdicts))
    assert found == {address: one for address, one in verdicts.items() if one.state is State.GONE}


@pytest.mark.parametrize(
    "text",
    [
        f"{LEDGER}{A}x: {{state: gone, since: 2026-03-09}}\n",
        f"{A}x:\n\n  # it is\n  state: 'gone'\n  since: 2026-03-09\n{LEDGER}",
        f"{{{A}x: {{state: gone,\nsince: 2026-03-09}},\n b: {{state: ok}}}}\n",
        f"{LEDGER}{A}x:\r\n  state: gone\r\n  since: 2026-03-09\r\n",
        f"{LEDGER}{A}y: {{state: gone, since: soon}}\n{A}x: {{state: gone, since: 2026-03-09}}\n",
    ],
)
def test_what_is_gone_is_found_however_it_is_written(text: str) -> None:
    assert gone_links(text.encode()) == {f"{A}x": Verdict(State.GONE, "2026-03-09")}


# What people and accidents put between the lines of a ledger.
PIECES = st.sampled_from(
    [
        *("# note\n", "\n", "  # note\n", "  x-ours: a\n", "  state: dead\n", "  since: soon\n", " state: ok\n"),
        *("https://b.example/: {state: gone, since: 2026-01-01}\n", "https://d.example/:\n", "https://e.example/: a\n"),
        *("a\n", "- a\n", "'\n", "{\n", "}\n", "---\n", "...\n", "? a\n", ": b\n", "a: |\n  # b\n\n", "\x00\n", "\r"),
        *("{https://f.example/: {state: ok}, g: {state: ok, until: 2026-01-01}}\n", "\ufeff", "\t\n", "\u2028"),
        "  until: 2026-04-01 # x\n",
    ]
)  # fmt: skip
CUTS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 2), PIECES), max_size=4)


@given(CUTS, LEDGERS)
@example([(0.0, 2, "{https://f.example/: {state: ok}, g: {state: ok, until: 2026-01-01}}\n")], {A: GONE})
@example([(0.9, 0, "a: |\n  # b\n\n")], {A: GONE})
def test_whatever_hands_did_to_a_ledger_nothing_is_lost(
    cuts: list[tuple[float, int, str]], verdicts: dict[str, Verdict]
) -> None:
    lines = LEDGER.splitlines(keepends=True)
    for place, removed, piece in cuts:
        start = int(place * len(lines))
        lines[start : start + removed] = [piece]
    data = "".join(lines).encode()
    before = read_links(data)
    try:
        made = with_verdicts(data, verdicts)
    except BadValue:
        assert before.problems
        return
    after = read_links(made)
    bad = {problem.message.partition(": ")[0] for problem in before.problems}
    assert {problem.message for problem in after.problems} == {problem.message for problem in before.problems}
    assert after.verdicts == {**before.verdicts, **{one: said for one, said in verdicts.items() if one not in bad}}
    old, new = (read_mapping(one.decode().removeprefix("\ufeff"))[0] for one in (data, made))
    for name, value in old.items():
        assert name in new
        if isinstance(value, dict) and isinstance(now := new[name], dict):
            unknown = {part: said for part, said in value.items() if part not in Verdict._fields}
            assert unknown.items() <= now.items()
    assert all(line in made.decode() for line in lines if line == "# note\n")


@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_a_ledger_or_a_problem(data: bytes) -> None:
    ledger = read_links(data)
    gone_links(data)
    assert all(problem.place.line > 0 for problem in ledger.problems)


@given(st.dictionaries(ADDRESSES, RAW, max_size=3))
def test_any_entries_are_verdicts_or_problems(raw: dict[str, object]) -> None:
    data = "".join(field_lines(name, value) for name, value in raw.items()).encode("utf-8", "surrogatepass")  # type: ignore[arg-type] # RAW makes them
    ledger = read_links(data)
    assert len(ledger.verdicts) + len(ledger.problems) == len(raw) or ledger.problems
