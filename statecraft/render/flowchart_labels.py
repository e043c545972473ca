"""Labels of pipelines and workflows, their steps and the lines between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, assert_never

from statecraft.render import palette
from statecraft.render.flowchart import End, Flowchart, Group, Join, StepBox, Way, WayKind
from statecraft.render.marks import Marks
from statecraft.render.markup import (
    LEFT_BREAK,
    WIDTH,
    cell,
    row,
    styled,
    styled_lines,
    table,
    wrapped,
)

_KEYWORDS: Final = {"wait_for": "wait for", "do": ""}
"""Where the word for a kind of step is not the kind itself."""

_HALF: Final = 30
"""Characters on a line of either column of what is required."""


def flowchart_label(chart: Flowchart, marks: Marks) -> str:
    """The head: its name and label, what it takes, and a table of what it requires."""
    mark = f"B{marks.line_of(chart.id)}"
    kind = styled(f"{chart.kind} ", colour=palette.FAINT_INK, mark="I")
    name = styled(chart.name, size=palette.NAME_SIZE + 1, colour=palette.INK, mark=mark)
    label = styled(f"  {chart.label}", colour=palette.FAINT_INK) if chart.label else ""
    rows = [row(cell(kind + name + label))]
    for texts, word in ((chart.parameters, "parameters "), (chart.traits, "")):
        if texts:
            rows.append(row(cell(_after(word, ", ".join(texts)))))
    if chart.requires:
        rows.append(row(cell(_requires(chart.requires))))
    return table(rows)


def _after(word: str, text: str) -> str:
    """Wrapped text after a grey word."""
    first, *rest = wrapped(text, WIDTH - len(word))
    colour = palette.INK if word else palette.FAINT_INK
    lead = styled(word, colour=palette.FAINT_INK, mark="I") if word else ""
    mark = "" if word else "I"
    lines = [lead + styled(first, colour=colour, mark=mark)]
    lines += [styled(line, colour=colour, mark=mark) for line in rest]
    return LEFT_BREAK.join([*lines, ""])


def _requires(pairs: Sequence[tuple[str, str]]) -> str:
    head = styled("requires", colour=palette.FAINT_INK, mark="I")
    rows = [row(cell(head, colspan="2", border="0"))]
    for condition, message in pairs:
        asked = styled_lines(condition, colour=palette.GUARD, width=_HALF)
        told = styled_lines(message, colour=palette.FAINT_INK, mark="I", width=_HALF)
        rows.append(row(cell(asked, sides="T", valign="TOP"), cell(told, sides="T", valign="TOP")))
    return table(
        rows,
        border="1",
        cellborder="1",
        cellpadding="3",
        color=palette.PALE_LINE,
        bgcolor=palette.PAPER,
    )


def step_label(box: StepBox, marks: Marks) -> str:
    """A step: what it does, and below in small letters how long it waits and how often."""
    rows = [row(cell(line, align="CENTER", balign="CENTER")) for line in _step_lines(box, marks)]
    return table(rows, cellpadding="1")


def _step_lines(box: StepBox, marks: Marks) -> Iterator[str]:
    now = marks.line_of(box.id)
    word = _KEYWORDS.get(box.kind, box.kind)
    texts = box.texts or ("",)
    for number, text in enumerate(texts):
        lead = word if number == 0 else ""
        yield from _text_lines(lead, text, box.kind, now)
    if box.result is not None:
        yield styled(f"as {box.result}", colour=palette.FAINT_INK, mark="I")
    if box.label is not None:
        yield from (styled(line, colour=palette.FAINT_INK) for line in wrapped(box.label))
    for detail in box.details:
        yield from (
            styled(line, size=palette.SMALL_SIZE, colour=palette.FAINT_INK)
            for line in wrapped(detail)
        )


def _text_lines(word: str, text: str, kind: str, now: str) -> Iterator[str]:
    """A text in the colour of what it is, after the word for the step."""
    lead = styled(f"{word} " if text else word, colour=palette.FAINT_INK, mark="I" + now)
    lines = wrapped(text, WIDTH - len(word)) if text else ()
    if not lines:
        yield lead
        return
    size, colour, mark = _FONTS.get(kind, (palette.NAME_SIZE, palette.INK, "B"))
    shown = [styled(line, size=size, colour=colour, mark=mark + now) for line in lines]
    yield (lead if word else "") + shown[0]
    yield from shown[1:]


_FONTS: Final = {
    "do": (palette.TEXT_SIZE, palette.ACTION, ""),
    "if": (palette.TEXT_SIZE, palette.GUARD, ""),
    "each": (palette.TEXT_SIZE, palette.GUARD, ""),
}
"""Size, colour and mark of what stands in a step, where it is no name."""


def join_label(join: Join) -> str:
    """A bar, and under it what the join waits for."""
    text = styled(join.text, size=palette.SMALL_SIZE, colour=palette.FAINT_INK, mark="I")
    bar = cell(text, align="CENTER", sides="T", border="3", color=palette.INK)
    return table([row(bar)], cellpadding="3")


def group_label(group: Group) -> str:
    """The title of a branch or list, small to be clear of the lines that come in from above."""
    rows = [row(cell(styled(group.title, colour=palette.INK, mark="B")))]
    if group.note:
        rows.append(row(cell(styled(group.note, colour=palette.FAILURE, mark="I"))))
    return table(rows)


def end_label(end: End) -> str:
    """The name of an end, and what else than a step leads to it."""
    lines = [styled(end.name, size=palette.NAME_SIZE, colour=palette.INK, mark="B")]
    if end.note:
        lines += [
            styled(line, size=palette.SMALL_SIZE, colour=palette.FAILURE, mark="I")
            for line in wrapped(end.note, 16)
        ]
    rows = [row(cell(line, align="CENTER")) for line in lines]
    return table(rows, cellpadding="1")


def way_label(way: Way) -> str:
    """What stands on a line."""
    match way.kind:
        case WayKind.FAILURE:
            text = styled(way.text, colour=palette.FAILURE, mark="I")
        case WayKind.CASE | WayKind.SUCCESS:
            text = styled(way.text, colour=palette.GUARD, mark="I")
        case _:
            assert_never(way.kind)
    return table([row(cell(text))], bgcolor=palette.PAPER, style="ROUNDED", cellpadding="1")
