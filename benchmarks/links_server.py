"""A hundred hosts on this machine, 127.0.0.1 to 127.0.0.100, that answer any path when it says so.

`python links_server.py PORT`; `/100/anything` is answered after a tenth of a second. Prints a line once it listens.
"""

import asyncio
import sys

HOSTS = 100
_MENU = "".join(f'<a class="menu-item" href="/section/{number}">Section {number}</a>' for number in range(15))
_METAS = "".join(
    f'<meta property="og:thing{number}" content="Some content of number {number}">' for number in range(15)
)
_STORY = "".join(
    f"<p>In paragraph {number} the dam is said to be open, the river to be dry, and the village upstream to be empty; "
    "an engineer who was asked by telephone denies all three, and the ministry has not answered so far.</p>"
    for number in range(10)
)
_SCRIPT = f"<script>{'window.counted = (window.counted || 0) + 1;' * 25}</script>"
_BODY = (
    f"<!doctype html><html><head><meta charset='utf-8'><title>The dam that never opened</title>{_METAS}{_SCRIPT}</head>"
    f"<body><nav>{_MENU}</nav><article><h1>The dam that never opened</h1>{_STORY}</article></body></html>"
).encode()
_ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nServer: bench\r\nCache-Control: no-cache\r\n"
    b"Content-Length: %d\r\n\r\n" % len(_BODY)
) + _BODY


class _Answering(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        milliseconds = int(data.split(b"/", 2)[1])
        if milliseconds:
            asyncio.get_running_loop().call_later(milliseconds / 1000, self._transport.write, _ANSWER)
        else:
            self._transport.write(_ANSWER)


async def _serve(port: int) -> None:
    places = [f"127.0.0.{number}" for number in range(1, HOSTS + 1)]
    server = await asyncio.get_running_loop().create_server(_Answering, places, port, backlog=1_000)
    print("listening", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
