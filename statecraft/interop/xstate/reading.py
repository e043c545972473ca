"""An XState machine as a definition of ours: ``semantics: xstate`` keeps what the engine means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from statecraft.interop.losses import Imported, Source
from statecraft.interop.names import part
from statecraft.interop.xstate import formula as f
from statecraft.interop.xstate.actors import interval, promise
from statecraft.interop.xstate.config import Node, node_tree
from statecraft.interop.xstate.context import WHOLE, InitialRoots, known_fields
from statecraft.interop.xstate.desk import Desk, named_events
from statecraft.interop.xstate.expressions import Translation
from statecraft.interop.xstate.scope import MachineScope, machine_scope
from statecraft.interop.xstate.shape import MachineText, Place, machine_text
from statecraft.interop.xstate.states import ONLY_STATE, StateWriter, machine_states, unlike
from statecraft.interop.xstate.targets import Unwritable, distinct_names, plain_names
from statecraft.interop.xstate.transitions import own_keys, sees_timers, timer_event

KEPT: Final = "xstate"
"""The key of a machine's ``meta`` under which the source's names are kept."""

Section = dict[str, Any]


def import_xstate(source: Source) -> Imported:
    """The machine that a JSON text describes: a config, or ``{machine, actors}``.

    Raises:
        DefinitionError: the text is no XState machine.
    """
    return _imported(Desk(text=machine_text(source.text, source.file), is_traced=False))


def import_traced(source: Source) -> Imported:
    """As ``import_xstate``; every entry and exit of a state tells itself by an effect first."""
    return _imported(Desk(text=machine_text(source.text, source.file), is_traced=True))


def _imported(desk: Desk) -> Imported:
    text = desk.text
    for name in _known_events(text):
        desk.events.name(name)
    main, names = _machine(text.machine, desk)
    machines = {desk.actors.name(name): _actor(name, desk) for name in text.actors}
    desk.finish()
    identity = str(text.at(text.machine).get("id", "machine"))
    head: Section = {"statecraft": 1, "machine": part(identity)}
    events = desk.events.changed()
    if events:
        main.setdefault("meta", {}).setdefault(KEPT, {})["events"] = events
    if "describe" in main:
        head["describe"] = main.pop("describe")
    document = {**head, **main, **({"machines": machines} if machines else {})}
    return Imported(
        document=document, losses=tuple(sorted(desk.losses)), names=MappingProxyType(names)
    )


def _known_events(text: MachineText) -> list[str]:
    places = [text.machine, *text.actors.values()]
    return [name for place in places for name in named_events(text.at(place))]


def _actor(name: str, desk: Desk) -> Section:
    place = desk.text.actors[name]
    actor = desk.text.at(place)
    if actor["kind"] == "machine":
        made, _ = _machine((*place, "machine"), desk)
        return _kept(made, {"actor": name})
    make: Callable[[Mapping[str, Any], Place, Desk], Section] = (
        promise if actor["kind"] == "promise" else interval
    )
    return _kept(make(actor, place, desk), {"actor": name, "kind": actor["kind"]})


def _kept(made: Section, facts: Mapping[str, Any]) -> Section:
    """The machine with what a reader of the source's names needs, at its head."""
    meta = dict(made.pop("meta", {}))
    meta[KEPT] = {**facts, **meta.get(KEPT, {})}
    return {"meta": meta, **made}


