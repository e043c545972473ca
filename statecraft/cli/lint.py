"""``statecraft lint``: the findings of ``validate``, chosen by code, explained, mended."""

from __future__ import annotations

from collections.abc import Iterable

import click

from statecraft.cli import completing
from statecraft.cli.chosen import Chosen, chosen_codes, chosen_options
from statecraft.cli.findings import count, counted, findings_json, findings_text
from statecraft.cli.fixing import fixed
from statecraft.cli.opening import (
    STDIN,
    json_option,
    opened_project,
    root_option,
    search_option,
    text_of,
    written,
)
from statecraft.cli.pages import page_of
from statecraft.cli.printing import good, say, say_json, tell
from statecraft.codes import TITLES
from statecraft.diagnostics import Diagnostic, Severity, UsageError, in_order
from statecraft.runtime.loading import read_project_text


@click.command(epilog="Example: statecraft lint --explain SC203")
@click.argument("files", nargs=-1, metavar="[FILE]...", shell_complete=completing.files)
@click.option("--explain", metavar="CODE", help="Print the page of a code.")
@chosen_options
@click.option("--fix", is_flag=True, help="Mend what can be mended safely; comments stay.")
@click.option("--strict", is_flag=True, help="Warnings count as findings: exit code 1.")
@search_option
@root_option
@json_option
def lint(
    *,
    files: tuple[str, ...],
    explain: str | None,
    select: str | None,
    ignore: str | None,
    fix: bool,
    strict: bool,
    search: tuple[str, ...],
    root: str | None,
    as_json: bool,
) -> int:
    """Show the findings of definitions, explain a code, mend what can be mended safely."""
    if explain is not None:
        page = page_of(explain.upper())
        if as_json:
            say_json({"code": explain.upper(), "title": TITLES[explain.upper()], "page": page})
        else:
            say(page.rstrip("\n"))
        return 0
    if not files:
        raise UsageError("name a file, or a code with --explain")
    chosen = chosen_codes(select, ignore)
    for file in files if fix else ():
        _fix(file, chosen, root, search)
    readings = [opened_project(file, root, search) for file in files]
    found = in_order(each for of in readings for each in of.diagnostics if chosen.wants(each.code))
    sources = {name: text for of in readings for name, text in of.sources.items()}
    if as_json:
        say_json(findings_json(found, sources))
    elif found:
        say(findings_text(found, sources))
    if not as_json:
        tell(_told(found))
    return 1 if count(found, Severity.ERROR) or (strict and found) else 0


def _fix(file: str, chosen: Chosen, root: str | None, search: tuple[str, ...]) -> None:
    if file == STDIN:
        raise UsageError("--fix changes files; stdin is none")

    def findings(text: str) -> tuple[Diagnostic, ...]:
        return read_project_text(text, file=file, root=root, search=search).diagnostics

    before = text_of(file)
    done = fixed(before, file, findings, chosen.wants)
    if done.text != before:
        written(file, done.text)
    for each in done.mended:
        tell(f"{good('mended')} {each.span}: {each.code}: {each.message}")


def _told(found: Iterable[Diagnostic]) -> str:
    listed = tuple(found)
    errors, warnings = count(listed, Severity.ERROR), count(listed, Severity.WARNING)
    return f"{counted(errors, 'error')}, {counted(warnings, 'warning')}"
