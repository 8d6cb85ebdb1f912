"""A relay on bare sockets that takes every mail and keeps none, so that it is not what limits a measurement."""

from __future__ import annotations

import selectors
import socket
from multiprocessing.queues import Queue
from typing import Final

_ROOM: Final = memoryview(bytearray(1 << 20))
_END: Final = b"\r\n.\r\n"
_GREETING: Final = b"220 sink ESMTP\r\n"
_ANSWERS: Final = {
    b"HELO": b"250 sink\r\n",
    b"DATA": b"354 go on\r\n",
    b"QUIT": b"221 bye\r\n",
}
_YES: Final = b"250 ok\r\n"


class _Talk:
    """One connection."""

    def __init__(self, connection: socket.socket, *, pipelining: bool) -> None:
        self.connection = connection
        offered = b"250-sink\r\n250-SIZE 50000000\r\n250-PIPELINING\r\n250 8BITMIME\r\n"
        self._hello = offered if pipelining else offered.replace(b"250-PIPELINING\r\n", b"")
        self._buffer = bytearray()
        self._in_mail = False
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(_GREETING)

    def read(self) -> bool:
        """Take in what came and answer it; False when the other side hung up."""
        try:
            size = self.connection.recv_into(_ROOM)
        except ConnectionError:
            return False
        if self._in_mail and size > len(_END):  # of a mail only its end is looked at
            self._buffer[:] = _ROOM[size - len(_END) : size]
        else:
            self._buffer += _ROOM[:size]
        answers = []
        while (answer := self._next()) is not None:
            answers.append(answer)
        if answers:
            self.connection.sendall(b"".join(answers))
        return size > 0

    def _next(self) -> bytes | None:
        if self._in_mail:
            if not self._buffer.endswith(_END):  # nobody sends on before the answer to the mail's end
                return None
            self._buffer.clear()
            self._in_mail = False
            return _YES
        line, end, _rest = bytes(self._buffer[:1_000]).partition(b"\r\n")
        if not end:
            return None
        del self._buffer[: len(line) + 2]
        verb = line[:4].upper()
        self._in_mail = verb == b"DATA"
        return self._hello if verb == b"EHLO" else _ANSWERS.get(verb, _YES)


def serve(told: Queue[int], *, pipelining: bool = True) -> None:
    """Be the relay until the process ends; `told` gets the port."""
    listening = socket.create_server(("127.0.0.1", 0))
    told.put(listening.getsockname()[1])
    talks: dict[int, _Talk] = {}
    with selectors.DefaultSelector() as selector:
        selector.register(listening, selectors.EVENT_READ)
        while True:
            for key, _events in selector.select():
                if key.fileobj is listening:
                    connection, _address = listening.accept()
                    talks[connection.fileno()] = _Talk(connection, pipelining=pipelining)
                    selector.register(connection, selectors.EVENT_READ)
                elif not talks[key.fd].read():
                    selector.unregister(key.fd)
                    talks.pop(key.fd).connection.close()
