"""A chart as a drawing: DOT text that becomes SVG or PNG when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from statecraft.analysis import chart_graph
from statecraft.checker.seen import Seen
from statecraft.diagnostics import UsageError, quoted
from statecraft.kernel.chart import Chart
from statecraft.kernel.outcome import Outcome
from statecraft.kernel.snapshot import Snapshot
from statecraft.model.definition import Definition
from statecraft.render.dot import dot_text
from statecraft.render.engine import Drawn, EngineKind, find_engine, run_engine
from statecraft.render.overlay import NOTHING, missed_overlay, overlay_of
from statecraft.render.picture import Picture
from statecraft.render.reading import picture_of
from statecraft.render.selection import depth_of, near, part_named, state_count, to_depth
from statecraft.values.json_values import Value

FORMATS: Final = ("svg", "png", "dot")
DIRECTIONS: Final = ("TB", "LR")
ENGINES: Final = tuple(kind.value for kind in EngineKind)
LARGEST: Final = 150
"""Shown states; a larger tree is drawn to a lesser depth unless the caller names one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A drawn chart.

    Attributes:
        dot: its text in the DOT language.
        notes: what was left out, for the person who looks at it.
        engine: which engine lays it out; None for the first that is found.
    """

    dot: str
    notes: tuple[str, ...] = ()
    engine: EngineKind | None = None

    def svg(self) -> str:
        """The drawing as SVG; every state, value, rule and transition carries its id.

        Raises:
            EngineError: there is no engine, or it fails.
        """
        return self.drawn("svg").data.decode()

    def png(self) -> bytes:
        """The drawing as PNG, at 144 dots an inch.

        Raises:
            EngineError: there is no engine, or it fails.
        """
        return self.drawn("png").data

    def drawn(self, form: str) -> Drawn:
        """The drawing in one of ``FORMATS``, with the engine's remarks.

        Raises:
            EngineError: there is no engine, or it fails.
            UsageError: there is no such format.
        """
        if form == "dot":
            return Drawn(data=self.dot.encode(), remarks=())
        if form not in FORMATS:
            raise UsageError(f"no picture format {quoted(form)}: choose one of {_FORMATS_TOLD}")
        return run_engine(self.dot, form, find_engine(self.engine))

    def save(self, path: str | Path) -> None:
        """Write the drawing to a file whose suffix says the format.

        Raises:
            EngineError: there is no engine, or it fails.
            UsageError: the suffix is none of ``FORMATS``.
        """
        Path(path).write_bytes(self.drawn(Path(path).suffix.removeprefix(".").lower()).data)

    def _repr_svg_(self) -> str:
        return self.svg()


_FORMATS_TOLD = ", ".join(FORMATS)


def draw(
    chart: Chart | Definition,
    snapshot: Snapshot | None = None,
    last: Outcome | None = None,
    *,
    seen: Seen | None = None,
    only: str | None = None,
    depth: int | None = None,
    focus: str | None = None,
    radius: int = 1,
    direction: str = "TB",
    title: str | None = None,
    engine: str | None = None,
) -> Drawing:
    """A drawing of a chart, with *snapshot* highlighted where it stands, with *last* what it did.

    The layout does not depend on either, so drawings of one chart can be laid over each other.

    Args:
        chart: with a definition alone, computed values are not highlighted.
        snapshot: where the machine stands.
        last: the outcome of the step that led there.
        seen: in place of *snapshot*: what came up in a search or in runs; all else is struck out.
        only: a dimension, ``states``, a pipeline or workflow, ``pipelines`` for all of both,
            ``rules``, ``computed`` or ``capabilities``.
        depth: levels of states to show; by default as many as give a readable picture.
        focus: a state (full path) or ``dimension=value`` to show alone with what is near it.
        radius: how many transitions away from *focus* is near.
        direction: ``TB`` or ``LR``, in which transitions lead.
        title: in place of the machine's label.
        engine: ``system`` or ``bundled``.

    Raises:
        UsageError: an argument names nothing that there is.
    """
    definition = chart.definition if isinstance(chart, Chart) else chart
    graph = chart_graph(definition)
    whole = picture_of(graph)
    named = whole if title is None else replace(whole, title=title)
    part = named if focus is None else near(named, focus, radius)
    picture, notes = _deep(part if only is None else part_named(part, only), depth)
    overlay = NOTHING
    if snapshot is not None:
        overlay = overlay_of(graph, snapshot, last, _answers(chart, snapshot))
    elif seen is not None:
        overlay = missed_overlay(graph, seen)
    return Drawing(
        dot=dot_text(picture, overlay, _chosen("direction", direction, DIRECTIONS)),
        notes=notes,
        engine=None if engine is None else EngineKind(_chosen("engine", engine, ENGINES)),
    )


def svg(
    chart: Chart | Definition, snapshot: Snapshot | None = None, last: Outcome | None = None
) -> str:
    """The chart as SVG.

    Raises:
        EngineError: there is no engine, or it fails.
    """
    return draw(chart, snapshot, last).svg()


def _chosen(what: str, name: str, known: tuple[str, ...]) -> str:
    if name not in known:
        raise UsageError(f"no {what} {quoted(name)}: choose {' or '.join(known)}")
    return name


def _deep(picture: Picture, depth: int | None) -> tuple[Picture, tuple[str, ...]]:
    """The picture at the wanted depth, or at the greatest that is readable."""
    if depth is not None:
        return to_depth(picture, depth), ()
    if state_count(picture) <= LARGEST:
        return picture, ()
    deepest = depth_of(picture)
    for fewer in range(deepest - 1, 0, -1):
        shallow = to_depth(picture, fewer)
        if state_count(shallow) <= LARGEST or fewer == 1:
            return shallow, (_too_large(picture, f"drawn to depth {fewer} of {deepest}"),)
    return picture, (_too_large(picture, "drawn whole"),)


def _too_large(picture: Picture, what: str) -> str:
    count = state_count(picture)
    return f"{count} states are too many for one picture: {what} (--depth, --only, --focus choose)"


def _answers(chart: Chart | Definition, snapshot: Snapshot) -> Mapping[str, Value]:
    """Values of computed names and capabilities by node, where they can be known.

    A definition alone cannot compute, and neither can a chart that lacks host functions.
    """
    if isinstance(chart, Definition) or not chart.definition.functions.keys() <= {*chart.functions}:
        return {}
    return dict(_computed(chart, snapshot))


def _computed(chart: Chart, snapshot: Snapshot) -> Iterator[tuple[str, Value]]:
    stored = {dimension.name for dimension in chart.definition.dimensions}
    for name, value in chart.values(snapshot).items():
        if name not in stored:
            yield f"computed:{name}", value
    for name, value in chart.capabilities(snapshot).items():
        yield f"capability:{name}", value
