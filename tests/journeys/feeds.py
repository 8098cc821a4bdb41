"""A sourcebook that follows feeds of a local server, and what such feeds give."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from repositories import committed
from servers import Request, Script, Server, answer

TOPIC = """
topic:
  show: 6
  groups:
    dam: {weight: 5, terms: [Alder Dam, Alder Valley, 阿尔德大坝]}
    beer: {weight: -6, terms: [Alder Dam Lager]}
"""
NOW = datetime.now(UTC)


class Story(NamedTuple):
    """An item as a server offers it; `days` is its age."""

    title: str
    link: str = ""
    guid: str = ""
    days: float = 1.0
    text: str = ""
    more: str = ""


def rss(*stories: Story, title: str = "The Alder Courier") -> bytes:
    """A feed of these stories."""
    items = "".join(
        f"<item><title>{escape(one.title)}</title>"
        + (f"<link>{escape(one.link)}</link>" if one.link else "")
        + (f'<guid isPermaLink="false">{escape(one.guid)}</guid>' if one.guid else "")
        + f"<pubDate>{format_datetime(NOW - timedelta(days=one.days))}</pubDate>"
        + (f"<description>{escape(one.text)}</description>" if one.text else "")
        + f"{one.more}</item>"
        for one in stories
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'.encode()


FLOOD = Story("Alder Dam holds back the flood", "https://alder-courier.example/2026/flood", "1", text="It rained.")
SILT = Story("Silt fills the Alder Valley, says report", "https://alder-courier.example/2026/silt", "2", days=2)
GAMES = Story("Courier eleven win the cup", "https://alder-courier.example/2026/cup", "3")


def following(root: Path, feeds: Mapping[str, str], *, more: Mapping[str, str] | None = None) -> Path:
    """The sourcebook as a repository that follows feeds: id -> address; `more` are further settings by id."""
    lines = [
        f"- {{id: {name}, url: '{url}'{', ' + said if (said := (more or {}).get(name)) else ''}}}"
        for name, url in feeds.items()
    ]
    settings = root / "sources.yaml"
    text = settings.read_text(encoding="utf-8").partition("\nfeeds:")[0].rstrip("\n")
    settings.write_text(f"{text}\n\nfeeds:\n" + "\n".join(lines) + "\n" + TOPIC, encoding="utf-8")
    return root if (root / ".git").exists() else committed(root)


def giving_feed(body: bytes, status: int = 200, **headers: str) -> Script:
    """The script of a feed without validators."""
    return lambda _: [answer(body, status, **{"content_type": "application/rss+xml", **headers})]


def validated(body: bytes, etag: str = '"one"') -> Script:
    """The script of a feed that knows what it gave."""

    def answered(request: Request) -> Iterable[bytes]:
        if f"If-None-Match: {etag}" in request.text:
            return [answer(b"", 304, etag=etag)]
        return [answer(body, content_type="application/rss+xml", etag=etag)]

    return answered


def inbox(root: Path) -> dict[str, str]:
    """The records of the inbox by name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted((root / "library" / "inbox").glob("*.md"))}


def asked(server: Server, path: str) -> int:
    """How often a path was asked for."""
    return sum(request.path == path for request in server.asked)
