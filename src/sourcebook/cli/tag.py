"""`tag`: keywords put on works and taken off."""

import argparse
from collections.abc import Sequence
from functools import partial

from sourcebook.cli import changing
from sourcebook.cli.editing import edited, items_of
from sourcebook.cli.world import World
from sourcebook.errors import did_you_mean
from sourcebook.model.tags import MINUS, Tags, not_there, read_tags, spelled, tagged
from sourcebook.model.work import Raw

# Options of one letter stand by themselves here, so that `-media` is a tag to take off and not `-m edia`.
_OPTIONS = frozenset(("-", "-h", "-m", "-q", "-C"))
_WITH_VALUE = frozenset(("-m", "--message", "-q", "--query", "-C", "--color"))


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `tag` takes."""
    parser.add_argument(
        "words",
        nargs="+",
        metavar="KEY … +TAG -TAG",
        help="keys (- for stdin), tags to put on and to take off; +'two words'; after -- also -m, -q",
    )
    parser.add_argument("-q", "--query", metavar="QUERY", help="the works that a query finds, instead of keys")
    changing.arguments(parser)


def protected(arguments: Sequence[str]) -> list[str]:
    """The command line with `−tag` for `-tag`, which no option parser takes for an option."""
    words: list[str] = []
    only_words = is_value = False
    for word in arguments:
        if word == "--" and not only_words and not is_value:
            only_words = True
            continue
        is_tag = word.startswith("-") and not word.startswith("--") and not is_value
        words.append(MINUS + word[1:] if is_tag and word != "-" and (only_words or word not in _OPTIONS) else word)
        is_value = not only_words and not is_value and word in _WITH_VALUE
    return words


def run(args: argparse.Namespace, world: World) -> int:
    """Put tags on and take them off; exit 1 where a key is unknown, and then nothing is changed."""
    words, asked = read_tags(args.words)
    keys = world.meant(words, args.query)
    if world.missing:
        return 1
    tags = spelled(asked, (tag for work in world.library.works.values() for tag in work.words("keywords")))
    for typed, tag in zip(asked.add, tags.add, strict=True):
        if typed != tag:
            world.terminal.talk(f"sourcebook: {typed!r} is spelled {tag!r} here; to respell it, add -{tag!r}.")
    present = [tag for key in keys if key in world.library.works for tag in world.library.works[key].words("keywords")]
    for tag in not_there(tags, present):
        world.terminal.talk(f"sourcebook: no work that is meant has the tag {tag!r}.{did_you_mean(tag, present)}")
    differences = {
        path: pair for key in keys for path, pair in edited(world, [key], partial(_tagged, key, tags)).items()
    }
    return changing.carry_out(world, args, changing.Change(differences))


def _tagged(key: str, tags: Tags, raw: dict[str, Raw], annotation: str) -> tuple[dict[str, Raw], str]:
    present = items_of(key, raw, "keywords")
    words = tagged([one for one in present if isinstance(one, str)], tags)
    if list(present) == words:
        return raw, annotation
    return {
        name: value for name, value in (raw | {"keywords": words}).items() if name != "keywords" or words
    }, annotation
