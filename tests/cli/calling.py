"""The program called in this process: exit code, stdout, stderr."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from click.testing import CliRunner

from statecraft.cli import main


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A finished call."""

    code: int
    out: str
    err: str

    @property
    def json_lines(self) -> list[Any]:
        """The values that were printed with --json."""
        return [json.loads(line) for line in self.out.splitlines()]


def statecraft(*words: str, stdin: str = "") -> Done:
    """Call the program with these words."""
    with CliRunner().isolation(input=stdin) as streams:
        try:
            main(words)
        except SystemExit as end:
            code = end.code
        out, err = (stream.getvalue().decode() for stream in streams[:2])
    assert isinstance(code, int)
    return Done(code=code, out=out, err=err)
