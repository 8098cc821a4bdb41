"""`inbox`: candidates judged one card at a time by single keys; each decision is kept at once, so quit any time."""

import argparse
import webbrowser
from typing import NamedTuple

from sourcebook.cli import accepting, archiving, changing, editor, keys, network
from sourcebook.cli.ages import age
from sourcebook.cli.candidates import Candidate, placed
from sourcebook.cli.cards import say_card
from sourcebook.cli.inbox_shelf import InboxShelf, now
from sourcebook.cli.reviewing import review
from sourcebook.cli.world import World
from sourcebook.errors import SourcebookError, UsageError
from sourcebook.model.coverage import Decision
from sourcebook.model.library import Library
from sourcebook.model.links import moment_text
from sourcebook.model.urls import is_web_address
from sourcebook.store.decisions import DECISIONS, with_decisions
from sourcebook.store.history import Differences
from sourcebook.store.inbox import Waiting

TAKES_QUERY = True
_QUESTION = "[a]ccept [d]ismiss [l]ater [o]pen [s]kip [u]ndo [q]uit [?] "
_HELP = """  a  accept it: its page is asked, you mend what is wrong, it becomes a work
  d  dismiss it, for everyone and for good; then a key for the reason
  l  later: it comes back in two weeks
  o  open it in your browser
  s  skip it for now
  u  undo the last decision
  q  leave; what was decided stays, and the next `inbox` goes on"""
_REASONS = {
    "o": "off-topic",
    "d": "duplicate",
    "v": "low-value",
    "p": "paywalled",
    "w": "wrong-language",
    "\n": "",
    "\r": "",
}
_WHY = "Why? [o]ff-topic [d]uplicate low-[v]alue [p]aywalled [w]rong language, Enter for none, [c]ancel "
_LATER = "14d"


class Done(NamedTuple):
    """A decision of this session, the place of its card, and what it changed, so that it can be undone."""

    place: int
    decision: Decision
    differences: Differences


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `inbox` takes."""
    parser.add_argument("query", nargs="*", help="only candidates that match; see docs/queries.md")
    accepting.arguments(parser)
    network.arguments(parser)
    changing.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Judge; exit 0 however many were, but for what saving the pages of new works came to."""
    if args.json or not editor.can_ask():
        raise UsageError("inbox asks, and here is no terminal; `sourcebook inbox list`, `accept` and `dismiss` do not.")
    inbox = InboxShelf(world)
    waiting = inbox.found(args.query, inbox.open(now().date().isoformat()))
    if not waiting:
        world.terminal.talk("sourcebook: no candidate waits.")
        return 0
    before = world.shelf.names()
    judging = _Judging(world, args, inbox, waiting)
    while judging.place < len(waiting) or judging.is_taken_back():
        if judging.card() == "q":
            break
    count = len(judging.done)
    left = len(waiting) - len({one.place for one in judging.done})
    world.terminal.talk(f"{count} decided, {left} left.")
    return archiving.save_added(world, args, before)


