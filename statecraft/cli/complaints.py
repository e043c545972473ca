"""How the program says that it cannot do what is asked."""

from __future__ import annotations

from statecraft.cli.findings import counted, findings_json, findings_text
from statecraft.cli.printing import bad, say_json, tell
from statecraft.diagnostics import DefinitionError


def complain(message: str, kind: str, *, as_json: bool) -> None:
    """Say what is wrong with a call, a run or a store."""
    if as_json:
        say_json({"error": {"kind": kind, "message": message}})
    tell(f"{bad('error')}: {message}")


def complain_of(error: DefinitionError, *, as_json: bool) -> None:
    """Say what is wrong with a definition that cannot be used."""
    if as_json:
        say_json(findings_json(error.diagnostics, error.sources))
        return
    tell(findings_text(error.diagnostics, error.sources))
    tell(f"{counted(len(error.diagnostics), 'finding')}: the definition cannot be used")
