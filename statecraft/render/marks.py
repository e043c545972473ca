"""What every part of a picture asks: the badge of a rule, and whether something is highlighted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from statecraft.render import palette
from statecraft.render.overlay import Overlay
from statecraft.render.picture import Arrow


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Badges by the names of the rules in the picture's table, and the overlay."""

    badges: Mapping[str, str]
    overlay: Overlay

    def badges_of(self, rules: Iterable[str]) -> str:
        """The badges of the rules that the picture's table shows: ``R1 R4``."""
        return " ".join(self.badges[rule] for rule in rules if rule in self.badges)

    def is_active(self, node: str) -> bool:
        """Whether the node holds now."""
        return node in self.overlay.active

    def has_fired(self, arrows: Iterable[Arrow]) -> bool:
        """Whether the last step took one of the transitions."""
        return any(arrow.id in self.overlay.fired for arrow in arrows)

    def were_missed(self, arrows: Iterable[Arrow]) -> bool:
        """Whether nothing took any of the transitions."""
        return all(arrow.id in self.overlay.missed for arrow in arrows)

    def paper_of_arrow(self, arrow: Arrow) -> str:
        """The paper of a transition's text; empty for none of its own."""
        is_missed = self.were_missed([arrow])
        return (
            palette.ACTIVE_FILL if self.has_fired([arrow]) else palette.MISSED if is_missed else ""
        )

    def line_of(self, node: str) -> str:
        """The line at the name of a node: U below what holds now, S through what was missed."""
        return "U" if self.is_active(node) else "S" if node in self.overlay.missed else ""

    def word_of(self, node: str) -> str:
        """What the class of the node's element says of it, after a space."""
        is_missed = node in self.overlay.missed
        return " active" if self.is_active(node) else " missed" if is_missed else ""

    def paper_of(self, node: str) -> str:
        """The paper of the node's row in a table; empty for none of its own."""
        is_missed = node in self.overlay.missed
        return palette.ACTIVE_FILL if self.is_active(node) else palette.MISSED if is_missed else ""

    def fill(self, node: str) -> Mapping[str, str]:
        """Colours and pen of the box of a node."""
        if node in self.overlay.missed:
            return _pens(palette.REFUSED, palette.MISSED, palette.THIN)
        if not self.is_active(node):
            return _pens(palette.LINE, palette.PAPER, palette.THIN)
        return _pens(palette.ACTIVE, palette.ACTIVE_FILL, palette.THICK)

    def panel(self, node: str, depth: int) -> Mapping[str, str]:
        """Colours and pen of a cluster, *depth* clusters inside the outermost."""
        if node in self.overlay.missed:
            return _pens(palette.REFUSED, palette.MISSED, palette.THIN)
        if not self.is_active(node):
            paper = palette.PANELS[depth % len(palette.PANELS)]
            return _pens(palette.LINE, paper, palette.THIN)
        return _pens(palette.ACTIVE, palette.ACTIVE_PANEL, palette.PANEL_PEN)


def _pens(colour: str, fill: str, width: str) -> Mapping[str, str]:
    return {"color": f'"{colour}"', "fillcolor": f'"{fill}"', "penwidth": width}