class _Judging:
    """A session over the candidates that wait. A class, because undo needs to know what was done."""

    def __init__(self, world: World, args: argparse.Namespace, inbox: InboxShelf, waiting: list[Waiting]) -> None:
        self.place = 0
        self.done: list[Done] = []
        self._world = world
        self._args = args
        self._inbox = inbox
        self._waiting = waiting
        self._library: Library = world.library

    def is_taken_back(self) -> bool:
        """Whether, after the last card, the last decision is undone, so that its card comes again."""
        if not self.done:
            return False
        self._world.terminal.ask("That was the last one. [u]ndo, any other key to leave ")
        key = keys.pressed()
        self._world.terminal.talk(key if key.isprintable() else "")
        return key == "u" and self._undo()

    def card(self) -> str:
        """Show the next candidate, and do what is said about it; returns the last key."""
        one, terminal = self._waiting[self.place], self._world.terminal
        terminal.talk(f"\n{self.place + 1} of {len(self._waiting)}", "dim")
        say_card(terminal, self._library, one)
        terminal.flush()
        while True:
            terminal.ask(_QUESTION)
            key = keys.pressed()
            terminal.talk(key if key.isprintable() else "")
            try:
                if self._answered(key, one):
                    return key
            except SourcebookError as error:
                terminal.talk(f"sourcebook: {error}", "red")

    def _answered(self, key: str, one: Waiting) -> bool:
        """Do what a key asks for; whether that is all for this card."""
        match key:
            case "q":
                return True
            case "s":
                self.place += 1
                return True
            case "u":
                return self._undo()
            case "a":
                return self._accept(one)
            case "d":
                return self._dismiss(one)
            case "l":
                until = (now() + age(_LATER)).date().isoformat()
                return self._decide(one, self._inbox.decision(one, "deferred", until=until))
            case "o" if is_web_address(one.candidate.item.url):
                if not webbrowser.open(one.candidate.item.url):
                    self._world.terminal.talk(f"No browser was found; the link is {one.candidate.item.url}")
            case "o":
                self._world.terminal.talk("It has no address to open.")
            case _:
                self._world.terminal.talk(_HELP)
        return False

    def _dismiss(self, one: Waiting) -> bool:
        self._world.terminal.ask(_WHY)
        reason = _REASONS.get(key := keys.pressed())
        self._world.terminal.talk(key if key.isprintable() else "")
        return reason is not None and self._decide(one, self._inbox.decision(one, "dismissed", reason=reason))

    def _decide(self, one: Waiting, decision: Decision) -> bool:
        stays = decision.decision == "deferred"
        differences = self._inbox.decided({one.work.key: decision}, stays=stays)
        self._carry_out(differences, f"inbox: {decision.decision} {one.work.title[:60]}")
        self._note(decision, differences)
        return True

    def _accept(self, one: Waiting) -> bool:
        """Talk its draft over as `add` does; whether it was accepted, skipped otherwise."""
        journey = accepting.Accepting(self._world, self._args, self._inbox)
        found = placed(list(journey.asked([one])), self._library)
        accepted: list[tuple[Candidate, Differences]] = []

        def changed(candidate: Candidate) -> changing.Change:
            change = journey.change([candidate])
            accepted[:] = [(candidate, change.differences)]
            return change

        review(self._world, self._args, found, changed)
        # What was refused on the way was mended or skipped: only what is written is accepted.
        if not accepted or not self._is_written(accepted[0][1]):
            return False
        candidate, differences = accepted[0]
        journey.tell([candidate])
        works = {**self._library.works, candidate.work.key: candidate.work}
        self._library = self._library.holding(works)
        self._note(self._inbox.decision(one, "accepted", work=candidate.work.key), differences)
        return True

    def _is_written(self, differences: Differences) -> bool:
        return all(self._inbox.bytes_of(path) == new for path, (_, new) in differences.items())

    def _note(self, decision: Decision, differences: Differences) -> None:
        self.done.append(Done(self.place, decision, differences))
        self.place += 1

    def _undo(self) -> bool:
        """Take the last decision of this session back: its files are as they were, and the decisions say so."""
        if not self.done:
            self._world.terminal.talk("Nothing was decided yet; `sourcebook undo` takes back what was done before.")
            return False
        last = self.done[-1]
        before = self._inbox.bytes_of(DECISIONS)
        taken_back = last.decision._replace(decision="reopened", reason="", until="", work="", date=moment_text(now()))
        differences = {path: (new, old) for path, (old, new) in last.differences.items() if path != DECISIONS}
        differences[DECISIONS] = (before, with_decisions(before or b"", [taken_back]))
        self._carry_out(differences, f"inbox: reopened {last.decision.title[:60]}")
        self.done.pop()
        self.place = last.place
        return True

    def _carry_out(self, differences: Differences, subject: str) -> None:
        changing.carry_out(self._world, self._args, changing.Change(differences, subject=subject, is_told=True))
