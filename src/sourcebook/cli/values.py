"""A record's raw values in one line: as a person types them, and as a person reads them."""

from collections.abc import Mapping
from datetime import date

from sourcebook.errors import BadValue, UnknownName, UsageError
from sourcebook.intake.names import listed_names
from sourcebook.model.changes import ANNOTATION
from sourcebook.model.fields import BY_NAME, Kind
from sourcebook.model.names import NAME_PARTS, Name
from sourcebook.model.vocabulary import Term, Vocabulary
from sourcebook.model.work import Raw


def assignment(word: str) -> tuple[str, Raw]:
    """A field and its value from FIELD=VALUE; raises UnknownName and BadValue.

    Text stands as it is, lists of words are parted by commas, names are `Family, Given` parted by semicolons; all else,
    and each of these in brackets, is YAML.
    """
    name, _, text = word.partition("=")
    field = BY_NAME.get(name)
    if name == ANNOTATION:
        return name, text
    if field is None:
        raise UnknownName("field", name, (*BY_NAME, ANNOTATION))
    if not text or field.kind in (Kind.TEXT, Kind.VERBATIM, Kind.DATE):
        return name, text
    if field.kind is Kind.WORDS and not text.startswith("["):
        return name, [one.strip() for one in text.split(",") if one.strip()]
    if field.kind is Kind.NAMES and not text.startswith(("[", "{")):
        return name, listed_names(text)
    from sourcebook.store import plain_yaml  # noqa: PLC0415 - 10 ms that plain text does not need

    try:
        return name, plain_yaml.read_mapping(f"{name}: {text}\n")[0][name]
    except plain_yaml.BadYaml as error:
        raise BadValue(f"{word!r} cannot be read: {error.message}. Write {name}='[{{family: Okafor}}]'.") from error


def calendar_day(text: str, option: str) -> date:
    """The day that an option was given; raises UsageError for what is no day of the calendar."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} takes a day such as 2027-01-11, not {text!r}.") from None


def refuse_unknown(vocabulary: Vocabulary, values: Mapping[str, Raw]) -> None:
    """Raise UnknownName where a viewpoint or a role is none of the vocabulary."""
    known: Mapping[str, Mapping[str, Term]] = {"viewpoint": vocabulary.viewpoints, "role": vocabulary.roles}
    for kind, terms in known.items():
        name = str(values.get(kind, ""))
        if name and terms and name not in terms:
            raise UnknownName(kind, name, terms)


def with_values(values: Mapping[str, Raw], raw: dict[str, Raw], annotation: str) -> tuple[dict[str, Raw], str]:
    """The facts and annotation of a record with these values; an empty one takes its field away."""
    for name, value in values.items():
        if name == ANNOTATION:
            annotation = str(value).strip()
        elif value:
            raw[name] = value
        else:
            raw.pop(name, None)
    return raw, annotation


def in_words(value: Raw) -> str:
    """A value as a person reads it: `Ngozi Okafor; Dam Watch`, `type: rebuts; target: okafor2019dam`."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        if set(value) <= set(NAME_PARTS):
            said = [str(value.get(part, "")) for part in NAME_PARTS]
            return Name(said[0], said[1], said[2], said[3], said[4], said[5]).full
        return "; ".join(f"{name}: {in_words(one)}" for name, one in value.items())
    return "; ".join(in_words(one) for one in value)
