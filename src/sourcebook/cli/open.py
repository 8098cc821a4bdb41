"""`open`: the link of a work in the browser."""

import argparse

from sourcebook.cli.world import World
from sourcebook.model.text import one_line
from sourcebook.model.urls import is_web_address

READS = True


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `open` takes."""
    parser.add_argument("keys", nargs="*", metavar="KEY", help="keys, present or former; - for keys on stdin")
    parser.add_argument("--print", dest="only_print", action="store_true", help="print the link, open nothing")


def run(args: argparse.Namespace, world: World) -> int:
    """Open the DOI, else the URL, else the mirror; exit 1 where a work has none."""
    keys = world.keys(args.keys)
    library = world.shelf.neighbourhood(keys)
    code = 0
    for work in [work for work in (world.work(library, key) for key in keys) if work]:
        if not is_web_address(work.link):
            world.terminal.talk(f"sourcebook: {work.key} has no DOI, URL or mirror to open.", "red")
            code = 1
        elif args.only_print:
            world.terminal.say(one_line(work.link))
        elif not _open(work.link):
            world.terminal.talk(f"sourcebook: no browser was found; the link is {work.link}", "red")
            code = 1
    return 1 if world.missing else code


def _open(link: str) -> bool:
    import webbrowser  # noqa: PLC0415 - reads $BROWSER, which `--print` does not need

    return webbrowser.open(link)
