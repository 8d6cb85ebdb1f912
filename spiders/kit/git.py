"""Read git repositories of other people: the newest commit only, its list of files, and the contents that are wanted.

Nothing is checked out. A repository is kept bare, shallow and without contents; contents are fetched in one go for the
files that are asked for, and read from git's own store. So a path can do no harm, a tree of 200,000 files costs a list,
and a history that was rewritten is simply another newest commit. Git's own program does the work; it runs without the
user's configuration, hooks, credentials and prompts.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from spiders.kit.select import PageChanged

FETCH_SECONDS: Final = 1_800
"""The first copy of a large state takes minutes on a slow line; longer than this something hangs."""
SECONDS: Final = 120
AT_ONCE: Final = 4_000
"""Contents asked for in one fetch."""
_NEWEST: Final = "refs/tracker/newest"
_MODES: Final = frozenset({"100644", "100755"})
"""Plain files. Links and repositories within the repository are never followed."""
_BROKEN: Final = re.compile(
    r"not a git repository|bad object|corrupt|unable to read|invalid object|bad config|fatal: loose", re.IGNORECASE
)


class GitProblem(PageChanged):
    """What git could not do, in its words; `kind` names it for a run's problems."""

    def __init__(self, kind: str, words: str) -> None:
        super().__init__(words)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class File:
    """A file of the newest commit, by its path and the name of its content."""

    path: str
    content: str


class Repository:
    """A bare copy of a repository in a folder of ours."""

    def __init__(self, folder: Path, url: str) -> None:
        """`folder` is made when it is needed; `url` is where the repository is."""
        self.folder = folder
        self.url = url

    def update(self) -> str:
        """Fetch the newest commit without its contents, and say which it is.

        A copy that a killed fetch or a full disk left behind is made anew, once.
        """
        if shutil.which("git") is None:
            raise GitProblem("no-git", "wanted the program git, found none: install it with your system's packages")
        try:
            return self._fetch_newest()
        except GitProblem as problem:
            if not _BROKEN.search(str(problem)) or not self.folder.exists():
                raise
        shutil.rmtree(self.folder)
        return self._fetch_newest()

    def _fetch_newest(self) -> str:
        if not (self.folder / "HEAD").exists():
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._git("init", "--quiet", "--bare", ".")
        wanted = f"+HEAD:{_NEWEST}"
        options = ("--quiet", "--depth=1", "--no-tags", "--filter=blob:none", "--no-write-fetch-head")
        self._git("fetch", *options, "--", self.url, wanted, seconds=FETCH_SECONDS)
        return self._git("rev-parse", "--verify", _NEWEST).decode().strip()

    def tree(self, path: str) -> str | None:
        """The name of a folder's whole content, equal as long as nothing in it changes; None where there is no such folder."""
        folders = self._git("ls-tree", "-d", "-z", _NEWEST, "--", path).split(b"\0")
        return folders[0].split(b"\t")[0].decode().split(" ")[2] if folders[0] else None

    def files(self, below: str = "") -> Iterator[File]:
        """All plain files of the newest commit below a folder."""
        listed = self._git("ls-tree", "-r", "-z", "--full-tree", _NEWEST, *(["--", below] if below else []))
        for entry in listed.split(b"\0"):
            facts, tab, path = entry.partition(b"\t")
            mode, _kind, content = facts.decode().split(" ") if tab else ("", "", "")
            if mode in _MODES:
                yield File(path.decode("utf-8", "surrogateescape"), content)

    def fetch(self, contents: Iterable[str]) -> int:
        """Fetch the contents that are not here yet, many at once; gives their number."""
        have = set(self._git("cat-file", "--batch-all-objects", "--batch-check=%(objectname)").decode().split())
        missing = sorted(set(contents) - have)
        options = ("--quiet", "--no-tags", "--no-write-fetch-head", "--filter=blob:none", "--stdin", "--", self.url)
        for start in range(0, len(missing), AT_ONCE):
            names = "\n".join(missing[start : start + AT_ONCE]).encode()
            self._git("-c", "fetch.negotiationAlgorithm=noop", "fetch", *options, given=names, seconds=FETCH_SECONDS)
        return len(missing)

    def read(self, contents: Sequence[str], *, most: int) -> Iterator[tuple[str, bytes | None, int]]:
        """Each content with its bytes and size; one of more than `most` bytes is passed over and has no bytes."""
        command = [*_COMMAND, "-C", str(self.folder), "cat-file", "--batch"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment()) as process:
            asks, answers = process.stdin, process.stdout
            assert asks is not None
            assert answers is not None
            for content in contents:
                asks.write(f"{content}\n".encode())
                asks.flush()
                said = answers.readline().decode().split()
                if len(said) != 3:
                    yield content, None, 0
                    continue
                rest = size = int(said[2])
                parts = []
                while rest:
                    piece = answers.read(min(rest, 1 << 20))
                    if not piece:
                        raise GitProblem("broken-copy", f"wanted {size} bytes of {content}, found fewer")
                    rest -= len(piece)
                    if size <= most:
                        parts.append(piece)
                answers.read(1)
                yield content, b"".join(parts) if size <= most else None, size

    def size(self) -> int:
        """The bytes that the copy takes on disk."""
        return sum(file.stat().st_size for file in self.folder.rglob("*") if file.is_file())

    def _git(self, *words: str, given: bytes | None = None, seconds: int = SECONDS) -> bytes:
        command = [*_COMMAND, "-C", str(self.folder), *words]
        try:
            done = subprocess.run(
                command, input=given or b"", capture_output=True, env=_environment(), timeout=seconds, check=False
            )
        except subprocess.TimeoutExpired as problem:
            raise GitProblem("timeout", f"git {words[0]}: wanted an answer within {seconds} s, found none") from problem
        if done.returncode:
            message = " ".join(done.stderr.decode("utf-8", "replace").split())[:300]
            kind = _kind(message)
            if kind == "http-404":
                raise GitProblem(kind, f"wanted a public repository, found none at {self.url}")
            raise GitProblem(kind, f"git {words[0]}: {message or f'ended with {done.returncode}'}")
        return done.stdout


_COMMAND: Final = (
    "git",
    "-c", "core.hooksPath=/dev/null",
    "-c", "core.fsmonitor=false",
    "-c", "gc.auto=0",
    "-c", "maintenance.auto=false",
    "-c", "credential.helper=",
    "-c", "http.lowSpeedLimit=1000",
    "-c", "http.lowSpeedTime=60",
    "-c", "protocol.version=2",
    "-c", "protocol.ext.allow=never",
    "-c", "safe.bareRepository=all",
)  # fmt: skip


def _environment() -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {
        **environment,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "true",
        "GIT_ALLOW_PROTOCOL": "https:http:file",
        "LC_ALL": "C",
    }


def _kind(message: str) -> str:
    lower = message.lower()
    for words, kind in (
        ("not found", "http-404"),
        ("does not exist", "http-404"),
        ("does not appear to be a git repository", "http-404"),
        ("could not read username", "http-404"),  # what is not there, or not public, asks for a name
        ("authentication failed", "http-404"),
        ("could not resolve host", "no-host"),
        ("no space left", "disk-full"),
    ):
        if words in lower:
            return kind
    return "git"
