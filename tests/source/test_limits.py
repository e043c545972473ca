"""Hostile texts end soon, with one finding."""

from __future__ import annotations

import pytest

from statecraft.source.reader import read_text
from statecraft.source.yaml_events import Parser, available_parser, parser_name
from tests.source.reading import document, places

MILLION = 1_000_000


def bomb(levels: int) -> str:
    """Aliases of aliases: ten times as many values with each level."""
    first = f"x0: &x0 [{', '.join('1' * 10)}]\n"
    return first + "".join(
        f"x{level}: &x{level} [{', '.join([f'*x{level - 1}'] * 10)}]\n"
        for level in range(1, levels)
    )


HOSTILE = [
    pytest.param("[" * 10 * MILLION, (1, 101, "SC016"), id="brackets"),
    pytest.param("{" * 10 * MILLION, (1, 101, "SC016"), id="braces"),
    pytest.param("- " * MILLION, (1, 201, "SC016"), id="dashes"),
    pytest.param("? " * MILLION, (1, 201, "SC016"), id="question-marks"),
    pytest.param("{a: " * MILLION, (1, 401, "SC016"), id="mappings"),
    pytest.param(bomb(9), (6, 45, "SC017"), id="aliases-of-aliases"),
    pytest.param("a: " + "9" * 10 * MILLION, (1, 4, "SC020"), id="digits"),
    pytest.param("a: 1e" + "9" * MILLION, (1, 4, "SC020"), id="exponent"),
    pytest.param("a: 0x" + "f" * MILLION, (1, 4, "SC020"), id="hexadecimal-digits"),
    pytest.param('"' + "a" * MILLION, (1, 1, "SC001"), id="open-quote"),
    pytest.param("a" * (16 * 1024 * 1024 + 1), (1, 1, "SC015"), id="length"),
]


@pytest.mark.parametrize(("text", "expected"), HOSTILE)
def test_hostile_texts(text, expected):
    assert places(read_text(text, "m.yaml")) == [expected]


def test_aliases_within_the_limit_are_fine():
    data = document(bomb(5)).data
    assert data["x4"][9][9][9][9] == [1] * 10


def test_a_hundred_levels_are_fine():
    assert document("[" * 99 + "{a: 1}" + "]" * 99).data is not None


def test_findings_are_bounded():
    assert len(read_text("- !t 1\n" * 1500, "m.yaml").diagnostics) == 1000


def test_cut_texts_are_looked_for_in_bounded_pieces():
    pieces = ", ".join(f"b{number}" for number in range(100))
    assert document(f"{{a: (x, {pieces}, c)}}").data["a"] == "(x"


def test_the_parser_in_use_has_a_name():
    assert parser_name() == available_parser().value
    assert available_parser() in Parser
