"""Stores as a person names them: ``sqlite:///rows.db``, or just the path."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from statecraft.diagnostics import UsageError, quoted

_SQLITE: Final = "sqlite:///"
_ADDRESS: Final = re.compile(r"[A-Za-z][\w+.-]+:/")


def sqlite_path(store: str) -> Path:
    """The file of an SQLite store; after ``sqlite:///`` an absolute path begins with its slash.

    Raises:
        UsageError: it is the address of another kind of store, or no path.
    """
    path = store.removeprefix(_SQLITE)
    if path == store and _ADDRESS.match(store):
        raise UsageError(f"{quoted(store)} is no store: write sqlite:///PATH, or the path alone")
    if not path or "\0" in path:
        raise UsageError(f"{quoted(store)} names no file: write sqlite:///PATH, or the path alone")
    return Path(path)
