"""``statecraft new``: a commented definition to begin with."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

import click

import statecraft as sc
from statecraft.cli.opening import STDIN, written
from statecraft.cli.printing import good, say, tell
from statecraft.cli.starter import STARTER
from statecraft.diagnostics import UsageError, quoted

_NAME: Final = re.compile(r"[A-Za-z0-9_-]+")
_SCHEMA: Final = "statecraft.schema.json"


@click.command(epilog="Example: statecraft new parcel --schema statecraft.schema.json")
@click.argument("name", metavar="NAME")
@click.option("-o", "--out", metavar="FILE", help="Default: NAME.statechart.yaml; - is stdout.")
@click.option("--schema", metavar="FILE", help="Write the JSON Schema there too, for the editor.")
@click.option("--force", is_flag=True, help="Write over files that are there.")
def new(*, name: str, out: str | None, schema: str | None, force: bool) -> int:
    """Write a small commented definition of the machine NAME to begin with.

    Its first line tells editors where the JSON Schema is, for completion and checks as you type.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(f"{quoted(name)} is no machine's name: write letters, digits, _ and -")
    file = out or f"{name}.statechart.yaml"
    folder = Path() if file == STDIN else Path(file).parent
    seen = Path(schema) if schema else _schema_near(folder)
    text = STARTER.format(name=name, schema=_relative(seen or folder / _SCHEMA, folder))
    files = {schema: sc.schema_text()} if schema else {}
    files |= {} if file == STDIN else {file: text}
    if not force:
        _refuse_existing(files)
    if file == STDIN:
        say(text.rstrip("\n"))
    for each, content in files.items():
        written(each, content)
        tell(f"{good('written')}: {each}")
    _tell_of_editors(seen, folder)
    return 0


def _schema_near(folder: Path) -> Path | None:
    """The schema beside the definition, or in a ``schemas`` folder at or above it."""
    beside = folder / _SCHEMA
    if beside.is_file():
        return beside
    above = (at / "schemas" / _SCHEMA for at in (folder.absolute(), *folder.absolute().parents))
    return next((found for found in above if found.is_file()), None)


def _relative(schema: Path, folder: Path) -> str:
    """The way from the definition's folder, with slashes, as the modeline has it."""
    way = os.path.relpath(schema, folder).replace(os.sep, "/")
    return way if way.startswith("../") else f"./{way}"


def _refuse_existing(files: dict[str, str]) -> None:
    for file in files:
        if Path(file).exists():
            raise UsageError(f"{file} is there already: choose another -o, or say --force")


def _tell_of_editors(seen: Path | None, folder: Path) -> None:
    if seen is None:
        tell(f"for your editor: statecraft schema > {folder / _SCHEMA}")
    setting = (
        f'"yaml.schemas": {{"{_relative(seen or folder / _SCHEMA, Path())}": "*.statechart.yaml"}}'
    )
    tell(f"for all definitions, in .vscode/settings.json: {setting}")
