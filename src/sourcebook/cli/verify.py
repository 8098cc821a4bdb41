"""`verify`: records beside what registries and pages say of their works now; what differs can be taken over."""

import argparse
import json
import time
from collections.abc import Mapping, Sequence

from sourcebook.cli import changing, editor, network
from sourcebook.cli.asking import Asking
from sourcebook.cli.choosing import chosen
from sourcebook.cli.editing import edited
from sourcebook.cli.verification import of_interest, say_verification, verification_shape
from sourcebook.cli.witnesses import witnesses
from sourcebook.cli.world import World
from sourcebook.errors import BadValue, Changed, UnknownName, UsageError
from sourcebook.intake.hearing import Said, Verdict, is_asked
from sourcebook.intake.likeness import Match
from sourcebook.intake.verifying import Verification, verified
from sourcebook.intake.vouching import recorded
from sourcebook.model.fields import BY_NAME
from sourcebook.model.work import Origin, Raw, Work, read_work

_ALL = "all"
_FIELDS = tuple(name for name in BY_NAME if is_asked(name))


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `verify` takes."""
    parser.add_argument("keys", nargs="*", metavar="KEY", help="works to verify, - for stdin; without any, all works")
    parser.add_argument("-q", "--query", metavar="QUERY", help="the works that a query finds, instead of keys")
    parser.add_argument("--all", action="store_true", help="show fields that agree, too, and those that nobody says")
    parser.add_argument(
        "--fields", type=_listed, action="extend", metavar="FIELDS", default=[], help="only these, such as title,author"
    )
    parser.add_argument(
        "--only",
        choices=[*(one.value.replace(" ", "-") for one in Match), *Verdict],
        action="append",
        metavar="WHAT",
        default=[],
        help="only works that are confirmed, partly, mismatch, unknown, unseen, or have a field that differs, "
        "agrees, is new or cannot-tell; repeatable",
    )
    parser.add_argument(
        "--accept",
        type=_listed,
        action="extend",
        metavar="FIELDS",
        default=[],
        help="take the other side's value of these fields where it differs or is new; `all` for every field",
    )
    parser.add_argument("-y", "--yes", action="store_true", help="do not ask before taking what --accept names")
    parser.add_argument("--record", action="store_true", help="write into provenance who agrees, and on which day")
    network.arguments(parser)
    changing.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Verify; exit 1 where something speaks against a record, 4 where somebody could not be asked."""
    for name in (*args.fields, *args.accept):
        if name not in _FIELDS and not (name == _ALL and name in args.accept):
            raise UnknownName("field that can be verified", name, _FIELDS)
    asks = bool(args.accept) and not (args.yes or args.dry_run)
    if asks and (args.json or not editor.can_ask()):
        raise UsageError("--accept asks before it takes a value, and here is no terminal; say --yes, or --dry-run.")
    is_named = bool(args.keys) or args.query is not None
    keys = world.meant(args.keys, args.query) if is_named else world.selected([])
    if len(keys) != 1:
        world.terminal.talk(f"sourcebook: verifying {len(keys)} works.")
    verifying = _Verifying(world, args, asks=asks)
    with network.fetcher(world, args) as fetcher:
        verifying.go_through(keys, Asking(fetcher, world.shelf.sources.services))
    if verifying.differences:
        world.terminal.flush()
        verifying.codes.append(changing.carry_out(world, args, changing.Change(verifying.differences)))
    return max(0 if is_named and keys else world.verdict(found=bool(keys)), *verifying.codes, 0)


class _Verifying:
    """One run over many works: `codes` are the exit codes of what was found, `differences` what is to be written."""

    def __init__(self, world: World, args: argparse.Namespace, *, asks: bool) -> None:
        self.codes: list[int] = [1] if world.missing else []
        self.differences: dict[str, tuple[bytes | None, bytes | None]] = {}
        self._world = world
        self._args = args
        self._asks = asks
        self._only = {name.replace("-", " ") for name in args.only}
        self._day = time.strftime("%Y-%m-%d")

    def go_through(self, keys: Sequence[str], asking: Asking) -> None:
        """Verify work after work; each is told as soon as it is known."""
        for number, key in enumerate(keys, start=1):
            work = self._world.work(self._world.library, key)
            if work is None:
                self.codes.append(1)
                continue
            if self._world.terminal.is_terminal and len(keys) > 1:
                self._world.terminal.talk(f"{number} of {len(keys)}: {key}", "dim")
            one = verified(work, witnesses(asking, work), self._is_same_outlet)
            if self._args.fields:
                one = one._replace(agreements=tuple(one for one in one.agreements if one.field in self._args.fields))
            self.codes += [4] * one.failed + [1] * (not one.is_well)
            if self._only and not self._only & {one.verdict, *(field.match for field in one.agreements)}:
                continue
            if not self._met(one):
                return

    def _is_same_outlet(self, one: str, other: str) -> bool:
        outlets = [self._world.library.outlet_of(Work("", {"container-title": name})) for name in (one, other)]
        return outlets[0] is not None and outlets[0] == outlets[1]

    def _met(self, one: Verification) -> bool:
        """Tell a verification and take what is to be taken; false where the person wants to leave."""
        terminal = self._world.terminal
        shown = of_interest(one, every=self._args.all, matches=self._only & set(Match))
        choices = [
            (field.field, said)
            for field in shown
            if self._asks and {field.field, _ALL} & set(self._args.accept)
            for said in field.said
        ]
        if self._args.json:
            terminal.say(json.dumps(verification_shape(one), ensure_ascii=False))
        else:
            say_verification(terminal, one, shown, choices)
        terminal.flush()
        taken: Mapping[str, Said] | None = self._offered(one) if not self._asks else {}
        if choices:
            taken = chosen(terminal, choices, self._offered(one))
        if taken or self._args.record:
            self._take(one, taken or {})
        return taken is not None

    def _offered(self, one: Verification) -> dict[str, Said]:
        """The values that --accept names; of what may be another work only those of fields that it names one by one."""
        names = set(self._args.accept)
        if _ALL in names and one.verdict is not Verdict.MISMATCH:
            names.update(field.field for field in one.agreements)
        return {field.field: field.offered for field in one.agreements if field.field in names and field.offered}

    def _take(self, one: Verification, taken: Mapping[str, Said]) -> None:
        """Note what is to be written into a record; one that changed since it was read is left as it is."""

        def edit(raw: dict[str, Raw], annotation: str) -> tuple[dict[str, Raw], str]:
            if read_work(one.work.key, raw, annotation, Origin())[0] != one.work:
                raise Changed(f"{one.work.key} changed while it was verified; nothing of it was taken. Run it again.")
            return recorded(raw, one, taken, self._day), annotation

        try:
            self.differences |= edited(self._world, [one.work.key], edit)
        except (BadValue, Changed) as error:
            self._world.terminal.talk(f"sourcebook: {error}", "red")
            self.codes.append(error.exit_code)


def _listed(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]
