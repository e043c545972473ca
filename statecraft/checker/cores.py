"""Why something never happens: the smallest set of rules that together prevent it.

Rules are left out one at a time, and the chart is explored anew; a rule without which it still
does not happen stays out. What is left is minimal: without any one of them it would happen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from statecraft.checker.exploration import Exploration
from statecraft.checker.reporting import mistake, warning
from statecraft.diagnostics import Diagnostic, Related, Span
from statecraft.kernel.chart import Chart
from statecraft.model.definition import Project
from statecraft.model.rules import Rule

MOST_RULES = 40
"""With more of them no core is sought: each one costs an exploration."""

MOST_STATES = 20_000
"""Of the machine as it is; larger ones are not explored again and again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """Rules of which each is needed to prevent something; empty where no rule prevents it."""

    rules: tuple[Rule, ...]


NO_CORE = Core(rules=())

MOST_REMEMBERED = 64
"""Explorations under fewer rules that are kept for the next thing that never happens."""


def core_of(exploration: Exploration, happens: Callable[[Exploration], bool]) -> Core:
    """The rules because of which something does not happen."""
    rules = tuple(exploration.definition.rules)
    engine = exploration.engine
    too_much = len(rules) > MOST_RULES or engine.count(engine.reachable()) > MOST_STATES
    if exploration.doubt() is not None or too_much:
        return NO_CORE
    if not rules or not happens(_under(exploration, ())):
        return NO_CORE
    kept = rules
    for rule in rules:
        fewer = tuple(each for each in kept if each is not rule)
        if not happens(_under(exploration, fewer)):
            kept = fewer
    return Core(rules=kept)


def _under(exploration: Exploration, rules: tuple[Rule, ...]) -> Exploration:
    """The machine under some of its rules, explored; small ones are remembered."""
    names = tuple(rule.name for rule in rules)
    found = exploration.variants.get(names)
    if found is None:
        found = exploration.again(with_rules(exploration.chart, rules))
        is_small = found.engine.count(found.engine.reachable()) <= MOST_STATES
        if is_small and len(exploration.variants) < MOST_REMEMBERED:
            exploration.variants[names] = found
    return found


def with_rules(chart: Chart, rules: Iterable[Rule]) -> Chart:
    """The same machine with other rules."""
    definition = replace(chart.definition, rules=tuple(rules))
    machines = {**chart.project.machines, definition.key: definition}
    is_main = chart.project.main.key == definition.key
    project = Project(
        main=definition if is_main else chart.project.main,
        machines=machines,
        sources=chart.project.sources,
    )
    return Chart(project, functions=chart.functions, key=definition.key)


def related_rules(core: Core) -> tuple[Related, ...]:
    """The rules of a core, as places that have a part in a finding."""
    return tuple(
        Related(span=rule.span, message=f"the rule {rule.name} has a part in it")
        for rule in core.rules
    )


def told_by_core(
    core: Core, code: str, span: Span, message: str, hint: str, also: Iterable[Related] = ()
) -> Diagnostic:
    """The finding: under its own code, or SC507 where several rules contradict each other."""
    related = (*related_rules(core), *also)
    match core.rules:
        case ():
            return warning(code, span, message, hint, related)
        case (rule,):
            why = f"{message}: the rule {rule.name} prevents it"
            return warning(code, span, why, f"change the rule, or {hint}", related)
        case rules:
            names = ", ".join(rule.name for rule in rules)
            why = (
                f"{message}: {names} contradict each other, and without any one of them it would be"
            )
            return mistake("SC507", span, why, "change one of these rules", related)
