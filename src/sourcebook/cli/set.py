"""`set` and `unset`: fields of works."""

import argparse

from sourcebook.cli import changing
from sourcebook.cli.editing import edited
from sourcebook.cli.world import World
from sourcebook.errors import BadValue, UnknownName, UsageError
from sourcebook.model.changes import ANNOTATION
from sourcebook.model.fields import BY_NAME, Kind
from sourcebook.model.work import Raw
from sourcebook.store import plain_yaml


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `set` takes."""
    parser.add_argument("words", nargs="+", metavar="KEY … FIELD=VALUE …", help="keys (- for stdin), then fields")
    parser.add_argument("-q", "--query", metavar="QUERY", help="the works that a query finds, instead of keys")
    changing.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Set fields; exit 1 where a key is unknown, and then nothing is changed."""
    values = dict(_assignment(word) for word in args.words if "=" in word)
    if not values:
        raise UsageError("Name at least one FIELD=VALUE, such as language=en.")
    keys = world.meant([word for word in args.words if "=" not in word], args.query)
    if world.missing:
        return 1
    return changing.carry_out(world, args, changing.Change(edited(world, keys, _Setting(values))))


class _Setting:
    """The edit that gives fields these values; an empty one takes a field away."""

    def __init__(self, values: dict[str, Raw]) -> None:
        self.values = values

    def __call__(self, raw: dict[str, Raw], annotation: str) -> tuple[dict[str, Raw], str]:
        for name, value in self.values.items():
            if name == ANNOTATION:
                annotation = str(value).strip()
            elif value == "":
                raw.pop(name, None)
            else:
                raw[name] = value
        return raw, annotation


def _assignment(word: str) -> tuple[str, Raw]:
    """A field and its value: text as it is, lists of words by commas, everything else as YAML."""
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
    try:
        return name, plain_yaml.read_mapping(f"{name}: {text}\n")[0][name]
    except plain_yaml.BadYaml as error:
        raise BadValue(f"{word!r} cannot be read: {error.message}. Write {name}='[{{family: Okafor}}]'.") from error
