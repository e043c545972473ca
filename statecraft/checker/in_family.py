"""Claims about a machine that is a child of another one in the same file.

Explored alone, nobody starts it, sends to it and gives it callbacks as its parent does. What then
happens nowhere may still happen under the parent, and what was seen there does happen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from statecraft.checker.exploration import Exploration
from statecraft.checker.model import Facts
from statecraft.checker.questions.entered import passed
from statecraft.checker.verdict import Proved, Refuted, Unknown, Verdict
from statecraft.diagnostics import Span
from statecraft.kernel.chart import Chart
from statecraft.model.rules import MoveRule


def with_parent(verdict: Verdict, child: Chart, parent: Exploration) -> Verdict:
    """The verdict, where it says that something happens nowhere, as the parent shows it."""
    if verdict.answer != Refuted(evidence=None):
        return verdict
    if verdict.span in frozenset(_seen(child, parent)):
        return replace(verdict, answer=Proved(), finding=None)
    doubt = parent.doubt()
    if doubt is None:
        return verdict
    why = f"{parent.definition.id} may bring it about: {doubt.why}"
    return replace(verdict, answer=Unknown(why=why), finding=None)


def _seen(child: Chart, parent: Exploration) -> Iterator[Span]:
    """The places in the child's text of what was seen to happen."""
    yield from parent.taken
    lowered = child.lowered
    yield from (lowered.rows[state].span for state in passed(lowered, parent.taken))
    refusing = {place for each in parent.happenings for place in _refusing(each.facts)}
    yield from refusing
    for rule in child.definition.rules:
        if isinstance(rule, MoveRule):
            yield from (each.span for each in rule.require if each.that.span in refusing)


def _refusing(facts: Facts) -> Iterator[Span]:
    for reason in facts.reasons:
        yield from (at for at in (reason.at, reason.detail_at) if at is not None)
