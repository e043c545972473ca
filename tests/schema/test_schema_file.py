"""The schema as a file: a valid one, closed everywhere, described everywhere, found everywhere."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from statecraft.schema import schema_text, shipped
from statecraft.schema.faults import resolved

ROOT = Path(__file__).parents[2]

# Keywords by what stands below them: named schemas, a schema, a list of schemas. The others of
# each pair only decide or narrow what the schema around them describes.
NAMED = ("properties", "patternProperties", "$defs")
SINGLE = ("items", "additionalProperties", "propertyNames", "then", "else")
DECIDING = ("if", "not")
LISTS = ("allOf", "anyOf")


def schemas(schema: Any, at: str = "#") -> Iterator[tuple[str, Any]]:
    """Every schema of the file that describes something, with its place."""
    if not isinstance(schema, dict):
        return
    yield at, schema
    for word in NAMED:
        for name, inner in schema.get(word, {}).items():
            yield from schemas(inner, f"{at}/{word}/{name}")
    for word in SINGLE:
        yield from schemas(schema.get(word), f"{at}/{word}")


def deciding(schema: Any) -> Iterator[Any]:
    """Every schema of the file that only decides or narrows."""
    for _, described in schemas(schema):
        inner = [described[word] for word in DECIDING if word in described]
        for word in LISTS:
            inner.extend(described.get(word, ()))
        for found in inner:
            yield found
            yield from (below for _, below in schemas(found))
            yield from deciding(found)


EVERY_SCHEMA = list(schemas(shipped()))


def test_the_schema_is_valid_2020_12():
    assert shipped()["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(shipped())


def test_every_reference_leads_to_a_schema_and_every_definition_is_referred_to():
    references = {schema["$ref"] for _, schema in EVERY_SCHEMA if "$ref" in schema}
    assert all(isinstance(_referred(reference), dict) for reference in references)
    used = {reference.split("/")[2] for reference in references}
    assert used == set(shipped()["$defs"])


def test_every_object_but_meta_forbids_unknown_keys():
    open_ones = {
        schema.get("title")
        for _, schema in EVERY_SCHEMA
        if ("properties" in schema or "object" in schema.get("type", ()))
        and "$ref" not in schema.get("then", {})
        and not _is_closed(schema)
    }
    assert open_ones == {"meta"}


def _is_closed(schema: dict[str, Any]) -> bool:
    """Closed: unknown keys are refused, or every key is a name whose value has a schema."""
    parts = [schema, schema.get("else", {})]
    others = [resolved(part).get("additionalProperties") for part in parts]
    return any(other is False or isinstance(other, dict) for other in others)


def test_no_branch_hides_its_mistakes():
    every = [*(schema for _, schema in EVERY_SCHEMA), *deciding(shipped())]
    words = {word for schema in every for word in schema}
    assert words.isdisjoint({"oneOf", "unevaluatedProperties", "dependentSchemas", "contains"})
    choices = [branch for schema in every for branch in schema.get("anyOf", ())]
    assert all(set(branch) == {"required"} for branch in choices)


def test_every_key_is_described_for_editors():
    undescribed = [
        f"{at}/{name}"
        for at, schema in EVERY_SCHEMA
        for name, inner in schema.get("properties", {}).items()
        if not _describes(inner)
    ]
    assert undescribed == []


def _describes(schema: dict[str, Any]) -> bool:
    own = {"description", "markdownDescription"} <= set(schema)
    return own or ("$ref" in schema and _describes(_referred(schema["$ref"])))


def _referred(reference: str) -> Any:
    found: Any = shipped()
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


def test_every_schema_that_can_be_a_mistake_has_a_name():
    nameless = [at for at, schema in EVERY_SCHEMA if "type" in schema and "title" not in schema]
    assert nameless == []


def test_the_text_is_the_file_in_the_checkout():
    path = ROOT / "schemas" / "statecraft.schema.json"
    assert schema_text() == path.read_text(encoding="utf-8")
    assert json.loads(schema_text()) == shipped()


@pytest.mark.parametrize("place", ["package/statecraft/schemas", "package/schemas"])
def test_the_schema_is_found_inside_of_the_package_and_beside_it(tmp_path, place):
    shutil.copytree(ROOT / "statecraft", tmp_path / "package" / "statecraft")
    (tmp_path / place).mkdir()
    (tmp_path / place / "statecraft.schema.json").write_text('{"found": true}', encoding="utf-8")
    program = "from statecraft.schema import schema_text; print(schema_text())"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "package")}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == {"found": True}
