"""Two hundred feeds of fifty items on this machine, that answer 304 to whoever names what they gave before.

`python feeds_server.py PORT`; `/N` is feed N; one in four is Atom, half have whole texts. Prints a line
once it listens.
"""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

from works import make_works

from sourcebook.model.work import Work

FEEDS, ITEMS = 200, 50
HOSTS = 100  # 127.0.0.1 to 127.0.0.100
_PARAGRAPHS = 8


def feed(number: int, works: list[Work], now: datetime) -> bytes:
    """The feed of this number, its newest item an hour old."""
    one = _atom_entry if number % 4 == 3 else _rss_item
    entries = "".join(
        one(f"https://h{number}.example/{place}", work, now - timedelta(hours=place + 1), is_whole=number % 2 == 0)
        for place, work in enumerate(works)
    )
    if number % 4 == 3:
        head = f"<id>urn:h{number}</id><title>Feed {number}</title><updated>{now.isoformat()}</updated>"
        return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">{head}{entries}</feed>'.encode()
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    head = f"<title>Feed {number}</title><link>https://h{number}.example/</link><description>News</description>"
    return f'<?xml version="1.0"?><rss version="2.0" {space}><channel>{head}{entries}</channel></rss>'.encode()


def _rss_item(url: str, work: Work, at: datetime, *, is_whole: bool) -> str:
    whole = f"<content:encoded>{_text(work)}</content:encoded>" if is_whole else ""
    return (
        f"<item><title>{escape(work.title)}</title><link>{url}</link><guid>{url}</guid>"
        f"<pubDate>{format_datetime(at)}</pubDate><description>{escape(work.annotation)}</description>{whole}</item>"
    )


def _atom_entry(url: str, work: Work, at: datetime, *, is_whole: bool) -> str:
    said = f'<content type="html">{_text(work)}</content>' if is_whole else ""
    return (
        f'<entry><id>{url}</id><title>{escape(work.title)}</title><link href="{url}"/>'
        f"<updated>{at.isoformat()}</updated><author><name>Desk</name></author>"
        f"<summary>{escape(work.annotation)}</summary>{said}</entry>"
    )


def _text(work: Work) -> str:
    return escape(f'<p>{escape(work.annotation)} <a href="/more">More</a> <em>here</em>.</p>' * _PARAGRAPHS)


class _Answering(asyncio.Protocol):
    def __init__(self, bodies: list[bytes]) -> None:
        self._bodies = bodies

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        number = int(data.split(b" ", 2)[1][1:])
        etag = b'ETag: "feed-%d"\r\n' % number
        if b'"feed-%d"' % number in data:
            self._transport.write(b"HTTP/1.1 304 Not Modified\r\n" + etag + b"\r\n")
            return
        body = self._bodies[number]
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n" % len(body)
        self._transport.write(head + etag + b"\r\n" + body)


async def _serve(port: int) -> None:
    works, now = make_works(FEEDS * ITEMS), datetime.now(UTC).replace(microsecond=0)
    bodies = [feed(number, works[number * ITEMS : (number + 1) * ITEMS], now) for number in range(FEEDS)]
    places = [f"127.0.0.{number}" for number in range(1, HOSTS + 1)]
    server = await asyncio.get_running_loop().create_server(lambda: _Answering(bodies), places, port, backlog=1_000)
    print("listening", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
