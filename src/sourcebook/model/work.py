"""A work, the article or report itself, and how the raw values of a record become one."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias, TypeGuard

from sourcebook.model.dates import PartialDate, parse_date
from sourcebook.model.fields import BY_NAME, ORDER, Kind
from sourcebook.model.names import NAME_PARTS, Name
from sourcebook.model.problems import Place, Problem, Severity
from sourcebook.model.relations import Relation

# What a record's YAML holds once every scalar is the string that was typed.
Raw: TypeAlias = str | Sequence["Raw"] | Mapping[str, "Raw"]
# What a field holds in a Work: typed where it parsed, as raw as it came where it did not.
Value: TypeAlias = str | PartialDate | tuple[Name, ...] | tuple[Relation, ...] | tuple[str, ...] | Raw


class Origin(NamedTuple):
    """Where a work was read: the record's path and the line of each field, counted from 1."""

    path: str = ""
    lines: Mapping[str, int] = {}

    def place(self, name: str = "") -> Place:
        """The place of a field in the record, or of the record where it has no such field."""
        return Place(path=self.path, line=self.lines.get(name, 1 if self.path else 0))


class Work(NamedTuple):
    """One work: its key, its fields in the record's order (unknown ones too), and the annotation in Markdown."""

    key: str
    fields: Mapping[str, Value] = {}
    annotation: str = ""
    origin: Origin = Origin()

    def __eq__(self, other: object) -> bool:
        """Whether two works say the same, wherever they were read."""
        return isinstance(other, Work) and self[:3] == other[:3]

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.key)

    def text(self, name: str) -> str:
        """The field as a string, empty where it is absent or has another shape."""
        value = self.fields.get(name, "")
        if isinstance(value, str):
            return value
        return value.text if isinstance(value, PartialDate) else ""

    def names(self, name: str) -> tuple[Name, ...]:
        """The names in a field such as `author`, empty where there are none or they did not parse."""
        value = self.fields.get(name, ())
        return tuple([one for one in value if isinstance(one, Name)]) if isinstance(value, tuple) else ()

    def date(self, name: str = "issued") -> PartialDate | None:
        """The date in a field, None where it is absent or did not parse."""
        value = self.fields.get(name)
        return value if isinstance(value, PartialDate) else None

    def words(self, name: str) -> tuple[str, ...]:
        """The strings of a list such as `keywords`, empty where there are none or they did not parse."""
        value = self.fields.get(name, ())
        if isinstance(value, PartialDate) or not isinstance(value, tuple):
            return ()
        return tuple(one for one in value if isinstance(one, str))

    def map(self, name: str) -> Mapping[str, Raw]:
        """The mapping in a field such as `provenance`, empty where it is absent or has another shape."""
        value = self.fields.get(name)
        return value if isinstance(value, Mapping) else {}

    @property
    def type(self) -> str:
        return self.text("type")

    @property
    def title(self) -> str:
        return self.text("title")

    @property
    def viewpoint(self) -> str:
        return self.text("viewpoint")

    @property
    def role(self) -> str:
        return self.text("role")

    @property
    def language(self) -> str:
        return self.text("language")

    @property
    def authors(self) -> tuple[Name, ...]:
        """Who stands first in a reference: the authors, else the editors."""
        return self.names("author") or self.names("editor")

    @property
    def relations(self) -> tuple[Relation, ...]:
        value = self.fields.get("relations", ())
        return tuple(one for one in value if isinstance(one, Relation)) if isinstance(value, tuple) else ()

    @property
    def doubts(self) -> tuple[str, ...]:
        """What the provenance says is not certain, each a phrase."""
        value = self.map("provenance").get("doubts", ())
        if isinstance(value, str):
            return (value,)
        return tuple(one for one in value if isinstance(one, str)) if isinstance(value, Sequence) else ()

    @property
    def link(self) -> str:
        """The best address to read it at: its DOI as an address, its URL, or a mirror; empty where there is none."""
        doi = self.text("DOI")
        return (f"https://doi.org/{doi}" if doi else "") or self.text("URL") or self.text("url-mirror")

    @property
    def year_label(self) -> str:
        """The year as a short citation prints it: `2022`, `2022–2023`, `n.d.` where no date is known."""
        date = self.date()
        if date is None:
            return self.text("issued") or "n.d."
        first, last = date.first_year, date.last_year
        if first == last or not date.is_range:
            return str(first) if first == last else date.text
        return f"{'' if first is None else first}–{'' if last is None else last}"

    @property
    def age(self) -> tuple[bool, tuple[int, int, int], str]:
        """What to sort works by, the oldest first and those without a date last; their keys break ties."""
        date = self.date()
        return date is None, date.order if date else (0, 0, 0), self.key


def read_work(key: str, raw: Mapping[str, Raw], annotation: str, origin: Origin) -> tuple[Work, list[Problem]]:
    """Turn a record's raw values into a Work, each field once; what does not fit stays raw and is a Problem."""
    fields: dict[str, Value] = dict(raw)
    problems: list[Problem] = []
    for name, value in raw.items():
        reader = _READERS.get(name)
        if reader is None or (reader is _typed_text and isinstance(value, str)):
            continue
        fields[name], complaint = reader(name, value)
        if complaint:
            rule, message = complaint
            problems.append(
                Problem(rule=rule, severity=Severity.ERROR, message=message, place=origin.place(name), key=key)
            )
    return Work(key=key, fields=fields, annotation=annotation, origin=origin), problems


