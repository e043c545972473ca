"""The program that lays out a graph: the system's ``dot``, or the one that pip brings along."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from typing import Final

from statecraft.diagnostics import UsageError

ENVIRONMENT_VARIABLE: Final = "STATECRAFT_DOT"
"""Names a ``dot`` that goes before all others."""

_BUNDLED: Final = "graphviz-pure"
_PNG_DPI: Final = 144


class EngineKind(StrEnum):
    """Whose ``dot`` it is."""

    SYSTEM = "system"
    BUNDLED = "bundled"


class EngineError(UsageError):
    """There is no engine, or it could not draw the graph."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """A program that understands the options of ``dot``."""

    path: Path
    kind: EngineKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What an engine made of a graph, and remarks for the person who asked for it."""

    data: bytes
    remarks: tuple[str, ...]


def find_engine(kind: EngineKind | None) -> Engine:
    """The engine of that kind; of None the first of ``$STATECRAFT_DOT``, ``dot``, the bundled one.

    Raises:
        EngineError: it is not installed.
    """
    found = next(_engines(kind), None)
    if found is not None:
        return found
    if kind is EngineKind.BUNDLED:
        raise EngineError("graphviz-pure is not installed: pip install graphviz-pure")
    hint = "install Graphviz (apt install graphviz, brew install graphviz, winget install graphviz)"
    if kind is EngineKind.SYSTEM:
        raise EngineError(f"no dot on the PATH: {hint}, or name it in {ENVIRONMENT_VARIABLE}")
    raise EngineError(f"nothing here can lay out a graph: pip install graphviz-pure, or {hint}")


def _engines(kind: EngineKind | None) -> Iterator[Engine]:
    if kind is not EngineKind.BUNDLED:
        yield from _system()
    if kind is not EngineKind.SYSTEM:
        yield from (Engine(path=path, kind=EngineKind.BUNDLED) for path in _bundled())


def _system() -> Iterator[Engine]:
    named = os.environ.get(ENVIRONMENT_VARIABLE)
    if named:
        path = shutil.which(named)
        if path is None:
            raise EngineError(f"{ENVIRONMENT_VARIABLE} names {named}, which is no program")
        yield Engine(path=Path(path), kind=EngineKind.SYSTEM)
    path = shutil.which("dot")
    if path is not None:
        yield Engine(path=Path(path), kind=EngineKind.SYSTEM)


def _bundled() -> Iterator[Path]:
    """On the PATH, beside this Python, or where pip says that it put it (``--target`` differs)."""
    for folders in (None, str(Path(sys.executable).parent)):
        path = shutil.which(_BUNDLED, path=folders)
        if path is not None:
            yield Path(path)
    try:
        distribution = metadata.distribution(_BUNDLED)
    except metadata.PackageNotFoundError:
        return
    program = f"{_BUNDLED}.exe" if sys.platform == "win32" else _BUNDLED
    listed = [file for file in distribution.files or () if file.name == program]
    for place in (*listed, f"bin/{program}"):
        path = shutil.which(str(Path(str(distribution.locate_file(str(place)))).resolve()))
        if path is not None:
            yield Path(path)


def run_engine(dot: str, form: str, engine: Engine) -> Drawn:
    """The picture of a DOT text as ``svg``, ``png`` or ``plain``.

    Raises:
        EngineError: the engine refuses the text or cannot be started.
    """
    from graphviz.backend.execute import CalledProcessError, ExecutableNotFound, run_check

    command = [str(engine.path), "-Kdot", f"-T{form}"]
    if form == "png":
        command.append(f"-Gdpi={_PNG_DPI}")
    try:
        done = run_check(command, input=dot.encode(), capture_output=True, quiet=True)
    except CalledProcessError as error:
        told = _decoded(error.stderr) or f"exit code {error.returncode}"
        raise EngineError(f"{engine.path} could not draw the picture: {told}") from None
    except (ExecutableNotFound, OSError) as error:
        raise EngineError(f"{engine.path} cannot be started: {error}") from None
    return Drawn(data=done.stdout, remarks=tuple(_remarks(_decoded(done.stderr), dot, engine)))


def _decoded(text: bytes | None) -> str:
    return (text or b"").decode(errors="replace").strip()


def _remarks(told: str, dot: str, engine: Engine) -> Iterator[str]:
    """The engine's warnings, those about letters in one sentence."""
    if engine.kind is EngineKind.BUNDLED and any(ord(letter) > _LAST_BUNDLED for letter in dot):
        yield (
            "the bundled engine lacks some of these letters and guesses their width: "
            "install Graphviz for a better picture"
        )
    for line in dict.fromkeys(told.splitlines()):
        if line.strip() and not any(part in line for part in _ABOUT_LETTERS):
            yield f"{engine.path.name}: {line.strip()}"


_LAST_BUNDLED: Final = 0x24F
"""The last Latin letter; the bundled fonts know some beyond, the width tables none."""

_ABOUT_LETTERS: Final = ("non-ASCII character", "font", "Fontconfig", "Pango")
