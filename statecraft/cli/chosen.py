"""Findings chosen by their codes: the options ``--select`` and ``--ignore``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from statecraft.codes import TITLES
from statecraft.diagnostics import UsageError

Verb = TypeVar("Verb", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Codes, or beginnings of codes (``SC3``), that are shown, and that are left out."""

    select: tuple[str, ...]
    ignore: tuple[str, ...]

    def wants(self, code: str) -> bool:
        """Whether findings of this code are to be shown."""
        is_in = not self.select or code.startswith(self.select)
        return is_in and not (self.ignore and code.startswith(self.ignore))

    def asks_for(self, family: str) -> bool:
        """Whether codes that begin so are named, and not merely let through."""
        return any(code.startswith(family) for code in self.select)


def chosen_options(verb: Verb) -> Verb:
    """The options ``--select`` and ``--ignore``."""
    select = click.option(
        "--select", metavar="CODES", help="Only these: SC203,SC35 (a beginning is enough)."
    )
    ignore = click.option("--ignore", metavar="CODES", help="All but these.")
    return select(ignore(verb))


def chosen_codes(select: str | None, ignore: str | None) -> Chosen:
    """The codes that the options name.

    Raises:
        UsageError: no code begins so.
    """
    return Chosen(select=_codes(select), ignore=_codes(ignore))


def _codes(text: str | None) -> tuple[str, ...]:
    """The codes of an option.

    Raises:
        UsageError: no code begins so.
    """
    codes = tuple(part.strip().upper() for part in (text or "").split(",") if part.strip())
    for code in codes:
        if not any(known.startswith(code) for known in TITLES):
            raise UsageError(f"no code of a finding begins with {code}")
    return codes
