"""Resolved pieces as plain data to compare: no spans, no fields that say nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from enum import Enum
from typing import Any

from statecraft.diagnostics import Diagnostic
from statecraft.expr.show import show
from statecraft.expr.tree import Literal, Name
from statecraft.model.definition import Definition
from statecraft.model.formulas import NOTHING_SAID, Formula, Place
from statecraft.resolve.definition import Resolution, resolve
from statecraft.schema import check_document
from statecraft.source.reader import read_text
from statecraft.values.shape import Shape

HEAD = "statecraft: 1\nmachine: m\n"


def resolution(text: str) -> Resolution:
    """A definition without imports, resolved; its text and its shape are in order."""
    reading = read_text(text, "m.yaml")
    assert reading.document is not None, reading.diagnostics
    checked, misshapen = check_document(reading.document)
    assert checked is not None, misshapen
    return resolve(checked, {}, {})


def definition(body: str) -> Definition:
    """The machine with this body."""
    found = resolution(HEAD + body)
    assert found.project is not None, found.diagnostics
    return found.project.main


def findings(text: str) -> tuple[Diagnostic, ...]:
    """What resolution finds in a whole definition."""
    return resolution(text).diagnostics


def plain(piece: Any) -> Any:
    """Frozen data as dicts and lists: formulas as texts, types as the words that they have."""
    match piece:
        case Formula():
            return show(piece.expr)
        case Place():
            steps = [s if isinstance(s, str | int) else f"={show(s)}" for s in piece.steps]
            return [piece.variable, *steps]
        case Literal() | Name():
            return show(piece)
        case Enum():
            return piece.value
        case Shape():
            return {"kinds": sorted(piece.kinds)} | _said(piece, "kinds")
        case Mapping():
            return {key: plain(value) for key, value in piece.items()}
        case tuple() | list() | frozenset():
            return [plain(each) for each in piece]
        case _ if dataclasses.is_dataclass(piece):
            return {"is": type(piece).__name__} | _said(piece, "span")
        case _:
            return piece


def _said(piece: Any, *left_out: str) -> dict[str, Any]:
    values = {field.name: getattr(piece, field.name) for field in dataclasses.fields(piece)}
    return {
        name: plain(value)
        for name, value in values.items()
        if name not in left_out and (name == "value" or not _says_nothing(name, value))
    }


def _says_nothing(name: str, value: Any) -> bool:
    if isinstance(value, tuple | frozenset | Mapping):
        return not value
    return value is None or value is (name == "additional") or value == NOTHING_SAID
