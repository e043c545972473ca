"""A machine as boxes and arrows: what the languages of drawing tools have in common.

They draw; they do not run. Conditions and actions are words on an arrow, and what has no place in
such a drawing is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from statecraft.interop.formats.guards import may_hold
from statecraft.interop.formats.words import action_words, delay_words, described
from statecraft.interop.losses import Loss
from statecraft.model.definition import Definition
from statecraft.model.dimensions import Dimension
from statecraft.model.states import State, StateKind, Transition
from statecraft.values.json_values import Value

NOT_DRAWN = "nothing of it is drawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A state: ``id`` is unique and made of letters, digits and ``_``.

    ``initial`` is the id of what is entered by default; ``lines`` say what happens inside.
    """

    id: str
    label: str
    kind: StateKind
    initial: str | None
    inside: tuple[Box, ...]
    lines: tuple[str, ...]

    def every(self) -> Iterator[Box]:
        """The box and all boxes in it."""
        yield self
        for box in self.inside:
            yield from box.every()


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """A transition from box to box."""

    source: str
    target: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """A whole machine; a machine with several regions has a parallel root."""

    name: str
    root: Box
    arrows: tuple[Arrow, ...]
    losses: tuple[Loss, ...]

    def around(self) -> dict[str, str]:
        """The id of each box → that of the box around it."""
        return {box.id: outer.id for outer in self.root.every() for box in outer.inside}


def sketch_of(definition: Definition) -> Sketch:
    """The drawing of a machine."""
    tree = () if definition.tree is None else _regions(definition)
    dimensions = tuple(_dimension_box(dimension) for dimension in definition.dimensions)
    boxes = (*tree, *dimensions) if definition.tree_first else (*dimensions, *tree)
    if definition.tree is not None and not dimensions:
        root = _state_box(definition.tree, definition.id)
    else:
        root = _box("machine", definition.id, StateKind.PARALLEL, None, boxes)
    return Sketch(
        name=definition.id,
        root=root,
        arrows=tuple(dict.fromkeys(_arrows(definition))),
        losses=tuple(sorted(_losses(definition))),
    )


def _regions(definition: Definition) -> tuple[Box, ...]:
    assert definition.tree is not None, "asked of machines with a tree"
    return (_state_box(definition.tree, "states"),)


def _box(
    identity: str,
    label: str,
    kind: StateKind,
    initial: str | None,
    inside: Iterable[Box],
    lines: Iterable[str] = (),
) -> Box:
    return Box(
        id=identity,
        label=label,
        kind=kind,
        initial=initial,
        inside=tuple(inside),
        lines=tuple(lines),
    )


def _state_box(state: State, name: str) -> Box:
    lines = [f"entry / {text}" for text in map(action_words, state.entry)]
    lines += [f"exit / {text}" for text in map(action_words, state.exit)]
    lines += [f"invoke / {invoke.id}" for invoke in state.invokes]
    lines += [
        f"{_event(each)} / {'; '.join(map(action_words, each.actions))}"
        for each in state.transitions
        if not each.targets and not each.moves
    ]
    initial = None if state.initial is None else tree_id(state.initial)
    inside = [_state_box(child, described(child.described, child.name)) for child in state.children]
    return _box(tree_id(state.path), name, state.kind, initial, inside, lines)


def _dimension_box(dimension: Dimension) -> Box:
    values = [
        _box(
            value_id(dimension.name, value.text),
            described(value.described, value.text),
            StateKind.ATOMIC,
            None,
            (),
            [f"entry / {text}" for text in map(action_words, value.state.entry)],
        )
        for value in dimension.values
    ]
    initial = value_id(dimension.name, dimension.initial)
    return _box(f"d_{_plain(dimension.name)}", dimension.name, StateKind.COMPOUND, initial, values)


def tree_id(path: str) -> str:
    """The id of a state of the tree."""
    return f"s_{_plain(path)}" if path else "states"


def value_id(dimension: str, value: str) -> str:
    """The id of a value of a dimension."""
    return f"v_{_plain(dimension)}__{_plain(value)}"


