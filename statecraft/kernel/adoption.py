"""Snapshots that come from elsewhere, put on the tables of the chart that is asked.

Compiled formulas belong to the tables of one chart. A snapshot that came from a pickle, or from the
same definition loaded again, has equal tables that are other objects.
"""

from __future__ import annotations

from dataclasses import replace

from statecraft.chart.tables import LoweredChart
from statecraft.diagnostics import UsageError, quoted
from statecraft.kernel.snapshot import Snapshot
from statecraft.kernel.step_work import Machines


def on_tables_of(chart: LoweredChart, machines: Machines, snapshot: Snapshot) -> Snapshot:
    """The snapshot on the tables of this very chart and its family.

    Raises:
        UsageError: it is of another definition, or its start was rejected.
    """
    if snapshot.root.status == "refused":
        raise UsageError("this machine never started: its start was rejected")
    if snapshot.chart is chart:
        return snapshot
    other, own = snapshot.chart.definition, chart.definition
    if (other.full_name, other.hash) != (own.full_name, own.hash):
        raise UsageError(
            f"the snapshot is of {quoted(other.full_name)} from {other.file}, not of "
            f"{quoted(own.full_name)} from {own.file}, or of another state of that file"
        )
    return replace(
        snapshot,
        activations=tuple(
            replace(each, chart=machines(each.chart.definition.key)[0])
            for each in snapshot.activations
        ),
    )
