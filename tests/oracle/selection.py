"""Which transitions a microstep takes (semantics 2.2, 2.3, 2.6 and all of 3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from tests.oracle.formulas import Failure, evaluate, holds, same
from tests.oracle.reading import MACHINE, TREE, Candidate, Machine, Place
from tests.oracle.world import Event, Rejected, Timer, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The kept transitions in the order of 4.1, and why candidates were not enabled (6.2)."""

    kept: list[Candidate]
    refusals: list[str]


@dataclass(slots=True, kw_only=True)
class _Search:
    """One selection: what is looked for, and what each candidate looked at answered."""

    world: World
    stimulus: Event | Timer | None
    verdicts: dict[Candidate, list[str]] = field(default_factory=dict)

    def offers(self, place: Place) -> list[Candidate]:
        """The candidates of a source in order of text (2.3, 3.5, 9.3)."""
        machine = self.world.machine
        source = machine if place.region == MACHINE else machine.states[place]
        match self.stimulus:
            case None:
                return list(source.always)
            case Timer(place=owner, index=index) if owner is not None:
                return list(machine.states[owner].after[index][1]) if owner == place else []
            case Timer(event=event) | (Event() as event):
                return [c for c in source.transitions if matches(c.descriptor, event.name)]

    def first_enabled(self, place: Place) -> Candidate | None:
        """The first candidate of the source whose requirements hold (2.3)."""
        for candidate in self.offers(place):
            if candidate not in self.verdicts:
                self.verdicts[candidate] = self._refusals(candidate)
            if not self.verdicts[candidate]:
                return candidate
        return None

    def _refusals(self, candidate: Candidate) -> list[str]:
        names = self.world.names_with_event()
        try:
            present = [(evaluate(name, names), values) for name, values in candidate.origins]
            elsewhere = [
                "from" for value, values in present if not any(same(value, one) for one in values)
            ]
            return elsewhere or ([] if holds(candidate.when, names) else ["guard"])
        except Failure as failure:
            if candidate not in self.world.failed:  # 7.2
                self.world.failed.add(candidate)
                self.world.internal.append(error_event(failure))
            return ["guard"]


def error_event(failure: Failure) -> Event:
    """The internal event of a failing block or condition (7.1)."""
    return Event("error.execution", {"message": str(failure), "at": ""})


def matches(descriptor: str | None, event: str) -> bool:
    """Whether an event descriptor names the event (2.2)."""
    assert descriptor is not None
    if descriptor == "*":
        return True
    if descriptor.endswith(".*"):
        return event == descriptor[:-2] or event.startswith(descriptor[:-1])
    return descriptor == event


def select(world: World, stimulus: Event | Timer | None) -> Selection:
    """The transitions for an event, for a private timer, or (None) the eventless ones.

    Raises:
        Rejected: two of them are in conflict (3.2, 3.4).
    """
    search = _Search(world=world, stimulus=stimulus)
    kept: list[Candidate] = []
    for region in world.machine.regions:  # 3.1
        kept += _of_tree(search) if region == TREE else _of_dimension(search, region)
    own = {candidate.source.region for candidate in kept}
    general = search.first_enabled(Place(MACHINE, ""))
    if general is not None and _stands(general, own):
        kept.append(general)
    _reject_conflicting_values(kept)
    return Selection(
        kept=kept,
        refusals=[kind for refusals in search.verdicts.values() for kind in refusals],
    )


def is_named(world: World, stimulus: Event | Timer) -> bool:
    """Whether a transition of an active state or of the machine names the event (6.1)."""
    search = _Search(world=world, stimulus=stimulus)
    places = [*(state.place for state in world.active()), Place(MACHINE, "")]
    return any(search.offers(place) for place in places)


def _of_dimension(search: _Search, name: str) -> list[Candidate]:
    [place] = [s.place for s in search.world.active() if s.place.region == name]
    candidate = search.first_enabled(place)
    return [] if candidate is None else [candidate]


