"""Judge of ``reachability-models/1``: how many states a finite model reaches.

A model becomes a definition: its variables are context, its transitions events. The states are
counted by breadth-first search over the kernel's own steps.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import Any

import statecraft as sc
from statecraft.expr.show import show
from statecraft.interop.as_data import as_data
from statecraft.interop.meaning import Meaning
from statecraft.interop.names import NameTable, event, identifier
from statecraft.interop.python_expressions.reading import condition_of, value_of

from .verdicts import Case

FORMAT = "reachability-models/1"
_MOST_STATES = 200_000


def cases(_path: Path, data: Any) -> Iterator[Case]:
    """The models of a file."""
    for model in data["models"]:
        yield Case(
            suite="reachability", name=str(model["id"]), difference=partial(_difference, model)
        )


def _difference(model: Mapping[str, Any]) -> str | None:
    expected, found = model["published"]["distinct_states"], len(reached(model))
    return None if found == expected else f"expected {expected} distinct states, found {found}"


def definition_of(model: Mapping[str, Any]) -> dict[str, Any]:
    """The definition that a model is."""
    names = NameTable(spell=identifier)
    variables = {name: names.name(name) for name in model["variables"]}
    meaning = Meaning(
        variables=MappingProxyType(variables),
        states=MappingProxyType({}),
        machine="model",
        short_types=True,
        events=MappingProxyType({}),
    )
    events = NameTable(spell=event)
    return {
        "statecraft": 1,
        "machine": "model",
        "context": {
            variables[name]: {"initial": as_data(value_of(repr(values[0]), meaning))}
            for name, values in model["variables"].items()
        },
        "on": {
            events.name(each["name"]): _transition(each, variables, meaning)
            for each in model["transitions"]
        },
    }


def _transition(
    written: Mapping[str, Any], variables: Mapping[str, str], meaning: Meaning
) -> dict[str, Any]:
    sets = {variables[n]: as_data(value_of(text, meaning)) for n, text in written["set"].items()}
    condition = condition_of(written["when"], meaning)
    return {"when": show(condition), **({"do": [{"set": sets}]} if sets else {})}


def reached(model: Mapping[str, Any]) -> set[str]:
    """The states that the model reaches from any of its initial ones."""
    chart = sc.load_data(definition_of(model))
    names = [variable.name for variable in chart.definition.context]
    first = product(*(model["init"][name] for name in model["variables"]))
    starts = [chart.start(dict(zip(names, values, strict=True))) for values in first]
    pending = deque(step.snapshot for step in starts if step.outcome.kind == "started")
    known = {_key(snapshot, names) for snapshot in pending}
    while pending:
        snapshot = pending.popleft()
        for name in chart.events:
            after = chart.send(snapshot, name).snapshot
            key = _key(after, names)
            if key not in known and len(known) < _MOST_STATES:
                known.add(key)
                pending.append(after)
    return known


def _key(snapshot: sc.Snapshot, names: list[str]) -> str:
    """The values of the variables; 1 and true are two."""
    return json.dumps([snapshot.context[name] for name in names], sort_keys=True)
