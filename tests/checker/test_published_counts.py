"""Models of other people, whose numbers of states another model checker has published (TLC)."""

from __future__ import annotations

import itertools
import json
import os
from pathlib import Path
from typing import Any

import pytest

import statecraft
from statecraft.checker.engines.explicit import Explicit
from statecraft.checker.engines.mdd import Symbolic
from statecraft.checker.limits import Limits
from statecraft.checker.payloads import payloads_of
from statecraft.checker.spaces.tables import TableModel
from tests.architecture.package import ROOT

FOLDER = Path(os.environ.get("STATECRAFT_CONFORMANCE", ROOT.parent / "shared" / "conformance"))
FILE = FOLDER / "reachability_models.json"


def published() -> list[dict[str, Any]]:
    return json.loads(FILE.read_text())["models"] if FILE.exists() else []


def definition_of(model: dict[str, Any]) -> dict[str, Any]:
    """The model as a machine: variables are context, and every start is an input."""
    open_names = [name for name, values in model["init"].items() if len(values) > 1]
    return {
        "statecraft": 1,
        "machine": model["id"],
        "input": {name: {"enum": model["init"][name]} for name in open_names},
        "context": {
            name: {
                "enum": values,
                "initial": f"=input.{name}" if name in open_names else model["init"][name][0],
            }
            for name, values in model["variables"].items()
        },
        "on": {
            transition["name"]: {
                "when": worded(transition["when"]),
                "do": [{"set": {n: f"={worded(t)}" for n, t in transition["set"].items()}}]
                if transition["set"]
                else [],
            }
            for transition in model["transitions"]
        },
    }


def worded(text: str) -> str:
    return text.replace("True", "true").replace("False", "false")


@pytest.mark.skipif(not FILE.exists(), reason="the published models are not at hand")
@pytest.mark.parametrize(
    ("engine", "model"),
    [
        pytest.param(engine, model, id=f"{model['id']}, {engine.__name__}")
        for engine, model in itertools.product((Explicit, Symbolic), published())
    ],
)
def test_as_many_states_are_found_as_were_published(engine, model):
    chart = statecraft.load_data(definition_of(model))
    found = engine(TableModel(chart, payloads_of(chart)), Limits())
    expected = (model["published"]["distinct_states"], model["published"]["depth"] - 1)
    assert (found.count(found.reachable()), found.depth()) == expected
