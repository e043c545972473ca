"""A session as a scenario: plain data, spelled as in a definition.

Each act becomes a step that expects what it changed. Answers that handlers gave by themselves
become steps too, so that the scenario runs without the handlers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import statecraft as sc
from statecraft.cli.beginning import Beginning
from statecraft.cli.interactive.past import Turn
from statecraft.cli.seen import seen_dimensions
from statecraft.diagnostics import UsageError
from statecraft.kernel.outcome import Outcome, OutcomeKind
from statecraft.values.duration import show_duration
from statecraft.values.json_values import Value, same

WrittenStep = dict[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """A step and the time, in seconds, at which it is taken."""

    at: float
    step: Mapping[str, Value]


def scenario_of(
    name: str, chart: sc.Chart, beginning: Beginning, turns: Sequence[Turn]
) -> dict[str, Value]:
    """The scenario that does again what was done in the turns, the first being the start.

    Raises:
        UsageError: nothing was done, or the session went on from a snapshot.
    """
    if beginning.snapshot is not None:
        raise UsageError("the session began from a snapshot, which a scenario cannot")
    steps = [dict(answer.step) for answer in _answers(turns[0], beginning)]
    for earlier, turn in pairwise(turns):
        if not _names_nothing(chart, turn):
            steps += _steps(chart, earlier, turn, beginning)
    if not steps:
        raise UsageError("nothing was done yet that a scenario could do again")
    scenario: dict[str, Value] = {"name": name}
    if beginning.values:
        scenario["given"] = _literal(dict(beginning.values))
    if beginning.input is not None:
        scenario["input"] = _literal(beginning.input)
    if beginning.mock:
        scenario["mock"] = True
    return {**scenario, "steps": steps}


def _names_nothing(chart: sc.Chart, turn: Turn) -> bool:
    """Whether an event was sent that the machine does not know, which no scenario may name."""
    act, first = turn.act, turn.line.first
    sent = act is not None and act.kind == "send"
    return sent and first.kind is OutcomeKind.IGNORED and first.event not in chart.events


def _literal(value: Value) -> Value:
    """The value as data of a definition, in which a text that begins with = has one more."""
    match value:
        case str():
            return f"={value}" if value.startswith("=") else value
        case list():
            return [_literal(element) for element in value]
        case dict():
            return {name: _literal(element) for name, element in value.items()}
        case _:
            return value


def _steps(chart: sc.Chart, earlier: Turn, turn: Turn, beginning: Beginning) -> list[WrittenStep]:
    """The act and what handlers answered; the last of these steps expects what has changed."""
    act = turn.act
    assert act is not None, "only the first turn is without an act"
    answers = list(_answers(turn, beginning))
    if act.kind == "advance":
        steps = list(_advanced(earlier.after.now, answers, turn))
    else:
        steps = [_own(act), *(dict(answer.step) for answer in answers)]
    expected = _expected(chart, earlier, turn)
    if expected is not None:
        steps[-1] = {**steps[-1], "expect": _literal(expected)}
    return steps


def _own(act: sc.Act) -> WrittenStep:
    step: WrittenStep = {act.kind: _literal(act.argument)}
    return step if act.payload in (None, {}) else {**step, "with": _literal(act.payload)}


def _advanced(since: float, answers: Sequence[Timed], turn: Turn) -> Iterator[WrittenStep]:
    """Time passes up to each answer, then up to the end."""
    for answer in answers:
        if answer.at > since:
            yield _advance(answer.at - since)
        yield dict(answer.step)
        since = answer.at
    if turn.after.now > since or not answers:
        yield _advance(turn.after.now - since)


def _advance(seconds: float) -> WrittenStep:
    return {"advance": show_duration(round(seconds * 1000))}


def _answers(turn: Turn, beginning: Beginning) -> Iterator[Timed]:
    """What handlers answered by themselves; mocks do so in the scenario too."""
    if beginning.mock:
        return
    by_hand = turn.act is not None and turn.act.kind in ("answer", "fail")
    for record in turn.line.records[1 if by_hand else 0 :]:
        step = _answer(record)
        if step is not None:
            yield Timed(at=record.at, step=step)


def _answer(record: sc.Record) -> WrittenStep | None:
    """The step that gives the answer which a record took, if it took one."""
    before = () if record.before is None else record.before.pending
    left = {each.serial for each in record.after.pending}
    data = record.outcome.data
    for each in before:
        if each.serial in left or not isinstance(data, dict):
            continue
        if record.outcome.event == each.done:
            return {"answer": {each.id: _literal(data["result"])}}
        if record.outcome.event == each.error:
            error = {"code": data["code"], "message": data["message"], "data": data["result"]}
            return {"fail": {each.id: _literal(error)}}
    return None


def _expected(chart: sc.Chart, earlier: Turn, turn: Turn) -> Value:
    """What the last step of a turn expects; None where being accepted is all."""
    first = turn.line.first
    outcomes = [record.outcome for record in turn.line.records]
    refused = [of for of in outcomes if of.kind in (OutcomeKind.REJECTED, OutcomeKind.STALLED)]
    changed = _changes(chart, earlier, turn)
    if len(outcomes) == 1 and not first.accepted and not changed:
        reasons = _reasons([first])
        return {"outcome": str(first.kind), "reasons": reasons} if reasons else str(first.kind)
    if refused:
        return {"reasons": _reasons(refused), **changed}
    return changed or None


def _reasons(outcomes: Sequence[Outcome]) -> list[Value]:
    """Each reason by the name of its rule, or else by its message."""
    reasons = (reason for outcome in outcomes for reason in outcome.reasons)
    return list(dict.fromkeys(reason.id or reason.message for reason in reasons))


def _changes(chart: sc.Chart, earlier: Turn, turn: Turn) -> dict[str, Value]:
    """What is other than before, as an expectation; the context goes by its own name."""
    before, after = earlier.after.instances[0].snapshot, turn.after.instances[0].snapshot
    was, now = seen_dimensions(chart, before), seen_dimensions(chart, after)
    changed = _other(was.values, now.values)
    if chart.full_key(before) != chart.full_key(after):
        changed["full_key"] = chart.full_key(after)
    context = _other(before.context, after.context)
    if context:
        changed["context"] = context
    if before.status != after.status:
        changed |= {"status": after.status, "output": after.output}
    return changed


def _other(before: Mapping[str, Value], after: Mapping[str, Value]) -> dict[str, Value]:
    return {
        name: value
        for name, value in after.items()
        if name in before and not same(before[name], value)
    }
