"""``statecraft check``: what can and cannot happen, proved from the definition alone."""

from __future__ import annotations

from collections.abc import Container, Sequence

import click

from statecraft.checker.verdict import Answer, Proved, Refuted, Unknown, Verdict
from statecraft.cli import completing
from statecraft.cli.check_json import report_json
from statecraft.cli.check_story import story
from statecraft.cli.checked import Checked, Told, Unread, Unusable, checked_machines
from statecraft.cli.chosen import chosen_codes, chosen_options
from statecraft.cli.complaints import complain, complain_of
from statecraft.cli.findings import count
from statecraft.cli.junit import junit
from statecraft.cli.opening import (
    STDIN,
    json_option,
    opened_chart,
    root_option,
    search_option,
    shown,
)
from statecraft.cli.output import write_output
from statecraft.cli.patience import UNDECIDED, Patience, patience_options
from statecraft.cli.printing import say_all, say_json, tell
from statecraft.cli.sarif import sarif
from statecraft.diagnostics import DefinitionError, Severity, UsageError


@click.command(
    epilog="Exit codes: 0 proved, 1 something does not hold, 3 something is not known. "
    "Example: statecraft check gate.statechart.yaml"
)
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", shell_complete=completing.files
)
@chosen_options
@click.option("--strict", is_flag=True, help="Warnings count as findings: exit code 1.")
@click.option("--all", "show_all", is_flag=True, help="Show what is proved, too.")
@click.option(
    "--from",
    "begin",
    type=click.Choice(["start", "saved"]),
    default="start",
    show_default=True,
    help="Begin at the start as declared, or at every row of saved values that the rules allow.",
)
@patience_options
@click.option("--sarif", "sarif_out", metavar="OUT", help="Write the findings as SARIF 2.1.0.")
@click.option("--junit", "junit_out", metavar="OUT", help="Write the verdicts as JUnit XML.")
@search_option
@root_option
@json_option
def check(
    *,
    files: tuple[str, ...],
    select: str | None,
    ignore: str | None,
    strict: bool,
    show_all: bool,
    begin: str,
    states: int,
    seconds: float,
    sarif_out: str | None,
    junit_out: str | None,
    search: tuple[str, ...],
    root: str | None,
    as_json: bool,
) -> int:
    """Explore everything that can happen, and prove or refute what ought to hold.

    States, transitions, steps and rules that are of no use, deadlocks, traps, contradictions and
    every claim under `properties:`. What is refuted is shown with a shortest way there, gone on
    the interpreter.
    """
    outs = (sarif_out, junit_out)
    if STDIN in outs and (as_json or sarif_out == junit_out):
        raise UsageError("stdout takes one of --json, --sarif - and --junit -")
    patience, chosen = Patience(states=states, seconds=seconds), chosen_codes(select, ignore)
    told: list[Told] = []
    for file in files:
        try:
            for each in checked_machines(opened_chart(file, root, search), patience, begin, chosen):
                told.append(each)
                if as_json:
                    say_json(report_json(each))
                elif STDIN not in outs:
                    say_all(story(each, show_all))
        except DefinitionError as error:
            complain_of(error, as_json=as_json)
            told.append(_unusable(shown(file), error))
        except UsageError as error:
            complain(str(error), "usage", as_json=as_json)
            told.append(Unread(problem=str(error)))
    code = exit_code(told, strict=strict)
    if sarif_out is not None:
        write_output(sarif_out, sarif(told, code))
    if junit_out is not None:
        write_output(junit_out, junit(told))
    if not as_json and any(isinstance(each, Checked) for each in told):
        tell(_summary([each for each in told if isinstance(each, Checked)]))
    return code


def _unusable(file: str, error: DefinitionError) -> Unusable:
    return Unusable(file=file, diagnostics=error.diagnostics, sources=error.sources)


def _summary(checked: Sequence[Checked]) -> str:
    verdicts = [verdict for each in checked for verdict in each.report.verdicts]
    allowed = {id(waived.verdict) for each in checked for waived in each.report.waived}
    kinds = ((Proved, "proved"), (Refuted, "refuted"), (Unknown, "unknown"))
    return ", ".join(_counted(verdicts, kind, word, allowed) for kind, word in kinds)


def _counted(
    verdicts: Sequence[Verdict], kind: type[Answer], word: str, allowed: Container[int]
) -> str:
    found = [verdict for verdict in verdicts if isinstance(verdict.answer, kind)]
    waived = sum(id(verdict) in allowed for verdict in found)
    return f"{len(found)} {word}" + (f" ({waived} of them allowed)" if waived else "")


def exit_code(told: Sequence[Told], *, strict: bool) -> int:
    """2 where something was not read, 1 where it is wrong, 3 where it is not known, else 0."""
    if any(isinstance(each, Unread) for each in told):
        return 2
    checked = [each for each in told if isinstance(each, Checked)]
    found = [finding for each in checked for finding in each.findings]
    is_wrong = len(checked) < len(told) or count(found, Severity.ERROR)
    if is_wrong or (strict and found):
        return 1
    return UNDECIDED if any(each.report.undecided for each in checked) else 0
