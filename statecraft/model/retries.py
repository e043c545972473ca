"""How often something that failed is tried again."""

from __future__ import annotations

from dataclasses import dataclass

from statecraft.diagnostics import Span
from statecraft.model.formulas import Formula


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """``attempts`` tries in all; ``delay`` is a duration that may read ``attempt``."""

    attempts: Formula
    delay: Formula
    factor: Formula
    span: Span
