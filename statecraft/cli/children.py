"""The children of a machine, told for people: where each stands, and what a step changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from statecraft.kernel.tree_view import ChildView
from statecraft.values.json_values import Value, same
from statecraft.values.notation import brief
from statecraft.values.text import text_of

Change = tuple[str, str, str]
"""The name of what changed, and how it is shown before and after."""


def child_rows(children: Mapping[str, ChildView], around: str = "") -> Iterator[tuple[str, str]]:
    """``child SLOT`` → where it stands; grandchildren follow theirs, as ``child SLOT.SLOT``."""
    for slot, child in children.items():
        yield f"child {around}{slot}", _standing(child)
        yield from child_rows(child.children, f"{around}{slot}.")


def _standing(child: ChildView) -> str:
    """``red, lamp on, count 3``."""
    parts = [child.full_key] if child.full_key else []
    parts += [f"{name} {text_of(value)}" for name, value in child.dimensions.items()]
    parts += [f"{name} {brief(value)}" for name, value in child.context.items()]
    return ", ".join(parts) or child.status


def child_changes(
    before: Mapping[str, ChildView], after: Mapping[str, ChildView], around: str = ""
) -> Iterator[Change]:
    """What is different in the children that were there before and are still there.

    The state of a submachine is left out, as it is in the key of the machine around it.
    """
    for slot, now in after.items():
        was, name = before.get(slot), f"{around}{slot}"
        if was is None or was.machine != now.machine:
            continue
        if was.full_key != now.full_key and not now.is_submachine:
            yield name, was.full_key, now.full_key
        for variable, value in _changed(was.dimensions, now.dimensions):
            yield f"{name}.{variable}", text_of(was.dimensions[variable]), text_of(value)
        for variable, value in _changed(was.context, now.context):
            yield f"{name}.{variable}", brief(was.context[variable]), brief(value)
        yield from child_changes(was.children, now.children, f"{name}.")


def _changed(before: Mapping[str, Value], after: Mapping[str, Value]) -> list[tuple[str, Value]]:
    return [(name, value) for name, value in after.items() if not same(before[name], value)]


def child_json(child: ChildView) -> dict[str, Value]:
    """{machine, full_key, configuration, status, dimensions, context, output?, children?}."""
    told: dict[str, Value] = {
        "machine": child.machine,
        "full_key": child.full_key,
        "configuration": list(child.configuration),
        "status": child.status,
        "dimensions": dict(child.dimensions),
        "context": dict(child.context),
    }
    if child.status == "done":
        told["output"] = child.output
    if child.children:
        told["children"] = {slot: child_json(of) for slot, of in child.children.items()}
    return told
