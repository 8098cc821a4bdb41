"""The door: a lazy table of commands, and the one place where errors become exit codes.

`--help` imports no command; a command imports its own module only. argparse instead of click, because importing click
takes 40 ms of the 70 that `show` may take on 10,000 works (docs/design.md).
"""

import argparse
import contextlib
import gc
import os
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from itertools import chain
from types import ModuleType
from typing import NamedTuple, NoReturn

from sourcebook import __version__
from sourcebook.cli.terminal import Terminal, this_terminal
from sourcebook.errors import SourcebookError, UsageError, did_you_mean


class Command(NamedTuple):
    """A row of the table: its module, the section it is listed under, what it takes, and its one sentence."""

    module: str
    section: str
    takes: str
    summary: str
    aliases: tuple[str, ...] = ()


COMMANDS: dict[str, Command] = {
    "list": Command("list", "Read", "[QUERY]", "List works that match a query", ("ls", "search", "find")),
    "show": Command("show", "Read", "KEY …", "Show everything about a work"),
    "open": Command("open", "Read", "KEY …", "Open the link of a work in the browser"),
    "thread": Command("thread", "Read", "KEY …", "Show a dispute: who answers whom, as a tree or in time"),
    "stats": Command("stats", "Read", "[QUERY]", "Count works per viewpoint, role, year, outlet, language, origin"),
    "balance": Command(
        "balance", "Read", "[LIST|QUERY]", "Show how works are spread over viewpoints, and what is thin"
    ),
    "cite": Command("cite", "Write", "KEY …", "Format citations in any CSL style"),
    "export": Command("export", "Write", "[QUERY]", "Export works as BibTeX, CSL-JSON, RIS, CSV …"),
    "reading-list": Command(
        "reading_list", "Write", "[LIST|QUERY]", "Write a reading list, by viewpoint or week", ("reading",)
    ),
    "audit": Command("audit", "Write", "DRAFT …", "Check a manuscript's citations, and write its bibliography"),
    "build": Command("build", "Write", "", "Write everything sources.yaml asks for into citations/"),
    "add": Command("add", "Change", "WHAT …", "Add works by address, DOI, ISBN, arXiv number or entry"),
    "import": Command("import_files", "Change", "FILE …", "Import BibTeX, RIS, CSL, Hayagriva, CSV, plain lists"),
    "edit": Command("edit", "Change", "KEY …", "Edit records in your editor"),
    "note": Command("note", "Change", "KEY …", "Write the annotations of works"),
    "set": Command("set", "Change", "KEY … FIELD=VALUE …", "Set fields of works"),
    "unset": Command("unset", "Change", "KEY … -f FIELD", "Take fields away from works"),
    "tag": Command("tag", "Change", "KEY … +TAG -TAG", "Put keywords on works and take them off"),
    "relate": Command("relate", "Change", "KEY … TYPE KEY …", "Say how works stand to each other: A rebuts B"),
    "rename": Command("rename", "Change", "OLD NEW", "Give a work another key; the old one stays an alias"),
    "merge": Command("merge", "Change", "A B", "Make one record of two; B stays an alias"),
    "rm": Command("rm", "Change", "KEY …", "Remove works; `restore` brings them back", ("remove",)),
    "log": Command("log", "History", "[KEY …]", "Tell what happened to the bibliography, or to some works"),
    "diff": Command("diff", "History", "[A[..B]]", "Tell what changed between two states", ("changes",)),
    "blame": Command("blame", "History", "KEY …", "Tell who set each field of a work, and when"),
    "commit": Command("commit", "History", "", "Commit edits made by hand, with a message in words"),
    "undo": Command("undo", "History", "[N]", "Take the last changes back"),
    "redo": Command("undo", "History", "[N]", "Do again what `undo` took back"),
    "restore": Command("restore", "History", "KEY …", "Bring removed works back"),
    "sync": Command("sync", "History", "", "Fetch, merge, check and push, so that everyone has everything"),
    "edition create": Command("edition_create", "History", "NAME", "Freeze the bibliography as a named edition"),
    "edition list": Command("edition_list", "History", "", "List the editions"),
    "edition show": Command(
        "edition_show", "History", "EDITION", "Show an edition and what changed since the one before"
    ),
    "edition verify": Command(
        "edition_verify", "History", "[EDITION …]", "Prove that editions are as they were frozen"
    ),
    "edition cite": Command("edition_cite", "History", "[EDITION]", "Format how to cite the bibliography itself"),
    "check": Command("check", "Keep", "", "Check the records against the rules", ("lint", "doctor")),
    "dupes": Command("dupes", "Keep", "[QUERY]", "List works that stand here twice, with the reasons"),
    "verify": Command("verify", "Keep", "[KEY …]", "Ask registries and pages whether records are right"),
    "why": Command("why", "Keep", "A B | URL", "Say why two records are one work, or what address a page is kept at"),
    "links check": Command(
        "links_check", "Keep", "[QUERY]", "Try the links that are due, and remember what came of it"
    ),
    "links show": Command("links_show", "Keep", "KEY|URL …", "Tell all that is known of a link, with its history"),
    "links set": Command("links_set", "Keep", "KEY|URL … STATE", "Say yourself how a link is; your word overrides"),
    "links fix": Command("links_fix", "Keep", "[QUERY]", "Propose addresses that moved, and plainer ones, as edits"),
    "links archive": Command(
        "links_archive", "Keep", "[KEY …|QUERY]", "Find the archived copies of works, or have pages saved"
    ),
    "links report": Command("links_report", "Keep", "[QUERY]", "Count how links are, by viewpoint, outlet or year"),
    "track": Command("track", "Follow", "", "Ask the feeds that are due, and put candidates into the inbox"),
    "track explain": Command("track_explain", "Follow", "URL|TITLE", "Say why an item is a candidate, or is not"),
    "track replay": Command("track_replay", "Follow", "", "Tell how well the topic finds the library, by viewpoint"),
    "inbox": Command("inbox", "Follow", "[QUERY]", "Judge the candidates that wait, one card at a time"),
    "inbox list": Command("inbox_list", "Follow", "[QUERY]", "List the candidates that wait, best first"),
    "inbox show": Command("inbox_show", "Follow", "ID …", "Show everything about a candidate"),
    "inbox accept": Command("inbox_accept", "Follow", "ID …", "Make works of candidates"),
    "inbox dismiss": Command("inbox_decide", "Follow", "ID …", "Take candidates out, for everyone and for good"),
    "inbox defer": Command("inbox_decide", "Follow", "ID …", "Put candidates off"),
    "inbox reopen": Command("inbox_decide", "Follow", "ID …", "Take back what was decided about candidates"),
    "sources add": Command("sources_add", "Follow", "URL", "Find the feeds of a site, and follow those you choose"),
    "sources list": Command("sources_list", "Follow", "[ID …]", "List the feeds that are followed, and how they are"),
    "sources test": Command("sources_test", "Follow", "ID|URL …", "Ask feeds now, and tell what they give"),
    "sources doctor": Command(
        "sources_doctor", "Follow", "[ID …]", "Tell what is wrong with feeds, and look for lost ones"
    ),
    "sources fix": Command("sources_fix", "Follow", "[ID …]", "Propose what feeds taught us of themselves, as edits"),
    "sources import-opml": Command("sources_import_opml", "Follow", "FILE", "Follow what another reader follows"),
    "sources export-opml": Command(
        "sources_export_opml", "Follow", "[ID …]", "Write the feeds that are followed for other readers"
    ),
    "coverage": Command(
        "coverage", "Follow", "[QUERY]", "Plot works by month, viewpoint and outlet; name feeds that fell silent"
    ),
    "syllabus new": Command("syllabus_new", "Teach", "NAME", "Start a reading list of weeks and works"),
    "syllabus add": Command("syllabus_add", "Teach", "LIST KEY …", "Put works into a section of a list"),
    "syllabus remove": Command("syllabus_remove", "Teach", "LIST KEY …", "Take works out of a list"),
    "syllabus move": Command("syllabus_move", "Teach", "LIST KEY", "Put a work into another section of a list"),
    "syllabus check": Command("syllabus_check", "Teach", "[LIST …]", "Check lists: dead links, minutes, balance"),
    "syllabus roll": Command("syllabus_roll", "Teach", "LIST", "Move a list to a new term, and tell what changed"),
    "init": Command("init", "Keep", "DIR", "Start a new sourcebook on any subject"),
    "completion": Command("completion", "Keep", "SHELL", "Print what makes bash, zsh or fish complete our words"),
    "merge-driver": Command(
        "merge_driver", "For git", "BASE OURS THEIRS PATH", "Merge one file that both sides changed"
    ),
    "complete": Command("complete", "For the shell", "", "Offer what may stand at the cursor; see `completion`"),
}
_NAMES = {alias: name for name, command in COMMANDS.items() for alias in (name, *command.aliases)}
# What commands of two words begin with, such as `edition create`.
_FAMILIES = {name.partition(" ")[0] for name in COMMANDS if " " in name}


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are UsageErrors, and to which all after `--` are words."""

    def error(self, message: str) -> NoReturn:
        """Raise what argparse would print, with what may have been meant."""
        meant = ""
        if match := re.search(r"invalid choice: '(.*)' \(choose from (.*)\)$", message):
            meant = did_you_mean(match[1], re.findall(r"'([^']+)'", match[2]))
        elif match := re.match(r"unrecognized arguments: (--[^\s=]+)", message):
            options = chain.from_iterable(action.option_strings for action in self._actions)
            meant = did_you_mean(match[1], options)
        raise UsageError(f"{message[:1].upper()}{message[1:]}.{meant} See `{self.prog} --help`.")

    def read(self, arguments: Sequence[str]) -> argparse.Namespace:
        """What the arguments say, options and words in any order."""
        if "--" not in arguments:
            return self.parse_intermixed_args(arguments)
        # Which argparse does twice, and the second time without the `--`. No argument holds a NUL of its own.
        cut = arguments.index("--")
        words = [f"\0{word}" if word.startswith("-") and word != "-" else word for word in arguments[cut + 1 :]]
        parsed = self.parse_intermixed_args([*arguments[:cut], *words])
        for name, value in vars(parsed).items():
            if isinstance(value, list):
                setattr(parsed, name, [one.removeprefix("\0") if isinstance(one, str) else one for one in value])
            elif isinstance(value, str):
                setattr(parsed, name, value.removeprefix("\0"))
        return parsed


class Options(NamedTuple):
    """What stands before the command, or after it: the folder asked for and whether to colour."""

    folder: str = ""
    color: str = "auto"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line; returns its exit code (see docs/commands.md). The broad `except` stands here."""
    # A command is over before cycles could pile up; looking for them costs a fifth of reading 10,000 works.
    gc.disable()
    arguments = list(sys.argv[1:] if argv is None else argv)
    _open_streams()
    terminal = this_terminal()
    try:
        code = _run(arguments, terminal)
        terminal.flush()
    except BrokenPipeError:
        # The reader has seen enough (`list | head -1`): nothing failed, and nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except SourcebookError as error:
        return _fail(terminal, f"sourcebook: {error}", error.exit_code)
    except KeyboardInterrupt:
        return _fail(terminal, "sourcebook: interrupted.", 130)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        return _fail(terminal, f"sourcebook: the system refused{where}: {error.strerror or error}.", 3)
    except Exception:  # noqa: BLE001 - the one boundary: a crash of ours is told apart from findings by its code
        import traceback  # noqa: PLC0415 - for crashes only

        return _fail(terminal, f"{traceback.format_exc()}sourcebook: this is a bug of ours; please report it.", 70)
    return code


