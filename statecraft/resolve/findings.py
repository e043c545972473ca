"""Findings as they are told: where resolution reports what is wrong, and how it suggests names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from statecraft.diagnostics import Diagnostic, Related, Span, nearest, quoted

Report: TypeAlias = Callable[[Diagnostic], None]
"""Takes a finding; resolution goes on after each."""

_MOST_LISTED = 12


def unknown(code: str, span: Span, what: str, name: str, known: Iterable[str]) -> Diagnostic:
    """A name that nothing has: ``no WHAT "NAME"``, with the nearest name or with all of them."""
    return Diagnostic(
        code=code,
        span=span,
        message=f"no {what} {quoted(name)}",
        hint=suggestion(name, known),
    )


def unknown_action(span: Span, name: str, known: Iterable[str]) -> Diagnostic:
    """An action that is not declared; where none is, the hint shows how one would be."""
    told = suggestion(name, known) or f"declare it: actions: {{{name}: {{}}}}"
    return Diagnostic(code="SC214", span=span, message=f"no action {quoted(name)}", hint=told)


def suggestion(name: str, known: Iterable[str]) -> str | None:
    """The nearest of the *known* names, or a list of them; None when there are none."""
    names = list(dict.fromkeys(known))
    near = nearest(name, names)
    if near is not None:
        return f"did you mean {quoted(near)}?"
    if not names:
        return None
    listed = ", ".join(names[:_MOST_LISTED])
    more = f" and {len(names) - _MOST_LISTED} more" if len(names) > _MOST_LISTED else ""
    return f"there is {listed}{more}"


def first_is(span: Span, message: str) -> tuple[Related, ...]:
    """The related place of a second declaration: where the first one stands."""
    return (Related(span=span, message=message),)
