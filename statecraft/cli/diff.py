"""``statecraft diff``: what a new version of a machine does otherwise than the old one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import click

import statecraft as sc
from statecraft.checker.checking import exploration_of
from statecraft.checker.difference import Behaviour, Different, Reached, behaviour
from statecraft.checker.exploration import Exploration
from statecraft.checker.limits import Limits
from statecraft.checker.properties import property_answer, wording
from statecraft.checker.replay import Replay, replayed
from statecraft.checker.verdict import Proved, Refuted
from statecraft.cli import completing
from statecraft.cli.opening import json_option, opened_chart, root_option, search_option
from statecraft.cli.patience import UNDECIDED, Patience, patience_options
from statecraft.cli.printing import bad, faint, good, say_all, say_json, strong, tell
from statecraft.cli.ways import way_json, way_story
from statecraft.values.notation import brief

_INDENT = "    "


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A claim of the new version that does not hold and did, or is new, and a way that shows it."""

    told: str
    chart: sc.Chart
    way: Replay | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two versions: what they are made of, what they do, and which claims hold no more."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    behaviour: Behaviour
    broken: tuple[Broken, ...]
    doubts: tuple[str, ...]


@click.command(
    epilog="Exit codes: 0 nothing is broken, 1 a claim or saved values are, 3 nobody knows. "
    "Example: statecraft diff gate.statechart.yaml new_gate.statechart.yaml"
)
@click.argument("old", metavar="OLD", shell_complete=completing.files)
@click.argument("new", metavar="NEW", shell_complete=completing.files)
@click.option("--strict", is_flag=True, help="Any difference in behaviour gives exit code 1.")
@patience_options
@search_option
@root_option
@json_option
def diff(
    *,
    old: str,
    new: str,
    strict: bool,
    states: int,
    seconds: float,
    search: tuple[str, ...],
    root: str | None,
    as_json: bool,
) -> int:
    """Compare two versions: parts, what can be reached, what events do, claims, saved values.

    Differences in behaviour are shown by a shortest way there.
    """
    patience = Patience(states=states, seconds=seconds)
    was, now = (_explored(file, root, search, patience) for file in (old, new))
    found = _compared(was, now, patience.limits())
    if as_json:
        say_json(_as_json(found))
    else:
        say_all(_story(found))
        _tell_doubts(found)
    return _exit_code(found, strict=strict)


def _explored(
    file: str, root: str | None, search: tuple[str, ...], patience: Patience
) -> Exploration:
    chart = opened_chart(file, root, search)
    mocked = chart.with_functions(sc.Registry.mocked(chart).functions)
    return exploration_of(mocked, patience.limits())


def _compared(was: Exploration, now: Exploration, limits: Limits) -> Compared:
    before, after = _parts(was.chart), _parts(now.chart)
    doubts = [each.why for each in (was.doubt(), now.doubt()) if each is not None]
    return Compared(
        added=tuple(name for name in after if name not in before),
        removed=tuple(name for name in before if name not in after),
        behaviour=behaviour(was.engine, now.engine, limits),
        broken=tuple(_broken(was, now)),
        doubts=tuple(dict.fromkeys(doubts)),
    )


def _parts(chart: sc.Chart) -> dict[str, None]:
    """What a machine consists of, in words."""
    definition, lowered = chart.definition, chart.lowered
    names = [f"state {path}" for path in lowered.by_path if path]
    names += [f"dimension {name}" for name in lowered.by_dimension]
    for region in lowered.regions:
        if region.dimension is not None:
            names += [f"value {text} of {region.name}" for text in region.by_text]
    names += [f"event {event}" for event in lowered.sendable_events]
    names += [f"rule {rule.name}" for rule in definition.rules]
    names += [f"pipeline {name}" for name in definition.pipelines]
    names += [f"workflow {name}" for name in definition.workflows]
    names += [f"context variable {variable.name}" for variable in definition.context]
    names += [f"property {claim.name}" for claim in definition.properties]
    return dict.fromkeys(names)


def _broken(was: Exploration, now: Exploration) -> Iterator[Broken]:
    """The claims that held in the old version, or that are new, and do not hold in the new one."""
    before = {wording(claim): property_answer(was, claim) for claim in was.definition.properties}
    for claim in now.definition.properties:
        worded, answer = wording(claim), property_answer(now, claim)
        old = before.get(worded)
        if isinstance(answer, Refuted) and not isinstance(old, Refuted):
            since = "does not hold any more" if isinstance(old, Proved) else "does not hold"
            told = f"{claim.name} {since}: {worded}"
            yield Broken(told=told, chart=now.chart, way=_way(now, answer))


def _way(now: Exploration, answer: Refuted) -> Replay | None:
    if answer.evidence is None:
        return None
    way = replayed(now.chart, now.engine, answer.evidence)
    return way if isinstance(way, Replay) else None


def _story(found: Compared) -> Iterator[str]:
    done = found.behaviour
    yield from (f"{good('+')} {name}" for name in found.added)
    yield from (f"{bad('-')} {name}" for name in found.removed)
    for each in done.gained:
        yield from _reached_story(good("now reachable"), each)
    for each in done.lost:
        yield from _reached_story(bad("no longer reachable"), each)
    for different in done.different:
        yield from _different_story(different)
    for broken in found.broken:
        yield f"{bad('broken')}  {broken.told}"
        yield from () if broken.way is None else way_story(broken.chart, broken.way)
    for saved in done.unloadable:
        yield f"{bad('saved values that no longer load')}: {saved.why}"
        yield f"{_INDENT}{brief(dict(saved.values))}"
    if not (found.added or found.removed or _differs(found)):
        yield "no difference"


def _reached_story(mark: str, each: Reached) -> Iterator[str]:
    yield f"{mark}  {each.name}"
    yield from (f"{_INDENT}{n}. {step}" for n, step in enumerate(each.way, 1))


def _different_story(each: Different) -> Iterator[str]:
    yield f"{strong(each.choice)} does something else"
    yield from (f"{_INDENT}{n}. {step}" for n, step in enumerate(each.way, 1))
    yield f"{_INDENT}{faint('then, old:')} {each.old}"
    yield f"{_INDENT}{faint('then, new:')} {each.new}"


def _tell_doubts(found: Compared) -> None:
    for doubt in found.doubts:
        tell(f"{bad('unknown')}: there may be more: {doubt}")


def _differs(found: Compared) -> bool:
    done = found.behaviour
    return bool(done.gained or done.lost or done.different or done.unloadable or found.broken)


def _exit_code(found: Compared, *, strict: bool) -> int:
    if found.broken or found.behaviour.unloadable or (strict and _differs(found)):
        return 1
    return UNDECIDED if found.doubts or not found.behaviour.is_complete else 0


def _as_json(found: Compared) -> dict[str, object]:
    done = found.behaviour
    return {
        "added": list(found.added),
        "removed": list(found.removed),
        "newly_reachable": [each.name for each in done.gained],
        "no_longer_reachable": [each.name for each in done.lost],
        "ways": {each.name: list(each.way) for each in (*done.gained, *done.lost)},
        "different": [
            {"way": list(each.way), "choice": each.choice, "old": each.old, "new": each.new}
            for each in done.different
        ],
        "broken_properties": [each.told for each in found.broken],
        "broken_traces": [
            None if each.way is None else way_json(each.chart, each.way) for each in found.broken
        ],
        "unloadable": [{"saved": dict(each.values), "why": each.why} for each in done.unloadable],
        "complete": done.is_complete and not found.doubts,
        "incomplete_because": list(found.doubts),
    }
