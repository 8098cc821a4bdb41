"""How commands reach the network: who we say we are, through which proxy, and to whom we do not speak."""

import argparse
from typing import TYPE_CHECKING

from sourcebook import __version__
from sourcebook.cli.world import World

if TYPE_CHECKING:
    from sourcebook.web.fetch import Fetcher

_SECONDS = 30.0
_LARGEST = 20_000_000  # bytes


def arguments(parser: argparse.ArgumentParser) -> None:
    """What every command takes that asks other machines."""
    group = parser.add_argument_group("network")
    group.add_argument(
        "--timeout", type=seconds, metavar="SECONDS", default=_SECONDS, help="the most that one address may take (30)"
    )
    group.add_argument(
        "--allow-private", action="store_true", help="also ask machines of this network, which are refused otherwise"
    )


def fetcher(world: World, args: argparse.Namespace, *, largest: int = _LARGEST) -> "Fetcher":
    """The HTTP client of a command, for answers of at most `largest` bytes.

    Its User-Agent names the contact that sources.yaml has.
    """
    from urllib.request import getproxies  # noqa: PLC0415 - 90 ms with the next, which `--help` does not need

    from sourcebook.web.fetch import Fetcher, Limits  # noqa: PLC0415 - as above

    return Fetcher(
        agent(world.shelf.sources.contact),
        allow_private=args.allow_private,
        limits=Limits(seconds=args.timeout, body=largest),
        kept=128,
        proxies={scheme: url for scheme, url in getproxies().items() if scheme in ("http", "https")},
    )


def agent(contact: str) -> str:
    """The User-Agent: our name and version, and how to reach whoever runs us (RFC 9110, section 10.1.5)."""
    if not contact:
        return f"sourcebook/{__version__}"
    return f"sourcebook/{__version__} (+{contact if '://' in contact else f'mailto:{contact}'})"


def seconds(text: str) -> float:
    """A number of seconds that one address may take; raises ArgumentTypeError and ValueError, as argparse wants it."""
    number = float(text)
    if not 0 < number <= 600:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 600 seconds")
    return number
