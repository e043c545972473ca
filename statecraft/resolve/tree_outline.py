"""The state tree as others name it: paths and kinds, read before any behaviour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

from statecraft.diagnostics import Diagnostic, Span, quoted
from statecraft.model.states import StateKind
from statecraft.resolve.findings import Report, suggestion
from statecraft.resolve.names import check_part, is_part
from statecraft.source.document import Located

HISTORY = (StateKind.SHALLOW_HISTORY, StateKind.DEEP_HISTORY)
_WITH_INITIAL: Final = (StateKind.COMPOUND, *HISTORY)


class StateOutline(NamedTuple):
    """A state without its behaviour; ``children`` are paths in order of text.

    ``around`` are the paths of the states around it, nearest first, none for the root: a path is
    not to be taken apart, as a state that was given a wrong name may have a dot in it.
    """

    name: str
    path: str
    around: tuple[str, ...]
    kind: StateKind
    node: Located
    children: tuple[str, ...]
    initial: str | None = None

    @property
    def parent(self) -> str | None:
        """The path of the state around it."""
        return self.around[0] if self.around else None


Tree: TypeAlias = Mapping[str, StateOutline]
"""Path → state, a parent before its children; the root has the path "". Empty without a tree."""


def outline_tree(machine: Located, report: Report) -> Tree:
    """The states of a machine by path; empty when it has no ``states:``."""
    if "states" not in machine:
        _report_homeless(machine, report)
        return MappingProxyType({})
    states: dict[str, StateOutline] = {}
    _outline(machine, "", "", (), states, report)
    for of in [of for of in states.values() if of.kind in _WITH_INITIAL]:
        states[of.path] = _with_initial(of, states, report)
    return MappingProxyType(states)


def _report_homeless(machine: Located, report: Report) -> None:
    for key in ("entry", "exit", "after", "on_done", "parallel", "invoke"):
        node = machine.get(key)
        if node is not None:
            message = f"{key} belongs to the state tree, and this machine has no states:"
            report(_contradiction(node.key_span, message, "write states:, or leave it out"))


def _outline(
    node: Located,
    name: str,
    path: str,
    around: tuple[str, ...],
    found: dict[str, StateOutline],
    report: Report,
) -> None:
    """Add the outline of a state, and then of those inside of it."""
    data = node.value
    if _SAID_BY_LEAVES.issuperset(data):
        found[path] = StateOutline(name, path, around, _LEAF, node, ())
        return
    children = _children(node, path) if "states" in data else {}
    kind = _kind(data)
    if not _CONTRADICTING.isdisjoint(data):
        _report_contradictions(node, kind, path, report)
    found[path] = StateOutline(name, path, around, kind, node, tuple(children))
    outward = (path, *around)
    for own, of in children.items():
        part = str(of.key)
        if not is_part(part):
            check_part(part, "state", of.key_span, report)
        _outline(of, part, own, outward, found, report)


def _children(node: Located, path: str) -> dict[str, Located]:
    """The states right inside of a state, by their paths."""
    inside = f"{path}." if path else ""
    return {f"{inside}{of.key}": of for of in node["states"].entries()}


_LEAF: Final = StateKind.ATOMIC
_SAID_BY_LEAVES: Final = frozenset({"on", "always", "after", "entry", "exit"})
"""What most leaves say at most, and every state can."""
_CONTRADICTING: Final = frozenset({"parallel", "on_done", "output"})
"""What some states cannot say."""


def _kind(data: Mapping[str, object]) -> StateKind:
    if "history" in data:
        deep = data["history"] == "deep"
        return StateKind.DEEP_HISTORY if deep else StateKind.SHALLOW_HISTORY
    if data.get("final", False):
        return StateKind.FINAL
    if data.get("parallel", False) and "states" in data:
        return StateKind.PARALLEL
    return StateKind.COMPOUND if "states" in data else StateKind.ATOMIC


def _report_contradictions(node: Located, kind: StateKind, path: str, report: Report) -> None:
    data = node.value
    if data.get("parallel", False) and "states" not in data:
        message = f"{_state(path)} is parallel and has no states"
        report(_contradiction(node["parallel"].key_span, message, "give it states:"))
    if "on_done" in data and not path:
        message = "a machine whose tree has come to its end is done, so it hears no on_done"
        hint = "give the machine an output:, which is what others hear"
        report(_contradiction(node["on_done"].key_span, message, hint))
    elif "on_done" in data and not _can_end(kind, data):
        message = f"{_state(path)} has no states that could come to an end, yet an on_done"
        hint = "write it inside of invoke:" if "invoke" in data else "leave it out"
        report(_contradiction(node["on_done"].key_span, message, hint))
    if "output" in data and path and kind is not StateKind.FINAL:
        message = f"{_state(path)} is not final, so it has no output"
        report(_contradiction(node["output"].key_span, message, "say final: true"))


def _can_end(kind: StateKind, data: Mapping[str, object]) -> bool:
    return kind in (StateKind.COMPOUND, StateKind.PARALLEL) or "submachine" in data


def _state(path: str) -> str:
    return f"state {quoted(path)}" if path else "the machine"


def _contradiction(span: Span, message: str, hint: str) -> Diagnostic:
    return Diagnostic(code="SC223", span=span, message=message, hint=hint)


def _with_initial(state: StateOutline, states: Tree, report: Report) -> StateOutline:
    """The state with the path of its initial child, or of the default of a history."""
    find = _history_default if state.kind in HISTORY else _initial_child
    return state._replace(initial=find(state, states, report))


def _initial_child(state: StateOutline, states: Tree, report: Report) -> str | None:
    real = _real_children(state, states)
    if not real:
        message = f"{_state(state.path)} has nothing but history states"
        report(_contradiction(state.node["states"].key_span, message, "give it a state to be in"))
        return None
    node = state.node.get("initial")
    if node is None:
        return real[0]
    return _default_child(node, state, state.children, states, report)


def _default_child(
    node: Located,
    parent: StateOutline,
    children: tuple[str, ...],
    states: Tree,
    report: Report,
) -> str | None:
    """The child that a default names, or that holds the first of its targets."""
    targets = tuple(default_targets(node))
    for target in targets[1:]:
        _descendant_named(target, parent, children, states, report)
    found = _descendant_named(targets[0], parent, children, states, report)
    while found is not None and states[found].parent != parent.path:
        found = states[found].parent
    return found


def default_targets(node: Located) -> Iterator[Located]:
    """The targets of an ``initial`` or ``default``: a path, a list of them, or with actions."""
    target = node["target"] if isinstance(node.value, dict) else node
    yield from target.elements() if isinstance(target.value, list) else (target,)


def _real_children(state: StateOutline, states: Tree) -> tuple[str, ...]:
    return tuple(path for path in state.children if states[path].kind not in HISTORY)


def _descendant_named(
    node: Located,
    parent: StateOutline,
    children: tuple[str, ...],
    states: Tree,
    report: Report,
) -> str | None:
    """The path of a child, or of what stands inside of one: ``child.inner``."""
    by_name = {states[path].name: path for path in children}
    name = str(node.value)
    deeper = f"{parent.path}.{name}" if parent.path else name
    if "." in name and deeper in states and name.partition(".")[0] in by_name:
        return deeper
    if name not in by_name:
        message = f"{_state(parent.path)} has no child {quoted(name)}"
        hint = suggestion(name, by_name)
        report(Diagnostic(code="SC203", span=node.span, message=message, hint=hint))
    return by_name.get(name)


def _history_default(state: StateOutline, states: Tree, report: Report) -> str | None:
    """The default of a history; None leaves it to a parallel parent, which enters all it has."""
    assert state.parent is not None, "the root is no history"
    parent = states[state.parent]
    node = state.node.get("default")
    if node is not None:
        return _default_child(node, parent, _real_children(parent, states), states, report)
    if parent.kind is StateKind.PARALLEL:
        return None
    initial = parent.node.get("initial")
    first = None if initial is None else str(next(default_targets(initial)).value).partition(".")[0]
    real = _real_children(parent, states)
    named = next((path for path in real if states[path].name == first), None)
    return named or next(iter(real), None)
