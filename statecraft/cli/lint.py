"""``statecraft lint``: the findings of ``validate`` and ``check``, chosen, explained, mended."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import click

import statecraft as sc
from statecraft.cli import completing
from statecraft.cli.checked import checked_machines
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
from statecraft.cli.patience import UNDECIDED, Patience, patience_options
from statecraft.cli.printing import good, say, say_json, tell
from statecraft.codes import TITLES
from statecraft.diagnostics import Diagnostic, Severity, UsageError, in_order
from statecraft.runtime.definition_files import project_root, real_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Linted:
    """What was found in a file; ``undecided`` claims are neither found nor proved."""

    found: tuple[Diagnostic, ...]
    sources: Mapping[str, str]
    undecided: int = 0


@click.command(epilog="Example: statecraft lint --explain SC203")
@click.argument("files", nargs=-1, metavar="[FILE]...", shell_complete=completing.files)
@click.option("--explain", metavar="CODE", help="Print the page of a code.")
@chosen_options
@click.option("--fix", is_flag=True, help="Mend what can be mended safely; comments stay.")
@click.option("--strict", is_flag=True, help="Warnings count as findings: exit code 1.")
@search_option
@root_option
@patience_options
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
    states: int,
    seconds: float,
    as_json: bool,
) -> int:
    """Show the findings of definitions, explain a code, mend what can be mended safely.

    These are the findings of `validate`. Where --select names codes of `check` (SC5), what can
    happen is explored for them.
    """
    if explain is not None:
        page = page_of(explain.upper())
        if as_json:
            say_json({"code": explain.upper(), "title": TITLES[explain.upper()], "page": page})
        else:
            say(page.rstrip("\n"))
        return 0
    if not files:
        raise UsageError("name a file, or a code with --explain")
    chosen, patience = chosen_codes(select, ignore), Patience(states=states, seconds=seconds)

    def look(reading: sc.ProjectReading) -> Linted:
        return _linted(reading, chosen, patience)

    for file in files if fix else ():
        _fix(file, root, search, chosen, look)
    linted = [look(opened_project(file, root, search)) for file in files]
    found = in_order(each for of in linted for each in of.found if chosen.wants(each.code))
    sources = {name: text for of in linted for name, text in of.sources.items()}
    undecided = sum(of.undecided for of in linted)
    if as_json:
        say_json(findings_json(found, sources))
    else:
        if found:
            say(findings_text(found, sources))
        tell(_told(found, undecided))
    if count(found, Severity.ERROR) or (strict and found):
        return 1
    return UNDECIDED if undecided else 0


def _linted(reading: sc.ProjectReading, chosen: Chosen, patience: Patience) -> Linted:
    """The findings, those of an exploration among them where they are asked for."""
    if reading.project is None or not chosen.asks_for("SC5"):
        return Linted(found=reading.diagnostics, sources=reading.sources)
    machines = [*checked_machines(sc.Chart(reading.project), patience, "start", chosen)]
    explored = [each for of in machines for each in of.report.findings]
    return Linted(
        found=in_order((*reading.diagnostics, *explored)),
        sources=reading.sources,
        undecided=sum(len(of.report.undecided) for of in machines),
    )


def _fix(
    file: str,
    root: str | None,
    search: tuple[str, ...],
    chosen: Chosen,
    look: Callable[[sc.ProjectReading], Linted],
) -> None:
    if file == STDIN:
        raise UsageError("--fix changes files; stdin is none")

    def findings(text: str) -> tuple[Diagnostic, ...]:
        inside = root or project_root(real_path(file))
        return look(sc.read_project_text(text, file=file, root=inside, search=search)).found

    before = text_of(file)
    done = fixed(before, file, findings, chosen.wants)
    if done.text != before:
        written(file, done.text)
    for each in done.mended:
        tell(f"{good('mended')} {each.span}: {each.code}: {each.message}")


def _told(found: Iterable[Diagnostic], undecided: int) -> str:
    listed = tuple(found)
    errors, warnings = count(listed, Severity.ERROR), count(listed, Severity.WARNING)
    more = f", {counted(undecided, 'claim')} not decided" if undecided else ""
    return f"{counted(errors, 'error')}, {counted(warnings, 'warning')}{more}"
