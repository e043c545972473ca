"""Judge of ``sismic-golden/1``: configuration, context, and the order of entries and exits.

Each chart is one case, with all of its runs. sismic enters and leaves history states like others,
while here they are never active; so they are left out of what is compared. Here states are entered
in the order of the text; the orders of sismic's steps are worked out from what each has entered
and exited. sismic sees the time when it is looked at, so a timer comes when time has passed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import statecraft as sc
from statecraft.interop.losses import Imported, Source
from statecraft.interop.sismic.reading import CLOCKS, read_sismic

from .sismic_order import StepOrder
from .verdicts import Case, first_difference

FORMAT = "sismic-golden/1"
_MOST_STEPS = 1_000
_RAISED = {
    "NonDeterminismError": "conflict",
    "ConflictingTransitionsError": "conflict",
    "StatechartError": "conflict",  # which its check of the root's own transitions raises
    "CodeEvaluationError": "error",
}
"""What sismic raises → the reason for which a step is refused here."""


def cases(path: Path, data: Any) -> Iterator[Case]:
    """The charts of a file; they lie beside it."""
    for case in data["cases"]:
        file = path.parent / Path(case["file"]).name
        yield Case(suite="sismic", name=file.stem, difference=partial(_chart, file, case))


def _chart(file: Path, case: Mapping[str, Any]) -> str | None:
    imported = read_sismic(Source(text=file.read_text("utf-8"), file=file.name))
    chart = sc.load_data(imported.document)
    for run in case["runs"]:
        found = _Run(chart=chart, imported=imported).difference(run)
        if found is not None:
            return f"seed {run['seed']}, {found}"
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What is compared after the start and after each step, and why something was refused."""

    configuration: list[str] = field(default_factory=list)
    context: dict[str, Any] = field(default_factory=dict)
    entered: list[str] = field(default_factory=list)
    exited: list[str] = field(default_factory=list)
    refusals: tuple[sc.Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """One run of a chart."""

    chart: sc.Chart
    imported: Imported

    def difference(self, run: Mapping[str, Any]) -> str | None:
        """The first difference to what sismic did."""
        if "raises" in run:
            return self._without_refusal(run)
        seen = self._seen(run["steps"])
        for number, (expected, found) in enumerate(zip(run["trace"], seen, strict=False)):
            told = first_difference(self._pairs(expected, found))
            if told is not None:
                return f"step {number}: {told}"
        return None

    def _without_refusal(self, run: Mapping[str, Any]) -> str | None:
        """What is missing where sismic raises: a step that is refused for the same reason."""
        refusals = {reason.kind for seen in self._seen(run["steps"]) for reason in seen.refusals}
        if refusals & {_RAISED.get(run["raises"])}:
            return None
        return f"sismic raises {run['raises']}; refused here: {sorted(refusals) or 'nothing'}"

    def _pairs(self, expected: Mapping[str, Any], found: _Seen) -> Iterator[tuple[str, Any, Any]]:
        histories = {
            self._name(row.path) for row in self.chart.lowered.rows if "history" in row.kind
        }
        yield "configuration", sorted(expected["configuration"]), sorted(found.configuration)
        yield "context", expected["context"], found.context
        yield "entered", [s for s in expected["entered"] if s not in histories], found.entered
        yield "exited", [s for s in expected["exited"] if s not in histories], found.exited

    def _seen(self, steps: list[Mapping[str, Any]]) -> Iterator[_Seen]:
        now = 0.0
        step = self.chart.start(now=now)
        if step.outcome.kind == "rejected":
            yield _Seen(refusals=step.outcome.reasons)
            return
        snapshot, told = self._settled(step, now)
        yield self._looked_at(snapshot, told, begins=True, ends=snapshot.status == "done")
        for each in steps:
            was_active = snapshot.status == "active"
            now += each.get("advance_s", 0)
            if "send" in each:
                name = self.imported.events.get(each["send"], each["send"])
                step = self.chart.send(snapshot, name, each.get("data"), now=now)
                snapshot, told = self._settled(step, now)
            else:
                snapshot, told = self._advanced(snapshot, now)
            ends = was_active and snapshot.status == "done"
            yield self._looked_at(snapshot, told, begins=False, ends=ends)

    def _settled(self, step: sc.Step, now: float) -> tuple[sc.Snapshot, list[sc.Step]]:
        snapshot, told = self._advanced(step.snapshot, now)
        return snapshot, [step, *told]

    def _advanced(self, snapshot: sc.Snapshot, now: float) -> tuple[sc.Snapshot, list[sc.Step]]:
        told: list[sc.Step] = []
        while snapshot.due is not None and snapshot.due <= now and len(told) < _MOST_STEPS:
            step = self.chart.step(snapshot, now=now)
            if step is None:
                break
            snapshot = step.snapshot
            told.append(step)
        return snapshot, told

    def _looked_at(
        self, snapshot: sc.Snapshot, told: list[sc.Step], *, begins: bool, ends: bool
    ) -> _Seen:
        moves = [each for step in told if step.outcome.accepted for each in step.outcome.path]
        root, active = [self._name("")], [self._name(path) for path in snapshot.configuration]
        order = self._order()
        entered = [each for move in moves for each in order.entered(move.entered)]
        exited = [each for move in moves for each in order.exited(move.exited)]
        return _Seen(
            configuration=[] if snapshot.status == "done" else [*active, *root],
            context=self._context(snapshot),
            entered=[*(root if begins else []), *map(self._name, entered)],
            exited=[*map(self._name, exited), *([*reversed(active), *root] if ends else [])],
            refusals=tuple(reason for step in told for reason in step.outcome.reasons),
        )

    def _context(self, snapshot: sc.Snapshot) -> dict[str, Any]:
        """The context without what the import has added to it."""
        meta = self.imported.document.get("meta", {}).get("sismic", {})
        added = meta.get(CLOCKS, ())
        return {k: value for k, value in self.chart.context(snapshot).items() if k not in added}

    def _order(self) -> StepOrder:
        places = {row.path: row.index for row in self.chart.lowered.rows}
        return StepOrder(places=places, names=self.imported.names)

    def _name(self, path: str) -> str:
        return self.imported.names.get(path, path)
