"""The children of a state as nodes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import assert_never

from statecraft.analysis.elements import GraphNode, invoke_id, said
from statecraft.analysis.wording import action_texts, delay_text, machine_name, retry_text
from statecraft.expr.show import show
from statecraft.model.states import ChildAction, ChildMachine, HostChild, Invoke, State
from statecraft.values.json_values import Value


def invoke_nodes(state: State, node: str) -> Iterator[GraphNode]:
    """What a state, which is the node *node*, has while it is active."""
    for invoke in state.invokes:
        yield GraphNode(
            id=invoke_id(node, invoke.id),
            attributes=said(
                kind="invoke",
                name=invoke.id,
                parent=node,
                **_child(invoke),
                input=None if invoke.data is None else show(invoke.data.expr),
                each=_each(invoke),
                autoforward=invoke.forwards,
                finalize=list(action_texts(invoke.finalize)),
                at=str(invoke.span),
            ),
        )


def _child(invoke: Invoke) -> Mapping[str, Value]:
    match invoke.child:
        case ChildMachine(machine=key):
            kind = "submachine" if invoke.is_submachine else "machine"
            return {"type": kind, "child": machine_name(key)}
        case ChildAction(action=name, timeout=timeout, retry=retry):
            return {
                "type": "action",
                "child": name,
                "timeout": None if timeout is None else delay_text(timeout),
                "retry": None if retry is None else retry_text(retry),
            }
        case HostChild(name=name):
            return {"type": "host object", "child": name}
        case _:
            assert_never(invoke.child)


def _each(invoke: Invoke) -> str | None:
    if invoke.each is None:
        return None
    return f"{invoke.each.variable} in {show(invoke.each.source.expr)}"
