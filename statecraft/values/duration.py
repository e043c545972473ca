"""Durations: the texts and numbers an author writes, as integer milliseconds.

``500ms`` ``30s`` ``1h30m``, ISO 8601 (``PT5M30S``, ``P1D``) and a plain number of seconds. Months
and years have no fixed length, so they are refused.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import Final

LONGEST_MS: Final = 100 * 366 * 86_400_000
"""A hundred years: anything longer is taken for a mistake."""

_UNITS: Final = MappingProxyType(
    {"w": 604_800_000, "d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1_000, "ms": 1}
)
_NUMBER = r"\d{1,15}(?:\.\d{1,9})?"
_PLAIN: Final = re.compile(_NUMBER, re.ASCII)
_PART: Final = re.compile(rf"({_NUMBER})(ms|[wdhms])", re.ASCII)
_COMPACT: Final = re.compile(rf"(?:{_NUMBER}(?:ms|[wdhms]))+", re.ASCII)
_ISO: Final = re.compile(
    rf"P(?:({_NUMBER})W)?(?:({_NUMBER})D)?(?:T(?:({_NUMBER})H)?(?:({_NUMBER})M)?(?:({_NUMBER})S)?)?",
    re.ASCII,
)
_ISO_UNITS: Final = ("w", "d", "h", "m", "s")
_EXAMPLES: Final = "write 500ms, 30s, 5m, 2h, 1d, 1h30m, PT5M30S or a number of seconds"


class DurationError(Exception):
    """A text or number that is no duration; the message says what to write."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


def parse_duration(text: str | float) -> int:
    """Milliseconds.

    Raises:
        DurationError: not a duration, negative, finer than a millisecond, beyond 100 years.
    """
    if isinstance(text, bool):
        raise DurationError(f"{str(text).lower()} is not a duration: {_EXAMPLES}")
    if not isinstance(text, str):
        return _from_seconds(text)
    stripped = text.strip()
    if len(stripped) > 100:
        raise DurationError(f"the duration is {len(stripped)} characters long: {_EXAMPLES}")
    return _from_text(stripped)


@lru_cache(maxsize=256)
def _from_text(text: str) -> int:
    if _PLAIN.fullmatch(text):
        return _checked(Decimal(text) * 1000, text)
    if text.startswith("P"):
        return _from_iso(text)
    return _from_parts(text)


def _from_seconds(seconds: float) -> int:
    if not -LONGEST_MS <= seconds <= LONGEST_MS:
        raise DurationError(f"{seconds} seconds is longer than 100 years")
    if seconds < 0:
        raise DurationError(f"{seconds} seconds is negative; a duration is 0 or more")
    return _checked(Decimal(round(seconds * 1000)), str(seconds))


def _from_iso(text: str) -> int:
    if re.fullmatch(r"P[\d.YMWD]*[YM][\d.YMWD]*(T.*)?", text, re.ASCII):
        raise DurationError(f"{text!r} counts calendar months or years, which have no fixed length")
    found = _ISO.fullmatch(text)
    if found is None or not any(found.groups()) or text.endswith("T"):
        raise DurationError(f"{text!r} is not a duration: {_EXAMPLES}")
    parts = zip(found.groups(), _ISO_UNITS, strict=True)
    total = sum((Decimal(n) * _UNITS[unit] for n, unit in parts if n), start=Decimal())
    return _checked(total, text)


def _from_parts(text: str) -> int:
    if not _COMPACT.fullmatch(text):
        raise DurationError(f"{text!r} is not a duration: {_EXAMPLES}")
    parts = _PART.findall(text)
    sizes = [_UNITS[unit] for _, unit in parts]
    if any(later >= earlier for earlier, later in pairwise(sizes)):
        raise DurationError(f"the units of {text!r} are not in falling order: {_EXAMPLES}")
    return _checked(sum((Decimal(n) * _UNITS[unit] for n, unit in parts), start=Decimal()), text)


def _checked(milliseconds: Decimal, text: str) -> int:
    if milliseconds != int(milliseconds):
        raise DurationError(f"{text!r} is finer than a millisecond")
    if milliseconds > LONGEST_MS:
        raise DurationError(f"{text!r} is longer than 100 years")
    return int(milliseconds)


def show_duration(ms: int) -> str:
    """The shortest compact text of a duration: ``90000`` is ``1m30s``."""
    if ms == 0:
        return "0s"
    text, rest = "", ms
    for unit, size in _UNITS.items():
        count, rest = divmod(rest, size)
        text += f"{count}{unit}" if count and unit != "w" else ""
        rest += count * size if unit == "w" else 0
    return text
