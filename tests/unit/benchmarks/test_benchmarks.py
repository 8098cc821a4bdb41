"""The benchmarks' own arithmetic and their synthetic works; nothing is measured here."""

import hashlib
import importlib
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from sourcebook.model.coverage import Feed
from sourcebook.store import codec
from sourcebook.web.feed import read_feed

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(BENCHMARKS), *sys.path])


@pytest.fixture
def works() -> ModuleType:
    return importlib.import_module("works")


@pytest.fixture
def fill() -> ModuleType:
    return importlib.import_module("fill")


@pytest.fixture
def feeds_server() -> ModuleType:
    return importlib.import_module("feeds_server")


@pytest.fixture
def report() -> ModuleType:
    return importlib.import_module("report")


@pytest.fixture
def measure() -> ModuleType:
    return importlib.import_module("measure")


@pytest.fixture
def rows() -> ModuleType:
    return importlib.import_module("rows")


def test_the_same_works_come_out_on_every_python(works: ModuleType, fill: ModuleType) -> None:
    text = "".join(map(fill.bib_entry, works.make_works(100)))
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == "bb2686355ac43fc8"


@pytest.mark.parametrize("count", [3, 4, 100, 1001])
def test_three_works_hold_the_needle_and_every_key_is_another(works: ModuleType, count: int) -> None:
    made = works.make_works(count)
    assert len({work.key.lower() for work in made}) == count
    assert len(works.needle_keys(made)) == 3


def test_kinds_languages_and_relations_are_mixed_as_promised(works: ModuleType) -> None:
    made = works.make_works(1000)
    shares = {role: sum(work.role == role for work in made) / 1000 for role in works.ROLES}
    assert shares == pytest.approx({"article": 0.60, "report": 0.25, "rebuttal": 0.15}, abs=0.03)
    assert {work.language for work in made} == {"en", "fr", "de", "es", "zh", "ru", "ar", "ja"}
    assert {len(work.authors) for work in made} == {1, 2, 3, 4}
    places = {work.key: place for place, work in enumerate(made)}
    for work in made:
        assert bool(work.relations) == (work.role == "rebuttal")
        assert all(places[relation.target] < places[work.key] for relation in work.relations)


def test_every_synthetic_record_reads_back_without_a_problem(works: ModuleType) -> None:
    for work in works.make_works(200):
        reading = codec.read(codec.write(work), path="x.md", key=work.key)
        assert (reading.work, reading.problems) == (work, ())


def test_each_program_gets_every_work_in_its_own_format(works: ModuleType, fill: ModuleType, tmp_path: Path) -> None:
    made = works.make_works(20)
    for name in ("sourcebook", "papis", "pubs"):
        getattr(fill, f"fill_{name}")(str(tmp_path / name), made)
    keys = {work.key for work in made}
    folders = (("sourcebook/library/works", ".md"), ("pubs/.pubs/bib", ".bib"), ("pubs/.pubs/meta", ".yaml"))
    for folder, suffix in folders:
        assert {path.name for path in (tmp_path / folder).iterdir()} == {key + suffix for key in keys}
    infos = [yaml.safe_load(path.read_text()) for path in (tmp_path / "papis/papers").glob("*/info.yaml")]
    assert {info["ref"]: info["title"] for info in infos} == {work.key: work.title for work in made}


def test_the_exponent_is_that_of_the_power_by_which_time_grows(report: ModuleType) -> None:
    assert report.exponent((100, 0.5), (10_000, 0.5)) == pytest.approx(0)
    assert report.exponent((1000, 0.2), (10_000, 2.0)) == pytest.approx(1)
    assert report.exponent((10, 3.0), (100, 300.0)) == pytest.approx(2)


def test_a_claim_holds_by_the_ratio_of_neighbouring_runs(
    report: ModuleType, measure: ModuleType, rows: ModuleType
) -> None:
    # The pairs are 0.1, 0.25 and 0.2; the medians of each side alone would make it 0.25.
    ours, peer = measure.Times(seconds=(0.1, 0.4, 0.4)), measure.Times(seconds=(1.0, 1.6, 2.0))
    measured = {"list": ours, "pubs list": peer}
    well = rows.Claim(ours="list", peer="pubs list", limit=0.21, shown_limit="1/5")
    ill = rows.Claim(ours="list", peer="pubs list", limit=0.19)
    alone = rows.Claim(ours="list", limit=0.3)
    only_shown = rows.Claim(ours="list", peer="pubs list")
    found = report.claim_rows([well, ill, alone, only_shown], measured)
    assert [row.holds for row in found] == [True, False, False, None]
    assert found[0].cells == (
        "list",
        "0.400 [0.100–0.400]",
        "pubs list",
        "1.600 [1.000–2.000]",
        "0.200",
        "1/5",
        "yes",
    )


