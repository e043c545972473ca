"""What an editor shows while a definition is written: mistakes, completion, explanations.

Nothing here is ours but the schema and the modeline that leads to it; the rest is the language
server that editors use.
"""

from __future__ import annotations

import itertools
import os
import re
from pathlib import Path
from typing import Any

import pytest

import statecraft as sc
from statecraft.schema import shipped
from tests.editor.finding import server_command
from tests.editor.language_server import Editor

MODELINE = "# yaml-language-server: $schema=../schemas/statecraft.schema.json\n"
HEAD = f"{MODELINE}statecraft: 1\nmachine: a\n"
CURSOR = "|"
# The blanks of a snippet: ${1:with a text}, ${1|one,or another|}, and $1 or ${1} for nothing yet.
FILLED = re.compile(r"\$\{\d+[:|]([^,}|]*)[^}]*\}")
BLANK = re.compile(r"\$\d+|\$\{\d+\}")
DOCUMENTS = itertools.count()


@pytest.fixture(scope="module")
def editor(root, editing):
    with editing(root, {}) as server:
        yield server


def written(editor: Editor, folder: Path, text: str) -> str:
    """The address of a new document of this folder."""
    return editor.open(folder / f"unsaved_{next(DOCUMENTS)}.statechart.yaml", text)


def offered(editor: Editor, folder: Path, marked: str) -> list[dict[str, Any]]:
    """The completions at the cursor's mark."""
    before = marked.partition(CURSOR)[0]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return editor.completions(written(editor, folder, marked.replace(CURSOR, "", 1)), line, column)


@pytest.mark.skipif(os.environ.get("CI") != "true", reason="other machines may do without Node")
def test_the_server_is_there_where_everything_is_tested():
    assert server_command() is not None


