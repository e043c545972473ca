"""What a running machine does that a report on it denies. The two have nothing in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import statecraft as sc
from statecraft.checker.checking import Report
from statecraft.checker.model import Facts, ReasonKey, facts_of
from statecraft.checker.properties import wording
from statecraft.checker.replay import Replay, replayed
from statecraft.checker.verdict import Proved, Refuted, Verdict
from statecraft.kernel.outcome import OutcomeKind, ReasonKind
from statecraft.kernel.snapshot import Snapshot

Holds = Callable[[Snapshot], bool]


class Denied:
    """What must not be seen of a machine if a report on it is right.

    Attributes:
        conditions: claim → what holds nowhere.
        places: of what happens nowhere: states, transitions, steps, cascades.
        idle: constraints that refuse nothing.
        needless: requirements that never refuse anything alone.
        whole: kinds of claims of the whole machine that were proved.
    """

    def __init__(self, chart: sc.Chart, report: Report) -> None:
        self.chart = chart
        proved = [each for each in report.verdicts if isinstance(each.answer, Proved)]
        nowhere = [each for each in report.verdicts if each.answer == Refuted()]
        self.conditions = dict(self._conditions(proved, nowhere))
        self.places = {each.span for each in nowhere if not each.kind.endswith("decides")}
        self.idle = {each.span for each in nowhere if each.kind == "constraint decides"}
        self.needless = {v.span for v in nowhere if v.kind == "requirement decides"}
        self.whole = {v.kind for v in proved if v.subject == ""}

    def _conditions(
        self, proved: list[Verdict], nowhere: list[Verdict]
    ) -> Iterator[tuple[str, Holds]]:
        settled = {each.subject: "never" for each in nowhere}
        settled |= {each.subject: "proved" for each in proved}
        for claim in self.chart.definition.properties:
            holds = self.chart.condition(claim.condition.text)
            match claim.kind, settled.get(f"properties.{claim.name}"):
                case ("never", "proved") | ("reachable", "never"):
                    yield wording(claim), holds
                case ("always", "proved"):
                    yield wording(claim), lambda at, holds=holds: not holds(at)
                case _:
                    pass

    def seen_in(self, record: sc.Record) -> Iterator[str]:
        """What a step shows that must not be seen."""
        for claim, holds in self.conditions.items():
            if _is_so(holds, record.after):
                yield claim
        facts = facts_of(record.outcome)
        active = {record.after.chart.rows[index].span for index in record.after.root.states}
        shown = self.places & active.union(facts.taken if facts.accepted else ())
        shown |= self.idle & {reason.at for reason in facts.reasons if reason.at is not None}
        yield from (f"seen: {place}" for place in sorted(shown))
        needed = {reason.detail_at for reason in facts.reasons}
        if needed and needed <= self.needless:
            yield f"decided: {sorted(map(str, needed))}"
        yield from (kind for kind in sorted(_broken(facts)) if kind in self.whole)


def _is_so(holds: Holds, at: Snapshot) -> bool:
    try:
        return holds(at)
    except sc.UsageError:
        return False  # It cannot be evaluated in this state.


def _broken(facts: Facts) -> Iterator[str]:
    """The kinds of claims about the whole machine that a step breaks."""
    if facts.is_endless:
        yield "steps end"
    if facts.kind is OutcomeKind.STALLED:
        yield "completions let in"
    if any(_is_conflict(reason) for reason in facts.reasons):
        yield "regions agree"


def _is_conflict(reason: ReasonKey) -> bool:
    return reason.kind is ReasonKind.CONFLICT and reason.id is None and reason.at is not None


def misled(chart: sc.Chart, report: Report) -> Iterator[str]:
    """The claims whose refutation shows no such thing when it is gone on the interpreter."""
    claims = {f"properties.{each.name}": each for each in chart.definition.properties}
    for verdict in report.verdicts:
        if isinstance(verdict.answer, Refuted) and verdict.answer.evidence is not None:
            way = replayed(chart, report.exploration.engine, verdict.answer.evidence)
            if not isinstance(way, Replay):
                yield f"{verdict.claim}: {way}"
            elif verdict.kind == "property" and (claim := claims[verdict.subject]):
                holds = _is_so(chart.condition(claim.condition.text), way.end)
                if claim.kind in ("never", "always") and holds is (claim.kind == "always"):
                    yield f"{verdict.claim}: {way.end}"
