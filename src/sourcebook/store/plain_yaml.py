"""YAML in which a scalar is the string that was typed: no numbers, dates, booleans, aliases or tags."""

import re
from collections.abc import Mapping, Sequence

import yaml

from sourcebook.model.work import Raw
from sourcebook.store.canonical_yaml import read_canonical

_TAGS = {
    yaml.ScalarNode: "tag:yaml.org,2002:str",
    yaml.SequenceNode: "tag:yaml.org,2002:seq",
    yaml.MappingNode: "tag:yaml.org,2002:map",
}
# Where no word begins like an anchor, an alias or a tag, there is none; looking at each node is a tenth of a reading.
_SHARING = re.compile(r"[&*!](?<![^\s\[\]{},:?-].)\S")
_DEEPEST = 20
_LONGEST_NAME = 1000  # letters; parsers look no further than 1,024 for the colon after a name (YAML 1.1, section 9.3.1)


class _Loader(yaml.CBaseLoader):
    """libyaml's parser, which wheels of PyYAML carry, with the tag of a node known from its kind."""

    def descend_resolver(self, *_: object) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass

    def resolve(self, kind: type[yaml.Node], *_: object) -> str:
        return _TAGS[kind]


# Every level of brackets is a level of recursion in the C composer, whose stack ends before 100,000 of them.
_OPENERS = ("[", "{", "- ", "? ")
_SUSPICIOUS = 1000
_PLAIN = re.compile(r"[^\W_][^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]*")
_NOT_PLAIN = re.compile(r": |:$| #|\s$")
# A question mark inside brackets is plain in YAML 1.2 but ends a word for many readers of YAML 1.1.
_NOT_PLAIN_IN_FLOW = re.compile(r"[,\[\]{}?]|:$|:[,\[\]{}]|: | #|\s$")
_NOT_QUOTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


class BadYaml(Exception):
    """The text is no plain YAML mapping: the rule it breaks, why, and the line, counted from 1 in the text."""

    def __init__(self, rule: str, message: str, line: int) -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message
        self.line = line


def read_mapping(text: str) -> tuple[dict[str, Raw], dict[str, int]]:
    """The mapping that YAML text holds, and the line of each of its fields, counted from 1. Raises BadYaml."""
    if canonical := read_canonical(text):
        return canonical
    raw: dict[str, Raw] = {}
    lines: dict[str, int] = {}
    for key, node in fields_of(text):
        lines[key.value] = _line(key)
        raw[key.value] = node
    return raw, lines


def fields_of(text: str) -> list[tuple[yaml.ScalarNode, Raw]]:
    """The fields of a YAML mapping in order: the node of each name, which knows its place, and its value."""
    seen = _Seen(careful=bool(_SHARING.search(text)))
    return [(name, _value(node, seen, 1)) for name, node in _top(text, seen)]


def nodes_of(text: str) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
    """The fields of a YAML mapping in order, as nodes that know where in the text they start and end."""
    return _top(text, _Seen(careful=True))


class _Seen:
    """The nodes met so far, to refuse aliases, by which one node stands twice (and ten of them a billion), and tags."""

    def __init__(self, *, careful: bool) -> None:
        self.careful = careful
        self._nodes: set[int] = set()

    def claim(self, node: yaml.Node) -> None:
        if id(node) in self._nodes or node.tag != _TAGS[type(node)]:
            raise BadYaml("yaml-alias", "Records hold no YAML anchors, aliases or tags", _line(node))
        self._nodes.add(id(node))


def _top(text: str, seen: _Seen) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
    node = _compose(text)
    if node is None:
        return []
    if not isinstance(node, yaml.MappingNode):
        raise BadYaml("yaml-syntax", "Fields are expected, one a line, as `title: …`", _line(node))
    if seen.careful:
        seen.claim(node)
    return _pairs(node, seen)


def _compose(text: str) -> yaml.Node | None:
    try:
        if sum(map(text.count, _OPENERS)) > _SUSPICIOUS:
            _refuse_depth(text)
        return yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise BadYaml("yaml-syntax", _sentence(error, text, line), line) from None
    except yaml.reader.ReaderError as error:
        code = error.character if isinstance(error.character, int) else ord(error.character)
        # libyaml counts the position in bytes, so the character itself tells the place better.
        line = text.count("\n", 0, max(text.find(chr(code)), 0)) + 1
        raise BadYaml("yaml-syntax", f"A control character (U+{code:04X}) stands here; remove it", line) from None


