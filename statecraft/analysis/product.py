"""What a machine can come to as a networkx graph: a node for each state that was met."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from statecraft.analysis.graph import ChartGraph
from statecraft.checker.choices import Sending
from statecraft.checker.engines.explored import moves_on
from statecraft.checker.model import Answer, Codes
from statecraft.checker.payloads import payloads_of
from statecraft.checker.silent import silent
from statecraft.checker.spaces.tables import TableModel
from statecraft.checker.telling import choice_text
from statecraft.kernel.chart import Chart
from statecraft.values.json_values import Value
from statecraft.values.text import text_of

MOST_STATES = 1000


def product_graph(chart: Chart, most_states: int = MOST_STATES) -> ChartGraph:
    """The states that a machine can reach, nearest to the start first, and the steps between them.

    A node is a state of all regions together: its ``configuration``, its ``dimensions``, the
    ``context`` that decides anything, its ``status`` and its ``distance`` from the start. An edge
    is a ``choice`` of the world in words, its ``event``, where it is one, and its ``outcome``:
    accepted, or a refusal that uses something up. ``complete`` says whether all states are there.
    """
    import networkx as nx

    model = TableModel(silent(chart), payloads_of(chart))
    definition = chart.definition
    graph: ChartGraph = nx.MultiDiGraph(
        machine=definition.full_name, file=definition.file, hash=definition.hash
    )
    distances = _met(model, most_states)
    names = {codes: _name(model, codes, number) for number, codes in enumerate(distances)}
    for codes, name in names.items():
        graph.add_node(name, **_attributes(model, codes, distances[codes]))
    left_out = 0
    for codes, name in names.items():
        before = model.decode(codes)
        for answer in _steps(model, codes):
            told = choice_text(answer.choice, before)
            if answer.after in names:
                graph.add_edge(name, names[answer.after], key=told, **_edge(answer, told))
            else:
                left_out += 1
    graph.graph["complete"] = not left_out
    return graph


def _met(model: TableModel, most_states: int) -> dict[Codes, int]:
    """State → distance from the start, the nearest ones first."""
    found = dict.fromkeys(model.initial[:most_states], 0)
    pending = deque(found)
    while pending and len(found) < most_states:
        codes = pending.popleft()
        for answer in _steps(model, codes):
            if answer.after not in found and len(found) < most_states:
                found[answer.after] = found[codes] + 1
                pending.append(answer.after)
    return found


def _name(model: TableModel, codes: Codes, number: int) -> str:
    """A number, what is active, and the values of the dimensions that may move."""
    snapshot = model.decode(codes)
    rows = snapshot.chart.rows
    inner = {rows[row.parent].path for row in rows if row.parent is not None}
    leaves = [path for path in snapshot.configuration if path not in inner]
    constant = {each.name for each in model.chart.definition.dimensions if each.constant}
    values = snapshot.dimensions.items()
    told = [f"{name}={text_of(value)}" for name, value in values if name not in constant]
    return f"{number}: {' '.join((*leaves, *told))}".strip()


def _steps(model: TableModel, codes: Codes) -> Iterator[Answer]:
    answers = model.answers(codes)
    return (each for each in answers if moves_on(codes, each.after, each.facts))


def _attributes(model: TableModel, codes: Codes, distance: int) -> dict[str, Value]:
    snapshot = model.decode(codes)
    relevance = model.space.relevance[model.chart.definition.key]
    deciding = [name for name, detail in relevance.details if detail]
    return {
        "kind": "state",
        "configuration": list(snapshot.configuration),
        "dimensions": dict(snapshot.dimensions),
        "context": {name: snapshot.root.context[name] for name in deciding},
        "status": snapshot.status,
        "distance": distance,
    }


def _edge(answer: Answer, told: str) -> dict[str, Value]:
    event: dict[str, Value] = (
        {"event": answer.choice.event} if isinstance(answer.choice, Sending) else {}
    )
    outcome = answer.facts.kind.value
    return {"kind": "transition", "choice": told, "outcome": outcome, **event}
