"""Definitions with mistakes: each is found on its line with its code, and nothing else is.

A file holds definitions parted by ``---``. A mistake is told by a comment on its line, as in
``# error: SC203`` or ``# warning: SC350 SC351``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from statecraft.diagnostics import render
from statecraft.runtime.loading import read_project_text

HERE = Path(__file__).resolve().parent
EXPECTATION = re.compile(r"# (error|warning):((?: +SC\d{3})+)")


def definitions(text: str) -> Iterator[str]:
    """Each definition of a file by itself, at the lines where it stands in the file."""
    before: list[str] = []
    current: list[str] = []
    for line in [*text.splitlines(), "---"]:
        if line == "---":
            yield "\n" * len(before) + "\n".join(current)
            before += [*current, line]
            current = []
        else:
            current.append(line)


def expected_in(text: str) -> set[tuple[int, str, str]]:
    """Line, severity and code of every mistake that the comments tell."""
    return {
        (number, severity, code)
        for number, line in enumerate(text.splitlines(), 1)
        for severity, codes in EXPECTATION.findall(line)
        for code in codes.split()
    }


def cases() -> Iterator[object]:
    for path in sorted(HERE.rglob("*.yaml")):
        for number, text in enumerate(definitions(path.read_text(encoding="utf-8")), 1):
            name = f"{path.relative_to(HERE).with_suffix('')}-{number}"
            yield pytest.param(path.name, text, id=name)


@pytest.mark.parametrize(("file", "text"), list(cases()))
def test_each_mistake_is_found_on_its_line_and_nothing_else(file, text):
    reading = read_project_text(text, file=file)
    found = {(each.span.line, str(each.severity), each.code) for each in reading.diagnostics}
    told = "\n".join(render(each, reading.sources) for each in reading.diagnostics)
    assert found == expected_in(text), told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1", set()),
        ("a: 1 # error: SC203", {(1, "error", "SC203")}),
        ("\nb: # warning: SC350 SC351", {(2, "warning", "SC350"), (2, "warning", "SC351")}),
    ],
)
def test_comments_tell_what_is_expected(text, expected):
    assert expected_in(text) == expected


def test_a_definition_keeps_the_lines_it_has_in_its_file():
    assert list(definitions("a\nb\n---\nc")) == ["a\nb", "\n\n\nc"]
