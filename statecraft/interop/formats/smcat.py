"""state-machine-cat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from statecraft.interop.formats.sketch import Arrow, Box, sketch_of
from statecraft.interop.losses import Exported, Native
from statecraft.model.states import StateKind

_TYPES = {
    StateKind.PARALLEL: "parallel",
    StateKind.FINAL: "final",
    StateKind.SHALLOW_HISTORY: "history",
    StateKind.DEEP_HISTORY: "deephistory",
}


def write_smcat(native: Native) -> Exported:
    """The drawing of a definition's main machine."""
    sketch = sketch_of(native.project.main)
    root = sketch.root
    boxes = (root,) if root.kind is StateKind.PARALLEL else root.inside
    lines = [*_machine(boxes, None if len(boxes) == 1 and boxes[0] is root else root.initial, "")]
    lines += [_arrow(arrow) for arrow in sketch.arrows]
    return Exported(text="\n".join(lines) + "\n", losses=sketch.losses)


def _machine(boxes: Sequence[Box], initial: str | None, indent: str) -> Iterator[str]:
    """The states of a machine, and the arrow to the one it begins in."""
    texts = ["\n".join(_state(box, indent)) for box in boxes]
    start = None if initial is None else f"{initial}__initial"
    if start is not None:
        texts.insert(0, f'{indent}{start} [type=initial label=""]')
    yield ",\n".join(texts) + ";"
    if start is not None:
        yield f"{indent}{start} => {initial};"


def _state(box: Box, indent: str) -> Iterator[str]:
    kind = f" type={_TYPES[box.kind]}" if box.kind in _TYPES else ""
    lines = f": {_quoted(chr(10).join(box.lines))}" if box.lines else ""
    head = f"{indent}{box.id} [label={_quoted(box.label)}{kind}]{lines}"
    if not box.inside:
        yield head
        return
    yield f"{head} {{"
    yield from _machine(box.inside, box.initial, f"{indent}  ")
    yield f"{indent}}}"


def _arrow(arrow: Arrow) -> str:
    label = f": {_quoted(arrow.label)}" if arrow.label else ""
    return f"{arrow.source} => {arrow.target}{label};"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', "'").replace("\n", "\\n") + '"'
