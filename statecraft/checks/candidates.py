"""Transitions that others before them leave nothing for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from statecraft.checks.finding import Finding
from statecraft.checks.known_values import Known, known_at, known_unless
from statecraft.checks.moves import known_for
from statecraft.checks.sources import Candidates, all_candidates
from statecraft.diagnostics import Diagnostic, Related, Severity, quoted
from statecraft.model.definition import Definition
from statecraft.model.formulas import Formula
from statecraft.model.states import Transition


def hidden_transitions(definition: Definition) -> Iterator[Finding]:
    """Transitions of which an earlier one is enabled wherever they are."""
    for candidates in all_candidates(definition):
        for index, transition in enumerate(candidates.transitions[1:], start=1):
            rivals = (e for e in candidates.transitions[:index] if _takes_all_of(e, transition))
            found = _hidden(transition, tuple(rivals), candidates, definition)
            if found is not None:
                yield Finding(at=candidates.at(transition), diagnostic=found)


def _hidden(
    transition: Transition,
    rivals: tuple[Transition, ...],
    candidates: Candidates,
    definition: Definition,
) -> Diagnostic | None:
    """The finding about the first of the rivals that leaves nothing, if there is one."""
    known = known_for(candidates, transition, definition) if rivals else None
    if known is None:
        return None
    wider = (rival for rival in rivals if _is_wider(rival, known))
    found = (_hidden_by(rival, transition, definition) for rival in wider)
    return next((each for each in found if each is not None), None)


def _takes_all_of(earlier: Transition, later: Transition) -> bool:
    """Whether one descriptor matches every event that another matches."""
    one, other = earlier.event, later.event
    if one in (other, "*"):
        return True
    if one is None or other is None or not one.endswith(".*"):
        return False
    stem, below = one[:-2], other.removesuffix(".*")
    return below == stem or below.startswith(f"{stem}.")


def _is_wider(earlier: Transition, known: Known) -> bool:
    """Whether the ``from`` of the earlier one holds wherever the dimensions are as known."""
    asked: Mapping[str, frozenset[str]] | None = known_at(earlier.origins)
    return asked is not None and all(
        name in known and known[name] <= values for name, values in asked.items()
    )


def _hidden_by(earlier: Transition, later: Transition, definition: Definition) -> Diagnostic | None:
    related = (Related(span=earlier.span, message="this one is taken instead"),)
    if is_unconditional(earlier.when, definition) and definition.profile.refuses_choices:
        return _refused_with(earlier, later)
    if is_unconditional(earlier.when, definition):
        event = "" if earlier.event == later.event else f" of {quoted(earlier.event)}"
        return Diagnostic(
            code="SC341",
            span=later.span,
            message=f"never reached: an earlier transition{event} is taken whenever this one could",
            hint="the first whose when holds is taken; put the one without a condition last",
            related=related,
        )
    if earlier.when is None or later.when is None or earlier.when.expr != later.when.expr:
        return None
    return Diagnostic(
        code="SC342",
        span=later.when.span,
        message=f"an earlier transition has the same condition: {later.when.text}",
        hint="the first whose when holds is taken; join their actions, or tell the two apart",
        severity=Severity.WARNING,
        related=related,
    )


def _refused_with(earlier: Transition, later: Transition) -> Diagnostic | None:
    """The finding about two transitions of one event in a profile that refuses choices."""
    if earlier.event != later.event:
        return None
    return Diagnostic(
        code="SC341",
        span=later.span,
        message="never taken: where this one could be, another one is enabled, too",
        hint="two that are enabled at once are refused; give each a condition of its own",
        severity=Severity.WARNING,
        related=(Related(span=earlier.span, message="this one"),),
    )


def is_unconditional(when: Formula | None, definition: Definition) -> bool:
    """Whether a condition is left out, or can never be false."""
    return when is None or known_unless(when.expr, definition) is None