def _fail(terminal: Terminal, message: str, code: int) -> int:
    try:
        terminal.flush()
    except OSError:
        # What is left can go nowhere, but the reason still has to reach the person.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    with contextlib.suppress(OSError):
        terminal.talk(message, "red")
    return code


def _open_streams() -> None:
    for place, name in enumerate(("stdin", "stdout", "stderr")):
        # A stream that the shell closed (`>&-`) becomes the null device, so that no file of ours takes its number.
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), "w" if place else "r"))
        # Titles in any script come out whole whatever the locale; a lone surrogate comes out as it went in.
        getattr(sys, name).reconfigure(encoding="utf-8", errors="surrogateescape")


def _run(arguments: list[str], terminal: Terminal) -> int:
    options, rest = _leading(arguments)
    if not rest or rest[0] in ("-h", "--help", "help"):
        terminal.data(overview())
        return 0 if rest or arguments else 2
    if rest[0] in ("-V", "--version"):
        terminal.say(f"sourcebook {__version__}")
        return 0
    for size in (2, 1):
        words, after = " ".join(rest[:size]), rest[size:]
        if words in _NAMES:
            return _command(_NAMES[words], after, options, terminal)
    if rest[0] in _FAMILIES and (not rest[1:] or rest[1] in ("-h", "--help")):
        terminal.data(overview(rest[0]))
        return 0 if rest[1:] else 2
    asked = " ".join(rest[:2]) if rest[0] in _FAMILIES else rest[0]
    raise UsageError(f"There is no command {asked!r}.{did_you_mean(asked, _NAMES)} See `sourcebook --help`.")


