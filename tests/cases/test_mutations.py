"""The shipped definitions with slips of the pen: whatever is written, a person is told where."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from statecraft.diagnostics import Severity
from statecraft.runtime.loading import read_project_text

DEFINITIONS = sorted((Path(__file__).resolve().parents[2] / "definitions").glob("*.yaml"))
TOKEN = re.compile(r"\n *|\w+|[=!<>]=| +|[^\w\s]")
SLIPS = 20


def with_slips(text: str, chance: random.Random) -> str:
    """The text with one to three tokens swapped, left out, repeated or put somewhere else."""
    tokens = TOKEN.findall(text)
    for _ in range(chance.randint(1, 3)):
        here, there = (chance.randrange(len(tokens)) for _ in range(2))
        length = chance.choice((1, 1, 2, 8))
        match chance.randrange(4):
            case 0:
                tokens[here], tokens[there] = tokens[there], tokens[here]
            case 1:
                del tokens[here : here + length]
            case 2:
                tokens[here:here] = tokens[here : here + length]
            case _:
                tokens[here:here] = tokens[there : there + length]
    return "".join(tokens)


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda path: path.name.partition(".")[0])
def test_a_definition_that_cannot_be_used_has_an_error_where_something_is_written(path):
    chance = random.Random(path.name)  # noqa: S311 - slips, not secrets.
    for _ in range(SLIPS):
        text = with_slips(path.read_text(encoding="utf-8"), chance)
        reading = read_project_text(text, file="m.yaml")
        lines = text.split("\n")
        errors = [each for each in reading.diagnostics if each.severity is Severity.ERROR]
        assert (reading.project is None) == bool(errors), text
        for span in (each.span for each in errors):
            assert 1 <= span.column <= len(lines[span.line - 1]) + 1, text
            assert (span.line, span.column) < (span.end_line, span.end_column), text
