"""Checked projects in a folder: what a load leaves there for the next one of the same texts.

A file is named for everything that its load was given, and lists every other file that was read;
where one of them has changed, it counts for nothing. So does a file that is damaged, or of another
version of this package, and a folder that others could write to: whoever can write there decides
what definitions mean. Nothing that goes wrong here makes a load fail.
"""

from __future__ import annotations

import json
import os
import re
import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from statecraft.compiled.forms import Damaged
from statecraft.compiled.texts import Checked, lines_of, read_lines
from statecraft.runtime.definition_files import Place
from statecraft.schema import schema_text
from statecraft.source import text_of_bytes

ENVIRONMENT_VARIABLE: Final = "STATECRAFT_CACHE"
MOST_BYTES: Final = 64 * 1024 * 1024
"""What a folder may hold; beyond, the files that were written first are removed."""

_SUFFIX: Final = ".statecraft"
_OWN_NAME: Final = re.compile(r"[0-9a-f]{64}\.statecraft(?:\..*)?").fullmatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a load looked at besides its own text.

    ``files`` holds each file's real path, path as shown and bytes; ``links`` the folder of each
    import, its path as written and where that led; ``root`` what all of it had to stay inside.
    """

    files: tuple[tuple[str, str, bytes], ...]
    links: tuple[tuple[str, str, str], ...]
    root: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """The place of one project, and the text that it is of."""

    path: str
    shown: str
    content: bytes

    def read(self, root: Callable[[], str | None]) -> Checked | None:
        """What was kept, if it is still true; *root* is asked where other files were read."""
        try:
            lines = _lines_at(self.path)
            looked = json.loads(lines[0])
            sources = {self.shown: text_of_bytes(self.content), **dict(_unchanged(looked, root))}
            return read_lines(lines[1:], sources)
        except (OSError, ValueError, LookupError, TypeError, RecursionError, Damaged):
            return None

    def write(self, checked: Checked, looked: Looked) -> None:
        """Keep a project; where that is not possible, nothing is kept."""
        files = [[real, shown, _digest(data)] for real, shown, data in looked.files]
        first = {"files": files, "links": looked.links, "root": looked.root}
        body = b"\n".join([json.dumps(first).encode("ascii"), *lines_of(checked)])
        with suppress(OSError):
            _put(self.path, _head(body) + body)
            _bound(os.path.dirname(self.path))  # noqa: PTH120 - as everywhere on this way.


def compiled_at(cache: Place | None, shown: str, content: bytes, *given: object) -> Compiled | None:
    """The place for a text that is shown by this name and loaded with what else was given."""
    folder = os.environ.get(ENVIRONMENT_VARIABLE) if cache is None else os.fspath(cache)
    if not folder or not _is_ours(folder):
        return None
    name = _digest(json.dumps([_edition(), shown, _digest(content), *given]).encode())
    return Compiled(path=f"{folder}/{name}{_SUFFIX}", shown=shown, content=content)


def _lines_at(path: str) -> list[bytes]:
    """The lines behind the head, which tells whether they are as they were written."""
    with open(path, "rb") as file:  # noqa: PTH123 - a path object costs as much as the reading.
        data = file.read(MOST_BYTES)
    size = data.find(b"\n") + 1
    if data[:size] != _head(memoryview(data)[size:]):
        raise Damaged
    return data.split(b"\n")[1:]


def _head(body: bytes | memoryview) -> bytes:
    return f"statecraft {_digest(body)}\n".encode()


def _digest(data: bytes | memoryview) -> str:
    return sha256(data).hexdigest()


def _unchanged(
    looked: Mapping[str, Any], root: Callable[[], str | None]
) -> Iterator[tuple[str, str]]:
    """The texts of the other files, by the paths that they are shown by.

    Raises:
        Damaged: one of them, or the way to it, is no longer what it was.
    """
    if (looked["files"] or looked["links"]) and looked["root"] != root():
        raise Damaged
    for folder, written, real in looked["links"]:
        if os.path.realpath(os.path.join(folder, written)) != real:  # noqa: PTH118 - see there.
            raise Damaged
    for real, shown, digest in looked["files"]:
        content = Path(real).read_bytes()
        if _digest(content) != digest:
            raise Damaged
        yield shown, text_of_bytes(content)


def _is_ours(folder: str) -> bool:
    """Whether a folder is there, or can be made, that nobody else may write to."""
    try:
        try:
            found = os.stat(folder)  # noqa: PTH116 - as above.
        except FileNotFoundError:
            os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103 - as above.
            found = os.stat(folder)  # noqa: PTH116 - as above.
    except (OSError, ValueError):
        return False
    if not hasattr(os, "getuid"):
        return True
    return found.st_uid == os.getuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _put(path: str, data: bytes) -> None:
    """Write a file whole: whoever reads meanwhile finds the former one, or none."""
    folder, name = os.path.split(path)
    number, unfinished = tempfile.mkstemp(dir=folder, prefix=f"{name}.")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
        Path(unfinished).replace(path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise


def _bound(folder: str) -> None:
    """Remove the oldest files until the folder holds half of what it may, once it holds more."""
    with os.scandir(folder) as entries:
        kept = [(found.stat(), found.path) for found in entries if _OWN_NAME(found.name)]
    excess = sum(each.st_size for each, _ in kept) - MOST_BYTES
    excess += MOST_BYTES // 2 if excess > 0 else 0
    for each, path in sorted(kept, key=lambda one: one[0].st_mtime_ns):
        if excess <= 0:
            return
        Path(path).unlink(missing_ok=True)
        excess -= each.st_size


@cache
def _edition() -> str:
    """What tells this package from every other version of it, one under development included."""
    seen = []
    for folder, _, names in os.walk(Path(__file__).parent.parent):
        found = [os.stat(f"{folder}/{name}") for name in names if name.endswith(".py")]  # noqa: PTH116 - as above.
        seen += [(folder, each.st_size, each.st_mtime_ns) for each in found]
    return _digest(json.dumps([sorted(seen), schema_text()]).encode())