def _of_tree(search: _Search) -> list[Candidate]:
    """SCXML's selectTransitions and removeConflictingTransitions (3.1, 3.2)."""
    world = search.world
    selected: list[Candidate] = []
    for state in world.active():
        if state.place.region == TREE and not state.children:
            chain = ancestors(state.place.name, and_itself=True)
            found = (search.first_enabled(Place(TREE, path)) for path in chain if path)
            first = next((candidate for candidate in found if candidate is not None), None)
            if first is not None and first not in selected:
                selected.append(first)
    return _without_conflicts(world, selected)


def _without_conflicts(world: World, selected: list[Candidate]) -> list[Candidate]:
    pairs = [
        (one, other)
        for one, other in combinations(selected, 2)
        if _claims(world, one) & _claims(world, other)
    ]
    dropped: list[Candidate] = []
    for one, other in pairs:
        if is_below(one.source.name, other.source.name):
            dropped.append(other)
        elif is_below(other.source.name, one.source.name):
            dropped.append(one)
    for one, other in pairs:
        if one not in dropped and other not in dropped and set(one.targets) != set(other.targets):
            raise Rejected(["conflict"])
    return [candidate for candidate in selected if candidate not in dropped]


def _claims(world: World, candidate: Candidate) -> set[str]:
    """What a transition of the tree needs for itself: what it exits, and its target that stays."""
    stays = set(candidate.targets) & {domain_of(world, candidate)} if candidate.targets else set()
    return {*exit_set(world, candidate), *stays}


def _stands(general: Candidate, own: set[str]) -> bool:
    """Whether a machine-level transition is kept beside what the regions kept (3.3)."""
    wanted = {name for name, _ in general.moves} | ({TREE} if general.targets else set())
    return not (wanted & own) if wanted else not own


def _reject_conflicting_values(kept: list[Candidate]) -> None:
    """Two sources that want one dimension must want one value (3.4)."""
    for one, other in combinations(kept, 2):
        for name, value in one.moves:
            if any(name == also and not same(value, wish) for also, wish in other.moves):
                raise Rejected(["conflict"])


def exit_set(world: World, candidate: Candidate) -> Iterator[str]:
    """The active states of the tree that the transition exits (2.6)."""
    if candidate.targets:
        domain = domain_of(world, candidate)
        yield from (path for path in world.configuration if is_below(path, domain))


def domain_of(world: World, candidate: Candidate) -> str:
    """The state below which the tree changes (2.6); a history state counts by its own place."""
    source = candidate.source.name
    if candidate.source.region != TREE:
        return ""
    inside = all(path == source or is_below(path, source) for path in candidate.targets)
    if inside and not candidate.reenter:
        return source
    return next(
        path
        for path in ancestors(source)
        if (path == "" or kind_of(world.machine, path) == "compound")
        and all(is_below(target, path) for target in candidate.targets)
    )


def effective(world: World, target: str) -> list[str]:
    """The target itself, or what a history state stands for (4.6)."""
    state = world.machine.states[Place(TREE, target)]
    if not state.kind.endswith("history"):
        return [target]
    if target in world.history:
        return world.history[target]
    if state.initial is not None:
        return effective(world, state.initial)
    parent = world.machine.states[Place(TREE, state.parent or "")]
    initial = [parent.initial] if parent.kind == "compound" else parent.children
    return [
        path
        for child in initial
        if child and not is_history(world, child)
        for path in effective(world, child)
    ]


def is_history(world: World, path: str) -> bool:
    """Whether the state only remembers."""
    return kind_of(world.machine, path).endswith("history")


def kind_of(machine: Machine, path: str) -> str:
    """What a state of the tree is."""
    return machine.states[Place(TREE, path)].kind


def is_below(path: str, ancestor: str) -> bool:
    """Whether the state is a proper descendant; every state but the root is below the root."""
    return path != ancestor and (ancestor == "" or path.startswith(f"{ancestor}."))


def ancestors(path: str, *, and_itself: bool = False) -> list[str]:
    """The ancestors from the parent out to the root."""
    found = [path] if and_itself else []
    while path:
        path = path.rpartition(".")[0]
        found.append(path)
    return found


def wanted_values(kept: list[Candidate]) -> dict[str, Any]:
    """The dimension values that the kept transitions want."""
    return {name: value for candidate in kept for name, value in candidate.moves}
