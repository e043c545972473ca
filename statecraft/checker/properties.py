"""The claims under ``properties:``, each proved, refuted with a way, or left open."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from statecraft.checker.cores import NO_CORE, Core, core_of, related_rules
from statecraft.checker.enforced import is_enforced
from statecraft.checker.engine import States
from statecraft.checker.exploration import Exploration
from statecraft.checker.fairness import Unfair, unfair_ways
from statecraft.checker.lasso import lasso_from
from statecraft.checker.model import All, Opposite, Predicate
from statecraft.checker.reporting import mistake, verdict
from statecraft.checker.verdict import Answer, Evidence, Proved, Refuted, Verdict
from statecraft.model.scenarios import Property


def properties_hold(exploration: Exploration) -> Iterator[Verdict]:
    """Every property of the machine."""
    for claim in exploration.definition.properties:
        worded = wording(claim)
        answer = property_answer(exploration, claim)
        core = _core(exploration, claim, answer)
        prevents = f"; it is prevented by {' and '.join(each.name for each in core.rules)}"
        found = mistake(
            "SC520",
            claim.span,
            f"{claim.name} does not hold: {worded}{prevents if core.rules else ''}",
            f"change {'these rules' if core.rules else _HINTS[claim.kind]}, or the claim",
            related_rules(core),
        )
        yield verdict("property", f"properties.{claim.name}", worded, answer, found)


_HINTS: Final = MappingProxyType(
    {
        "never": "what leads there",
        "always": "what leads there",
        "reachable": "what keeps it from coming about",
        "always_possible": "what leads to where there is no way on",
        "after": "what keeps it from coming",
    }
)


def _core(exploration: Exploration, claim: Property, answer: Answer) -> Core:
    """The rules because of which nothing leads to where a claim wants to come."""
    if claim.kind != "reachable" or not isinstance(answer, Refuted):
        return NO_CORE
    return core_of(
        exploration,
        lambda other: (
            not other.engine.is_empty(
                other.engine.where(other.engine.model.condition(claim.condition))
            )
        ),
    )


def wording(claim: Property) -> str:
    """The claim as it is written."""
    if claim.eventually is not None:
        return f"after {claim.condition.text} eventually {claim.eventually.text}"
    return f"{claim.kind.replace('_', ' ')} {claim.condition.text}"


def property_answer(exploration: Exploration, claim: Property) -> Answer:
    """Whether it holds."""
    engine = exploration.engine
    condition = engine.model.condition(claim.condition)
    match claim.kind:
        case "never":
            return _nowhere(exploration, condition)
        case "always":
            return _nowhere(exploration, Opposite(part=condition))
        case "reachable":
            is_found = not engine.is_empty(engine.where(condition))
            return Proved() if is_found else exploration.unless_doubted(Refuted())
        case "always_possible":
            return _always_possible(exploration, engine.where(condition))
        case _:
            return _eventually(exploration, claim)


def _nowhere(exploration: Exploration, wrong: Predicate) -> Answer:
    """A way into the wrong states refutes even where not everything was seen."""
    evidence = exploration.evidence_at(exploration.engine.where(wrong))
    if evidence is not None:
        return Refuted(evidence=evidence)
    doubt = exploration.doubt()
    return Proved() if doubt is None or is_enforced(exploration, wrong) else doubt


def _always_possible(exploration: Exploration, goal: States) -> Answer:
    """What was not seen may be the way to the goal, so that a partial search refutes nothing."""
    engine = exploration.engine
    lost = engine.minus(engine.reachable(), engine.surely_leading_to(goal))
    evidence = exploration.evidence_at(lost)
    return exploration.unless_doubted(Proved() if evidence is None else Refuted(evidence=evidence))


def _eventually(exploration: Exploration, claim: Property) -> Answer:
    assert claim.eventually is not None, "the schema asks for it"
    engine = exploration.engine
    missing = Opposite(part=engine.model.condition(claim.eventually))
    unfair = unfair_ways(exploration, engine.where(missing), frozenset(claim.fair))
    begun = engine.where(All(parts=(engine.model.condition(claim.condition), missing)))
    wrong = engine.intersect(begun, unfair.states)
    if engine.is_empty(wrong):
        return exploration.unless_doubted(Proved())
    return exploration.unless_doubted(Refuted(evidence=_lasso(exploration, wrong, unfair)))


def _lasso(exploration: Exploration, wrong: States, unfair: Unfair) -> Evidence | None:
    way = exploration.engine.nearest(wrong)
    if way is None:
        return None
    then, loop = lasso_from(exploration.engine, way.end, unfair)
    return Evidence(way=way, then=then, loop=loop)
