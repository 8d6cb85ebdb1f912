"""Name a process so that others can tell whether it is still alive; a number that is used again deceives nobody."""

from __future__ import annotations

import os
import secrets
import socket
from functools import cache
from pathlib import Path


@cache
def _here() -> str:
    """This machine since it was started, and within it the space in which process numbers mean the same.

    A host's name does not tell machines apart: those made from one image share it, and the outermost space has one number on
    all of them. Nor does `/etc/machine-id`, which a copied disk brings along. No two starts of any machine have one boot id.
    """
    try:
        space = str(Path("/proc/self/ns/pid").readlink()).strip("pid:[]")
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")[:8]
    except OSError:
        return socket.gethostname()
    return f"{socket.gethostname()}/{space}/{boot}"


def owner_name() -> str:
    """A name for this process or a part of it, each time another one."""
    return f"{_here()}:{os.getpid()}:{_started(os.getpid())}:{secrets.token_hex(3)}"


def is_dead(owner: str | None) -> bool:
    """Whether a process of this machine is gone; of another machine's, or of before a restart, its lease decides."""
    parts = (owner or "").rsplit(":", 3)
    if len(parts) != 4 or parts[0] != _here() or not parts[1].isdecimal():
        return False
    try:
        os.kill(int(parts[1]), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return _started(int(parts[1])) != parts[2]


def _started(pid: int) -> str:
    """When a process began, in the machine's own ticks; a process that ended and waits to be buried counts as gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "0"
    fields = stat.rpartition(")")[2].split()
    return "gone" if fields[0] == "Z" else fields[19]
