"""A definition of ours as an XState machine in JSON.

The state tree becomes XState's own. What XState has no word for (dimensions, rules, pipelines, the
types of the context, …) travels in ``meta.statecraft``, from where the import takes it back, and
is reported as lost, since XState itself will not keep to it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from statecraft.interop.losses import Exported, Native
from statecraft.interop.xstate.shape import Place
from statecraft.interop.xstate.told import Out
from statecraft.interop.xstate.told_actions import ActionTeller
from statecraft.interop.xstate.told_expressions import Telling
from statecraft.interop.xstate.told_states import Config, StateTeller
from statecraft.interop.xstate.transitions import SECTION
from statecraft.model.definition import Definition
from statecraft.model.states import State
from statecraft.source import Located, read_text

_TOLD: Final = frozenset(
    {
        *("machine", "states", "initial", "parallel", "entry", "exit", "on", "always", "after"),
        *("output", "machines", "statecraft", "meta", "describe", "tags"),
    }
)
_QUIET: Final = frozenset(
    {"context", "semantics", "version", "label", "scenarios", "x-", "$schema"}
)
"""What travels in ``meta`` without a loss: it changes nothing in a run, or XState has its part."""


def export_xstate(native: Native) -> Exported:
    """The main machine of a definition, and those of its file that it may invoke."""
    main = native.project.main
    reading = read_text(native.project.sources.get(main.file, ""), main.file)
    assert reading.document is not None, "it has been loaded"
    out = Out(document=reading.document)
    document = reading.document.data
    inside = document.get("machines") or {}
    beside = frozenset(inside)
    told = _machine(document, main, beside, (), out)
    others = {
        name: {"kind": "machine", "machine": _machine(data, found, beside, ("machines", name), out)}
        for name, data in inside.items()
        if (found := _definition(name, native)) is not None
    }
    data = {"machine": told, "actors": others} if others else told
    text = json.dumps(data, indent=2, ensure_ascii=False) + "\n"
    return Exported(text=text, losses=tuple(sorted(out.losses)))


def _definition(name: str, native: Native) -> Definition | None:
    main = native.project.main
    found = (each for each in native.project.machines.values() if each.file == main.file)
    return next((each for each in found if each.id == name), None)


def _machine(
    data: Mapping[str, Any], definition: Definition, beside: frozenset[str], place: Place, out: Out
) -> Config:
    states = {} if definition.tree is None else {s.path: s for s in _all(definition.tree)}
    identity = definition.id
    telling = Telling(
        variables=frozenset(variable.name for variable in definition.context),
        id_of=lambda path: f"{identity}.{path}",
    )
    actions = ActionTeller(telling=telling, out=out)
    teller = StateTeller(machine=identity, machines=beside, states=states, actions=actions)
    made: Config = {"id": identity}
    if "describe" in data:
        made["description"] = data["describe"]
    if definition.context:
        made["context"] = _context(data, place, telling, out)
    made |= teller.behaviour(data, "", place) | teller.inside(data, "", place)
    if "output" in data:
        at = (*place, "output")
        lose = lambda what: out.lose(at, what, "it is null there")  # noqa: E731
        made["output"] = telling.data(data["output"], lose)
    return {**made, "meta": {**(data.get("meta") or {}), SECTION: _rest(data, place, out)}}


def _all(state: State) -> Iterator[State]:
    yield state
    for child in state.children:
        yield from _all(child)


def _context(data: Mapping[str, Any], place: Place, telling: Telling, out: Out) -> Config:
    """The initial values of the variables that are stored."""
    made: Config = {}
    for name, variable in (data.get("context") or {}).items():
        if isinstance(variable, dict) and "compute" not in variable:
            at = (*place, "context", name)

            def lose(what: str, at: Place = at) -> None:
                out.lose(at, what, "it is null there")

            made[name] = telling.data(variable.get("initial"), lose)
    return {"$obj": made}


def _rest(data: Mapping[str, Any], place: Place, out: Out) -> Config:
    """The sections that travel as they are written."""
    rest = {key: value for key, value in data.items() if key not in _TOLD}
    for key in rest:
        if key not in _QUIET and not key.startswith("x-"):
            out.lose((*place, key), f"the section {key}", "it travels in meta")
    if "dimensions" in rest:
        at = out.document.at((*place, "dimensions"))
        rest["dimensions"] = {key: _dimension(of) for key, of in at.items()}
    return {"semantics": "", "sections": list(data), **rest}


def _dimension(written: Located) -> Any:
    """A dimension, its values as JSON writes them: a key there is always text."""
    values = written.value.get("values") if isinstance(written.value, dict) else None
    if not isinstance(values, dict):
        return written.value
    listed = [{"value": of.typed_key, **_as_label(of.value)} for _, of in written["values"].items()]
    return {**written.value, "values": listed}


def _as_label(written: Any) -> Config:
    if isinstance(written, dict):
        return dict(written)
    return {} if written is None else {"label": written}
