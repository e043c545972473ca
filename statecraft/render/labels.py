"""Labels of boxes, clusters and arrows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from statecraft.render import palette
from statecraft.render.marks import Marks
from statecraft.render.markup import (
    LEFT_BREAK,
    WIDTH,
    cell,
    lines_table,
    row,
    styled,
    styled_lines,
    table,
    wrapped,
)
from statecraft.render.picture import Arrow, Box, Values


def box_label(box: Box, marks: Marks) -> str:
    """A state: its name, and below a rule what it does on entry, on exit and inside."""
    rows = tuple(_rows(box, marks))
    ruled = ("<HR/>", *rows) if rows else ()
    return table(
        [row(cell(_box_name(box, marks), align="CENTER", balign="CENTER")), *ruled], cellpadding="2"
    )


def _box_name(box: Box, marks: Marks) -> str:
    mark = f"B{marks.line_of(box.id)}"
    lines = [
        styled(line, size=palette.NAME_SIZE, colour=palette.INK, mark=mark)
        for line in wrapped(box.name)
    ]
    if label := _label_beside(box):
        lines += [styled(line, colour=palette.FAINT_INK) for line in wrapped(label)]
    if box.hidden:
        count = f"{box.hidden} states inside" if box.hidden > 1 else "1 state inside"
        lines.append(styled(count, colour=palette.FAINT_INK, mark="I"))
    return "<BR/>".join(lines)


def _label_beside(box: Box) -> str:
    """The label where it tells more than the name, or else nothing."""
    label = box.label or ""
    return "" if label.casefold() == box.name.casefold() else label


def _rows(box: Box, marks: Marks) -> Iterator[str]:
    for keyword, actions in (("entry", box.entry), ("exit", box.exit)):
        for action in actions:
            yield row(cell(_keyword_line(keyword, action)))
    for keyword, child in box.invokes:
        yield row(cell(_child_line(keyword, child)))
    for arrow in box.internal:
        yield row(arrow_cell(arrow, marks))


def _keyword_line(keyword: str, action: str) -> str:
    first, *rest = wrapped(action, WIDTH - len(keyword) - 3)
    lead = styled(f"{keyword} / ", colour=palette.FAINT_INK, mark="I")
    lines = [lead + styled(first, colour=palette.ACTION)]
    lines += [styled(f"    {line}", colour=palette.ACTION) for line in rest]
    return LEFT_BREAK.join([*lines, ""])


def _child_line(keyword: str, child: str) -> str:
    first, *rest = wrapped(child, WIDTH - len(keyword) - 1)
    lead = styled(f"{keyword} ", colour=palette.FAINT_INK, mark="I")
    lines = [lead + styled(first, colour=palette.INK)]
    lines += [styled(f"    {line}", colour=palette.INK) for line in rest]
    return LEFT_BREAK.join([*lines, ""])


def cluster_label(box: Box, marks: Marks, *, name_mark: str) -> str:
    """The head of a compound or parallel state."""
    mark = f"{name_mark}S" if box.id in marks.overlay.missed else name_mark
    name = "".join(
        styled(line, size=palette.NAME_SIZE + 1, colour=palette.INK, mark=mark)
        for line in wrapped(box.name)
    )
    label = _label_beside(box)
    kind = "  parallel" if box.kind == "parallel" else ""
    beside = styled(f"  {label}", colour=palette.FAINT_INK) if label else ""
    beside += styled(kind, colour=palette.FAINT_INK, mark="I") if kind else ""
    return table([row(cell(name + beside)), *_rows(box, marks)])


def values_label(region: Values, marks: Marks) -> str:
    """The head of a dimension: its name, its label, what sets it apart."""
    head = styled(region.name, size=palette.NAME_SIZE + 1, colour=palette.INK, mark="B")
    label = styled(f"  {region.label}", colour=palette.FAINT_INK) if region.label else ""
    badges = marks.badges_of(region.rules)
    beside = f"  {styled(badges, colour=palette.RULE, mark='B')}" if badges else ""
    rows = [row(cell(head + label + beside))]
    traits = ", ".join(_traits(region))
    if traits:
        rows.append(row(cell(styled(traits, colour=palette.FAINT_INK, mark="I"))))
    return table(rows)


def _traits(region: Values) -> Iterator[str]:
    if region.ephemeral:
        yield "not saved"
    if region.any_move:
        yield "every move allowed"
    if region.free:
        yield "may be moved directly"


def arrows_label(arrows: Sequence[Arrow], marks: Marks) -> str:
    """The transitions that lead from one box to one other, a row each."""
    rows = (row(arrow_cell(arrow, marks)) for arrow in arrows)
    return table(rows, bgcolor=palette.PAPER, style="ROUNDED", cellpadding="2")


def arrow_cell(arrow: Arrow, marks: Marks, **attributes: str) -> str:
    """A transition: trigger, guard, actions, and the badges of the rules that guard it."""
    paper = {"bgcolor": fill} if (fill := marks.paper_of_arrow(arrow)) else {}
    content = lines_table(_arrow_lines(arrow, marks))
    return cell(content, id=arrow.key, tooltip=arrow.tooltip, **paper, **attributes)


def _arrow_lines(arrow: Arrow, marks: Marks) -> Iterator[str]:
    badges = marks.badges_of(arrow.rules)
    guard = f"[{' and '.join(arrow.guards)}]" if arrow.guards else ""
    head = _trigger(arrow, marks)
    tail = f"  {styled(badges, colour=palette.RULE, mark='B')}" if badges else ""
    if len(_event(arrow)) + len(guard) < WIDTH:
        yield head + (" " + styled(guard, colour=palette.GUARD) if guard else "") + tail
    else:
        yield head + tail
        if guard:
            yield styled_lines(guard, colour=palette.GUARD)
    for action in arrow.actions:
        yield styled_lines(f"/ {action}", colour=palette.ACTION)
    for goal in arrow.also:
        yield styled_lines(f"with {goal}", colour=palette.FAINT_INK, mark="I")


def _trigger(arrow: Arrow, marks: Marks) -> str:
    line = "U" if marks.has_fired([arrow]) else "S" if marks.were_missed([arrow]) else ""
    if arrow.timed:
        return styled(f"after {arrow.trigger}", colour=palette.INK, mark=f"I{line}")
    if arrow.trigger == "always":
        return styled("always", colour=palette.FAINT_INK, mark=f"I{line}")
    lines = (styled(part, colour=palette.INK, mark=f"B{line}") for part in wrapped(_event(arrow)))
    shown = LEFT_BREAK.join(lines)
    again = styled("  re-enter", colour=palette.FAINT_INK, mark="I") if arrow.reenter else ""
    return shown + again


def _event(arrow: Arrow) -> str:
    """The event; that of the source's own end is short, because the line says the rest."""
    return "done" if arrow.trigger == f"done.state.{arrow.where}" else arrow.trigger
