"""`import`: files of other programs, and pasted lists, into the library or its inbox, with a word about every loss."""

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from typing import NamedTuple

from sourcebook.cli import changing, editor
from sourcebook.cli.import_report import report
from sourcebook.cli.values import refuse_unknown
from sourcebook.cli.world import World
from sourcebook.errors import BadValue, UsageError
from sourcebook.intake import csv_table
from sourcebook.intake.formats import FORMATS, Format, format_named, sniff, text_of
from sourcebook.intake.imported import Complaint, Imported
from sourcebook.intake.merging import left_out, merge
from sourcebook.intake.placing import Placement, all_losses, is_own_key, place, seeded
from sourcebook.model.changes import ANNOTATION
from sourcebook.model.facts import Draft, Loss
from sourcebook.model.library import Library
from sourcebook.model.text import one_line
from sourcebook.model.work import Origin, Raw, Work, raw_fields, read_work
from sourcebook.store import codec, files
from sourcebook.store.history import record_at
from sourcebook.store.sources import INBOX

_LARGEST_FILE = 256_000_000  # bytes
_ANSWERS = {"k": "keep", "t": "take", "m": "merge"}


class Source(NamedTuple):
    """A file that was read: its name as it was given, its format, and what is in it."""

    name: str
    format: Format
    imported: Imported


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `import` takes."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="files to read; - for standard input")
    formats = "; ".join(f"{one.name} ({one.summary})" for one in FORMATS.values())
    parser.add_argument(
        "-f", "--format", metavar="FORMAT", default="", help=f"known by name and content, else {formats}"
    )
    parser.add_argument(
        "--on-conflict",
        choices=("keep", "take", "merge", "ask"),
        default="keep",
        help="a work that is here already: keep the record (default), take what the file says, merge what the record "
        "does not say, or ask",
    )
    parser.add_argument("--viewpoint", metavar="ID", default="", help="the viewpoint of every imported work")
    parser.add_argument("--role", metavar="ID", default="", help="the role of every imported work")
    parser.add_argument("--inbox", action="store_true", help="into the inbox, where plain lists go anyway")
    parser.add_argument("--map", metavar="MAPPING", default="", help="columns of a table: 'Titel=title,Jahr=issued'")
    parser.add_argument("--losses", metavar="FILE", default="", help="write everything without a place here (TSV)")
    changing.arguments(parser)


def run(args: argparse.Namespace, world: World) -> int:
    """Import; exit 3 where an entry could not be read, and then the others are imported."""
    if args.on_conflict == "ask" and not editor.can_ask():
        raise UsageError("--on-conflict ask needs a terminal; say keep, take or merge.")
    refuse_unknown(world.shelf.vocabulary, {"viewpoint": args.viewpoint, "role": args.role})
    sources = [_read(name, args) for name in args.files]
    day = time.strftime("%Y-%m-%d")
    differences: dict[str, tuple[bytes | None, bytes | None]] = {}
    placed: list[tuple[Source, Placement]] = []
    losses: list[Loss] = []
    for to_inbox in (False, True):
        chosen = [
            (source, draft)
            for source in sources
            for draft in source.imported.drafts
            if (args.inbox or source.format.is_plain) is to_inbox
        ]
        if chosen:
            writing = _Writing(world, args, day, to_inbox=to_inbox)
            placed += writing.write(chosen)
            differences |= writing.differences
            losses += writing.losses
    losses = [*all_losses(placement for _, placement in placed), *losses]
    report(world, args, sources, placed, losses)
    code = changing.carry_out(world, args, changing.Change(differences, subject=_subject(sources, differences)))
    failed = any(source.imported.complaints or not source.imported.drafts for source in sources)
    return code or (3 if failed else 0)


