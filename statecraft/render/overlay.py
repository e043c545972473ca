"""What a picture highlights: where a machine stands and what its last step did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from statecraft.analysis import ChartGraph
from statecraft.analysis.elements import state_id, value_id
from statecraft.checker.seen import Seen
from statecraft.kernel.outcome import Outcome
from statecraft.kernel.snapshot import Snapshot
from statecraft.values.json_values import Value
from statecraft.values.text import text_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """What to highlight. It never changes where anything stands.

    Attributes:
        active: nodes that hold now: states, values, capabilities, values of computed names,
            runs and the steps that they stand at.
        fired: ids of transitions that the last step took, and nodes of cascades that it ran.
        refusing: nodes of the rules that refused the last step.
        missed: nodes and ids of transitions that nothing came to, of all that was looked at.
    """

    active: frozenset[str] = frozenset()
    fired: frozenset[str] = frozenset()
    refusing: frozenset[str] = frozenset()
    missed: frozenset[str] = frozenset()


NOTHING: Final = Overlay()


def overlay_of(
    graph: ChartGraph, snapshot: Snapshot, last: Outcome | None, answers: Mapping[str, Value]
) -> Overlay:
    """The overlay of a machine at rest.

    *answers* are the values of computed dimensions and capabilities, by node.
    """
    active = {*_configuration(snapshot), *_answered(answers), *_running(graph, snapshot)}
    if last is None:
        return Overlay(active=frozenset(active))
    return Overlay(
        active=frozenset(active),
        fired=frozenset(_fired(graph, last)),
        refusing=frozenset(f"rule:{reason.id}" for reason in last.reasons if reason.id),
    )


def missed_overlay(graph: ChartGraph, seen: Seen) -> Overlay:
    """The overlay that marks what did not come up."""
    places = {str(place) for place in seen.places}
    entered = {*map(state_id, seen.states), *(value_id(*each) for each in seen.values)}
    missed = {
        node
        for node, data in graph.nodes(data=True)
        if (data["kind"] in _ENTERED and node not in entered)
        or (data["kind"] in _TAKEN and data["at"] not in places)
    }
    arrows: dict[str, str] = {
        data["transition"]: data["at"]
        for _, _, data in graph.edges(data=True)
        if "transition" in data
    }
    missed.update(arrow for arrow, place in arrows.items() if place not in places)
    return Overlay(missed=frozenset(missed))


_ENTERED: Final = ("state", "value")
_TAKEN: Final = ("step", "rule")


def _configuration(snapshot: Snapshot) -> Iterator[str]:
    yield from (f"state:{path}" for path in snapshot.configuration)
    if snapshot.configuration:
        yield "tree"
    for name, value in snapshot.dimensions.items():
        yield f"value:{name}={text_of(value)}"


def _running(graph: ChartGraph, snapshot: Snapshot) -> Iterator[str]:
    """Nodes of the runs, and of the steps that they stand at, told by their places in the text."""
    steps = {
        (data["run"], data["at"]): node
        for node, data in graph.nodes(data=True)
        if data["kind"] == "step"
    }
    for run in snapshot.runs:
        template = snapshot.chart.templates[run.key]
        owner = f"{template.pipeline.kind}:{template.pipeline.name}"
        if owner not in graph:
            # An invoked action, which is drawn in its state.
            continue
        yield owner
        rows = (template.rows[state] for state in run.states)
        places = [(owner, str(row.span)) for row in rows if row.step is not None]
        yield from (steps[place] for place in places if place in steps)


def _answered(answers: Mapping[str, Value]) -> Iterator[str]:
    """Nodes of the present values of computed names, and of what is true or has a text to show."""
    for node, value in answers.items():
        yield f"{node}={text_of(value)}"
        if value is True or (isinstance(value, str) and node.startswith("capability:")):
            yield node


def _fired(graph: ChartGraph, last: Outcome) -> Iterator[str]:
    taken = {
        (text, str(place))
        for outcome in (last, *last.followed_by)
        if outcome.accepted
        for microstep in outcome.path
        for text, place in zip(microstep.transitions, microstep.places, strict=True)
    }
    for _, _, data in graph.edges(data=True):
        if data["kind"] == "transition" and _is_taken(data, taken):
            yield data["transition"]
    for node, data in graph.nodes(data=True):
        if data["kind"] == "rule" and (data["name"], data["at"]) in taken:
            yield node


def _is_taken(data: Mapping[str, str], taken: set[tuple[str, str]]) -> bool:
    return any(
        place == data["at"] and text.startswith(f"{data['where']}: ") for text, place in taken
    )
