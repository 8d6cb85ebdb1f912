"""Tell by which code a page was read, so that a mended reader reads again what an unchanged page says.

A release number does not tell: whoever works on a source changes the reader many times within one release.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

from spiders.kit.spiders import SourceSpider

_ROOT: Final = Path(__file__).resolve().parents[2]
_IMPORT: Final = re.compile(
    r"^\s*(?:from (spiders(?:\.\w+)*) import ([^\n(]+|\([^)]*\))|import (spiders(?:\.\w+)+))", re.MULTILINE
)
_NAME: Final = re.compile(r"\w+")


def fingerprint(spider: type[SourceSpider]) -> str:
    """A short text that changes with the spider's module, with every module of ours it uses, and with its place and clock."""
    digest = blake2b(digest_size=8)
    for module in dict.fromkeys(base.__module__ for base in spider.__mro__):
        if module.startswith("spiders."):
            digest.update(_code(module))
        elif module not in sys.stdlib_module_names and (file := getattr(sys.modules.get(module), "__file__", None)):
            path = Path(file)
            if path.is_relative_to(_ROOT) and ".venv" not in path.parts:  # a spider of a plug-in or a test
                digest.update(path.read_bytes())
    facts = spider.source
    digest.update(repr((spider.name, facts.jurisdiction, facts.timezone.key, facts.kind, facts.publisher)).encode())
    return digest.hexdigest()


@cache
def _code(module: str) -> bytes:
    """A digest of a module's text, of the data beside it, and of all modules of the spiders that it imports."""
    digest = blake2b(digest_size=16)
    for file in sorted(_files(module)):
        digest.update(file.read_bytes())
    return digest.digest()


def _files(module: str) -> set[Path]:
    files: set[Path] = set()
    waiting = [module]
    while waiting:
        path = _ROOT.joinpath(*waiting.pop().split("."))
        file = path.with_suffix(".py") if path.with_suffix(".py").is_file() else path / "__init__.py"
        if file in files or not file.is_file():
            continue
        files.add(file)
        files.update(file.parent.glob("*.toml"))
        for package, names, whole in _IMPORT.findall(file.read_text(encoding="utf-8")):
            if whole:
                waiting.append(whole)
                continue
            waiting.append(package)
            waiting += [f"{package}.{name}" for name in _NAME.findall(names)]
    return files
