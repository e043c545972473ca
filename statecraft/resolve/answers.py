"""What comes back from host actions: the type of the payload of each answer's event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from types import MappingProxyType
from typing import Final

from statecraft.model.actions import TemplateKind
from statecraft.model.declarations import ActionDeclaration
from statecraft.resolve.events import event_owners
from statecraft.resolve.invoke_nodes import written_children
from statecraft.resolve.parts import entries_of, one_or_more
from statecraft.resolve.step_nodes import all_step_nodes, step_nodes
from statecraft.resolve.tree_outline import Tree
from statecraft.source.document import Located
from statecraft.values.shape import ANYTHING, Shape

_TEXT: Final = Shape(kinds=frozenset({"string"}))


def answer_payloads(
    machine: Located, tree: Tree, actions: Mapping[str, ActionDeclaration]
) -> Mapping[str, Shape]:
    """Event → type of its payload, for the events in which actions of the machine are answered.

    An event that two actions answer with different types, or that the machine sends itself, is
    left out.
    """
    found: dict[str, Shape] = {}
    for node in (*_actions(_blocks(machine, tree)), *_in_steps(machine)):
        for event, shape in _payloads(node.value, actions):
            found[event] = shape if found.get(event, shape) == shape else ANYTHING
    return MappingProxyType(found)


def _payloads(
    action: Mapping[str, object], actions: Mapping[str, ActionDeclaration]
) -> Iterator[tuple[str, Shape]]:
    """The events that one action brings about, each with the type of its payload."""
    name = action.get("action")
    for key in ("raise", "send"):
        if key in action:
            yield str(action[key]), ANYTHING
    if name is None:
        return
    declared = actions.get(str(name))
    identity = action.get("id", name)
    result = ANYTHING if declared is None else _mapping({"result": declared.result})
    yield str(action.get("done", f"done.action.{identity}")), result
    yield str(action.get("error", f"error.action.{identity}")), _FAILURE


def _mapping(fields: Mapping[str, Shape]) -> Shape:
    return Shape(
        kinds=frozenset({"object"}),
        properties=MappingProxyType(dict(fields)),
        required=frozenset(fields),
        additional=False,
    )


_CODE: Final = Shape(kinds=frozenset({"string", "integer"}))
_FAILURE: Final = _mapping({"code": _CODE, "message": _TEXT, "result": ANYTHING})


def _blocks(machine: Located, tree: Tree) -> Iterator[Located]:
    """Every list of actions of a machine."""
    for owner in event_owners(machine, tree):
        if _DOING_NOTHING.issuperset(owner.value) and _is_targets_alone(owner.value.get("on")):
            continue
        lists = [owner.get("entry"), owner.get("exit")]
        lists += [each.get("do") for each in _transitions(owner) if isinstance(each.value, dict)]
        lists += [child.get("finalize") for child in written_children(owner)]
        yield from (each for each in lists if each is not None)
    for dimension in entries_of(machine.get("dimensions")):
        yield from entries_of(dimension.get("on_change"))


_DOING_NOTHING: Final = frozenset({"on", "states", "initial"})
"""What most states of a large tree say, and nothing else."""


def _transitions(owner: Located) -> Iterator[Located]:
    for key in ("always", "on_done"):
        yield from one_or_more(owner.get(key))
    for child in written_children(owner):
        yield from one_or_more(child.get("on_done"))
        yield from one_or_more(child.get("on_error"))
    for key in ("on", "after"):
        if not _is_targets_alone(owner.value.get(key)):
            for of in entries_of(owner.get(key)):
                yield from one_or_more(of)


def _is_targets_alone(written: Mapping[str, object] | None) -> bool:
    """Whether there is nothing to do in an ``on``: most have but names of states."""
    return written is None or _TARGETS_ALONE.issuperset(map(type, written.values()))


_TARGETS_ALONE: Final = frozenset({str})


def _actions(blocks: Iterable[Located]) -> Iterator[Located]:
    """Every action of the lists, those inside ``if`` and ``each`` too."""
    for block in blocks:
        for node in block.elements():
            yield node
            inner = [node.get("then"), node.get("else"), *entries_of(node.get("callbacks"))]
            each = node.get("each")
            inner.append(None if each is None else each.get("do"))
            yield from _actions(of for of in inner if of is not None)


def _in_steps(machine: Located) -> Iterator[Located]:
    """The actions of pipelines and workflows; one that a step waits for is answered to the step."""
    nodes = [node for kind in TemplateKind for node in entries_of(machine.get(f"{kind}s"))]
    lists = (step_nodes(branch) for branch in entries_of(machine.get("branches")))
    for node in chain(*map(all_step_nodes, nodes), *lists):
        yield from _actions(entries_of(node.get("callbacks")))
        if "action" not in node:
            yield node