class _Writing:
    """The records that drafts become, and their files before and after. A class, because merges build on merges."""

    def __init__(self, world: World, args: argparse.Namespace, day: str, *, to_inbox: bool) -> None:
        self.world = world
        self.args = args
        self.day = day
        self.to_inbox = to_inbox
        self.library = _with_inbox(world) if to_inbox else world.library
        self.works: dict[str, Work] = {}  # path -> the record to be
        self.before: dict[str, bytes | None] = {}
        self.paths: dict[str, str] = {}  # key -> path, of what is new
        self.losses: list[Loss] = []  # what of the files gave way to records that are here

    @property
    def differences(self) -> dict[str, tuple[bytes | None, bytes | None]]:
        return {path: (self.before[path], self._bytes(path, work)) for path, work in self.works.items()}

    def write(self, chosen: Sequence[tuple[Source, Draft]]) -> list[tuple[Source, Placement]]:
        placements = place([draft for _, draft in chosen], self.library, codec.is_key)
        for (source, draft), placement in zip(chosen, placements, strict=True):
            if placement.sameness is None:
                path = self._free_path(placement.key)
                self.paths[placement.key] = path
                self.works[path] = self._seeded(source, draft, placement.work)
                self.before[path] = None
            else:
                self._meet(placement)
        return [(source, placement) for (source, _), placement in zip(chosen, placements, strict=True)]

    def _meet(self, placement: Placement) -> None:
        """A work that is here already: keep, take or merge, as asked for; what gives way is a loss."""
        path = self.paths.get(placement.key, record_at(placement.key))
        here = self.works.get(path) or self.library.works[placement.key]
        choice = "keep" if self.to_inbox else self.args.on_conflict
        if choice == "ask":
            choice = _asked(self.world, here, placement)
        work, entry = placement.work, placement.draft.entry
        if choice == "keep":
            self.losses += [Loss(entry, name, _shown(value)) for name, value in left_out(here, work)]
            if is_own_key(entry) and entry not in (here.key, *here.words("aliases")) and not self.to_inbox:
                self.losses.append(Loss(entry, "key", entry))
            return
        take = [*work.fields, ANNOTATION] if choice == "take" else ()
        merged = merge(here, work, take)
        self.losses += [Loss(entry, one.field, _shown(one.left)) for one in merged.conflicts if choice == "merge"]
        if path not in self.before:
            self.before[path] = files.read_bytes(self.world.shelf.record_path(here.key), codec.LARGEST_RECORD)
        self.works[path] = read_work(here.key, merged.raw, merged.annotation, Origin())[0]

    def _seeded(self, source: Source, draft: Draft, work: Work) -> Work:
        where = f"{os.path.basename(source.name) if source.name != '-' else 'standard input'}, line {draft.line}"
        entry = f" ({one_line(draft.entry)[:60]})" if draft.entry and not source.format.is_plain else ""
        raw = seeded(raw_fields(work), f"{where}{entry}, imported {self.day}", draft.doubts)
        for name, value in (("viewpoint", self.args.viewpoint), ("role", self.args.role)):
            if value:
                raw[name] = value
        return read_work(work.key, raw, work.annotation, Origin())[0]

    def _free_path(self, key: str) -> str:
        if not self.to_inbox:
            return record_at(key)
        stem = f"{INBOX}/{self.day}-{key}"
        endings = ("", *(f"-{number}" for number in range(2, 10_000)))
        return next(
            path
            for path in (f"{stem}{ending}.md" for ending in endings)
            if path not in self.works and not os.path.lexists(os.path.join(self.world.shelf.root, path))
        )

    def _bytes(self, path: str, work: Work) -> bytes:
        before = self.before[path]
        text = codec.update(before.decode("utf-8"), work) if before else codec.write(work)
        data = text.encode("utf-8", "replace")
        # Prose can look like the end of a record or like a merge gone wrong; then it is no annotation.
        if work.annotation and codec.read_bytes(data, path=path, key=work.key).work is None:
            raise BadValue(f"{work.key}: its annotation cannot stand in a record; nothing was imported.")
        return data


def _read(name: str, args: argparse.Namespace) -> Source:
    data = sys.stdin.buffer.read(_LARGEST_FILE) if name == "-" else files.read_bytes(name, _LARGEST_FILE)
    text, guessed = text_of(data)
    chosen = format_named(args.format) if args.format else sniff("" if name == "-" else name, text)
    if args.map and chosen.name == "csv":
        imported = csv_table.read_csv(text, csv_table.parse_mapping(args.map))
    elif args.map:
        raise UsageError(f"--map is for tables, and {name} was read as {chosen.name}; say --format csv.")
    else:
        imported = chosen.read(text)
    if guessed:
        notice = f"the file is not UTF-8 and was read as {guessed}"
        drafts = [one._replace(doubts=(*one.doubts, notice)) if _is_foreign(one) else one for one in imported.drafts]
        imported = imported._replace(drafts=drafts)
    if not imported.drafts and not imported.complaints:
        imported = imported._replace(
            complaints=(Complaint(1, f"Nothing to import was found in it, read as {chosen.name}"),)
        )
    return Source(name, chosen, imported)


def _shown(value: Raw) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _is_foreign(draft: Draft) -> bool:
    """Whether a draft holds letters that a wrong guess of the encoding would have spoilt."""
    return not str(draft.raw).isascii() or not draft.annotation.isascii()


def _with_inbox(world: World) -> Library:
    """The library with the candidates of the inbox under the names of their files, so that none comes in twice."""
    works = dict(world.library.works)
    folder = os.path.join(world.shelf.root, INBOX)
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
        key = name.removesuffix(".md")
        if name.endswith(".md") and codec.is_key(key):
            data = files.read_bytes(os.path.join(folder, name), codec.LARGEST_RECORD)
            work = codec.read_bytes(data, path=f"{INBOX}/{name}", key=key).work
            if work is not None:
                works[key] = work
    return world.library.holding(works)


def _asked(world: World, here: Work, placement: Placement) -> str:
    reasons = "; ".join(placement.sameness.reasons) if placement.sameness else ""
    world.terminal.talk(f"{one_line(placement.draft.entry)}: {one_line(placement.work.title)}")
    world.terminal.talk(f"  is here as {here.key}: {one_line(here.title)} ({reasons})")
    while True:
        world.terminal.talk("  keep the record, take what the file says, or merge? [k/t/m]")
        answer = editor.answer()
        if not answer:
            return "keep"
        if answer.strip().lower()[:1] in _ANSWERS:
            return _ANSWERS[answer.strip().lower()[:1]]


def _subject(sources: Sequence[Source], differences: dict[str, tuple[bytes | None, bytes | None]]) -> str:
    added = sum(old is None for old, _ in differences.values())
    changed = len(differences) - added
    names = ", ".join(os.path.basename(source.name) if source.name != "-" else "standard input" for source in sources)
    said = [f"{added} added"] * bool(added) + [f"{changed} changed"] * bool(changed)
    return one_line(f"import {names}: {', '.join(said) or 'nothing new'}")[:200]
