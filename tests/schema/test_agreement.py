"""The fast validator and the thorough one agree, and what they refuse is always explained."""

from __future__ import annotations

import copy
import random
import re
from pathlib import Path
from typing import Any

import pytest

from statecraft.codes import TITLES
from statecraft.schema import check_document
from statecraft.schema.gate import faults_of, is_surely_valid
from statecraft.source import read_data, read_text
from tests.thoroughness import tries

GOOD = [
    read_text(path.read_text(encoding="utf-8"), path.name).document.data
    for path in sorted((Path(__file__).parent / "good").iterdir())
]

# What a message repeats of the definition says nothing of its own way to speak.
QUOTED = re.compile(r'"[^"]*"')

# What a mutation puts in place of a value or a key.
VALUES = [None, True, False, 0, -1, 1.5, 2**40, "", "a", "=a", "any", [], [[]], {}, {"a": 1}, [1]]
KEYS = ["", "on", "when", "set", "type", "final", "history", "initial", "compute", "x-a", "wehn"]


def places(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of everything inside of a value."""
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    else:
        return []
    return [path for key, item in inner for path in [(*above, key), *places(item, (*above, key))]]


def mutated(data: Any, chance: random.Random) -> Any:
    """A copy with one change: a value replaced or moved, a key added, renamed or removed."""
    changed = copy.deepcopy(data)
    *above, key = chance.choice(places(changed))
    holder = changed
    for step in above:
        holder = holder[step]
    match chance.randrange(5):
        case 0:
            holder[key] = chance.choice(VALUES)
        case 1 if isinstance(holder, dict):
            holder[chance.choice(KEYS)] = holder.pop(key)
        case 2 if isinstance(holder, dict):
            holder[chance.choice(KEYS)] = chance.choice(VALUES)
        case 3:
            other = changed
            for step in chance.choice(places(data)):
                other = other[step]
            holder[key] = copy.deepcopy(other)
        case _:
            del holder[key]
    return changed


def corpus() -> list[Any]:
    chance = random.Random(5)  # noqa: S311 - a seed, so that every run tries the same
    once = [mutated(data, chance) for data in GOOD for _ in range(tries(25, 90))]
    return [*GOOD, *once, *(mutated(data, chance) for data in once[::3])]


@pytest.fixture(scope="module")
def documents() -> list[Any]:
    return corpus()


def test_both_validators_give_one_answer(documents):
    answers = {(is_surely_valid(data), not any(faults_of(data))) for data in documents}
    assert answers == {(True, True), (False, False)}


def test_what_is_refused_is_explained_and_what_passes_is_not(documents):
    for data in documents:
        reading = read_data(data)
        checked, found = check_document(reading.document)
        assert (checked is None) == bool(found)
        assert is_surely_valid(data) == (checked is not None)
        assert all(each.code in TITLES and each.span.file == "<data>" for each in found)


def test_no_message_speaks_as_json_schema_does(documents):
    said = {
        QUOTED.sub("", f"{found.message} {found.hint}")
        for data in documents
        for found in check_document(read_data(data).document)[1]
    }
    strange = ("is not valid under", "does not match", "schema", "None of", "required property")
    assert [text for text in said if any(word in text for word in strange)] == []


def test_one_mutation_is_seldom_more_than_one_finding():
    chance = random.Random(7)  # noqa: S311 - as above
    counts = [
        len(check_document(read_data(mutated(data, chance)).document)[1])
        for data in GOOD
        for _ in range(tries(20, 60))
    ]
    assert sum(count <= 1 for count in counts) >= 0.9 * len(counts)
