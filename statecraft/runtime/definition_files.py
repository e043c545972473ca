"""Definition files on disk: where an import leads, what may be read, which packages there are."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

from statecraft.diagnostics import UsageError, nearest, quoted

Place: TypeAlias = str | os.PathLike[str]
"""A path of a file or folder, as the caller writes it."""

_ROOT_MARKS: Final = ("pyproject.toml", ".git")
_SUFFIXES: Final = (".statechart.yaml", ".statechart.yml", ".statechart.json")


class FileProblem(Exception):
    """A file that cannot be taken, with the code of the finding that says so at an import."""

    def __init__(self, code: str, message: str, hint: str | None = None) -> None:
        self.code = code
        self.message = message
        self.hint = hint
        super().__init__(message)


def project_root(real: str) -> str:
    """The nearest folder above a file that is marked as a project's root, else its own folder."""
    folder = Path(real).parent
    marked = (
        above
        for above in (folder, *folder.parents)
        if any((above / m).exists() for m in _ROOT_MARKS)
    )
    return str(next(marked, folder))


def real_path(place: Place) -> str:
    """The real path of a place that a caller names, symbolic links followed.

    Raises:
        UsageError: it is no path.
    """
    try:
        return os.path.realpath(place)
    except ValueError:
        raise UsageError(f"{quoted(os.fspath(place))} is no path of a file") from None


def imported_path(written: str, folder: str, root: str) -> str:
    """The real path, symbolic links followed, that an import written in *folder* leads to.

    Raises:
        FileProblem: the path is none, or leads out of *root*.
    """
    try:
        real = os.path.realpath(os.path.join(folder, written))  # noqa: PTH118 - "" stays "".
    except ValueError as error:
        raise FileProblem("SC219", f"{quoted(written)} is no path of a file") from error
    if not Path(real).is_relative_to(root):
        message = f"{quoted(written)} leads out of the project, whose root is {root}"
        hint = "copy the file into the project, or give another root"
        raise FileProblem("SC221", message, hint)
    return real


def content_of(real: str, written: str) -> bytes:
    """The bytes of a file; *written* names it in messages.

    Raises:
        FileProblem: there is no such file, or it cannot be read.
    """
    path = Path(real)
    try:
        if path.is_dir():
            raise FileProblem("SC219", f"{quoted(written)} is a folder", "name a file in it")
        if not path.exists():
            raise FileProblem("SC219", f"no file {quoted(written)}", _near_file(path, written))
        if not path.is_file():
            raise FileProblem("SC219", f"{quoted(written)} is no regular file")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise FileProblem("SC219", f"{quoted(written)} cannot be read: {why}") from error


def _near_file(path: Path, written: str) -> str | None:
    """A hint with the file of the same folder that may have been meant."""
    if not path.parent.is_dir():
        return "there is no such folder either"
    stems = {each.name.partition(".")[0]: each.name for each in sorted(path.parent.iterdir())}
    near = nearest(path.name.partition(".")[0], stems)
    if near is None:
        return None
    return f"did you mean {quoted(written[: len(written) - len(path.name)] + stems[near])}?"


def search_files(search: Iterable[Place]) -> tuple[tuple[str, str], ...]:
    """The files among which packages are sought: real path, and path as messages show it.

    Raises:
        UsageError: a place that is neither a file nor a folder.
    """
    return tuple(
        (os.path.realpath(shown), shown)
        for place in search
        for shown in _files_at(os.fspath(place))
    )


def _files_at(place: str) -> Iterator[str]:
    path = Path(place)
    if path.is_dir():
        yield from sorted(str(each) for each in path.iterdir() if each.name.endswith(_SUFFIXES))
    elif path.is_file():
        yield place
    else:
        raise UsageError(f"search: no file or folder {quoted(place)}")


def full_names(data: Any) -> tuple[str, ...]:
    """``package/machine`` for each machine that the data of a file define, main one first."""
    match data:
        case {"package": str() as package, "machine": str() as main}:
            further = data.get("machines")
            names = (main, *further) if isinstance(further, Mapping) else (main,)
            return tuple(f"{package}/{name}" for name in names)
        case _:
            return ()
