"""`links show`: all that is known of a link: its verdict, what the last tries showed, and its history in git."""

import argparse
import json
from collections.abc import Iterator, Sequence

from sourcebook.cli.link_ledger import LinkLedger
from sourcebook.cli.terminal import wrapped
from sourcebook.cli.world import World
from sourcebook.links.plan import next_check
from sourcebook.model.links import NO_HISTORY, Link, LinkKind, Probe, Verdict, link_address, moment_text
from sourcebook.model.text import one_line
from sourcebook.store.link_history import Turn, turns
from sourcebook.store.probe_log import probes_of

_MOST_PROBES = 10


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `links show` takes."""
    parser.add_argument("what", nargs="+", metavar="KEY|URL", help="keys of works, or addresses; - for keys on stdin")
    parser.add_argument("--json", action="store_true", help="JSON Lines, one link a line (docs/json.md)")


def run(args: argparse.Namespace, world: World) -> int:
    """Show; exit 1 where a key or an address is not here."""
    known = LinkLedger(world)
    found = links_meant(args.what, world, known)
    for place, link in enumerate(found):
        if args.json:
            world.terminal.say(json.dumps(_shape(world, known, link), ensure_ascii=False))
        else:
            if place:
                world.terminal.say()
            _say(world, known, link)
    return 1 if world.missing else 0


def links_meant(words: Sequence[str], world: World, known: LinkLedger) -> list[Link]:
    """The links that keys and addresses name; what is not here is told, and counted among what is missing."""
    by_url = {link.url: link for link in known.links}
    found: list[Link] = []
    for word in words:
        if "://" in word or word.lower().startswith("doi:"):
            address = link_address(word)
            if address in by_url or address in known.ledger.verdicts:
                found.append(by_url.get(address, Link(address, LinkKind.URL)))
            else:
                world.missing.append(word)
                world.terminal.talk(f"sourcebook: no work has the address {one_line(word)}.", "red")
        else:
            works = (world.work(known.library, key) for key in world.keys([word]))
            found += known.of(work.key for work in works if work)
    return list(dict.fromkeys(found))


def _history(world: World, link: Link) -> list[Turn]:
    return list(turns(world.repository, link.url)) if world.repository.exists else []


def _probes(known: LinkLedger, link: Link) -> list[Probe]:
    return list(probes_of(known.log_path, [link.url]))[-_MOST_PROBES:]


def _say(world: World, known: LinkLedger, link: Link) -> None:
    terminal = world.terminal
    terminal.say(terminal.paint(one_line(link.url), "bold"))
    terminal.say(f"  {link.kind} of {', '.join(link.keys) or 'no work any more'}")
    verdict = known.ledger.verdicts.get(link.url)
    terminal.say(f"  {told(verdict)}" if verdict else "  never checked")
    history = known.remembered.histories.get(link.url, NO_HISTORY)
    if history.tried:
        due = moment_text(next_check(link.url, history, verdict))
        terminal.say(f"  last tried {history.tried}, last well {history.good or 'never'}, next from {due}")
    for turn in _history(world, link):
        terminal.say(f"  {turn.day}  {turn.commit[:9]}  {told(turn.verdict) if turn.verdict else 'forgotten'}")
    for probe in _probes(known, link):
        for number, line in enumerate(wrapped(" ".join(_words(probe)), terminal.width - 4)):
            terminal.say(f"  {'  ' if number else ''}{line}")


def told(verdict: Verdict) -> str:
    """A verdict in one line."""
    day = f" since {verdict.since}" if verdict.since else ""
    word = f"{verdict.by or 'somebody'} says so: {verdict.because}" if verdict.is_word else ""
    until = f"until {verdict.until}" if verdict.until else ""
    parts = [f"{verdict.state}{day}", verdict.evidence, verdict.to and f"now at {verdict.to}", word, until]
    return one_line("; ".join(part for part in parts if part))


def _words(probe: Probe) -> Iterator[str]:
    yield f"{probe.at}  {probe.outcome}"
    if probe.status:
        yield str(probe.status)
    yield f"{probe.milliseconds} ms"
    for url, status in probe.hops:
        yield f"{status} {url} →"
    if probe.final and probe.final != probe.url:
        yield probe.final
    if probe.title:
        yield f"“{one_line(probe.title)}”"
    if probe.hints:
        yield f"({', '.join(probe.hints)})"
    if probe.reason:
        yield one_line(probe.reason)


def _shape(world: World, known: LinkLedger, link: Link) -> dict[str, object]:
    verdict = known.ledger.verdicts.get(link.url)
    return {
        "schema": "sourcebook.link-history/1",
        "url": link.url,
        "kind": link.kind,
        "keys": link.keys,
        "verdict": verdict._asdict() if verdict else None,
        "history": [
            {"day": turn.day, "commit": turn.commit, "verdict": turn.verdict._asdict() if turn.verdict else None}
            for turn in _history(world, link)
        ],
        "probes": [probe._asdict() for probe in _probes(known, link)],
    }