def _command(name: str, rest: list[str], options: Options, terminal: Terminal) -> int:
    from sourcebook.cli.world import World  # noqa: PLC0415 - `--help` needs no library

    module, parser = parser_of(name, options)
    if getattr(module, "TAKES_QUERY", False):
        from sourcebook.model.query import protect_negations  # noqa: PLC0415 - for commands with a query only

        rest = protect_negations(rest)
    if protect := getattr(module, "protected", None):
        rest = protect(rest)
    if "-h" in rest or "--help" in rest:
        terminal.data(parser.format_help())
        return 0
    parsed = parser.read(rest)
    terminal.use_color(parsed.color)
    world = World(
        folder=parsed.folder, terminal=terminal, command=(*name.split(), *rest), at=getattr(parsed, "at", None)
    )
    return int(module.run(parsed, world))


def parser_of(name: str, options: Options) -> tuple[ModuleType, Parser]:
    """The module of a command, and the parser of what stands after its name."""
    command = COMMANDS[name]
    module = import_module(f"sourcebook.cli.{command.module}")
    parser = Parser(
        prog=f"sourcebook {name}",
        usage=f"%(prog)s {command.takes} [OPTIONS]".replace("  ", " "),
        description=f"{command.summary}.",
        allow_abbrev=False,
    )
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    shared = add_shared(parser, options)
    if getattr(module, "READS", False):
        shared.add_argument("--at", metavar="STATE", help="as it was: an edition, a day (@2026-09-01) or a revision")
    module.arguments(parser)
    return module, parser


