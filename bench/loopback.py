"""A loopback server of list pages for measurements, in a process of its own: `python -m bench.loopback PORT ROWS [LATENCY]`."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

HOSTS = 60
"""Loopback has many addresses; each stands for a publisher's machine with a pace of its own."""


def page(number: int, rows: int) -> bytes:
    """A page of meetings as boards publish them."""
    lines = "".join(
        f'<tr data-meeting-id="{number}-{row}"><td>{row % 12 + 1}/{row % 28 + 1}/2027</td><td>10:{row % 60:02} AM</td>'
        f'<td><a href="/agenda/{number}/{row}.pdf">Committee on Health {number}, meeting {row}</a></td><td>Room {row}</td></tr>'
        for row in range(rows)
    )
    return (
        "<!doctype html><html><head><title>Meetings</title></head><body><nav>"
        + "<a href='/'>Home</a>" * 40
        + f"</nav><table id=meetings><tbody>{lines}</tbody></table></body></html>"
    ).encode()


async def serve(port: int, rows: int, latency: float) -> None:
    """Answer every path; `/hang` never ends, `/robots.txt` is not there."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1].decode()
                if path.startswith("/hang"):
                    await asyncio.sleep(3600)
                if latency:
                    await asyncio.sleep(latency)
                digits = "".join(filter(str.isdigit, path.rpartition("/")[2])) or "0"
                body = b"" if path == "/robots.txt" else page(int(digits), rows)
                status = b"404 Not Found" if path == "/robots.txt" else b"200 OK"
                told = b"HTTP/1.1 %s\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % (status, len(body))
                writer.write(told + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    hosts = [f"127.0.0.{number}" for number in range(1, HOSTS + 1)]
    server = await asyncio.start_server(answer, hosts, port, limit=1 << 20)
    async with server:
        await server.serve_forever()


@contextmanager
def serving(rows: int, latency: float = 0.0) -> Iterator[str]:
    """The address of such a server, ended at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    made = subprocess.Popen([sys.executable, "-m", "bench.loopback", str(port), str(rows), str(latency)])
    try:
        for _try in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        made.terminate()
        made.wait(10)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
