"""Pipeline → Template: every step becomes a state (docs/semantics.md §13).

The steps of a list are laid out side by side, each linked to what follows it. A step that holds
others (``each``, ``parallel``, one with a ``retry``) is a compound or parallel state around them,
so that leaving it leaves them. Nothing here runs anything: what a step waits for and what a
failure leads to are edges like all others, and the kernel takes them like all others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import assert_never

from statecraft.chart.drafts import Draft, Link, Numbering, Pause, PlaceOf
from statecraft.chart.synthetic import (
    as_list,
    asked_rounds,
    counted_rounds,
    error_of,
    first_attempt,
    more_attempts,
    name_of,
    next_attempt,
    paused,
    too_many_elements,
)
from statecraft.chart.tables import EndKind, StepPlace, Template
from statecraft.model.actions import Act, AwaitRun, Block
from statecraft.model.pipelines import (
    ActionStep,
    Continuation,
    EachStep,
    IfStep,
    Inline,
    JumpTo,
    MoveStep,
    ParallelStep,
    PerformStep,
    Pipeline,
    RunStep,
    Step,
    Steps,
    Waiting,
    WaitStep,
)
from statecraft.model.states import StateKind

CANCELLED_BRANCH = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """Where a list of steps leads: ``follow`` when it ends, ``failure`` when a step fails.

    ``branch`` names the list in messages.
    """

    follow: Draft
    failure: Draft
    branch: str


def lower_pipeline(pipeline: Pipeline, places: PlaceOf) -> Template:
    """The template of a pipeline or workflow."""
    return _Layout(pipeline).template(places)


class _Layout:
    """The drafts of one template: its branches by name, and the three ways to end."""

    def __init__(self, pipeline: Pipeline) -> None:
        span = pipeline.span
        self._pipeline = pipeline
        self._root = Draft(name="", kind=StateKind.COMPOUND, span=span, parent=None)
        main = self._root.add("steps", StateKind.COMPOUND, span)
        self._branches = {
            name: self._root.add(name, StateKind.COMPOUND, span) for name in pipeline.branches
        }
        self._done = self._root.add("done", StateKind.FINAL, span)
        self._failed = self._root.add("failed", StateKind.FINAL, span)
        self._stopped = self._root.add("stopped", StateKind.FINAL, span)
        failure = self._on_failure(pipeline.on_failure)
        self._root.first = main
        self._fill(main, pipeline.steps, _Way(follow=self._done, failure=failure, branch=""))
        for name, steps in pipeline.branches.items():
            end = self._stopped if name == CANCELLED_BRANCH else self._done
            way = _Way(follow=end, failure=failure, branch=name)
            self._fill(self._branches[name], steps, way)

    def template(self, places: PlaceOf) -> Template:
        """The drafts, numbered."""
        numbering = Numbering(self._root, places)
        rows = numbering.rows()
        ends = {
            numbering.index(self._done): EndKind.DONE,
            numbering.index(self._failed): EndKind.FAILED,
            numbering.index(self._stopped): EndKind.CANCELLED,
        }
        return Template(
            pipeline=self._pipeline,
            rows=rows,
            edges=tuple(numbering.edges),
            ends=MappingProxyType(ends),
            cancelled=numbering.index(self._branches.get(CANCELLED_BRANCH, self._stopped)),
        )

    def _on_failure(self, continuation: Continuation | None) -> Draft:
        """What a failure leads to that no step takes; the run has failed all the same."""
        match continuation:
            case None:
                return self._failed
            case JumpTo(branch=name):
                steps = self._pipeline.branches[name]
            case Inline(steps=steps):
                pass
            case _:
                assert_never(continuation)
        draft = self._root.add("on_failure", StateKind.COMPOUND, self._pipeline.span)
        way = _Way(follow=self._failed, failure=self._failed, branch="on_failure")
        self._fill(draft, steps, way)
        return draft

    def _fill(self, around: Draft, steps: Steps, way: _Way) -> None:
        """Lay *steps* out in the compound state *around*; an empty list leads straight on."""
        if not steps:
            empty = around.add("nothing", StateKind.ATOMIC, around.span)
            empty.always = [Link(target=way.follow, span=around.span)]
            around.first = empty
            return
        around.first = self._lay(around, steps, way)

    def _lay(self, around: Draft, steps: Steps, way: _Way) -> Draft:
        """Lay *steps* out among the children of *around*; the first of them."""
        drafts = [around.add(step.head.name, _kind(step), step.head.span) for step in steps]
        for number, (step, draft) in enumerate(zip(steps, drafts, strict=True), 1):
            follow = drafts[number] if number < len(drafts) else way.follow
            draft.step = StepPlace(
                name=step.head.name,
                id=step.head.id,
                branch=way.branch,
                number=number,
                of=len(steps),
                waits=isinstance(step, PerformStep | RunStep | WaitStep | ParallelStep),
                join=step.join if isinstance(step, ParallelStep) else None,
                described=step.head.described,
            )
            self._build(step, draft, replace(way, follow=follow))
        return drafts[0]

    def _build(self, step: Step, draft: Draft, way: _Way) -> None:
        span = step.head.span
        match step:
            case MoveStep():
                link = Link(target=way.follow, span=span, moves=step.moves, origins=step.origins)
                elsewhere = error_of(step.head.name, "from", "the move does not start here", span)
                draft.always = [link, Link(target=way.failure, span=span, locals=elsewhere)]
            case ActionStep():
                draft.entry = step.block
                draft.always = [Link(target=way.follow, span=span)]
                draft.failures = [Link(target=way.failure, span=span)]
            case IfStep():
                self._build_if(step, draft, way)
            case EachStep():
                self._build_each(step, draft, way)
            case PerformStep() | RunStep() | WaitStep():
                self._build_waiting(step, draft, way)
            case ParallelStep():
                self._build_parallel(step, draft, way)
            case _:
                assert_never(step)

    def _build_if(self, step: IfStep, draft: Draft, way: _Way) -> None:
        draft.always = [
            Link(target=self._target(case.then, draft, way), span=step.head.span, when=case.when)
            for case in step.cases
        ]
        draft.always.append(Link(target=way.follow, span=step.head.span))
        draft.failures = [Link(target=way.failure, span=step.head.span)]

    def _build_each(self, step: EachStep, draft: Draft, way: _Way) -> None:
        """A head that takes the next element, and the list, which leads back to the head."""
        span = step.head.span
        head = draft.add("next", StateKind.ATOMIC, span)
        body = draft.add("do", StateKind.COMPOUND, span)
        again = draft.add("again", StateKind.ATOMIC, span)
        names = step.variable
        draft.first = head
        rounds = counted_rounds(names, span) if step.more is None else asked_rounds(step.more)
        draft.entry_locals = ((f"${names}", as_list(step.source)), *rounds.first)
        many = error_of(step.head.name, "at_most", f"more than {step.at_most} elements", span)
        head.always = [
            Link(
                target=way.failure,
                span=span,
                when=too_many_elements(names, step.at_most, span),
                locals=many,
            ),
            Link(
                target=body,
                span=span,
                when=rounds.more,
                locals=((step.variable, rounds.element),),
            ),
            Link(target=way.follow, span=span),
        ]
        head.failures = draft.failures = [Link(target=way.failure, span=span)]
        again.always = [Link(target=head, span=span, locals=rounds.next)]
        body.entry, again.entry = step.begin, step.end
        self._fill(body, step.steps, replace(way, follow=again))

    def _build_waiting(
        self, step: PerformStep | RunStep | WaitStep, draft: Draft, way: _Way
    ) -> None:
        span, waiting = step.head.span, step.waiting
        draft.entry_locals = first_attempt(span)
        trying = draft
        if waiting.retry is not None:
            trying = draft.add("try", StateKind.ATOMIC, span)
            trying.step = draft.step
            draft.first = trying
        trying.entry = _what_it_does(step)
        success = self._target(waiting.on_success, draft, way)
        if isinstance(step, WaitStep):
            seen = (("event", name_of("event", span)),)
            trying.events = [Link(target=success, span=span, event=step.event, locals=seen)]
        trying.answers = [Link(target=success, span=span)]
        self._add_failures(trying, draft, waiting, way)

    def _add_failures(self, trying: Draft, draft: Draft, waiting: Waiting, way: _Way) -> None:
        """A pause and a new try, while there are tries left; then what the step says."""
        span = draft.span
        if waiting.timeout is not None:
            trying.after = [Pause(delay=waiting.timeout, links=[])]
        failure = self._failure_target(waiting, draft, way)
        if waiting.retry is not None:
            pause = draft.add("pause", StateKind.ATOMIC, span)
            again = Link(target=trying, span=span, locals=next_attempt(waiting.retry))
            pause.after = [Pause(delay=paused(waiting.retry), links=[again])]
            pause.failures = [Link(target=failure, span=span)]
            trying.failures.append(Link(target=pause, span=span, when=more_attempts(waiting.retry)))
        trying.failures.append(Link(target=failure, span=span))

    def _failure_target(self, waiting: Waiting, draft: Draft, way: _Way) -> Draft:
        if waiting.on_failure is None:
            return way.failure
        return self._target(waiting.on_failure, draft, way)

    def _build_parallel(self, step: ParallelStep, draft: Draft, way: _Way) -> None:
        span = step.head.span
        for name, steps in step.lists:
            around = draft.add(name, StateKind.COMPOUND, span)
            ended = around.add("ended", StateKind.FINAL, span)
            failed = around.add("failed", StateKind.FINAL, span)
            inner = around.add("steps", StateKind.COMPOUND, span)
            around.first = inner
            self._fill(inner, steps, _Way(follow=ended, failure=failed, branch=name))
        draft.answers = [Link(target=self._target(step.waiting.on_success, draft, way), span=span)]
        draft.failures = [Link(target=self._failure_target(step.waiting, draft, way), span=span)]
        if step.waiting.timeout is not None:
            draft.after = [Pause(delay=step.waiting.timeout, links=[])]

    def _target(self, continuation: Continuation | None, draft: Draft, way: _Way) -> Draft:
        """Where a continuation begins; an inline list is laid out beside its step."""
        match continuation:
            case None:
                return way.follow
            case JumpTo(branch=name):
                return self._branches[name]
            case Inline(steps=()):
                return way.follow
            case Inline(steps=steps):
                assert draft.parent is not None, "a step stands in a list"
                return self._lay(draft.parent, steps, way)
            case _:
                assert_never(continuation)


def _kind(step: Step) -> StateKind:
    match step:
        case ParallelStep():
            return StateKind.PARALLEL
        case EachStep():
            return StateKind.COMPOUND
        case PerformStep() | RunStep() | WaitStep() if step.waiting.retry is not None:
            return StateKind.COMPOUND
        case _:
            return StateKind.ATOMIC


def _what_it_does(step: PerformStep | RunStep | WaitStep) -> Block:
    match step:
        case PerformStep(head=head, action=name, data=data):
            act = Act(name=name, data=data, id=head.id or name, done="", error="", span=head.span)
            return (act,)
        case RunStep(head=head, call=call):
            return (AwaitRun(call=call, span=head.span),)
        case WaitStep():
            return ()
        case _:
            assert_never(step)
