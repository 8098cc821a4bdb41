"""Accepting candidates: each goes through the journey of `add`, then leaves the inbox with a decision, at once."""

import argparse
import time
from collections.abc import Iterator, Mapping, Sequence

from sourcebook.cli import changing, network
from sourcebook.cli.asking import Asking
from sourcebook.cli.candidates import Asked, Candidate, additions, redrafted
from sourcebook.cli.inbox_shelf import InboxShelf
from sourcebook.cli.learning import YOU, learned, provenance
from sourcebook.cli.values import assignment, refuse_unknown
from sourcebook.cli.world import World
from sourcebook.errors import SourcebookError
from sourcebook.intake.identifying import identified
from sourcebook.model.facts import Draft, Fact
from sourcebook.model.work import Raw, raw_fields
from sourcebook.store.inbox import Waiting


def arguments(parser: argparse.ArgumentParser) -> None:
    """What a command takes that accepts candidates."""
    parser.add_argument("--set", action="append", metavar="FIELD=VALUE", default=[], help="what you know; repeatable")
    parser.add_argument("--viewpoint", metavar="ID", default="", help="its viewpoint")
    parser.add_argument("--role", metavar="ID", default="", help="its role")
    parser.add_argument("--responds-to", action="append", metavar="KEY", default=[], help="a work that it answers")
    parser.add_argument("--offline", action="store_true", help="ask nobody: what the feed said has to do")


class Accepting:
    """From candidates to drafts and to changes of files; `codes` are the exit codes of those that came to nothing."""

    def __init__(self, world: World, args: argparse.Namespace, inbox: InboxShelf) -> None:
        self.codes: list[int] = []
        self._world = world
        self._args = args
        self._inbox = inbox
        self._values: dict[str, Raw] = dict(assignment(word) for word in args.set)
        self._values |= {name: said for name in ("viewpoint", "role") if (said := getattr(args, name))}
        refuse_unknown(world.shelf.vocabulary, self._values)
        self._answered = world.meant(args.responds_to, None) if args.responds_to else []
        self._waiting: dict[str, Waiting] = {}

    def asked(self, those: Sequence[Waiting]) -> Iterator[Asked]:
        """The drafts of candidates; what could not be learned is told on standard error."""
        self._waiting |= {_words(one): one for one in those}
        if self._args.offline:
            yield from (self._with_flags(_from_feed(one)) for one in those)
            return
        with network.fetcher(self._world, self._args) as fetcher:
            asking = Asking(fetcher, self._world.shelf.sources.services)
            for one in those:
                try:
                    asked = self._from_world(one, asking)
                except SourcebookError as error:
                    more = f" `inbox accept {one.id} --offline` takes what the feed said."
                    self._world.terminal.talk(f"sourcebook: {error}{more}", "red")
                    self.codes.append(error.exit_code)
                else:
                    yield self._with_flags(asked)

    def change(self, accepted: Sequence[Candidate]) -> changing.Change:
        """What accepting changes: the new works, the decisions, and the inbox without them."""
        decisions = {}
        for one in accepted:
            waiting = self._waiting[one.asked.words]
            decisions[waiting.work.key] = self._inbox.decision(waiting, "accepted", work=one.work.key)
        first = f"{accepted[0].work.key}: {accepted[0].work.title[:60]}"
        return changing.Change(
            {**additions(accepted), **self._inbox.decided(decisions)},
            subject=f"inbox: accepted {first if len(accepted) == 1 else f'{len(accepted)} candidates'}",
            is_told=True,
        )

    def tell(self, accepted: Sequence[Candidate]) -> None:
        """Say what was accepted, or would be."""
        for one in accepted:
            self._world.terminal.talk(
                f"{'would be ' if self._args.dry_run else ''}accepted as {one.work.key}: {one.work.title}"
            )

    def waiting(self, one: Candidate) -> Waiting:
        """What a draft came from."""
        return self._waiting[one.asked.words]

    def _from_world(self, one: Waiting, asking: Asking) -> Asked:
        what = identified(one.candidate.item.url)
        if what is None:
            return _from_feed(one)
        asked = learned(self._world, _words(one), what, asking, time.strftime("%Y-%m-%d"), tuple(_facts(one)))
        # What a person wrote into the record of the candidate stands above what the world says.
        said = {
            name: value for name, value in raw_fields(one.work).items() if name in ("viewpoint", "role", "keywords")
        }
        return asked._replace(draft=_marked(redrafted(asked.draft, said, YOU), one))

    def _with_flags(self, asked: Asked) -> Asked:
        values = dict(self._values)
        if self._answered:
            known = asked.draft.raw.get("relations", ())
            values["relations"] = [*known, *({"type": "responds-to", "target": key} for key in self._answered)]
        return asked._replace(draft=redrafted(asked.draft, values, YOU))


def _words(one: Waiting) -> str:
    return f"{one.id} {one.work.title}"


def _from_feed(one: Waiting) -> Asked:
    """The draft of what the feed said, and of what a person wrote into the candidate's record."""
    raw = {name: value for name, value in raw_fields(one.work).items() if name != "provenance"}
    doubts = [*one.work.doubts, "nobody was asked; all is as the feed has it"]
    raw["provenance"] = {**provenance("feed", ()), "doubts": doubts}
    draft = Draft(raw=raw, annotation=one.work.annotation, facts=tuple(_facts(one)), doubts=tuple(doubts))
    return Asked(_words(one), _marked(draft, one))


def _marked(draft: Draft, one: Waiting) -> Draft:
    """The draft with the feed that it came by in its provenance."""
    known = draft.raw.get("provenance")
    said: Mapping[str, Raw] = known if isinstance(known, Mapping) else {}
    marks = {"feed": one.candidate.item.feed, "candidate": one.id}
    rest = {name: value for name, value in said.items() if name != "doubts"}
    doubts: dict[str, Raw] = {"doubts": list(draft.doubts)} if draft.doubts else {}
    return draft._replace(raw={**draft.raw, "provenance": {**rest, **marks, **doubts}})


def _facts(one: Waiting) -> Iterator[Fact]:
    origin = f"feed {one.candidate.item.feed}"
    for name, value in raw_fields(one.work).items():
        if name != "provenance":
            yield Fact(name, value, origin)
