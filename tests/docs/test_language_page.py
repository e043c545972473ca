"""The language page shows whole definitions that are right, and leaves nothing out."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import statecraft as sc
from statecraft.expr import evaluate, from_ast, operations, scan
from statecraft.expr.functions import FUNCTIONS
from statecraft.expr.scope import RESERVED_NAMES
from statecraft.kernel.cascades import MOST_ROUNDS
from statecraft.kernel.macrostep import MOST_MICROSTEPS
from statecraft.source import limits
from tests.docs.pages import FENCE, FILE_NAME

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
SCHEMA = json.loads((ROOT / "schemas" / "statecraft.schema.json").read_text(encoding="utf-8"))

# Only a whole definition can be loaded.
WHOLE = "statecraft: 1"


def definitions() -> dict[str, str]:
    """File name → text of every whole definition of the page; its machine names those without."""
    blocks = [fence["text"] for fence in FENCE.finditer(PAGE) if fence["info"].strip() == "yaml"]
    return {file_name(text): text for text in blocks if WHOLE in text}


def file_name(text: str) -> str:
    named = FILE_NAME.match(text.split("\n", 1)[0])
    machine = re.search(r"^machine: (\w+)", text, re.MULTILINE)
    assert machine is not None, text
    return named[1] if named else f"{machine[1]}.statechart.yaml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """All definitions of the page side by side, as a reader would save them."""
    folder = tmp_path_factory.mktemp("page")
    for name, text in definitions().items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", definitions())
def test_an_example_has_no_finding(name, folder):
    assert sc.read_project(folder / name).diagnostics == ()


@pytest.mark.parametrize("name", definitions())
def test_the_scenarios_of_an_example_pass(name, folder):
    results = sc.run_scenarios(sc.load(folder / name))
    assert [result.explain() for result in results if not result.passed] == []


def keys_of_the_language() -> set[str]:
    """Every key that the schema gives a meaning to."""
    parts = [SCHEMA, *SCHEMA["$defs"].values()]
    return {key for part in parts for key in part.get("properties", {})}


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(keys_of_the_language(), id="keys"),
        pytest.param(set(FUNCTIONS), id="functions"),
        pytest.param(RESERVED_NAMES, id="reserved names"),
    ],
)
def test_the_page_leaves_no_word_out(words):
    assert [
        word for word in sorted(words) if not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", PAGE)
    ] == []


@pytest.mark.parametrize(
    "stated",
    [
        f"| {limits.MAX_BYTES // 2**20} MiB; {limits.MAX_DEPTH}; {limits.MAX_NODES:,} |",
        f"| {scan.MOST_CHARACTERS:,} characters; {scan.DEEPEST}; {from_ast.MOST_NODES:,} |",
        f"| {evaluate.MOST_WORK:,} operations; {operations.LONGEST_STRING:,} characters; ",
        f"; {operations.LONGEST_LIST:,} elements |",
        f"| rounds of cascades in a microstep | {MOST_ROUNDS} |",
        f"| microsteps in a step | {MOST_MICROSTEPS:,} |",
    ],
)
def test_the_limits_are_those_of_the_code(stated):
    assert stated in PAGE
