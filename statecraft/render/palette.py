"""Colours and pens. Whatever a colour says, a pen, a line style or an underline says as well."""

from __future__ import annotations

from typing import Final

INK: Final = "#1F2937"
FAINT_INK: Final = "#64748B"
LINE: Final = "#64748B"
PALE_LINE: Final = "#CBD5E1"
PAPER: Final = "#FFFFFF"
PANELS: Final = ("#F8FAFC", "#EEF2F7")
"""Fill of a region or compound state, alternating with depth."""
GUARD: Final = "#1D4ED8"
ACTION: Final = "#047857"
RULE: Final = "#6D28D9"
RULE_PANEL: Final = "#F5F3FF"
ACTIVE: Final = "#D97706"
ACTIVE_FILL: Final = "#FEF3C7"
ACTIVE_PANEL: Final = "#FFFBEB"
FAILURE: Final = "#9A3412"
REFUSED: Final = "#B91C1C"
REFUSED_FILL: Final = "#FEE2E2"
MISSED: Final = "#FEF2F2"
"""Paper of what nothing came to; its name is struck through."""

THIN: Final = "1"
PANEL_PEN: Final = "1.8"
THICK: Final = "2.6"

FONT: Final = "Helvetica"
NAME_SIZE: Final = 11
TEXT_SIZE: Final = 9
SMALL_SIZE: Final = 8
