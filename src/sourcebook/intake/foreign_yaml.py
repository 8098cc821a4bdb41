"""YAML of other programs with every scalar as the string that was typed, and nothing in it that could blow up."""

import re

import yaml

from sourcebook.intake.imported import Complaint

# Every scalar stays a string, so that `no`, dates and numbers come in as they were typed.
_LOADER = yaml.CBaseLoader
_DEEPEST = 60
_ALIAS = re.compile(r"(?:^|[\s\[{,:-])\*\w")
_OPENERS = 400  # brackets, braces, and dashes of lists within lists, below which nothing is deep enough to hurt


class _Refused(Exception):
    """The text holds what could blow up; `line` counts from 1."""

    def __init__(self, problem: str, line: int) -> None:
        super().__init__(problem)
        self.line = line


def read_yaml(text: str) -> tuple[object, Complaint | None]:
    """The value of the first document, or a complaint with its line; aliases are refused, which could multiply."""
    try:
        if _ALIAS.search(text) or text.count("[") + text.count("{") + text.count("- -") + text.count("? ") > _OPENERS:
            _refuse_what_hurts(text)
        return next(iter(yaml.load_all(text, Loader=_LOADER)), None), None
    except _Refused as refusal:
        return None, Complaint(refusal.line, f"This YAML is not read: {refusal}")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return None, Complaint(mark.line + 1 if mark else 1, f"This is no YAML: {error.problem or error.context}")
    except yaml.YAMLError as error:
        return None, Complaint(1, f"This is no YAML: {' '.join(str(error).split())[:200]}")
    except (RecursionError, ValueError, TypeError):
        return None, Complaint(1, "This YAML is nested too deep, or a name in it is no word")


def _refuse_what_hurts(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or depth > _DEEPEST:
            problem = "nested too deep" if depth > _DEEPEST else "an alias (*) stands here; write the value out"
            raise _Refused(problem, event.start_mark.line + 1 if event.start_mark else 1)
