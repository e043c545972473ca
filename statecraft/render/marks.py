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

    def fill(self, node: str) -> Mapping[str, str]:
        """Colours and pen of the box of a node."""
        if not self.is_active(node):
            return _pens(palette.LINE, palette.PAPER, palette.THIN)
        return _pens(palette.ACTIVE, palette.ACTIVE_FILL, palette.THICK)

    def panel(self, node: str, depth: int) -> Mapping[str, str]:
        """Colours and pen of a cluster, *depth* clusters inside the outermost."""
        if not self.is_active(node):
            paper = palette.PANELS[depth % len(palette.PANELS)]
            return _pens(palette.LINE, paper, palette.THIN)
        return _pens(palette.ACTIVE, palette.ACTIVE_PANEL, palette.PANEL_PEN)


def _pens(colour: str, fill: str, width: str) -> Mapping[str, str]:
    return {"color": f'"{colour}"', "fillcolor": f'"{fill}"', "penwidth": width}
