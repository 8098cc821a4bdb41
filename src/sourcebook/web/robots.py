"""What a robots.txt allows (RFC 9309)."""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote, urlsplit

# RFC 9309, section 2.5: at least 500 kibibytes have to be read.
MOST = 512_000
_PLAIN = "/%:@!$&'()*+,;=~-._?"


class Rule(NamedTuple):
    """One line: whether it allows, and the beginning of a path as it is written, with `*` and `$`."""

    allows: bool
    path: str


def rules_for(text: str, product: str) -> tuple[Rule, ...]:
    """The rules of all groups for a product token, or else of those for everybody; none where there is neither."""
    groups = list(_groups(text))
    for wanted in (product.lower(), "*"):
        found = [rules for agents, rules in groups if wanted in agents]
        if found:
            return tuple(rule for rules in found for rule in rules)
    return ()


def is_allowed(rules: tuple[Rule, ...], url: str) -> bool:
    """Whether an address may be asked for: the longest rule decides, and where two are as long, the one that allows."""
    parts = urlsplit(url)
    path = _escaped((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
    if path == "/robots.txt":
        return True
    fitting = [(len(rule.path), rule.allows) for rule in rules if _fits(rule.path, path)]
    return max(fitting, default=(0, True))[1]


def _groups(text: str) -> Iterator[tuple[set[str], list[Rule]]]:
    agents: set[str] = set()
    rules: list[Rule] = []
    naming = False
    for line in text.removeprefix("\ufeff").splitlines():
        name, _, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if name == "user-agent":
            if not naming:
                yield agents, rules
                agents, rules = set(), []
            agents.add(value.lower().partition("/")[0])
            naming = True
        elif name in ("allow", "disallow"):
            naming = False
            if value:
                rules.append(Rule(allows=name == "allow", path=_escaped(value)))
    yield agents, rules


def _escaped(path: str) -> str:
    return quote(path, safe=_PLAIN)


def _fits(pattern: str, path: str) -> bool:
    """Whether a pattern is the beginning of a path, found piece by piece so that no pattern takes long."""
    ends = pattern.endswith("$")
    first, *rest = re.split(r"\*+", pattern.removesuffix("$"))
    if not path.startswith(first):
        return False
    at = len(first)
    last = rest.pop() if ends and rest else None
    for piece in rest:
        at = path.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    if last is not None:
        return len(path) - len(last) >= at and path.endswith(last)
    return not ends or at == len(path)
