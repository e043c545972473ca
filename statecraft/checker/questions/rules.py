"""Rules that decide nothing, and rules that cannot be kept at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from statecraft.checker.exploration import Exploration, Happening
from statecraft.checker.model import ReasonKey, facts_of
from statecraft.checker.reporting import mistake, settled, verdict, warning
from statecraft.checker.verdict import Proved, Refuted, Verdict
from statecraft.diagnostics import Diagnostic, Related, Span
from statecraft.kernel.outcome import OutcomeKind, ReasonKind
from statecraft.model.rules import Cascade, Constraint, MoveRule, Requirement

_Refusals = Mapping[ReasonKey, list[frozenset[ReasonKey]]]
"""Reason → the reasons of each refusal that it is part of."""


def requirements_decide(exploration: Exploration) -> Iterator[Verdict]:
    """Every requirement of a rule about moves refuses something, and somewhere it does so alone.

    Of requirements that imply each other only the first ones are found to be needless.
    """
    refusals = _refusals(exploration)
    needless: set[ReasonKey] = set()
    for rule in exploration.definition.rules:
        if isinstance(rule, MoveRule):
            for number, requirement in enumerate(rule.require):
                at = f"rules.{rule.name}.require.{number}"
                key = refusal_of(rule, requirement.that.span)
                yield _of_requirement(exploration, refusals, needless, requirement, key, at)


def _refusals(exploration: Exploration) -> _Refusals:
    found: dict[ReasonKey, list[frozenset[ReasonKey]]] = {}
    became = (*(each.facts for each in exploration.happenings), *map(facts_of, exploration.begun))
    distinct = (each.reasons for each in became if each.kind is OutcomeKind.REJECTED)
    for reasons in dict.fromkeys(distinct):
        for reason in reasons:
            found.setdefault(reason, []).append(reasons)
    return found


def refusal_of(rule: MoveRule | Constraint, detail: Span) -> ReasonKey:
    """The reason that a rule gives for a refusal, because of its condition at *detail*."""
    return ReasonKey(kind=ReasonKind.RULE, id=rule.name, at=rule.span, detail_at=detail)


def _of_requirement(
    exploration: Exploration,
    refusals: _Refusals,
    needless: set[ReasonKey],
    requirement: Requirement,
    key: ReasonKey,
    at: str,
) -> Verdict:
    kind, claim = "requirement decides", f"the requirement {requirement.that.text} decides"
    others = [reasons - {key} - needless for reasons in refusals.get(key, ())]
    if any(not each for each in others):
        return settled(kind, at, claim, requirement.span, Proved())
    doubt = exploration.doubt()
    if doubt is not None:
        return settled(kind, at, claim, requirement.span, doubt)
    if not others:
        return verdict(kind, at, claim, Refuted(), _never_refuses(key.id, requirement))
    needless.add(key)
    return verdict(kind, at, claim, Refuted(), _is_implied(key.id, requirement, others))


def _never_refuses(rule: str | None, requirement: Requirement) -> Diagnostic:
    return warning(
        "SC508",
        requirement.span,
        f"the requirement {requirement.that.text} of {rule} never refuses anything",
        "it holds wherever the rule is asked: leave it out, or say it under `properties:`",
    )


def _is_implied(
    rule: str | None, requirement: Requirement, others: list[frozenset[ReasonKey]]
) -> Diagnostic:
    partners = frozenset.intersection(*others) or frozenset(
        reason for each in others for reason in each
    )
    related = [
        Related(span=place, message=f"{reason.kind} {reason.id or ''}".strip() + " refuses as well")
        for reason in sorted(partners, key=lambda each: (each.at is None, each.at, each.detail_at))
        if (place := reason.detail_at or reason.at) is not None
    ]
    return warning(
        "SC509",
        requirement.span,
        f"the requirement {requirement.that.text} of {rule} never decides: whenever it is not met, "
        "something else refuses as well",
        "leave it out",
        related,
    )


def constraints_decide(exploration: Exploration) -> Iterator[Verdict]:
    """Every ``never`` and ``always`` refuses something."""
    refusals = _refusals(exploration)
    for rule in exploration.definition.rules:
        if isinstance(rule, Constraint):
            at, claim = f"rules.{rule.name}", f"the rule {rule.name} refuses something"
            key = refusal_of(rule, rule.condition.span)
            if key in refusals:
                yield settled("constraint decides", at, claim, rule.span, Proved())
                continue
            found = warning(
                "SC508",
                rule.span,
                f"the rule {rule.name} never refuses anything: nothing that can happen breaks it",
                "say it under `properties:`, where it is proved, or allow this",
            )
            answer = exploration.unless_doubted(Refuted())
            yield verdict("constraint decides", at, claim, answer, found)


def cascades_pull(exploration: Exploration) -> Iterator[Verdict]:
    """Every cascade moves something somewhere."""
    for rule in exploration.definition.rules:
        if isinstance(rule, Cascade):
            at, claim = f"rules.{rule.name}", f"the rule {rule.name} moves something"
            if rule.span in exploration.taken:
                yield settled("cascade pulls", at, claim, rule.span, Proved())
                continue
            engine = exploration.engine
            is_met = not engine.is_empty(engine.where(engine.model.condition(rule.when)))
            why = (
                "whenever its condition holds, the values are there already"
                if is_met
                else "its condition never holds"
            )
            found = warning(
                "SC510",
                rule.span,
                f"the rule {rule.name} never moves anything: {why}",
                "leave it out" if is_met else "change the condition, or leave the rule out",
            )
            answer = exploration.unless_doubted(Refuted())
            yield verdict("cascade pulls", at, claim, answer, found)


def cascades_agree(exploration: Exploration) -> Iterator[Verdict]:
    """No step is refused because cascades pull one dimension two ways, or never settle."""
    for rule in exploration.definition.rules:
        if isinstance(rule, Cascade):
            at, claim = f"rules.{rule.name}", f"the rule {rule.name} settles with the others"
            torn = [each for each in exploration.happenings if _is_torn(each, rule)]
            found = _tearing(rule, tuple(_partners(exploration, rule, torn)))
            answer = (
                Refuted(evidence=exploration.nearest_of(torn))
                if torn
                else exploration.unless_doubted(Proved())
            )
            yield verdict("cascades agree", at, claim, answer, found)


def _tearing(rule: Cascade, partners: tuple[Cascade, ...]) -> Diagnostic:
    others = " and ".join(each.name for each in partners)
    told = f"the rules {rule.name} and {others} pull against each other"
    return mistake(
        "SC511",
        rule.span,
        told if others else f"the rule {rule.name} pulls against itself",
        "make their conditions exclude each other",
        [Related(span=each.span, message=f"the rule {each.name}") for each in partners],
    )


def _partners(
    exploration: Exploration, rule: Cascade, torn: Sequence[Happening]
) -> Iterator[Cascade]:
    """The other cascades that have a part in the refusals."""
    places = {place for each in torn for place in each.facts.taken}
    places |= {reason.at for each in torn for reason in each.facts.reasons if reason.at is not None}
    for other in exploration.definition.rules:
        if isinstance(other, Cascade) and other is not rule and other.span in places:
            yield other


def _is_torn(happening: Happening, rule: Cascade) -> bool:
    return happening.facts.kind is OutcomeKind.REJECTED and any(
        reason.kind in (ReasonKind.CONFLICT, ReasonKind.RULE)
        and reason.at == rule.span
        and reason.detail_at is None
        for reason in happening.facts.reasons
    )
