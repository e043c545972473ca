"""Tables beside the regions: rules, constants, computed names, capabilities, and the legend."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from statecraft.render import palette
from statecraft.render.labels import arrow_cell
from statecraft.render.markup import LEFT_BREAK, cell, row, styled, styled_lines, table
from statecraft.render.marks import Marks
from statecraft.render.picture import Arrow, Entry, RuleEntry
from statecraft.render.quoting import html, listed, plain, quoted_id

_WORDS = {"require": "requires", "never": "never", "always": "always", "then": "then"}


def table_statement(name: str, title: str, rows: Iterable[str], order: int) -> str:
    """A table with a title as a node of its own."""
    head = row(
        cell(
            styled(title, size=palette.NAME_SIZE, colour=palette.INK, mark="B"),
            colspan="2",
            border="0",
            cellpadding="5",
        )
    )
    label = table(
        [head, *rows],
        border="1",
        cellborder="1",
        cellpadding="4",
        color=palette.PALE_LINE,
        bgcolor=palette.PAPER,
        style="ROUNDED",
    )
    attributes = {
        "id": plain(f"table:{name}"),
        "class": "table",
        "tooltip": plain(title),
        "shape": "plain",
        "style": '""',
        "sortv": str(order),
        "label": html(label),
    }
    return f"{quoted_id(f'table:{name}')} {listed(attributes)}"


def rule_rows(rules: Iterable[RuleEntry], marks: Marks) -> Iterator[str]:
    """A row for each rule: its badge, and what it says in the words of the definition."""
    for rule in rules:
        refuses = rule.id in marks.overlay.refusing
        ran = rule.id in marks.overlay.fired
        paper = palette.REFUSED_FILL if refuses else palette.ACTIVE_FILL if ran else palette.PAPER
        ink = palette.REFUSED if refuses else palette.RULE
        badge = styled(rule.badge, colour=ink, mark="BU" if refuses or ran else "B")
        yield row(
            cell(badge, sides="T", valign="TOP", bgcolor=paper),
            cell(
                "".join(_rule_lines(rule)),
                sides="T",
                bgcolor=paper,
                id=rule.id,
                tooltip=rule.name,
            ),
        )


def _rule_lines(rule: RuleEntry) -> Iterator[str]:
    yield styled_lines(rule.name, colour=palette.INK, mark="B", width=52)
    for subject in rule.subjects:
        yield _said("on", subject, palette.INK)
    if rule.when is not None:
        yield _said("when", rule.when, palette.GUARD)
    for text, message in rule.parts:
        yield _said(_WORDS[rule.kind], text, palette.GUARD)
        if message:
            yield styled_lines(message, colour=palette.FAINT_INK, mark="I", width=52)


def _said(keyword: str, text: str, colour: str) -> str:
    lead = styled(f"{keyword} ", colour=palette.FAINT_INK)
    return lead + styled_lines(text, colour=colour, width=52)


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
                bgcolor=palette.ACTIVE_FILL if active else palette.PAPER,
            ),
            cell("".join(_entry_lines(entry, marks)), sides="T", valign="TOP"),
        )


def _entry_lines(entry: Entry, marks: Marks) -> Iterator[str]:
    for node, value in entry.values if not entry.lines else ():
        now = marks.is_active(node)
        colour = palette.ACTIVE if now else palette.INK
        yield styled_lines(value, colour=colour, mark="BU" if now else "")
    for line in entry.lines:
        value = line.partition(" if ")[0]
        now = marks.is_active(f"{entry.id}={value}")
        yield styled_lines(line, colour=palette.GUARD, mark="U" if now else "")


def everywhere_rows(arrows: Iterable[Arrow], marks: Marks) -> Iterator[str]:
    """A row for each transition of the machine that moves nothing."""
    for arrow in arrows:
        yield row(arrow_cell(arrow, marks))
