"""``statecraft fmt``: definitions in canonical layout; data and comments stay as they are."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from difflib import unified_diff

import click

from statecraft.cli import completing
from statecraft.cli.opening import STDIN, shown, text_of, written
from statecraft.cli.printing import bad, good, say, tell
from statecraft.diagnostics import UsageError
from statecraft.source import laid_out, read_text


@click.command(epilog="Example: statecraft fmt --check --diff *.statechart.yaml")
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", shell_complete=completing.files
)
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 if a file would change.")
@click.option("--diff", is_flag=True, help="Print what changes.")
def fmt(*, files: tuple[str, ...], check: bool, diff: bool) -> int:
    """Lay definitions out: indentation by two, no stray blanks. Comments and line breaks stay.

    FILE is a YAML or JSON definition; - reads stdin and writes stdout.
    """
    changed = 0
    for file in files:
        before = text_of(file)
        after = formatted(before, shown(file))
        changed += before != after
        if diff:
            say("".join(_differences(before, after, shown(file))).rstrip("\n"))
        if file == STDIN and not (check or diff):
            click.echo(after, nl=False)
        elif before != after:
            tell(f"{shown(file)}: {bad('would change') if check else good('laid out')}")
            if not check and file != STDIN:
                written(file, after)
    return 1 if check and changed else 0


def formatted(text: str, file: str) -> str:
    """The text in canonical layout.

    Raises:
        UsageError: it cannot be read, or it would not say the same afterwards.
    """
    before = read_text(text, file)
    if before.document is None:
        found = before.diagnostics[0]
        raise UsageError(f"{found.span}: {found.message}: mend this first")
    if text.lstrip().startswith(("{", "[")) and file.endswith(".json"):
        return json.dumps(before.document.data, indent=2, ensure_ascii=False) + "\n"
    after = laid_out(text)
    again = read_text(after, file).document
    if again is None or again.data != before.document.data or _remarks(after) != _remarks(text):
        raise UsageError(f"{file} cannot be laid out without a change of what it says")
    return after


def _remarks(text: str) -> Counter[str]:
    """What could be comments, without the blanks around them."""
    return Counter(part.strip() for line in text.splitlines() for part in line.split(" #")[1:])


def _differences(before: str, after: str, file: str) -> Iterator[str]:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return unified_diff(old, new, file, f"{file} laid out")