def raw_fields(work: Work) -> dict[str, Raw]:
    """The raw values of a work, fields in the order of the table, unknown ones last in their own order."""
    names = sorted(work.fields, key=lambda name: ORDER.get(name, len(ORDER)))
    return {name: _raw(work.fields[name]) for name in names}


_Complaint: TypeAlias = tuple[str, str] | None


def _typed_text(name: str, value: Raw) -> tuple[Value, _Complaint]:
    return value, None if isinstance(value, str) else _wrong(name, "one string", value)


def _typed_date(name: str, value: Raw) -> tuple[Value, _Complaint]:
    if not isinstance(value, str):
        return value, _wrong(name, "one EDTF date, such as 2022-05-24", value)
    date = parse_date(value)
    if date is None:
        return value, ("bad-date", f"{name}: {value!r} is no EDTF date; write 2022-05-24, 2022-05, 2022~ or 2021-21")
    return date, None


def _typed_names(name: str, value: Raw) -> tuple[Value, _Complaint]:
    if not _is_list(value):
        return value, _wrong(name, "a list of names, such as - {family: Zhou, given: Wen}", value)
    names: list[Name] = []
    for one in value:
        if not _holds_texts(one):
            return value, _wrong(name, "names as {family: …, given: …} or {literal: …}", one)
        names.append(_name(one))
    return tuple(names), None


def _name(parts: Mapping[str, str]) -> Name:
    said = parts.get
    return Name(
        said("family", ""),
        said("given", ""),
        said("non-dropping-particle", ""),
        said("dropping-particle", ""),
        said("suffix", ""),
        said("literal", ""),
        tuple([(part, text) for part, text in parts.items() if part not in NAME_PARTS or not text]),
    )


def _typed_words(name: str, value: Raw) -> tuple[Value, _Complaint]:
    if _is_list(value) and set(map(type, value)) <= {str}:
        return tuple(value), None
    return value, _wrong(name, "a list of strings, such as [dam, floods]", value)


def _typed_relations(name: str, value: Raw) -> tuple[Value, _Complaint]:
    if not _is_list(value):
        return value, _wrong(name, "a list of relations, such as - {type: rebuts, target: KEY}", value)
    relations: list[Relation] = []
    for one in value:
        if not _holds_texts(one) or not one.get("type") or not one.get("target"):
            return value, _wrong(name, "relations as {type: rebuts, target: KEY}", one)
        extra = tuple([(part, said) for part, said in one.items() if part not in ("type", "target")])
        relations.append(Relation(type=one["type"], target=one["target"], extra=extra))
    return tuple(relations), None


def _typed_map(name: str, value: Raw) -> tuple[Value, _Complaint]:
    return value, None if isinstance(value, Mapping) else _wrong(name, "a mapping", value)


def _typed_maps(name: str, value: Raw) -> tuple[Value, _Complaint]:
    good = _is_list(value) and all(isinstance(one, Mapping) for one in value)
    return value, None if good else _wrong(name, "a list of mappings", value)


_BY_KIND: Mapping[Kind, Callable[[str, Raw], tuple[Value, _Complaint]]] = {
    Kind.TEXT: _typed_text,
    Kind.VERBATIM: _typed_text,
    Kind.DATE: _typed_date,
    Kind.NAMES: _typed_names,
    Kind.WORDS: _typed_words,
    Kind.RELATIONS: _typed_relations,
    Kind.MAP: _typed_map,
    Kind.MAPS: _typed_maps,
}
_READERS = {name: _BY_KIND[field.kind] for name, field in BY_NAME.items()}


def _is_list(value: Raw) -> bool:
    return isinstance(value, list | tuple)


def _holds_texts(value: Raw) -> TypeGuard[Mapping[str, str]]:
    """Whether it is a mapping of strings, at least one."""
    return isinstance(value, dict) and set(map(type, value.values())) == {str}


def _wrong(name: str, wanted: str, value: Raw) -> tuple[str, str]:
    shape = "one string" if isinstance(value, str) else "a mapping" if isinstance(value, Mapping) else "a list"
    return "wrong-type", f"{name} holds {shape}, but has to be {wanted}"


def _raw(value: Value) -> Raw:
    if isinstance(value, PartialDate):
        return value.text
    if isinstance(value, tuple):
        return [_raw_item(one) for one in value]
    return value


def _raw_item(one: Name | Relation | Raw) -> Raw:
    if isinstance(one, Name):
        said = {
            "family": one.family,
            "given": one.given,
            "non-dropping-particle": one.non_dropping_particle,
            "dropping-particle": one.dropping_particle,
            "suffix": one.suffix,
            "literal": one.literal,
        }
        return {part: text for part, text in said.items() if text} | dict(one.extra)
    if isinstance(one, Relation):
        return {"type": one.type, "target": one.target} | dict(one.extra)
    return one


def all_names(work: Work) -> Iterator[Name]:
    """Every name of a work, whatever its field."""
    for value in work.fields.values():
        if isinstance(value, tuple):
            yield from [one for one in value if isinstance(one, Name)]
