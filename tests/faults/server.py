"""A PostgreSQL server of a test's own, to be killed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import Self

from tests.conftest import missing


class Server:
    """Started on a free port, gone at the end; reached at this machine's loopback, and at other addresses of it that are named."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = ("127.0.0.1", *addresses)

    def __enter__(self) -> Self:
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
        found = shutil.which("pg_ctl")
        if not programs and found is None:
            missing("PostgreSQL's own programs")
        self._bin = programs[-1] if programs else Path(str(found)).parent
        self._folder = Path(tempfile.mkdtemp(prefix="pg-"))
        if os.geteuid() == 0:
            shutil.chown(self._folder, "postgres")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self._do("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        with (self._folder / "data" / "pg_hba.conf").open("a") as rules:
            rules.writelines(f"host all all {address}/24 trust\n" for address in self._addresses[1:])
        self._start()
        return self

    @property
    def url(self) -> str:
        """The address of its database."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self._port}/postgres"

    def restart(self) -> None:
        """Die at once, as in a power cut, and come back."""
        self._do("pg_ctl", "-m", "immediate", "stop")
        self._start()

    def _start(self) -> None:
        at = ",".join(self._addresses)
        told = f"-p {self._port} -c listen_addresses={at} -c unix_socket_directories={self._folder}"
        self._do("pg_ctl", "-w", "-l", str(self._folder / "log"), "-o", told, "start")

    def _do(self, program: str, *words: str) -> None:
        command = [str(self._bin / program), "-D", str(self._folder / "data"), *words]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        done = subprocess.run(
            command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd="/"
        )
        assert done.returncode == 0, done.stderr

    def __exit__(self, *_: object) -> None:
        self._do("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(self._folder)
