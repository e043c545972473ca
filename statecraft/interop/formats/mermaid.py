"""Mermaid's ``stateDiagram-v2``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from statecraft.interop.formats.sketch import Arrow, Box, Sketch, sketch_of
from statecraft.interop.losses import Exported, Loss, Native
from statecraft.model.states import StateKind

_HISTORY: Final = (StateKind.SHALLOW_HISTORY, StateKind.DEEP_HISTORY)


def write_mermaid(native: Native) -> Exported:
    """The drawing of a definition's main machine."""
    sketch = sketch_of(native.project.main)
    arrows, lifted = _drawable(sketch, native)
    root = sketch.root
    # Regions side by side are drawn inside a state alone, so a parallel machine is one.
    whole = _state if root.kind is StateKind.PARALLEL else _inside
    lines = ["stateDiagram-v2", *whole(root, "    "), *map(_arrow, arrows)]
    losses = sorted({*sketch.losses, *lifted, *_histories(sketch, native)})
    return Exported(text="\n".join(lines) + "\n", losses=tuple(losses))


def _inside(box: Box, indent: str) -> Iterator[str]:
    """What stands in a box; the regions of a parallel one are parted by a line."""
    if box.initial is not None:
        yield f"{indent}[*] --> {box.initial}"
    for number, inner in enumerate(box.inside):
        if box.kind is StateKind.PARALLEL and number:
            yield f"{indent}--"
        yield from _state(inner, indent)


def _state(box: Box, indent: str) -> Iterator[str]:
    label = {StateKind.SHALLOW_HISTORY: "H", StateKind.DEEP_HISTORY: "H*"}.get(box.kind, box.label)
    yield f'{indent}state "{_escaped(label)}" as {box.id}'
    for line in box.lines:
        # A state with others inside has no text of its own beside its label.
        where = f"note right of {box.id}" if box.inside else box.id
        yield f"{indent}{where} : {_escaped(line)}"
    if box.inside:
        yield f"{indent}state {box.id} {{"
        yield from _inside(box, f"{indent}    ")
        yield f"{indent}}}"
    if box.kind is StateKind.FINAL:
        yield f"{indent}{box.id} --> [*]"


def _arrow(arrow: Arrow) -> str:
    label = f" : {_escaped(arrow.label)}" if arrow.label else ""
    return f"    {arrow.source} --> {arrow.target}{label}"


def _escaped(text: str) -> str:
    """Signs that end a text, or begin something else, by their numbers."""
    replaced = {'"': "#quot;", "#": "#35;", ";": "#59;", "<": "#lt;", ">": "#gt;", "\n": " "}
    return "".join(replaced.get(letter, letter) for letter in text).replace(":", "#58;")


def _drawable(sketch: Sketch, native: Native) -> tuple[list[Arrow], list[Loss]]:
    """Mermaid draws no arrow from inside one box to inside another: it is drawn further out."""
    around, found, lost = sketch.around(), list[Arrow](), list[Loss]()
    for arrow in sketch.arrows:
        source, target = _chain(arrow.source, around), _chain(arrow.target, around)
        shared = next((box for box in source if box in target), None)
        depths = [
            chain.index(shared) if shared in chain else len(chain) for chain in (source, target)
        ]
        if min(depths) < 2:
            found.append(arrow)
            continue
        ends = [chain[depth - 1] for chain, depth in zip((source, target), depths, strict=True)]
        found.append(Arrow(source=ends[0], target=ends[1], label=arrow.label))
        what = f"the arrow from {arrow.source} to {arrow.target}"
        instead = f"it is drawn from {ends[0]} to {ends[1]}, the boxes around them"
        lost.append(Loss(at=native.project.main.span, what=what, instead=instead))
    return found, lost


def _chain(box: str, around: dict[str, str]) -> list[str]:
    chain = [box]
    while chain[-1] in around:
        chain.append(around[chain[-1]])
    return chain


def _histories(sketch: Sketch, native: Native) -> Iterator[Loss]:
    for box in sketch.root.every():
        if box.kind in _HISTORY:
            instead = "it is drawn as a state called H"
            yield Loss(at=native.project.main.span, what=f"the history {box.id}", instead=instead)
