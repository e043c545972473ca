"""What the shell offers while a command is typed: names and values of the definition named.

A definition that cannot be loaded offers nothing: while a word is completed there is no place
to tell why.
"""

from __future__ import annotations

from collections.abc import Iterable

import click
from click.shell_completion import CompletionItem

import statecraft as sc
from statecraft.cli.declared import label_of
from statecraft.cli.interactive.glance import descendants
from statecraft.cli.opening import STDIN
from statecraft.diagnostics import DefinitionError, UsageError
from statecraft.model.dimensions import Dimension
from statecraft.values.shape import finite_values
from statecraft.values.text import text_of

Items = list[CompletionItem[str]]


def files(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> Items:
    """Files, which the shell itself knows."""
    return [CompletionItem(incomplete, type="file")]


def events(context: click.Context, _parameter: click.Parameter, incomplete: str) -> Items:
    """The events that a person would send, with their labels."""
    chart = _chart(context)
    names = () if chart is None else chart.events
    return [
        CompletionItem(name, help=label_of(chart, name))
        for name in names
        if chart is not None and name.startswith(incomplete)
    ]


def pipelines(context: click.Context, _parameter: click.Parameter, incomplete: str) -> Items:
    """The pipelines, with their labels."""
    chart = _chart(context)
    known = {} if chart is None else chart.definition.pipelines
    return [
        CompletionItem(name, help=of.described.label)
        for name, of in known.items()
        if name.startswith(incomplete)
    ]


def start_values(context: click.Context, _parameter: click.Parameter, incomplete: str) -> Items:
    """``name=`` of what a start may be given, then its values where they are few."""
    chart = _chart(context)
    return [] if chart is None else _fitting(_start_values(chart), incomplete)


def moves(context: click.Context, _parameter: click.Parameter, incomplete: str) -> Items:
    """``dimension=value`` of the free dimensions."""
    chart = _chart(context)
    free = () if chart is None else (each for each in chart.definition.dimensions if each.free)
    return _fitting((text for each in free for text in _values_of(each)), incomplete)


def actions(context: click.Context, _parameter: click.Parameter, incomplete: str) -> Items:
    """``action=`` for every action that the definition declares."""
    chart = _chart(context)
    names = () if chart is None else chart.definition.actions
    return _fitting((f"{name}=" for name in names), incomplete)


def states(context: click.Context, _parameter: click.Parameter, incomplete: str) -> Items:
    """Full paths of states, and ``dimension=value``."""
    chart = _chart(context)
    if chart is None:
        return []
    tree = chart.definition.tree
    paths = () if tree is None else (state.path for state in descendants(tree))
    values = (text for each in chart.definition.dimensions for text in _values_of(each))
    return _fitting((*paths, *values), incomplete)


def _start_values(chart: sc.Chart) -> Iterable[str]:
    for dimension in chart.definition.dimensions:
        yield from _values_of(dimension)
    for variable in chart.definition.context:
        yield from _named(variable.name, map(text_of, finite_values(variable.shape) or ()))


def _values_of(dimension: Dimension) -> Iterable[str]:
    return _named(dimension.name, (value.text for value in dimension.values))


def _named(name: str, values: Iterable[str]) -> Iterable[str]:
    yield f"{name}="
    yield from (f"{name}={value}" for value in values)


def _fitting(texts: Iterable[str], incomplete: str) -> Items:
    """Those that begin so; values only once their name is written."""
    return [
        CompletionItem(text)
        for text in texts
        if text.startswith(incomplete)
        and ("=" not in text[:-1] or "=" in incomplete)
        and text != incomplete
    ]


def _chart(context: click.Context) -> sc.Chart | None:
    """The chart of the file on the command line; click may have kept it among the rest."""
    file = context.params.get("file") or next(iter(context.args), None)
    if not isinstance(file, str) or file == STDIN:
        return None
    root, search = context.params.get("root"), context.params.get("search") or ()
    try:
        return sc.load(file, root=root, search=search)
    except (DefinitionError, UsageError):
        return None
