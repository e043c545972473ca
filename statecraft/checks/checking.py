"""All checks over all machines of a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from statecraft.checks.answers import answers_never_given, failures_unheard
from statecraft.checks.assignments import overlapping_assignments
from statecraft.checks.branches import steps_never_reached, unused_branches
from statecraft.checks.calls import circular_pipelines, uncalled_runs
from statecraft.checks.candidates import hidden_transitions
from statecraft.checks.cascades import contradicting_cascades, oscillating_cascades
from statecraft.checks.child_starts import endless_starts
from statecraft.checks.children import mistaken_receivers, notifications_taken, shared_slots
from statecraft.checks.completion import (
    children_never_done,
    completions_that_never_come,
    final_regions,
)
from statecraft.checks.conditions import decided_conditions, decided_constraints
from statecraft.checks.deaf_children import events_for_deaf_children
from statecraft.checks.declarations import unused_declarations
from statecraft.checks.dimensions import dimensions_that_never_move, values_never_entered
from statecraft.checks.effects import repeated_effects
from statecraft.checks.eventless import endless_rounds
from statecraft.checks.events import cancels_of_nothing, unheard_by_children, unheard_events
from statecraft.checks.finding import Check, Finding, ProjectCheck
from statecraft.checks.literals import literals_that_are_names
from statecraft.checks.machines import unused_machines
from statecraft.checks.moves import forbidden_moves, rules_that_never_apply
from statecraft.checks.tree_entry import states_never_entered
from statecraft.checks.waivers import unwaived
from statecraft.diagnostics import Diagnostic, Severity
from statecraft.model.definition import Definition, Project

CHECKS: Final[tuple[Check, ...]] = (
    endless_rounds,
    hidden_transitions,
    forbidden_moves,
    contradicting_cascades,
    oscillating_cascades,
    rules_that_never_apply,
    values_never_entered,
    states_never_entered,
    completions_that_never_come,
    unused_declarations,
    literals_that_are_names,
    repeated_effects,
    decided_conditions,
    decided_constraints,
    final_regions,
    dimensions_that_never_move,
    cancels_of_nothing,
    overlapping_assignments,
    circular_pipelines,
    uncalled_runs,
    unused_branches,
    steps_never_reached,
    shared_slots,
    mistaken_receivers,
    notifications_taken,
    events_for_deaf_children,
    failures_unheard,
    answers_never_given,
)

PROJECT_CHECKS: Final[tuple[ProjectCheck, ...]] = (
    unheard_events,
    unheard_by_children,
    children_never_done,
    endless_starts,
    unused_machines,
)


def check(project: Project) -> Iterator[Diagnostic]:
    """The findings about every machine of the project's main file, without those it allows.

    An error is certainly wrong on every run; a warning may be meant.
    """
    for definition in project.machines.values():
        if definition.file == project.main.file:
            found = unwaived(findings(definition, project), definition.waivers)
            yield from map(_as_advice, found) if definition.profile.name else found


def _as_advice(found: Diagnostic) -> Diagnostic:
    """A machine of another engine runs as it did there, however odd it is."""
    return replace(found, severity=Severity.WARNING)


def findings(definition: Definition, project: Project) -> Iterator[Finding]:
    """All findings about one machine, those that it allows too."""
    for each in CHECKS:
        yield from each(definition)
    for check_both in PROJECT_CHECKS:
        yield from check_both(definition, project)