def add_shared(parser: Parser, options: Options) -> "argparse._ArgumentGroup":
    """Give a parser the options that stand before a command as well as after it."""
    shared = parser.add_argument_group("everywhere")
    shared.add_argument(
        "-C", dest="folder", metavar="DIR", default=options.folder, help="the sourcebook, or a folder in it"
    )
    shared.add_argument("--color", choices=("auto", "always", "never"), default=options.color, help="default: auto")
    return shared


def _leading(arguments: list[str]) -> tuple[Options, list[str]]:
    """The options before the command, and the rest."""
    options, rest = Options(), list(arguments)
    while rest and (rest[0] in ("-C", "--color") or rest[0].startswith(("-C", "--color="))):
        word = rest.pop(0)
        field = "color" if word.startswith("--color") else "folder"
        value = word.partition("=")[2] if field == "color" else word[2:]
        if not value:
            if not rest:
                raise UsageError(f"{word} needs a value.")
            value = rest.pop(0)
        if field == "color" and value not in ("auto", "always", "never"):
            raise UsageError(f"--color is auto, always or never, not {value!r}.")
        options = options._replace(**{field: value})
    return options, rest


def overview(family: str = "") -> str:
    """What `sourcebook --help` prints: every command, or those of a family, with its sentence, by section."""
    listed = {name: one for name, one in COMMANDS.items() if not family or name.partition(" ")[0] == family}
    lines = ["Sourcebook keeps a versioned bibliography of works on a contested subject.", ""]
    lines += ["Usage: sourcebook [-C DIR] COMMAND …    (each command has its own --help)", ""]
    for section in dict.fromkeys(command.section for command in listed.values()):
        lines.append(f"{section}:")
        here = {name: command for name, command in listed.items() if command.section == section}
        width = max(14, *map(len, here)) + 2
        for name, command in here.items():
            also = f" (also: {', '.join(command.aliases)})" if command.aliases else ""
            lines.append(f"  {name:<{width}}{command.summary}{also}")
        lines.append("")
    lines += [
        "Options:",
        "  -C DIR        the sourcebook, or a folder in it (else $SOURCEBOOK_DIR, else the folders above)",
    ]
    lines += ["  --color WHEN  auto, always or never", "  --version     print the version", ""]
    return "\n".join(lines)
