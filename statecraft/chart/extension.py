"""A chart with runs: the rows of their templates appended, region by region (semantics 13.1).

The numbers of everything that was there stay the same, so a run can begin and end while a step
is in progress, and the kernel sees only regions.
"""

from __future__ import annotations

from dataclasses import replace

from statecraft.chart.tables import (
    AfterTimer,
    Edge,
    EdgeIndex,
    LoweredChart,
    Region,
    StateIndex,
    StateRow,
    Template,
)


def extended(chart: LoweredChart, key: str) -> LoweredChart:
    """*chart* with one more region: a run of the template ``key``."""
    template = chart.templates[key]
    first_row, first_edge = len(chart.rows), len(chart.edges)
    region = len(chart.regions)
    shift = _Shift(first_row, first_edge, region, template)
    return replace(
        chart,
        rows=(*chart.rows, *(shift.row(row) for row in template.rows)),
        edges=(*chart.edges, *(shift.edge(edge) for edge in template.edges)),
        regions=(*chart.regions, _region(region, first_row, template)),
        is_restless=chart.is_restless or any(row.always for row in template.rows),
    )


def _region(index: int, root: StateIndex, template: Template) -> Region:
    return Region(
        index=index,
        name=template.pipeline.name,
        root=root,
        dimension=None,
        allowed=None,
        by_text={},
        template=template,
    )


class _Shift:
    """Moves the numbers of a template to their place in the chart."""

    def __init__(
        self, first_row: StateIndex, first_edge: EdgeIndex, region: int, template: Template
    ) -> None:
        self._row = first_row
        self._edge = first_edge
        self._region = region
        self._name = template.pipeline.name

    def row(self, row: StateRow) -> StateRow:
        """A row, moved."""
        return replace(
            row,
            index=row.index + self._row,
            path=f"{self._name}:{row.path}",
            region=self._region,
            parent=None if row.parent is None else row.parent + self._row,
            children=self._states(row.children),
            last=row.last + self._row,
            ancestors=self._states(row.ancestors),
            initial=None if row.initial is None else row.initial + self._row,
            defaults=self._states(row.defaults),
            edges=self._edges(row.edges),
            always=self._edges(row.always),
            after=tuple(self._timer(timer) for timer in row.after),
            answers=self._edges(row.answers),
            failures=self._edges(row.failures),
        )

    def edge(self, edge: Edge) -> Edge:
        """An edge, moved. Its moves name regions of the machine, which stay where they are."""
        assert edge.source is not None, "every edge of a template has a source"
        assert edge.domain is not None, "every edge of a template has a target"
        return replace(
            edge,
            index=edge.index + self._edge,
            source=edge.source + self._row,
            targets=self._states(edge.targets),
            domain=edge.domain + self._row,
            text=f"{self._name}: {edge.text}",
        )

    def _timer(self, timer: AfterTimer) -> AfterTimer:
        return replace(timer, edges=self._edges(timer.edges))

    def _states(self, states: tuple[StateIndex, ...]) -> tuple[StateIndex, ...]:
        return tuple(state + self._row for state in states)

    def _edges(self, edges: tuple[EdgeIndex, ...]) -> tuple[EdgeIndex, ...]:
        return tuple(edge + self._edge for edge in edges)
