"""`links check`: the links that are due are tried, politely, and what that lets us conclude is remembered."""

import argparse
import contextlib
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from secrets import token_hex

from sourcebook.cli import changing, network
from sourcebook.cli.ages import age
from sourcebook.cli.link_ledger import LinkLedger
from sourcebook.cli.world import World
from sourcebook.errors import NetworkFailed, UsageError
from sourcebook.links.plan import due, witnesses
from sourcebook.links.run import judge_run
from sourcebook.links.summary import summarise
from sourcebook.model.identifiers import normal_doi
from sourcebook.model.links import NO_HISTORY, History, Link, Outcome, Probe, Verdict, doi_address, is_doi, moment_text
from sourcebook.render.link_findings import FORMATS, Findings
from sourcebook.store.probe_log import ProbeLog, compact
from sourcebook.web.probe import DOI, Prober, Target
from sourcebook.web.probing import probe_all
from sourcebook.web.schedule import Pace, Progress, Schedule

TAKES_QUERY = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `links check` takes."""
    parser.add_argument("query", nargs="*", metavar="QUERY", help="the links of these works; - for keys on stdin")
    parser.add_argument("--all", action="store_true", help="also links that are not due")
    parser.add_argument("--since", metavar="AGE", type=age, help="also links that were not tried for 12h, 7d or 4w")
    parser.add_argument("--jobs", metavar="N", type=int, default=32, help="tries at the same time (32)")
    parser.add_argument("--gap", metavar="SECONDS", type=float, default=1.0, help="between two tries at one host (1)")
    parser.add_argument("--robots", action="store_true", help="do not visit what a robots.txt asks not to")
    parser.add_argument("--format", choices=tuple(FORMATS), default="text", help="default: text")
    network.arguments(parser)
    changing.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Check; exit 1 for new findings only, 4 where it is our own network that fails, 130 when interrupted."""
    if args.jobs < 1 or args.gap < 0:
        raise UsageError("--jobs is at least 1, and --gap no less than 0.")
    now = _now()
    known = LinkLedger(world)
    chosen = known.of(world.selected(args.query)) if args.query else known.links
    asked = _asked(args, known, chosen, now)
    probes, is_interrupted = _probes(args, world, known, asked)
    judged = judge_run([*known.remembered.pending, *probes], known.remembered.histories, known.ledger.verdicts)
    if probes and not judged:
        raise _is_ours(args, known, probes)
    before = known.ledger.verdicts
    verdicts = {**before, **{url: one.verdict for url, one in judged.items()}}
    histories = {**known.remembered.histories, **{url: one.history for url, one in judged.items()}}
    summary = summarise(chosen, histories, verdicts, before, now)
    findings = Findings(summary, known.places(chosen), len(chosen), len({probe.url for probe in probes}))
    _record(args, world, known, {url: one.verdict for url, one in judged.items() if before.get(url) != one.verdict})
    if not args.dry_run:
        with ProbeLog(known.log_path) as log:
            log.settle({url: one.history for url, one in judged.items()})
        compact(known.log_path)
    world.terminal.data(FORMATS["json" if args.json else args.format](findings))
    if is_interrupted:
        world.terminal.talk("sourcebook: interrupted; what was learned is kept, and the next run goes on.", "yellow")
        return 130
    return 1 if summary.new else 0


def _asked(args: argparse.Namespace, known: LinkLedger, chosen: Sequence[Link], now: datetime) -> list[Link]:
    """The links to try now: those that are due and were not just tried by a run that was cut off, and witnesses."""
    histories, verdicts = known.remembered.histories, known.ledger.verdicts
    since = now if args.all else now - args.since if args.since else None
    tried = {probe.url for probe in known.remembered.pending}
    found = [link for link in due(chosen, histories, verdicts, now, since=since) if link.url not in tried]
    return [*found, *(witnesses(known.links, histories, verdicts, found) if found else ())]


def _probes(
    args: argparse.Namespace, world: World, known: LinkLedger, asked: Sequence[Link]
) -> tuple[list[Probe], bool]:
    """The probes that were made, each written down at once, and whether somebody interrupted."""
    probes: list[Probe] = []
    if not asked:
        return probes, False
    schedule = Schedule(Pace(gap=args.gap))
    targets = [_target(link.url, known.remembered.histories.get(link.url, NO_HISTORY)) for link in asked]
    with network.fetcher(world, args) as fetcher, contextlib.ExitStack() as stack:
        log = None if args.dry_run else stack.enter_context(ProbeLog(known.log_path))
        sources = world.shelf.sources
        prober = Prober(
            fetcher,
            now=_now,
            doi=sources.services.doi,
            language=sources.language,
            product="sourcebook" if args.robots else "",
        )
        stack.callback(world.terminal.progress, "")
        nowhere = f"no-{token_hex(12)}"
        try:
            for made in probe_all(targets, prober, schedule, jobs=args.jobs, clock=time.monotonic, nowhere=nowhere):
                probe = made._replace(url=_link_of(made.url))
                probes.append(probe)
                if log:
                    log.add(probe)
                world.terminal.progress(in_words(schedule.progress(time.monotonic())))
        except KeyboardInterrupt:
            return probes, True
    return probes, False


def _target(url: str, history: History) -> Target:
    """What to try for a link, and what is remembered of its last visit, so that a change can be asked for."""
    if is_doi(url):
        return Target(f"{DOI}{normal_doi(url)}")
    if not (history.etag or history.modified) or not history.shapes:
        return Target(url)
    shape, size = history.shapes[-1]
    last = Probe(url, history.good, Outcome.OK, final=history.final or url, shape=shape, size=size)
    return Target(url, last._replace(etag=history.etag, modified=history.modified))


def _link_of(url: str) -> str:
    """The link that a probe is of: DOIs are asked by their name."""
    return doi_address(url.removeprefix(DOI)) if url.startswith(DOI) else url


def in_words(progress: Progress) -> str:
    """How far a run is, in one line: `80 of 412 · 8.2/s · 0:41 left · rfa.org 23, bbc.co.uk 11`."""
    minutes, seconds = divmod(round(progress.seconds_left), 60)
    slowest = ", ".join(f"{host} {left}" for host, left in progress.slowest)
    parts = [f"{progress.done} of {progress.total}", f"{progress.rate:.1f}/s", f"{minutes}:{seconds:02} left", slowest]
    return " · ".join(part for part in parts if part)


def _record(args: argparse.Namespace, world: World, known: LinkLedger, changed: Mapping[str, Verdict]) -> None:
    """Write the verdicts that changed, in one commit that says how many became what."""
    counts = Counter(str(verdict.state) for verdict in changed.values())
    subject = f"links: {', '.join(f'{count} {state}' for state, count in sorted(counts.items()))}"
    change = changing.Change(known.recorded(changed), subject=subject, is_told=True)
    changing.carry_out(world, args, change)


def _is_ours(args: argparse.Namespace, known: LinkLedger, probes: Sequence[Probe]) -> NetworkFailed:
    """The error that nothing is recorded, because nearly no host answers."""
    if not args.dry_run:
        with ProbeLog(known.log_path) as log:
            log.drop(moment_text(_now()))
    reason = next((probe.reason for probe in probes if probe.reason), "")
    return NetworkFailed(
        f"Nearly no host gave an answer, so it is this network that fails, and nothing was recorded. {reason}",
        "",
        "dns",
    )


def _now() -> datetime:
    return datetime.now(UTC)
