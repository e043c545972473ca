"""The steps of a run as they are written: which there are, and how its branches are entered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import Final

from statecraft.diagnostics import Diagnostic, quoted
from statecraft.expr.shapes import any_of
from statecraft.model.declarations import ActionDeclaration
from statecraft.resolve.findings import Report, first_is
from statecraft.resolve.names import check_part
from statecraft.resolve.parts import entries_of
from statecraft.source.document import Located
from statecraft.values.shape import ANYTHING, Shape

CANCELLED: Final = "cancelled"
"""The branch that a ``stop`` leads to."""
_ON_FAILURE: Final = "on_failure"
_CONTINUATIONS: Final = ("then", "else", "on_success", _ON_FAILURE)
_AWAITED: Final = ("action", "wait_for", "parallel", "pipeline", "workflow")


def step_nodes(steps: Located | None) -> Iterator[Located]:
    """Every step of a list, each before those inside of it; a branch's name has none."""
    if steps is None or not isinstance(steps.value, list):
        return
    for node in steps.elements():
        yield node
        for key in _CONTINUATIONS:
            yield from step_nodes(node.get(key))
        if "each" in node:
            yield from step_nodes(node["each"]["do"])
        for inner in entries_of(node.get("parallel")):
            yield from step_nodes(inner)


def all_step_nodes(run: Located) -> Iterator[Located]:
    """Every step of a pipeline or workflow."""
    yield from step_nodes(run["steps"])
    for branch in entries_of(run.get("branches")):
        yield from step_nodes(branch)
    yield from step_nodes(run.get("on_failure"))


def waits(node: Located) -> bool:
    """Whether a step waits for something itself."""
    return any(key in node for key in _AWAITED)


def result_name(node: Located) -> str | None:
    """What ``results`` calls the result of a step; None for one that keeps none."""
    written = node.value.get("id", node.value.get("action"))
    return str(written) if written is not None and waits(node) else None


def jumps(nodes: Iterable[Located]) -> frozenset[str]:
    """The names of the branches that steps go on with."""
    return _named(nodes, _CONTINUATIONS)


def _named(nodes: Iterable[Located], keys: Iterable[str]) -> frozenset[str]:
    """The branches whose names nodes have under some keys."""
    found = (node.value.get(key) for node in nodes for key in keys)
    return frozenset(name for name in found if isinstance(name, str))


def check_ids(nodes: Iterable[Located], report: Report) -> None:
    """Report ids that no path can hold, and those that another step has.

    Two steps may perform one action and share its name; whoever writes an id means one step.
    """
    first: dict[str, Located] = {}
    for node in nodes:
        # The `id` of a `send` or `start` is not the step's.
        named = node.get("action") if "send" in node or "start" in node else node.get("id")
        if named is not None:
            check_part(str(named.value), "step", named.span, report)
        place = named or node.get("action")
        if place is None:
            continue
        earlier = first.setdefault(str(place.value), place)
        # What an alias repeats is one step that is written once.
        if earlier.span != place.span and "id" in {earlier.key, place.key}:
            report(_twice(place, earlier))


def _twice(node: Located, first: Located) -> Diagnostic:
    return Diagnostic(
        code="SC237",
        span=node.span,
        message=f"another step is called {quoted(node.value)}",
        hint="results, answers and errors name a step by its id; choose another one",
        related=first_is(first.span, "the other step"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """How the branches of some runs begin.

    Attributes:
        results: branch → the type of ``result``, as far as every way into it tells.
        failures: those that nothing leads to but failures.
    """

    results: Mapping[str, Shape]
    failures: frozenset[str]


def entries_into(
    runs: Iterable[Located], shared: Iterable[Located], actions: Mapping[str, ActionDeclaration]
) -> Entries:
    """What leads to the branches of some runs: their own steps, and those of *shared* branches."""
    runs = tuple(runs)
    nodes = [*chain.from_iterable(map(all_step_nodes, runs))]
    nodes += chain.from_iterable(map(step_nodes, shared))
    ways: dict[str, list[Shape]] = {CANCELLED: [ANYTHING]}
    for node in nodes:
        for key in _CONTINUATIONS:
            name = node.value.get(key)
            if isinstance(name, str):
                ways.setdefault(name, []).append(_result_by(key, node, actions))
    for name in _named(runs, (_ON_FAILURE,)):
        ways.setdefault(name, []).append(ANYTHING)
    elsewhere = [key for key in _CONTINUATIONS if key != _ON_FAILURE]
    return Entries(
        results=MappingProxyType({name: any_of(shapes) for name, shapes in ways.items()}),
        failures=_named((*runs, *nodes), (_ON_FAILURE,)) - _named(nodes, elsewhere) - {CANCELLED},
    )


def _result_by(key: str, node: Located, actions: Mapping[str, ActionDeclaration]) -> Shape:
    declared = actions.get(node.value.get("action", ""))
    return declared.result if key == "on_success" and declared is not None else ANYTHING
