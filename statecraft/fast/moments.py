"""A formula as it reads at one moment of a recording: all but context and payload are literals."""

from __future__ import annotations

from collections.abc import Mapping

from statecraft.chart.tables import LoweredChart
from statecraft.expr import tree
from statecraft.expr.children import walk
from statecraft.expr.specialise import specialised
from statecraft.expr.tree import Expr, NameKind
from statecraft.fast.recording import Moment


class CannotWrite(Exception):
    """A recording has something that a function does not say."""


def at_moment(
    expr: Expr, moment: Moment, chart: LoweredChart, definitions: Mapping[str, Expr]
) -> Expr:
    """*expr* with what was fixed at the moment put in; it reads the context and ``event`` alone.

    Raises:
        CannotWrite: it reads something else that changes.
    """
    found = specialised(expr, lambda node: _known(node, moment, chart), definitions)
    if any(isinstance(node, tree.HostCall | tree.Now | tree.Can) for node in walk(found)):
        raise CannotWrite
    return found


def _known(node: tree.Name | tree.Active, moment: Moment, chart: LoweredChart) -> Expr:
    """What stands for a name at this moment."""
    match node:
        case tree.Active(path=path):
            return _literal(chart.by_path[path] in moment.states, node)
        case tree.Name(kind=NameKind.DIMENSION, name=name):
            value = moment.dimensions[name]
            if isinstance(value, list | dict):
                raise CannotWrite
            return _literal(value, node)
        case tree.Name(kind=NameKind.LOCAL, name="event_name"):
            return _literal(moment.event_name, node)
        case tree.Name(kind=NameKind.LOCAL, name="event") if moment.event is None:
            return node
        case tree.Name(kind=NameKind.CONTEXT | NameKind.VARIABLE):
            return node
        case _:
            raise CannotWrite


def _literal(value: bool | float | str | None, at: tree.Name | tree.Active) -> tree.Literal:  # noqa: FBT001 - it is data.
    return tree.Literal(value=value, start=at.start, end=at.end)
