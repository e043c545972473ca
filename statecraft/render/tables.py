"""Tables beside the regions: rules, constants, computed names, capabilities, and the legend."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from statecraft.render import palette
from statecraft.render.labels import arrow_cell
from statecraft.render.legend import legend_rows
from statecraft.render.marks import Marks
from statecraft.render.markup import (
    LEFT_BREAK,
    cell,
    lines_table,
    row,
    styled,
    styled_lines,
    table,
    wrapped,
)
from statecraft.render.picture import Entry, Picture, RuleEntry
from statecraft.render.quoting import html, listed, plain, quoted_id

_RULE_WIDTH = 52
_PAIRED = frozenset({"constants", "computed", "capabilities", "legend"})
"""Tables whose rows have two cells."""

_WORDS = {"require": "requires", "never": "never", "always": "always", "then": "then"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A table with a title."""

    name: str
    title: str
    rows: tuple[str, ...]

    @property
    def height(self) -> int:
        """About how many lines of text high it is."""
        return 3 + sum(max(1, content.count("<BR")) for content in self.rows) + len(self.rows) // 2


def tables_of(picture: Picture, marks: Marks) -> tuple[Listing, ...]:
    """The tables that have something to say, the legend last."""
    tables = (
        Listing(name="rules", title="Rules", rows=tuple(rule_rows(picture.rules, marks))),
        Listing(
            name="everywhere",
            title="In every state",
            rows=tuple(
                row(arrow_cell(a, marks, colspan="2", sides="T")) for a in picture.everywhere
            ),
        ),
        Listing(
            name="constants",
            title="Given at the start",
            rows=tuple(entry_rows(picture.constants, marks)),
        ),
        Listing(name="computed", title="Computed", rows=tuple(entry_rows(picture.computed, marks))),
        Listing(
            name="capabilities",
            title="Capabilities",
            rows=tuple(entry_rows(picture.capabilities, marks)),
        ),
        Listing(name="legend", title="Legend", rows=tuple(legend_rows(picture, marks.overlay))),
    )
    return tuple(each for each in tables if each.rows)


def column_statement(tables: Sequence[Listing]) -> str:
    """Tables one below the other, as one node."""
    name = f"tables:{tables[0].name}"
    rows = [row(cell(_titled(of), id=f"table:{of.name}", tooltip=of.title)) for of in tables]
    attributes = {
        "id": plain(name),
        "class": '"tables"',
        "tooltip": plain(", ".join(each.title for each in tables)),
        "shape": "plain",
        "style": '""',
        "label": html(table(rows, cellspacing="8")),
    }
    return f"{quoted_id(name)} {listed(attributes)}"


def _titled(of: Listing) -> str:
    title = styled(of.title, size=palette.NAME_SIZE, colour=palette.INK, mark="B")
    across = "2" if of.name in _PAIRED else "1"
    head = row(cell(title, colspan=across, border="0", cellpadding="5"))
    return table(
        [head, *of.rows],
        border="1",
        cellborder="1",
        cellpadding="4",
        color=palette.PALE_LINE,
    )


def rule_rows(rules: Iterable[RuleEntry], marks: Marks) -> Iterator[str]:
    """A row for each rule: its badge and name, and what it says in the words of the definition."""
    for rule in rules:
        refuses = rule.id in marks.overlay.refusing
        ran = rule.id in marks.overlay.fired
        ink = palette.REFUSED if refuses else palette.RULE
        line = "U" if refuses or ran else marks.line_of(rule.id)
        badge = styled(rule.badge, colour=ink, mark=f"B{line}")
        beside = palette.ACTIVE_FILL if ran else marks.paper_of(rule.id)
        paper = palette.REFUSED_FILL if refuses else beside
        yield row(
            cell(
                lines_table(_rule_lines(rule, badge)),
                sides="T",
                id=rule.id,
                tooltip=rule.name,
                **_paper(paper),
            )
        )


def _paper(colour: str) -> dict[str, str]:
    return {"bgcolor": colour} if colour else {}


def _rule_lines(rule: RuleEntry, badge: str) -> Iterator[str]:
    """What stands in the cell of a rule."""
    yield f"{badge}  {styled_lines(rule.name, colour=palette.INK, mark='B', width=_RULE_WIDTH)}"
    for subject in rule.subjects:
        yield _said("on", subject, palette.INK)
    if rule.when is not None:
        yield _said("when", rule.when, palette.GUARD)
    for text, message in rule.parts:
        yield _said(_WORDS[rule.kind], text, palette.GUARD)
        if message:
            yield styled_lines(message, colour=palette.FAINT_INK, mark="I", width=_RULE_WIDTH)


def _said(keyword: str, text: str, colour: str) -> str:
    first, *rest = wrapped(text, _RULE_WIDTH - len(keyword) - 1)
    lead = styled(f"{keyword} ", colour=palette.FAINT_INK) + styled(first, colour=colour)
    return LEFT_BREAK.join([lead, *(styled(line, colour=colour) for line in rest), ""])


def entry_rows(entries: Iterable[Entry], marks: Marks) -> Iterator[str]:
    """A row for each entry: its name, and what stands for it."""
    for entry in entries:
        active = marks.is_active(entry.id)
        name = styled(entry.name, colour=palette.INK, mark="BU" if active else "B")
        label = styled(entry.label, colour=palette.FAINT_INK) + LEFT_BREAK if entry.label else ""
        yield row(
            cell(
                f"{name}{LEFT_BREAK}{label}",
                sides="T",
                valign="TOP",
                id=entry.id,
                tooltip=entry.tooltip or entry.name,
                **_paper(palette.ACTIVE_FILL if active else ""),
            ),
            cell(lines_table(_entry_lines(entry, marks)), sides="T", valign="TOP"),
        )


def _entry_lines(entry: Entry, marks: Marks) -> Iterator[str]:
    for node, value in entry.values if not entry.lines else ():
        now = marks.is_active(node)
        colour = palette.ACTIVE if now else palette.INK
        yield styled_lines(value, colour=colour, mark="U" if now else "")
    for line in entry.lines:
        value = line.partition(" if ")[0]
        now = marks.is_active(f"{entry.id}={value}")
        yield styled_lines(line, colour=palette.GUARD, mark="U" if now else "")
