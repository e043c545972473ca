"""Expressions → data of a definition: plain where they read nothing, else a formula."""

from __future__ import annotations

from typing import Any

from statecraft.expr import tree
from statecraft.expr.show import show
from statecraft.expr.tree import Expr


def as_data(expr: Expr) -> Any:
    """A value as data of a definition: plain where it reads nothing, else a formula."""
    try:
        return _plain(expr)
    except _NotPlainError:
        return f"={show(expr)}"


class _NotPlainError(Exception):
    """The expression reads something, or is a value that data write otherwise."""


def _plain(expr: Expr) -> Any:
    match expr:
        case tree.Literal(value=str() as text):
            return f"={text}" if text.startswith("=") else text
        case tree.Literal(value=None):
            raise _NotPlainError
        case tree.Literal(value=value):
            return value
        case tree.ListOf(elements=elements):
            return [_plain(element) for element in elements]
        case tree.MappingOf(entries=entries) if entries:
            return {str(_key(key)): _plain(value) for key, value in entries}
        case _:
            raise _NotPlainError


def _key(key: Expr) -> str:
    if isinstance(key, tree.Literal) and isinstance(key.value, str):
        return key.value
    raise _NotPlainError
