"""A language server for a test, closed when the test is done."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.editor.finding import server_command
from tests.editor.language_server import Editor

Editing = Callable[[Path, dict[str, str]], AbstractContextManager[Editor]]


@pytest.fixture(scope="session")
def editing() -> Editing:
    """Opens a folder in an editor with the setting ``yaml.schemas``; skips where no server is."""
    command = server_command()
    if command is None:
        pytest.skip("no yaml-language-server: npm install it and name its file in STATECRAFT_YLS")

    @contextlib.contextmanager
    def opened(folder: Path, schemas: dict[str, str]) -> Iterator[Editor]:
        editor = Editor(command, folder, schemas)
        try:
            yield editor
        finally:
            editor.close()

    return opened