def _machine(place: Place, desk: Desk) -> tuple[Section, dict[str, str]]:
    """The machine at a place, with our paths of states → the source's where they differ."""
    root = node_tree(desk.text.at(place), place)
    scope, states = _states(root, desk)
    own = own_keys(root.config)
    made: Section = {"semantics": "xstate", **_context(root, scope), **_provided(scope), **states}
    if "output" in root.config or (_has_output(root) and not own):
        made["output"] = _output(root, scope)
    if own:
        return _restored(made, own), dict(unlike(scope.paths))
    names = dict(unlike(scope.paths))
    facts = {
        "id": root.id if "id" in root.config else None,
        "states": names,
        "only_state": None if root.children else ONLY_STATE,
        "slots": scope.slots.changed(),
        "actions": scope.actions.changed(),
        "functions": scope.functions.changed(),
        "variables": {ours: key for key, ours in scope.layout.names.items() if ours != key},
        "unset": [v for key, v in scope.layout.names.items() if key not in scope.layout.initial],
        "undefined": [v for key, v in scope.layout.names.items() if key in scope.layout.strict],
        "context": WHOLE if scope.layout.is_whole else None,
    }
    known = {key: value for key, value in facts.items() if value}
    return (_kept(made, known) if known or "meta" in made else made), names


def _restored(made: Section, own: Mapping[str, Any]) -> Section:
    """A machine that was exported from this language: its own sections again, in their order."""
    semantics = {"semantics": own["semantics"]} if own.get("semantics") else {}
    kept = {key: value for key, value in own.items() if key not in ("semantics", "sections")}
    order = {key: place for place, key in enumerate(own.get("sections", ()))}
    mine = {
        key: value
        for key, value in made.items()
        if key not in ("semantics", "actions", "functions")
    }
    restored = {**semantics, **mine, **kept}
    return dict(sorted(restored.items(), key=lambda entry: order.get(entry[0], len(order))))


def _states(root: Node, desk: Desk) -> tuple[MachineScope, Section]:
    """The states under names that every target can be written with."""
    losses = list(desk.losses)
    with_timers = sees_timers(root) and not own_keys(root.config)
    for node in root.all() if with_timers else ():
        for key in node.config.get("after") or ():
            desk.events.name(timer_event(key, node))
    for naming in (plain_names, distinct_names):
        scope = machine_scope(desk, root, naming(root))
        writer = StateWriter(scope=scope, with_timers_as_events=with_timers)
        try:
            return scope, machine_states(root, writer)
        except Unwritable:
            desk.losses[:] = losses
    raise AssertionError("states that have names of their own can be named from everywhere")


def _context(root: Node, scope: MachineScope) -> Section:
    if "context" not in root.config and not scope.layout.names and not scope.layout.is_whole:
        return {}
    written = root.config.get("context", {})
    place = (*root.place, "context") if "context" in root.config else root.place
    translation = Translation(roots=InitialRoots())
    if scope.layout.is_whole:
        data = scope.translated(lambda: translation.data(written), place, {})
        return {"context": {WHOLE: {"initial": data}}}
    fields = known_fields(written) or {}
    return {
        "context": {
            ours: {
                "initial": {}
                if key in scope.layout.strict - scope.layout.initial
                else scope.translated(partial(translation.data, fields.get(key)), place, None)
            }
            for key, ours in scope.layout.names.items()
        }
    }


def _provided(scope: MachineScope) -> Section:
    """What the host is to provide: named guards and delays, named actions and actors."""
    made: Section = {}
    functions = {
        ours: _function(scope.conditions.get(ours)) for ours in scope.functions.ours.values()
    }
    if functions:
        made["functions"] = functions
    if scope.actions.ours:
        made["actions"] = {ours: {} for ours in scope.actions.ours.values()}
    return made


def _function(given: int | None) -> Section:
    """A guard, given context, event and parameters; or a delay, given nothing."""
    if given is None:
        return {"parameters": [], "result": {"type": "number"}}
    return {"parameters": [{} for _ in range(given)], "result": {"type": "boolean"}}


def _has_output(root: Node) -> bool:
    return any(child.kind == "final" and "output" in child.config for child in root.children)


def _output(root: Node, scope: MachineScope) -> Any:
    """The machine's output: none of the final state's own, unless the root asks for it."""
    written = root.config.get("output")
    place = (*root.place, "output") if "output" in root.config else root.place
    return scope.translated(lambda: scope.translation.data(written), place, f.constant(None).text)
