"""What a scenario expects against what is found.

An expectation speaks of the names it gives and of nothing else: other dimensions, variables and
capabilities are free. The value of each name is compared whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from statecraft.kernel.chart import Chart
from statecraft.kernel.effects import Effect
from statecraft.kernel.outcome import Outcome, Reason
from statecraft.kernel.snapshot import Snapshot
from statecraft.runtime.showing import effect_json, reason_json
from statecraft.scenarios.children import child_in
from statecraft.scenarios.result import Difference, differences
from statecraft.values.json_values import Value, same
from statecraft.values.notation import brief, notation


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What there is to be compared after a step: the state, and what the step did.

    Attributes:
        outcomes: of what was asked for.
        reasons: why anything was refused, be it later in the turn.
    """

    chart: Chart
    snapshot: Snapshot
    outcomes: tuple[Outcome, ...]
    reasons: tuple[Reason, ...]
    effects: tuple[Effect, ...]


def outcome_differences(expected: str, outcomes: Sequence[Outcome]) -> Iterator[Difference]:
    """Each outcome that is another one than expected."""
    if not outcomes:
        yield Difference(what="outcome", expected=expected, found="nothing happened")
    for outcome in outcomes:
        if outcome.kind != expected:
            note = f" ({outcome.note})" if outcome.note else ""
            what = f"outcome of {outcome.event}" if outcome.event else "outcome"
            yield Difference(what=what, expected=expected, found=f"{outcome.kind}{note}")


def state_differences(expected: Mapping[str, Value], situation: Situation) -> Iterator[Difference]:
    """Every place at which the situation is not as expected."""
    own = situation.chart.values(situation.snapshot)
    for name, value in expected.items():
        if name in own:
            yield from differences(name, value, own[name])
        elif name in _KINDS:
            yield from _KINDS[name](value, situation)
        else:
            yield from _named(name, value, situation)


def _named(name: str, expected: Value, situation: Situation) -> Iterator[Difference]:
    """A context variable, or else a defined name."""
    context = situation.chart.context(situation.snapshot)
    if name in context:
        yield from differences(name, expected, context[name])
    elif isinstance(expected, bool):
        yield from differences(name, expected, situation.chart.holds(situation.snapshot, name))
    elif not situation.chart.holds(situation.snapshot, f"{name} == {notation(expected)}"):
        yield Difference(what=name, expected=brief(expected), found="another value")


def _part_of(what: str, expected: Value, found: Mapping[str, Value]) -> Iterator[Difference]:
    assert isinstance(expected, dict), "the schema lets only a mapping through"
    for name, value in expected.items():
        if name in found:
            yield from differences(f"{what}.{name}", value, found[name])
        else:
            yield Difference(what=f"{what}.{name}", expected=brief(value), found="nothing")


def _outcome(expected: Value, situation: Situation) -> Iterator[Difference]:
    return outcome_differences(str(expected), situation.outcomes)


def _state(expected: Value, situation: Situation) -> Iterator[Difference]:
    wanted = expected if isinstance(expected, list) else [expected]
    chart, snapshot = situation.chart, situation.snapshot
    if not all(chart.matches(snapshot, str(path)) for path in wanted):
        key = situation.chart.full_key(situation.snapshot)
        yield Difference(what="state", expected=brief(expected), found=key or "no state")


def _tags(expected: Value, situation: Situation) -> Iterator[Difference]:
    wanted = expected if isinstance(expected, list) else [expected]
    for tag in map(str, wanted):
        if not situation.chart.has_tag(situation.snapshot, tag):
            yield Difference(what="tags", expected=tag, found="no active state with this tag")


def _context(expected: Value, situation: Situation) -> Iterator[Difference]:
    return _part_of("context", expected, situation.chart.context(situation.snapshot))


def _dimensions(expected: Value, situation: Situation) -> Iterator[Difference]:
    return _part_of("dimensions", expected, situation.chart.values(situation.snapshot))


def _capabilities(expected: Value, situation: Situation) -> Iterator[Difference]:
    return _part_of("capabilities", expected, situation.chart.capabilities(situation.snapshot))


def _children(expected: Value, situation: Situation) -> Iterator[Difference]:
    """Each named slot holds a child, and it is as expected."""
    assert isinstance(expected, dict), "the schema lets only a mapping through"
    for slot, wanted in expected.items():
        assert isinstance(wanted, dict), "the schema lets only a mapping through"
        found = child_in(situation.chart, situation.snapshot, slot)
        if found is None:
            yield Difference(what=f"children.{slot}", expected=brief(wanted), found="no child")
            continue
        chart, snapshot = found
        inside = Situation(chart=chart, snapshot=snapshot, outcomes=(), reasons=(), effects=())
        for difference in state_differences(wanted, inside):
            yield replace(difference, what=f"children.{slot}.{difference.what}")


def _full_key(expected: Value, situation: Situation) -> Iterator[Difference]:
    return differences("full_key", expected, situation.chart.full_key(situation.snapshot))


def _status(expected: Value, situation: Situation) -> Iterator[Difference]:
    return differences("status", expected, situation.snapshot.status)


def _output(expected: Value, situation: Situation) -> Iterator[Difference]:
    return differences("output", expected, situation.snapshot.output)


def _enabled(expected: Value, situation: Situation) -> Iterator[Difference]:
    found = list(situation.chart.enabled_events(situation.snapshot))
    in_order = sorted(map(str, expected)) if isinstance(expected, list) else expected
    return differences("enabled", in_order, sorted(found))


def _effects(expected: Value, situation: Situation) -> Iterator[Difference]:
    """One for one: a text names the action, event or machine; a mapping gives some keys."""
    found = [effect_json(effect) for effect in situation.effects]
    wanted = expected if isinstance(expected, list) else [expected]
    fits = len(wanted) == len(found) and all(
        _fits(want, effect, _EFFECT_NAMES) for want, effect in zip(wanted, found, strict=True)
    )
    if not fits:
        yield Difference(what="effects", expected=brief(wanted), found=brief(list(found)))


_EFFECT_NAMES: Final = (
    "action",
    "emit",
    "send",
    "start",
    "log",
    "ended",
    "status",
    "start_child",
    "stop_child",
)
"""The keys of an effect of which a bare text in ``effects`` speaks."""


def _reasons(expected: Value, situation: Situation) -> Iterator[Difference]:
    """Each is among the reasons: a text is a rule's name or the message; others may be there."""
    reasons = situation.reasons
    found = [reason_json(reason) for reason in reasons]
    for want in expected if isinstance(expected, list) else [expected]:
        if not any(_fits(want, reason, ("id", "message", "kind")) for reason in found):
            yield Difference(
                what="reasons", expected=brief(want), found="; ".join(map(str, reasons)) or "none"
            )


def _fits(want: Value, element: Mapping[str, Value], named_by: tuple[str, ...]) -> bool:
    if isinstance(want, dict):
        return all(key in element and same(value, element[key]) for key, value in want.items())
    return any(same(want, element[key]) for key in named_by if key in element)


_KINDS: Final[Mapping[str, Callable[[Value, Situation], Iterator[Difference]]]] = {
    "capabilities": _capabilities,
    "children": _children,
    "context": _context,
    "dimensions": _dimensions,
    "effects": _effects,
    "enabled": _enabled,
    "full_key": _full_key,
    "outcome": _outcome,
    "output": _output,
    "reasons": _reasons,
    "state": _state,
    "status": _status,
    "tags": _tags,
}
