"""docs/architecture.md tells the truth: each invariant names a test, each room has its paragraph."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.package import FACES, PACKAGE, ROOMS, ROOT

TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
INVARIANTS = [
    paragraph for paragraph in TEXT.split("\n\n") if "**Architecture invariant:**" in paragraph
]
REFERENCE = re.compile(r"`(tests/[\w/.]+\.py)::(\w+)`")


def claims_of(path: str) -> set[str]:
    """The test functions of a file; none when it does not exist."""
    file = ROOT / path
    tree = ast.parse(file.read_text(encoding="utf-8") if file.is_file() else "")
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_there_are_invariants():
    assert len(INVARIANTS) >= 8


@pytest.mark.parametrize("paragraph", INVARIANTS, ids=range(len(INVARIANTS)))
def test_an_invariant_names_a_test_that_exists(paragraph):
    references = REFERENCE.findall(paragraph)
    assert references != []
    assert [
        reference for reference in references if reference[1] not in claims_of(reference[0])
    ] == []


def test_every_room_has_its_paragraph():
    there = {path.stem for path in PACKAGE.iterdir()} & {*ROOMS, *FACES}
    assert {
        room for room in there if not re.search(rf"^### `{room}(/|\.py)`", TEXT, re.MULTILINE)
    } == set()
