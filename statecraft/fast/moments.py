"""A formula as it reads at one moment of a recording: all but context and payload are literals."""

from __future__ import annotations

from collections.abc import Mapping

from statecraft.chart.tables import LoweredChart
from statecraft.expr import tree
from statecraft.expr.children import walk, with_children
from statecraft.expr.specialise import specialised
from statecraft.expr.tree import Expr, NameKind
from statecraft.fast.entries import Fixed, Moment, Source
from statecraft.values.shape import Shape


class CannotWrite(Exception):
    """A recording has something that a function does not say."""


def at_moment(
    expr: Expr, moment: Moment, chart: LoweredChart, definitions: Mapping[str, Expr]
) -> Expr:
    """*expr* with what was fixed at the moment put in.

    It reads the context, ``event`` and ``input`` alone.

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
        case tree.Name(kind=NameKind.LOCAL, name="event_name") if moment.event_name is not None:
            return _literal(moment.event_name, node)
        case tree.Name(kind=NameKind.LOCAL, name="event") if _varies(moment.event):
            return node
        case tree.Name(kind=NameKind.LOCAL, name="input") if _varies(moment.input):
            return node
        case tree.Name(kind=NameKind.CONTEXT | NameKind.VARIABLE):
            return node
        case _:
            raise CannotWrite


def _varies(source: Source | None) -> bool:
    return source is not None and not isinstance(source, Fixed)


def with_certainties(expr: Expr, certain: Mapping[tuple[NameKind, str], Shape]) -> Expr:
    """*expr* for a time at which the shapes of some names, and of keys of ``event``, are certain.

    What is certain stands in it as a dimension, for that is how a dimension differs: ``context.n``
    for a variable and ``event.n`` for a key.
    """
    match expr:
        case tree.Name(kind=NameKind.CONTEXT, name=name):
            found = (NameKind.CONTEXT, name)
        case tree.Field(of=tree.Name(kind=NameKind.LOCAL, name="event"), name=name):
            found = (NameKind.LOCAL, name)
        case _:
            return with_children(expr, lambda part: with_certainties(part, certain))
    shape = certain.get(found)
    if shape is None:
        return expr
    prefix = "context" if found[0] is NameKind.CONTEXT else "event"
    return tree.Name(
        name=f"{prefix}.{name}",
        kind=NameKind.DIMENSION,
        shape=shape,
        start=expr.start,
        end=expr.end,
    )


def _literal(value: bool | float | str | None, at: tree.Name | tree.Active) -> tree.Literal:  # noqa: FBT001 - it is data.
    return tree.Literal(value=value, start=at.start, end=at.end)
