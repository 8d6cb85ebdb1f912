"""Write mails into a folder, which is what happens until a mail relay is set: nothing is lost, everything can be looked at.

The folder is a Maildir, so that mail programs can open it; each file ends in .eml, so that people can.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from alerts.channels.base import DeliveryError, Message
from tracker.errors import found_in
from tracker.system import open_private, private_folder


class Folder:
    """A Maildir. A message that is sent twice is one file, since its name is its key."""

    name = "mail"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ready = False

    def send(self, message: Message) -> None:
        """Write it beside its place, then move it there: a killed process leaves no half mail."""
        unfinished = self.folder / "tmp" / f"{message.key}.{os.getpid()}.eml"
        try:
            self._prepare()
            with open_private(unfinished, "wb") as file:
                file.write(message.raw)
            unfinished.replace(self.folder / "new" / f"{message.key}.eml")
        except OSError as problem:
            with suppress(OSError):  # what cannot be written can often not be removed either
                unfinished.unlink()
            raise DeliveryError(
                f"mail folder {self.folder}: expected to write there, found: {found_in(problem)}", blame="channel"
            ) from problem

    def close(self) -> None:
        """Nothing stays open."""

    def _prepare(self) -> None:
        if not self._ready:
            for name in ("tmp", "new", "cur"):
                private_folder(self.folder / name)
            self._ready = True
