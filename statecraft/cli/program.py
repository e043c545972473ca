"""The program: its verbs, and what becomes of errors.

Exit codes: 0 fine, 1 findings or a refusal, 2 wrong usage, 3 something is not known, 130
interrupted. No input leads to a traceback: an exception that gets through here is a mistake of
statecraft's own.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click

import statecraft as sc
from statecraft.cli.complaints import complain, complain_of
from statecraft.cli.failures import RunFailed
from statecraft.cli.printing import bad, make_printable, tell
from statecraft.cli.verbs import Verbs, sketches
from statecraft.diagnostics import DefinitionError, UsageError

_INTERRUPTED = 130
_EPILOG = (
    "Exit codes: 0 fine, 1 findings or a refusal, 2 wrong usage, 3 something is not known, "
    "130 interrupted."
)


@click.group(
    cls=Verbs,
    commands=sketches(),
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=_EPILOG,
)
@click.version_option(sc.__version__, prog_name="statecraft")
def program() -> None:
    """Check, run, question, test and draw statecharts that are written in YAML or JSON."""


def main(words: Sequence[str] | None = None) -> NoReturn:
    """Run the program with these words, by default those it was started with, and exit."""
    given = tuple(sys.argv[1:] if words is None else words)
    if sys.stdout is None:  # Its descriptor was closed by whoever started the program.
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # Open to the end.
    make_printable(sys.stdout)
    make_printable(sys.stderr)
    try:
        code = _exit_code(given)
    except OSError as error:
        code = _unwritten(error)
    sys.exit(_flushed(code))


def _exit_code(words: tuple[str, ...]) -> int:
    try:
        # ``run`` finds in obj the order of its options, which click does not keep.
        code = program.main(list(words), "statecraft", standalone_mode=False, obj=words)
    except click.exceptions.NoArgsIsHelpError as error:
        tell(error.format_message())
        return 2
    except click.ClickException as error:
        return _report_click(error, words)
    except click.Abort:
        return _INTERRUPTED
    except DefinitionError as error:
        complain_of(error, as_json="--json" in words)
        return 1
    except RunFailed as error:
        return _report(str(error), words, kind="run", code=1)
    except UsageError as error:
        return _report(str(error), words, kind="usage", code=2)
    except sc.StoreError as error:
        return _report(str(error), words, kind="store", code=2)
    except ExceptionGroup as failures:
        return _report_store(failures, words)
    return code if isinstance(code, int) else 0


def _report_click(error: click.ClickException, words: tuple[str, ...]) -> int:
    if isinstance(error, click.UsageError) and error.ctx is not None and "--json" not in words:
        tell(error.ctx.get_usage())
    return _report(error.format_message(), words, kind="usage", code=2)


def _report(message: str, words: tuple[str, ...], *, kind: str, code: int) -> int:
    complain(message, kind, as_json="--json" in words)
    return code


def _report_store(failures: ExceptionGroup[Exception], words: tuple[str, ...]) -> int:
    """Rows that could not be kept; the steps that wrote them stand.

    Raises:
        ExceptionGroup: there are other failures among them, which are mistakes of ours.
    """
    of_store, others = failures.split(sc.StoreError)
    if others is not None or of_store is None:
        raise failures
    return _report(str(of_store.exceptions[0]), words, kind="store", code=2)


def _unwritten(error: OSError) -> int:
    """The exit code where stdout takes nothing more.

    Raises:
        OSError: it is about a file, which is a mistake of ours.
    """
    if error.filename is not None:
        raise error
    tell(f"{bad('error')}: the output cannot be written: {error.strerror}")
    return 2


def _flushed(code: int) -> int:
    """The exit code, once everything is written; nobody reading any more is no error."""
    try:
        sys.stdout.flush()
    except OSError as error:
        # What is left in the buffer goes nowhere, so that leaving does not fail over it again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return code if isinstance(error, BrokenPipeError) else max(code, _unwritten(error))
    return code
