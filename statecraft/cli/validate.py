"""``statecraft validate``: all findings of definitions in one pass."""

from __future__ import annotations

import click

import statecraft as sc
from statecraft.cli import completing
from statecraft.cli.findings import count, counted, findings_json, findings_text
from statecraft.cli.opening import json_option, opened_project, root_option, search_option, shown
from statecraft.cli.printing import bad, good, say, say_json, tell
from statecraft.diagnostics import Severity, UsageError, in_order


@click.command(epilog="Example: statecraft validate gate.statechart.yaml --strict")
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", shell_complete=completing.files
)
@click.option("--strict", is_flag=True, help="Warnings count as findings: exit code 1.")
@search_option
@root_option
@json_option
def validate(
    *,
    files: tuple[str, ...],
    strict: bool,
    search: tuple[str, ...],
    root: str | None,
    as_json: bool,
) -> int:
    """Check definitions: text, shape, names, types, meaning. All findings, sorted by place.

    FILE is a YAML or JSON definition; - reads stdin.
    """
    readings: dict[str, sc.ProjectReading] = {}
    unread: list[str] = []
    for file in files:
        try:
            readings[shown(file)] = opened_project(file, root, search)
        except UsageError as error:
            if as_json:
                raise
            unread.append(str(error))
    found = in_order(each for reading in readings.values() for each in reading.diagnostics)
    sources = {name: text for of in readings.values() for name, text in of.sources.items()}
    if as_json:
        say_json(findings_json(found, sources))
    else:
        if found:
            say(findings_text(found, sources))
        for file, reading in readings.items():
            if reading.project is not None:
                say(f"{file}: {good('valid')}")
    errors, warnings = count(found, Severity.ERROR), count(found, Severity.WARNING)
    if found and not as_json:
        tell(f"{counted(errors, 'error')}, {counted(warnings, 'warning')}")
    for problem in unread:
        tell(f"{bad('error')}: {problem}")
    return 2 if unread else 1 if errors or (strict and warnings) else 0