def test_growth_is_judged_by_its_last_step(report: ModuleType, measure: ModuleType) -> None:
    measured = {
        size: {"list": measure.Times(seconds=(seconds,))} for size, seconds in ((10, 1), (100, 100), (1000, 900))
    }
    (row,) = report.growth_rows(["list"], [10, 100, 1000], measured)
    assert row.cells == ("list", "1.000", "100.000", "900.000", "2.00", "0.95", "1.1", "yes")
    (row,) = report.growth_rows(["list"], [10, 100], measured)
    assert row.holds is False


def test_output_that_lacks_a_work_is_never_timed(works: ModuleType, rows: ModuleType, measure: ModuleType) -> None:
    made = works.make_works(10)
    side = rows.Side(program="echo", home="/", outputs="/")
    sides = rows.Sides(ours=side, python=side, papis=side, pubs=side)
    check = {one.name: one.check for contest in rows.contests(sides, made) for one in contest.contenders}
    lines = [f"{work.key}\t2020\tTitle\n" for work in made]
    check["list"]("".join(lines))
    with pytest.raises(measure.WrongOutput, match="9 keys instead of 10"):
        check["list"]("".join(lines[1:]))
    with pytest.raises(measure.WrongOutput, match=made[0].key):
        check["list"]("".join([*lines[1:], "other2020\t2020\tTitle\n"]))
    entries = "".join(f"@article{{{work.key},\n  note = {{{work.annotation}}},\n}}\n" for work in made)
    check["pubs export"](entries)
    with pytest.raises(measure.WrongOutput, match="2 times"):
        check["pubs export"](entries.replace(works.NEEDLE, "", 1))
    with pytest.raises(measure.WrongOutput, match="missing"):
        check["show KEY"]("something else")


def test_a_command_is_charged_for_its_children_and_refused_when_it_fails(measure: ModuleType, tmp_path: Path) -> None:
    def contender(code: str) -> object:
        return measure.Contender(
            name="x",
            words=(sys.executable, "-c", code),
            environ=measure.clean_environment(str(tmp_path)),
            output=str(tmp_path / "out"),
            check=lambda _: None,
        )

    burn = "x = 0\nwhile __import__('time').process_time() < 0.2: x += 1"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}])"
    assert measure.cpu_seconds(contender(child)) > 0.2
    with pytest.raises(measure.WrongOutput, match="exited with 7"):
        measure.cpu_seconds(contender("raise SystemExit(7)"))


def test_a_library_with_a_history_is_one_commit_of_all_works_then_one_of_one_work_at_a_time(
    works: ModuleType, tmp_path: Path
) -> None:
    history = importlib.import_module("history")
    made = works.make_works(100)
    history.fill_history(str(tmp_path), made)
    git = ["git", "-C", str(tmp_path)]
    assert subprocess.run([*git, "status", "--porcelain"], capture_output=True, check=True).stdout == b""
    log = subprocess.run([*git, "log", "--format=%H", "--name-only"], capture_output=True, check=True, text=True).stdout
    assert log.count("library/works/") == 100 + 100 // history.WORKS_PER_COMMIT
    assert log.count(f"/{made[0].key}.md") >= 20


@pytest.mark.parametrize("number", [0, 1, 3])
def test_feeds_are_read_whole(works: ModuleType, feeds_server: ModuleType, number: int) -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    made = works.make_works(feeds_server.ITEMS)
    reading = read_feed(feeds_server.feed(number, made, now), Feed("f", "http://127.0.0.1/"), now)
    assert [item.title for item in reading.items] == [work.title for work in made]
    assert reading.items[0].published == "2026-11-21T23:00:00Z"
    assert reading.form.startswith("Atom" if number == 3 else "RSS")
