"""How an editor comes to know the schema: by the first line of a file, or by its settings.

What the command line and the guide tell people to write is tried as it is told.
"""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import statecraft as sc
from tests.cli.calling import statecraft
from tests.docs.pages import FENCE
from tests.editor.language_server import Editor

SLIP = "entyr: []\n"
UNDERLINED = "Property entyr is not allowed."
DEFINITION = f"statecraft: 1\nmachine: a\n{SLIP}"


def found_in(editor: Editor, path: Path, text: str) -> list[tuple[str, str]]:
    return editor.diagnostics(editor.open(path, text))


@pytest.mark.parametrize(
    "options",
    [
        pytest.param([], id="schema in a folder above"),
        pytest.param(["--schema", "editor/statecraft.schema.json"], id="schema written along"),
    ],
)
def test_the_first_line_of_a_new_definition_leads_to_the_schema(
    editing, monkeypatch, tmp_path, options
):
    monkeypatch.chdir(tmp_path)
    for folder in ("charts", "editor", "schemas"):
        Path(folder).mkdir()
    Path("schemas/statecraft.schema.json").write_text(sc.schema_text(), encoding="utf-8")
    path = tmp_path / "charts" / "parcel.statechart.yaml"
    assert statecraft("new", "parcel", "-o", "charts/parcel.statechart.yaml", *options).code == 0
    text = path.read_text(encoding="utf-8")
    with editing(tmp_path, {}) as editor:
        assert found_in(editor, path, text) == []
        found = found_in(editor, path.with_name("other.statechart.yaml"), text + SLIP)
    assert [message for _, message in found] == [UNDERLINED]


def test_the_setting_that_is_told_leads_to_the_schema(editing, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    told = statecraft("new", "parcel", "--schema", "statecraft.schema.json").err
    setting = json.loads("{" + told.partition(".vscode/settings.json: ")[2] + "}")
    with editing(tmp_path, setting["yaml.schemas"]) as editor:
        found = found_in(editor, tmp_path / "a.statechart.yaml", DEFINITION)
    assert found == [("3:1-3:6", UNDERLINED)]


def settings_of(language: str, text: str) -> Any:
    """What a block of the guide sets ``yaml.schemas`` to."""
    match language:
        case "json":
            return json.loads(text)["yaml.schemas"]
        case "toml":
            server = tomllib.loads(text)["language-server"]["yaml-language-server"]
            return server["config"]["yaml"]["schemas"]
        case "lua":
            return dict(re.findall(r'\["(.+?)"\] = "(.+?)"', text))


@pytest.mark.parametrize("language", ["json", "toml", "lua"])
def test_the_settings_of_the_guide_lead_to_the_schema(editing, root, tmp_path, language):
    guide = (root / "docs" / "editors.md").read_text(encoding="utf-8")
    (text,) = (one["text"] for one in FENCE.finditer(guide) if one["info"] == language)
    (tmp_path / "charts").mkdir()
    (tmp_path / "statecraft.schema.json").write_text(sc.schema_text(), encoding="utf-8")
    with editing(tmp_path, settings_of(language, text)) as editor:
        found = found_in(editor, tmp_path / "charts" / "a.statechart.yaml", DEFINITION)
        of_others = found_in(editor, tmp_path / "compose.yaml", DEFINITION)
    assert (found, of_others) == ([("3:1-3:6", UNDERLINED)], [])