def test_the_shipped_definitions_have_no_mistakes(editor, definitions):
    files = sorted(definitions.glob("*.yaml"))
    for file in files:
        assert file.read_text(encoding="utf-8").startswith(MODELINE)
    opened_files = [editor.open(file, file.read_text(encoding="utf-8")) for file in files]
    found = {uri: editor.diagnostics(uri) for uri in opened_files}
    assert found == {uri: [] for uri in opened_files}


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
        "on: {OPEN: {guard: free > 0, do: [{log: opened}]}}\n",
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
                'Value is not accepted. Valid values: "string", "integer", "number", "boolean", "object", "array", "null".',
            )
        ],
        id="a type of another language",
    ),
    pytest.param(
        "always:\n  - do:\n      - raise: GO\n        delay: 5s\n",
        [
            (
                "7:9-7:14",
                'Value is not accepted. Valid values: "raise", "with", "describe", "label", "tags", "meta".',
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


EVERY_KEY = [
    pytest.param("#", f"{MODELINE}|\n", id="empty file"),
    pytest.param("state", f"{HEAD}states:\n  shut:\n    |\n", id="state"),
    pytest.param("action", f"{HEAD}entry:\n  - |\n", id="action"),
    pytest.param("rule", f"{HEAD}rules:\n  full:\n    |\n", id="rule"),
]


@pytest.mark.parametrize(("thing", "marked"), EVERY_KEY)
def test_every_key_of_a_thing_is_offered(editor, definitions, thing, marked):
    schema = shipped() if thing == "#" else shipped()["$defs"][thing]
    skeletons = {snippet["label"] for snippet in schema["defaultSnippets"]}
    found = {item["label"] for item in offered(editor, definitions, marked)}
    assert found - {"definition"} == set(schema["properties"]) | skeletons


CHOICES = [
    pytest.param(
        "on:\n  OPEN:\n    |\n",
        "describe  do  from  label  meta  reenter  tags  target  target … do …  when"
        "  when … target …",
        id="transition",
    ),
    pytest.param(
        "dimensions:\n  door:\n    values: [shut, open]\n    |\n",
        "compute  compute …  constant  describe  initial  label  lifetime  meta  moves  on_change"
        "  states  tags  transitions  values …",
        id="dimension that has its values",
    ),
    pytest.param("dimensions:\n  door:\n    lifetime: |\n", "ephemeral  persistent", id="lifetime"),
    pytest.param("dimensions:\n  door:\n    moves: |\n", "free", id="moves"),
    pytest.param("dimensions:\n  door:\n    transitions: |\n", "any  graph", id="transitions"),
    pytest.param("states:\n  back:\n    history: |\n", "deep  shallow", id="history"),
    pytest.param("states:\n  gone:\n    final: |\n", "false  true", id="final"),
    pytest.param(
        "context:\n  cars:\n    type: |\n",
        "array  boolean  integer  number  object  or null  string",
        id="type",
    ),
    pytest.param("on:\n  OPEN:\n    target: |\n", "dimension  state", id="target"),
    pytest.param(
        "entry:\n  - send: CLOSE\n    delay: |\n",
        "1d  2h  30s  500ms  5m  =attempts * 10  PT5M30S",
        id="delay",
    ),
    pytest.param(
        "scenarios:\n  - name: closed\n    steps:\n      - send: OPEN\n        expect: |\n",
        "accepted  ignored  rejected  state",
        id="expect",
    ),
]


@pytest.mark.parametrize(("marked", "labels"), CHOICES)
def test_what_fits_is_offered(editor, definitions, marked, labels):
    items = offered(editor, definitions, HEAD + marked)
    assert "  ".join(item["label"] for item in items) == labels


PLACES = [
    pytest.param(f"{MODELINE}|\n", id="empty file"),
    pytest.param(f"{HEAD}|\n", id="top level"),
    pytest.param(f"{HEAD}context:\n  |\n", id="context"),
    pytest.param(f"{HEAD}context:\n  cars:\n    |\n", id="variable"),
    pytest.param(f"{HEAD}context:\n  cars:\n    type: |\n", id="type"),
    pytest.param(f"{HEAD}dimensions:\n  door:\n    |\n", id="dimension"),
    pytest.param(f"{HEAD}dimensions:\n  door:\n    compute: |\n", id="compute"),
    pytest.param(
        f"{HEAD}dimensions:\n  door:\n    values: [shut]\n    transitions: |\n", id="transitions"
    ),
    pytest.param(f"{HEAD}events:\n  OPEN:\n    payload:\n      |\n", id="payload"),
    pytest.param(f"{HEAD}events:\n  OPEN:\n    payload:\n      by: |\n", id="field"),
    pytest.param(f"{HEAD}rules:\n  full:\n    |\n", id="rule"),
    pytest.param(f"{HEAD}states:\n  shut:\n    |\n", id="state"),
    pytest.param(f"{HEAD}entry:\n  - |\n", id="action"),
    pytest.param(f"{HEAD}entry:\n  - log: |\n", id="data"),
    pytest.param(f"{HEAD}on:\n  OPEN: |\n", id="event"),
    pytest.param(f"{HEAD}on:\n  OPEN:\n    |\n", id="transition"),
    pytest.param(f"{HEAD}on:\n  OPEN:\n    - |\n", id="transition in a list"),
    pytest.param(f"{HEAD}on:\n  OPEN:\n    target: |\n", id="target"),
    pytest.param(f"{HEAD}on:\n  OPEN:\n    target:\n      door: |\n", id="move"),
    pytest.param(f"{HEAD}scenarios:\n  - |\n", id="scenario"),
    pytest.param(f"{HEAD}scenarios:\n  - name: a\n    steps:\n      - |\n", id="step"),
    pytest.param(
        f"{HEAD}scenarios:\n  - name: a\n    steps:\n      - send: GO\n        expect: |\n",
        id="expect",
    ),
]


@pytest.mark.parametrize("marked", PLACES)
def test_what_is_offered_whole_can_be_left_as_it_is(editor, definitions, marked):
    whole = [item for item in offered(editor, definitions, marked) if is_whole(item)]
    assert whole != []
    uris = {
        item["label"]: written(editor, definitions, accepted(marked, item["insertText"]))
        for item in whole
    }
    found = {label: wrong_with(label, editor.diagnostics(uri)) for label, uri in uris.items()}
    assert found == {label: [] for label in uris}


def is_whole(item: dict[str, Any]) -> bool:
    """A skeleton, or a text whose every blank is filled in for a start."""
    text = item["insertText"]
    is_filled = FILLED.search(text) is not None and not BLANK.search(text)
    return "…" in item["label"] or (is_filled and not text.endswith(": "))


def wrong_with(label: str, found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What a completion is to blame for: a single key may leave others to be written."""
    return [one for one in found if "…" in label or not one[1].startswith("Missing property")]


def accepted(marked: str, snippet: str) -> str:
    """The document after a completion was taken, as editors indent it."""
    before = marked.partition(CURSOR)[0]
    line = before[before.rfind("\n") + 1 :]
    indent = line[: len(line) - len(line.lstrip())]
    inserted = BLANK.sub("", FILLED.sub(r"\1", snippet)).replace("\n", f"\n{indent}")
    return marked.replace(CURSOR, inserted, 1)


def test_no_example_is_a_mapping():
    # The server inserts the mappings of an example as "[object Object]"; skeletons stand instead.
    found: list[Any] = []

    def search(schema: Any) -> None:
        match schema:
            case {"examples": [*examples]}:
                found.extend(one for one in examples if isinstance(one, dict))
        for inner in schema.values() if isinstance(schema, dict) else ():
            search(inner)

    search(shipped())
    assert found == []


HOVERED = f"""{HEAD}dimensions:
  door:
    values: [shut, open]
    lifetime: ephemeral
on:
  OPEN: {{target: {{door: open}}}}
"""

EXPLAINED = [
    pytest.param(
        "lifetime:",
        """\
#### lifetime

How long its value lives; `persistent` when left out.

Allowed Values:

* `ephemeral`: not saved: it starts at initial each time
* `persistent`: part of what is saved
""",
        id="key with a choice of words",
    ),
    pytest.param(
        "on:",
        """\
#### on

Event → what it does here: a target, a transition, or a list of which the first whose `when` holds\
 is taken. `a.*` and `*` are wildcards.

```yaml
GO: working
STOP: {when: speed == 0, target: idle}
sensor.*: {do: [{log: =event}]}
```
""",
        id="key with an example",
    ),
    pytest.param(
        "door:",
        """\
#### dimension

A region of plain values, active beside all others; it has one value at a time.
""",
        id="name of a dimension",
    ),
    pytest.param(
        "OPEN:",
        """\
#### transition

Where it leads: a target, a transition, or a list of which the first whose `when` holds is taken.
""",
        id="name of an event",
    ),
]


@pytest.mark.parametrize(("at", "explained"), EXPLAINED)
def test_a_key_is_explained(editor, root, definitions, at, explained):
    line, text = next(
        (number, line)
        for number, line in enumerate(HOVERED.splitlines(), 1)
        if line.strip().startswith(at)
    )
    # On the second letter: the place before the first one still belongs to what stands above.
    shown = editor.hover(written(editor, definitions, HOVERED), line, text.index(at) + 2)
    schema = root / "schemas" / "statecraft.schema.json"
    source = f"Source: [{schema.name}]({schema.as_uri()})"
    assert shown == f"{explained}\n{source}"
