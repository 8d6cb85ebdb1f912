"""A cable between a program and a server that can be cut: what is sent is swallowed, and neither side is told."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Self


class Cable:
    """Listens on a port of its own and leads to the server; every connection stands still while it is cut."""

    def __init__(self, host: str, port: int) -> None:
        self._far = (host, port)
        self._whole = threading.Event()
        self._whole.set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._ends: list[socket.socket] = []

    def cut(self) -> None:
        """From now on nothing arrives."""
        self._whole.clear()

    def mend(self) -> None:
        """What was on its way arrives."""
        self._whole.set()

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.mend()
        for each in (self._listener, *self._ends):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _address = self._listener.accept()
                far = socket.create_connection(self._far)
                self._ends += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65_536):
                self._whole.wait()
                other.sendall(data)
        self._whole.wait()
        with contextlib.suppress(OSError):
            other.shutdown(socket.SHUT_WR)
