"""PlantUML's state diagrams."""

from __future__ import annotations

from collections.abc import Iterator

from statecraft.interop.formats.sketch import Arrow, Box, sketch_of
from statecraft.interop.losses import Exported, Native
from statecraft.model.states import StateKind

_STEREOTYPES = {
    StateKind.FINAL: " <<end>>",
    StateKind.SHALLOW_HISTORY: " <<history>>",
    StateKind.DEEP_HISTORY: " <<history*>>",
}


def write_plantuml(native: Native) -> Exported:
    """The drawing of a definition's main machine."""
    sketch = sketch_of(native.project.main)
    title = _escaped(native.project.main.described.label or sketch.name)
    lines = ["@startuml", f"title {title}", *_inside(sketch.root, ""), *map(_arrow, sketch.arrows)]
    return Exported(text="\n".join([*lines, "@enduml", ""]), losses=sketch.losses)


def _inside(box: Box, indent: str) -> Iterator[str]:
    if box.initial is not None:
        yield f"{indent}[*] --> {box.initial}"
    for number, inner in enumerate(box.inside):
        if box.kind is StateKind.PARALLEL and number:
            yield f"{indent}--"
        yield from _state(inner, indent)


def _state(box: Box, indent: str) -> Iterator[str]:
    head = f'{indent}state "{_escaped(box.label)}" as {box.id}{_STEREOTYPES.get(box.kind, "")}'
    if box.inside:
        yield f"{head} {{"
        yield from _inside(box, f"{indent}  ")
        yield f"{indent}}}"
    else:
        yield head
    for line in box.lines:
        yield f"{indent}{box.id} : {_escaped(line)}"


def _arrow(arrow: Arrow) -> str:
    label = f" : {_escaped(arrow.label)}" if arrow.label else ""
    return f"{arrow.source} --> {arrow.target}{label}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', "''").replace("\n", "\\n")
