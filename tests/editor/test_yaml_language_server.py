"""What an editor shows while a definition is written: mistakes, completion, explanations.

Nothing here is ours but the schema and the modeline that leads to it; the rest is the language
server that editors use.
"""

from __future__ import annotations

import itertools
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

import statecraft as sc
from statecraft.schema import shipped
from tests.cli.calling import statecraft
from tests.editor.finding import server_command
from tests.editor.language_server import Editor

MODELINE = "# yaml-language-server: $schema=../schemas/statecraft.schema.json\n"
HEAD = f"{MODELINE}statecraft: 1\nmachine: a\n"
CURSOR = "|"
TEMPLATE = re.compile(r"\$\{\d+[:|]([^,}]*)(?:,[^}]*)?\}|\$\d+")
DOCUMENTS = itertools.count()


def opened(folder: Path, schemas: dict[str, str]) -> Editor:
    command = server_command()
    if command is None:
        pytest.skip("no yaml-language-server: npm install it and name its file in STATECRAFT_YLS")
    return Editor(command, folder, schemas)


@pytest.fixture(scope="module")
def editor(root):
    with_settings = opened(root, {})
    yield with_settings
    with_settings.close()


def written(editor: Editor, folder: Path, text: str) -> str:
    """The address of a new document of this folder."""
    return editor.open(folder / f"unsaved_{next(DOCUMENTS)}.statechart.yaml", text)


def offered(editor: Editor, folder: Path, marked: str) -> list[dict[str, Any]]:
    """The completions at the cursor's mark."""
    before = marked.partition(CURSOR)[0]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return editor.completions(
        written(editor, folder, marked.replace(CURSOR, "", 1)), line, column
    )


def labels(items: list[dict[str, Any]]) -> str:
    return "  ".join(item["label"] for item in items)


@pytest.mark.skipif(os.environ.get("CI") != "true", reason="other machines may do without Node")
def test_the_server_is_there_where_everything_is_tested():
    assert server_command() is not None


def test_the_shipped_definitions_have_no_mistakes(editor, definitions):
    files = sorted(definitions.glob("*.yaml"))
    for file in files:
        assert file.read_text(encoding="utf-8").startswith(MODELINE)
    opened_files = [editor.open(file, file.read_text(encoding="utf-8")) for file in files]
    found = {uri: editor.diagnostics(uri) for uri in opened_files}
    assert found == dict.fromkeys(opened_files, [])


MISTAKES = [
    pytest.param(
        "states:\n  shut: {entyr: [{log: closed}]}\n",
        [("5:10-5:15", "Property entyr is not allowed.")],
        id="a slip in a key",
    ),
    pytest.param(
        "dimensions:\n  save: {values: [idle, busy], lifetime: short}\n",
        [("5:42-5:47", 'Value is not accepted. Valid values: "persistent", "ephemeral".')],
        id="a word that is none of the choices",
    ),
    pytest.param(
        "on: {OPEN: {guard: free > 0, target: open}}\n",
        [("4:13-4:18", "Property guard is not allowed.")],
        id="a word of another library",
    ),
    pytest.param(
        "states:\n  shut: {entry: {log: closed}}\n",
        [("5:17-5:30", 'Incorrect type. Expected "array".')],
        id="one action without a list",
    ),
    pytest.param(
        "dimensions:\n  door: {initial: shut}\n",
        [("5:3-5:7", 'Missing property "values".')],
        id="a dimension without values",
    ),
    pytest.param(
        "context:\n  cars: {type: int, initial: 0}\n",
        [
            (
                "5:16-5:19",
                'Value is not accepted. Valid values: "string", "integer", "number", "boolean",'
                ' "object", "array", "null".',
            )
        ],
        id="a type of another language",
    ),
    pytest.param(
        "always:\n  - do:\n      - raise: GO\n        delay: 5s\n",
        [
            (
                "7:9-7:14",
                'Value is not accepted. Valid values: "raise", "with", "describe", "label",'
                ' "tags", "meta".',
            )
        ],
        id="an argument that does not go with the action",
    ),
]


@pytest.mark.parametrize(("text", "underlined"), MISTAKES)
def test_a_mistake_is_underlined_where_it_is(editor, definitions, text, underlined):
    assert editor.diagnostics(written(editor, definitions, HEAD + text)) == underlined


@pytest.mark.parametrize(("text", "underlined"), MISTAKES)
def test_validate_reports_the_same_places(text, underlined):
    with pytest.raises(sc.DefinitionError) as caught:
        sc.loads(HEAD + text)
    places = [(one.span.line, one.span.column) for one in caught.value.diagnostics]
    assert places == [tuple(map(int, place.split("-")[0].split(":"))) for place, _ in underlined]


def test_a_forgotten_machine_is_underlined(editor, definitions):
    uri = written(editor, definitions, f"{MODELINE}statecraft: 1\n")
    assert editor.diagnostics(uri) == [("2:1-2:2", 'Missing property "machine".')]


def test_numbers_and_truth_values_are_names_as_well(editor, definitions):
    text = """
states: {1: {on: {404: "2"}}, 2: {}}
dimensions:
  stage: {values: [0, 1], transitions: {0: [1], 1: []}, on_change: {1: [{log: up}]}}
  open: {states: {true: {}, false: {}}}
"""
    assert editor.diagnostics(written(editor, definitions, HEAD + text)) == []


def keys(*at: str) -> set[str]:
    """The keys that the schema describes at a place of itself."""
    here: Any = shipped()
    for step in at:
        here = here[step]
    return set(here["properties"])


@pytest.mark.parametrize(
    ("at", "text", "expected"),
    [
        pytest.param(
            [], f"{HEAD}|\n", keys() - {"statecraft", "machine"} | {"machine …"}, id="top level"
        ),
        pytest.param(
            ["$defs", "state"],
            f"{HEAD}states:\n  shut:\n    |\n",
            keys("$defs", "state") | {"final …", "history …"},
            id="state",
        ),
        pytest.param(
            ["$defs", "action"],
            f"{HEAD}entry:\n  - |\n",
            keys("$defs", "action"),
            id="action",
        ),
    ],
)
def test_every_key_of_the_place_is_offered(editor, definitions, at, text, expected):
    found = {item["label"] for item in offered(editor, definitions, text)}
    snippets = {one["label"] for one in shipped_at(at).get("defaultSnippets", ())}
    assert found == expected | snippets


def shipped_at(at: list[str]) -> Any:
    here: Any = shipped()
    for step in at:
        here = here[step]
    return here
