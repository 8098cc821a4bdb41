"""What a change of records would put wrong: the errors that `check` would find after it and did not find before."""

from collections.abc import Iterable, Mapping, Sequence

from sourcebook.checks import errors
from sourcebook.cli.world import World
from sourcebook.errors import BadValue
from sourcebook.model.library import Library
from sourcebook.model.problems import Problem
from sourcebook.model.text import one_line
from sourcebook.model.work import Work
from sourcebook.store import codec
from sourcebook.store.history import Differences, key_at

_SHOWN = 20


def refuse_new_errors(world: World, differences: Differences) -> None:
    """Raise BadValue where edits of records bring errors; what was wrong before does not hinder them."""
    before = _works({path: old for path, (old, new) in differences.items() if old != new})
    after = _works({path: new for path, (old, new) in differences.items() if old != new})
    found = list(errors.in_one(_library(world, after)))
    if found:
        found = new_problems(found, errors.in_one(_library(world, before)))
    if any(before[key].fields.get(name) != after[key].fields.get(name) for key in after for name in errors.COMPARED):
        found += _between(world.library, after)
    if found:
        raise BadValue(_in_words(found))


def new_problems(after: Iterable[Problem], before: Iterable[Problem]) -> list[Problem]:
    """The problems that were not there before; one which only moved to another line is no new one."""
    known = {(problem.rule, problem.message, problem.key) for problem in before}
    return [problem for problem in after if (problem.rule, problem.message, problem.key) not in known]


def _between(library: Library, works: Mapping[str, Work]) -> list[Problem]:
    """The errors between these works and others. The whole library is read: only for fields that works share."""
    from sourcebook.checks import registry  # noqa: PLC0415 - all rules, 40 ms that most edits need not

    changed = library.holding({**library.works, **works})
    found = registry.run(changed, errors.BETWEEN)
    return new_problems(found, registry.run(library, errors.BETWEEN)) if found else []


def _works(records: Mapping[str, bytes | None]) -> dict[str, Work]:
    readings = (codec.read_bytes(data, path=path, key=key_at(path)) for path, data in records.items() if data)
    return {reading.work.key: reading.work for reading in readings if reading.work}


def _library(world: World, works: Mapping[str, Work]) -> Library:
    return Library(works=works, vocabulary=world.shelf.vocabulary)


def _in_words(problems: Sequence[Problem]) -> str:
    keys = list(dict.fromkeys(problem.key for problem in problems))
    who = keys[0] if len(keys) == 1 else f"{len(keys)} records"
    lines = [f"  {one.key}: {one_line(one.message)} [{one.rule}]" for one in problems[:_SHOWN]]
    if len(problems) > _SHOWN:
        lines.append(f"  and {len(problems) - _SHOWN} more")
    return "\n".join([f"{who} cannot be kept as it stands; nothing was changed:", *lines])
