"""Definitions that use every part of the language pass, with both validators."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from statecraft.schema import CheckedDocument, check_document, shipped
from statecraft.schema import gate as gate_module
from statecraft.source import Document, read_text

GOOD = sorted((Path(__file__).parent / "good").iterdir())
PAGES = sorted((Path(__file__).parents[2] / "docs" / "errors").glob("SC1*.md"))


def read(path: Path) -> Document:
    reading = read_text(path.read_text(encoding="utf-8"), path.name)
    assert reading.diagnostics == ()
    return reading.document


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_a_good_definition_passes(path):
    document = read(path)
    checked, found = check_document(document)
    assert found == ()
    assert isinstance(checked, CheckedDocument)
    assert checked.document is document


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_both_validators_pass_a_good_definition(path):
    data = read(path).data
    assert list(gate_module.faults_of(data)) == []
    assert gate_module.is_surely_valid(data)


def test_the_good_definitions_use_every_key_of_the_language():
    used = set().union(*(_keys(read(path).data) for path in GOOD))
    assert _keys_of_the_language() - used == UNUSED_WORDS


# Words of JSON Schema that need no example of their own: they stand beside ones that have one.
UNUSED_WORDS = frozenset(
    {"const", "enum", "exclusiveMinimum", "exclusiveMaximum", "maxLength", "minItems"}
)


def _keys(value: object) -> set[str]:
    match value:
        case dict():
            return set(value).union(*map(_keys, value.values()))
        case list():
            return set().union(*map(_keys, value))
        case _:
            return set()


def _keys_of_the_language() -> set[str]:
    schemas = [shipped(), *shipped()["$defs"].values()]
    return {key for schema in schemas for key in schema.get("properties", ())}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_page_of_a_code_shows_the_mistake_and_its_repair(path):
    blocks = re.findall(r"```yaml\n(# \w+\n.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)
    codes = {
        block.split("\n")[0]: {
            found.code for found in check_document(read_text(block, "page.yaml").document)[1]
        }
        for block in blocks
    }
    assert codes == {"# wrong": {path.stem}, "# right": set()}


def test_a_platform_without_the_fast_validator_gets_the_same_answers(monkeypatch):
    monkeypatch.setattr(gate_module, "_fast_validator", lambda: None)
    documents = [read(path) for path in GOOD]
    assert [check_document(document)[1] for document in documents] == [()] * len(documents)


def test_the_deepest_document_that_can_be_read_is_explained():
    data: dict[str, object] = {"guard": 1}
    for _ in range(48):
        data = {"states": {"a": data}}
    text = json.dumps({"statecraft": 1, "machine": "m", **data})
    document = read_text(text, "deep.json").document
    assert [found.message for found in check_document(document)[1]] == [
        'a state has no key "guard"'
    ]
