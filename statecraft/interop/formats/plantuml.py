"""PlantUML's state diagrams; what is active at the same time has a dashed border."""

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
_REGION = " ##[dashed]"


def write_plantuml(native: Native) -> Exported:
    """The drawing of a definition's main machine."""
    sketch = sketch_of(native.project.main)
    title = _escaped(native.project.main.described.label or sketch.name)
    lines = ["@startuml", f"title {title}", *_inside(sketch.root, ""), *map(_arrow, sketch.arrows)]
    return Exported(text="\n".join([*lines, "@enduml", ""]), losses=sketch.losses)


def _inside(box: Box, indent: str) -> Iterator[str]:
    if box.initial is not None:
        yield f"{indent}[*] --> {box.initial}"
    # Behind PlantUML's own sign for regions, `--`, no arrow may come from outside of them.
    border = _REGION if box.kind is StateKind.PARALLEL else ""
    for inner in box.inside:
        yield from _state(inner, border, indent)


def _state(box: Box, border: str, indent: str) -> Iterator[str]:
    name = f'{indent}state "{_escaped(box.label)}" as {box.id}'
    head = f"{name}{_STEREOTYPES.get(box.kind, '')}{border}"
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
