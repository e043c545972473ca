"""Loops of pipelines over open data: any number of rounds, without going each of them.

What a round of a quiet loop may leave in variables is left by its begin already, as if any number
of rounds had been gone before; so one round shows all that every one may do. A loop that waits
asks in each round whether another one follows, and does not count them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from statecraft.checker.freed.free_blocks import FreeBlocks
from statecraft.checker.freed.free_conditions import FreeConditions, Questions, formula_of, written
from statecraft.checker.freed.havoc import NOTHING, Havoc, Havocs
from statecraft.checker.freed.oracle import CONDITION, DATA, ONE_OF
from statecraft.checks.steps import steps_in
from statecraft.expr import tree
from statecraft.expr.reads import names_read
from statecraft.model.pipelines import (
    ActionStep,
    Case,
    Continuation,
    EachStep,
    IfStep,
    Inline,
    MoveStep,
    Step,
    Steps,
)


class FreeLoops:
    """Frees the loops of one machine's pipelines."""

    def __init__(
        self,
        havocs: Havocs,
        conditions: FreeConditions,
        blocks: FreeBlocks,
        questions: Questions,
    ) -> None:
        self._havocs = havocs
        self._conditions = conditions
        self._blocks = blocks
        self._questions = questions

    def freed(self, loop: EachStep, inside: Callable[[EachStep], EachStep]) -> EachStep:
        """The loop without open data; *inside* frees one whose list is none, and every body."""
        rounds = self._of_steps(loop.steps)
        if rounds is not None:
            return self._quiet(loop, rounds.any_number_of_times())
        is_open = self._havocs.known.is_open(loop.source.expr)
        waits = any(
            not isinstance(s, ActionStep | IfStep | EachStep | MoveStep)
            for s in steps_in(loop.steps)
        )
        if not is_open or not waits or isinstance(loop.source.expr, tree.ListOf):
            return inside(loop)
        source = self._questions.ask(DATA, self._questions.ask(ONE_OF, written([[], [None]])))
        known = replace(loop, source=formula_of(written([]), loop.head.span))
        return replace(
            inside(known),
            source=formula_of(source, loop.head.span),
            at_most=0,
            more=formula_of(self._questions.ask(CONDITION), loop.head.span),
        )

    def _of_steps(self, steps: Steps) -> Havoc | None:
        """What a list of steps may leave; None where it may do more than assign."""
        together = NOTHING
        for step in steps:
            found = self._of_step(step)
            if found is None:
                return None
            together = together.and_then(found)
        return together

    def _of_step(self, step: Step) -> Havoc | None:
        match step:
            case ActionStep(block=block):
                return self._havocs.of_block(block, None)
            case EachStep(steps=steps):
                found = self._of_steps(steps)
                return None if found is None else found.any_number_of_times()
            case IfStep(cases=cases):
                either = NOTHING
                for steps in _inline(case.then for case in cases):
                    found = self._of_steps(steps)
                    if found is None:
                        return None
                    either = either.or_else(found)
                return either
            case _:
                return None

    def _quiet(self, loop: EachStep, havoc: Havoc) -> EachStep:
        """None or one round, in which everything may have been left at its begin and its end."""
        left = Havoc(left=havoc.left)
        at = loop.head.span
        end = self._blocks.assigned(left, at) if self._asks_of(loop.steps, left) else ()
        return replace(self._stripped(loop), begin=self._blocks.assigned(left, at), end=end)

    def _asks_of(self, steps: Steps, left: Havoc) -> bool:
        """Whether a condition in the loop reads what the loop assigns."""
        asked = (case.when for s in steps_in(steps) if isinstance(s, IfStep) for case in s.cases)
        computed = self._havocs.known.computed
        names = (names_read(when.expr, computed) for when in asked if when is not None)
        return any(name in left.left for each in names for _, name in each)

    def _stripped(self, loop: EachStep) -> EachStep:
        """None or one round of the loop, in which nothing is assigned."""
        source, expr = loop.source, loop.source.expr
        if isinstance(expr, tree.ListOf):
            rounds = written([None] * min(1, len(expr.elements)))
        else:
            rounds = self._questions.ask(ONE_OF, written([[], [None]]))
        if self._havocs.may_fail_as_list(expr):
            rounds = self._questions.ask(DATA, rounds)
        steps = tuple(self._without_assignments(loop.steps))
        return replace(loop, source=replace(source, expr=rounds), at_most=1, steps=steps)

    def _without_assignments(self, steps: Steps) -> Iterator[Step]:
        for step in steps:
            match step:
                case ActionStep(head=head, block=block):
                    havoc = self._havocs.of_block(block, None) or NOTHING
                    failure = Havoc(left={}, fails=havoc.fails)
                    yield replace(step, block=self._blocks.assigned(failure, head.span))
                case IfStep(cases=cases):
                    yield replace(step, cases=tuple(map(self._case, cases)))
                case EachStep():
                    yield self._stripped(step)
                case _:
                    raise AssertionError("a quiet loop has no other steps")

    def _case(self, case: Case) -> Case:
        then: Continuation = case.then
        if isinstance(then, Inline):
            then = Inline(steps=tuple(self._without_assignments(then.steps)))
        if case.when is None:
            return replace(case, then=then)
        when = replace(case.when, expr=self._conditions.freed(case.when.expr, None))
        return Case(when=when, then=then)


def _inline(continuations: Iterable[Continuation]) -> Iterator[Steps]:
    return (each.steps for each in continuations if isinstance(each, Inline))