def _plain(text: str) -> str:
    """Letters, digits and ``_``; what is none of these is told apart by its number."""
    return "".join(
        c if c.isascii() and c.isalnum() else "_" if c in "._" else f"_{ord(c)}" for c in text
    )


def _arrows(definition: Definition) -> Iterator[Arrow]:
    if definition.tree is not None:
        yield from _of_state(definition.tree, definition)
    for dimension in definition.dimensions:
        for value in dimension.values:
            here = value_id(dimension.name, value.text)
            yield from _of_source(value.state, here, definition)
    for transition in (*definition.transitions, *definition.always):
        yield from _arrows_of(transition, None, _event(transition), definition)


def _of_state(state: State, definition: Definition) -> Iterator[Arrow]:
    yield from _of_source(state, tree_id(state.path), definition)
    if state.kind in (StateKind.SHALLOW_HISTORY, StateKind.DEEP_HISTORY) and state.initial:
        yield Arrow(source=tree_id(state.path), target=tree_id(state.initial), label="")
    for child in state.children:
        yield from _of_state(child, definition)


def _of_source(state: State, here: str, definition: Definition) -> Iterator[Arrow]:
    for transition in (*state.transitions, *state.always):
        yield from _arrows_of(transition, here, _event(transition), definition)
    for timer in state.after:
        for transition in timer.transitions:
            yield from _arrows_of(transition, here, delay_words(timer.text), definition)


def _arrows_of(
    transition: Transition, here: str | None, event: str, definition: Definition
) -> Iterator[Arrow]:
    label = _label(event, transition)
    for target in transition.targets:
        yield Arrow(source=here or "states", target=tree_id(target.path), label=label)
    for move in transition.moves:
        goal = value_id(move.dimension, _text_in(move.dimension, move.value, definition))
        for source in _origins(transition, move.dimension, goal, here, definition):
            yield Arrow(source=source, target=goal, label=label)


def _text_in(name: str, value: object, definition: Definition) -> str:
    dimension = next(each for each in definition.dimensions if each.name == name)
    return next(each.text for each in dimension.values if each.value == value)


def _origins(
    transition: Transition, name: str, goal: str, here: str | None, definition: Definition
) -> Iterator[str]:
    """Where a move may come from: what ``from`` and ``when`` say, or what the map allows."""
    dimension = next(each for each in definition.dimensions if each.name == name)
    if here is not None and here.startswith(f"v_{_plain(name)}__"):
        yield here
        return
    wanted = next((o.values for o in transition.origins if o.dimension == name), None)
    for value in dimension.values:
        source = value_id(name, value.text)
        allowed = dimension.allowed is None or any(
            value_id(name, each) == goal for each in dimension.allowed.get(value.text, ())
        )
        moves = transition.reenter if source == goal else wanted is not None or allowed
        listed = wanted is None or value.value in wanted
        if moves and listed and _is_open(transition, name, value.value):
            yield source


def _is_open(transition: Transition, name: str, value: Value) -> bool:
    return transition.when is None or may_hold(transition.when.expr, name, value)


def _event(transition: Transition) -> str:
    return transition.event or ""


def _label(event: str, transition: Transition) -> str:
    condition = "" if transition.when is None else f"[{' '.join(transition.when.text.split())}]"
    actions = "; ".join(map(action_words, transition.actions))
    return " ".join(part for part in (event, condition, f"/ {actions}" if actions else "") if part)


def _losses(definition: Definition) -> Iterator[Loss]:
    parts = (
        *((rule.span, f"the rule {rule.name}") for rule in definition.rules),
        *((each.span, f"the computed {each.name}") for each in definition.computed),
        *((each.span, f"the variable {each.name}") for each in definition.context),
        *((each.span, f"the capability {each.name}") for each in definition.capabilities),
        *((each.span, f"the pipeline {each.name}") for each in definition.pipelines.values()),
        *((each.span, f"the workflow {each.name}") for each in definition.workflows.values()),
    )
    for at, what in parts:
        yield Loss(at=at, what=what, instead=NOT_DRAWN)