def _refuse_depth(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise BadYaml("yaml-syntax", f"Nested deeper than {_DEEPEST} levels", _line(event))


def _sentence(error: yaml.MarkedYAMLError, text: str, line: int) -> str:
    lines = text.splitlines()
    here = lines[line - 1] if line <= len(lines) else ""
    if here.lstrip(" ").startswith("\t"):
        return "A tab stands where YAML wants blanks; indent with blanks"
    if "document" in str(error.problem) and "document" in str(error.context or ""):
        return "A second YAML document begins here; a record holds one"
    if str(error.problem) == "mapping values are not allowed in this context":
        return "A colon and a blank inside a value: put the value in quotation marks"
    return f"This is no YAML: {error.context + ', ' if error.context else ''}{error.problem}"


def _pairs(node: yaml.MappingNode, seen: _Seen) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
    names: set[str] = set()
    for name, _ in node.value:
        if not isinstance(name, yaml.ScalarNode):
            raise BadYaml("yaml-syntax", "A field's name has to be one word", _line(name))
        if seen.careful:
            seen.claim(name)
        if name.value in names:
            raise BadYaml("duplicate-field", f"The field {name.value!r} stands here a second time", _line(name))
        names.add(name.value)
    return list(node.value)


def _value(node: yaml.Node, seen: _Seen, depth: int) -> Raw:
    if seen.careful:
        seen.claim(node)
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if depth > _DEEPEST:
        raise BadYaml("yaml-syntax", f"Nested deeper than {_DEEPEST} levels", _line(node))
    if isinstance(node, yaml.SequenceNode):
        return [_value(one, seen, depth + 1) for one in node.value]
    if isinstance(node, yaml.MappingNode):
        return {name.value: _value(value, seen, depth + 1) for name, value in _pairs(node, seen)}
    raise BadYaml("yaml-syntax", "This is neither a string, a list nor a mapping", _line(node))


def _line(node: yaml.Node | yaml.Event) -> int:
    return node.start_mark.line + 1 if node.start_mark else 1


def scalar(text: str, *, flow: bool = False) -> str:
    """A string as YAML that reads back as the same string; `flow` where it stands inside brackets or braces."""
    if _PLAIN.fullmatch(text) and not (_NOT_PLAIN_IN_FLOW if flow else _NOT_PLAIN).search(text):
        return text
    if not _NOT_QUOTED.search(text):
        return "'" + text.replace("'", "''") + "'"
    return '"' + re.sub(r'["\\\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]', _escape, text) + '"'


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    if char in '"\\':
        return "\\" + char
    return {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(char) or f"\\u{ord(char):04x}"


def flow(value: Raw) -> str:
    """A value on one line: `{family: Okafor, given: Ngozi}`, `[dam, silt]`."""
    if isinstance(value, str):
        return scalar(value, flow=True) or "''"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(name)}: {flow(one)}" for name, one in value.items()) + "}"
    return "[" + ", ".join(flow(one) for one in value) + "]"


def field_lines(name: str, value: Raw) -> str:
    """A field as the lines that a record has for it: strings, lists of strings, mappings and lists of mappings."""
    label = flow(name)
    if len(label) > _LONGEST_NAME:
        label = f"? {label}\n"
    if isinstance(value, str):
        return f"{label}: {scalar(value) or chr(39) * 2}\n"
    if isinstance(value, Mapping):
        if not value:
            return f"{label}: {{}}\n"
        return f"{label}:\n" + "".join(_indented(part, one) for part, one in value.items())
    if all(isinstance(one, str) for one in value):
        return f"{label}: {flow(value)}\n"
    return f"{label}:\n" + "".join(f"- {flow(one)}\n" for one in value)


def _indented(part: str, value: Raw) -> str:
    label = flow(part)
    if isinstance(value, Sequence) and not isinstance(value, str) and value:
        return f"  {label}:\n" + "".join(
            f"  - {flow(one) if not isinstance(one, str) else _item(one)}\n" for one in value
        )
    return f"  {label}: {(scalar(value) or chr(39) * 2) if isinstance(value, str) else flow(value)}\n"


def _item(text: str) -> str:
    return scalar(text) or "''"
