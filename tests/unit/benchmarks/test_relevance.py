"""How well the shipped topic finds the shipped library, and what it lets through: floors that hold."""

import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"


@pytest.fixture(scope="module")
def relevance() -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(BENCHMARKS), *sys.path])
        return importlib.import_module("relevance")


@pytest.fixture(scope="module")
def measured(relevance: ModuleType) -> Any:
    return relevance.run()


def test_every_limit_holds(relevance: ModuleType, measured: Any) -> None:
    assert [row.cells for row in relevance.limit_rows(measured) if not row.holds] == []


def test_there_are_enough_items_of_every_kind(measured: Any) -> None:
    off_topic = [one for one in measured.samples if not one.is_on_topic]
    assert len(off_topic) >= 300
    assert len({one.language for one in off_topic}) >= 8
    assert sum(one.is_held_out for one in off_topic) >= 150


def test_most_items_that_nobody_tuned_for_are_told_right(measured: Any) -> None:
    for is_on_topic in (True, False):
        held_out = [one for one in measured.samples if one.is_held_out and one.is_on_topic is is_on_topic]
        assert sum(one.is_right for one in held_out) >= 0.95 * len(held_out)


def test_titles_alone_find_most_works(measured: Any) -> None:
    assert len(measured.missed["title alone"]) <= 0.05 * len(measured.library.works)


def test_no_text_is_on_both_sides_or_there_twice(measured: Any) -> None:
    titles = [one.item.title for one in measured.samples]
    assert len(titles) == len(set(titles))


def test_the_page_is_what_the_benchmark_writes(relevance: ModuleType, measured: Any) -> None:
    assert (BENCHMARKS / "relevance.md").read_text(encoding="utf-8") == relevance.report(measured)
