"""Blocks of actions as functions on the working state (docs/semantics.md §8).

Each kind of action has one small compiler: model in, closure out. A closure raises
``ExecutionFailure`` with the place; ``blocks.run_block`` undoes the block and reports.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, assert_never

from statecraft.diagnostics import quoted
from statecraft.kernel.assignments import compile_merge, compile_set, compile_unset
from statecraft.kernel.blocks import run_alone
from statecraft.kernel.effects import EmitEvent, LogMessage, PerformAction, StartInstance
from statecraft.kernel.failures import ExecutionFailure
from statecraft.kernel.run_actions import awaiting_step, compile_run_action, compile_status
from statecraft.kernel.sending import compile_event, text_reader
from statecraft.kernel.snapshot import PendingAction
from statecraft.model.actions import (
    Act,
    Action,
    AwaitRun,
    Block,
    Callback,
    Cancel,
    Each,
    Emit,
    Forward,
    If,
    Log,
    Merge,
    OwnBlock,
    Raise,
    Send,
    Set,
    Start,
    StartRun,
    StopRuns,
    Unset,
    WriteStatus,
)
from statecraft.model.reading import formulas_of
from statecraft.values.shape import violations

if TYPE_CHECKING:
    from statecraft.kernel.program import Program
    from statecraft.kernel.work import Work

Executable = Callable[["Work"], None]


def compile_block(block: Block, program: Program) -> Executable:
    """The function that runs the actions of *block* in order."""
    steps = tuple(
        _in_question(_counted(_compile(action, program), action), action, program)
        for action in block
    )

    def run(work: Work) -> None:
        for step in steps:
            step(work)

    return run


def _counted(run: Executable, action: Action) -> Executable:
    """Count what the action makes: a step has a bound on it."""
    if not isinstance(action, Raise | Send | Emit | Log | Act | Start | StartRun | WriteStatus):
        return run
    at = action.span

    def run_counted(work: Work) -> None:
        work.step.count_product(at)
        run(work)

    return run_counted


def _in_question(run: Executable, action: Action, program: Program) -> Executable:
    """Skip an action that reads a payload which is not known (semantics 11.2).

    A start of a run is not skipped: what it requires seldom depends on its parameters. Of a
    ``set`` or ``merge`` only the assignments that read the payload are.
    """
    if isinstance(action, StartRun) or not any(
        program.reads_event(formula) for formula in formulas_of(action)
    ):
        return run

    def run_if_known(work: Work) -> None:
        if not work.data_unknown:
            run(work)

    return run_if_known


def _compile(action: Action, program: Program) -> Executable:
    match action:
        case Set():
            return compile_set(action, program)
        case Merge():
            return compile_merge(action, program)
        case Unset():
            return compile_unset(action, program)
        case Raise() | Send() | Cancel():
            return compile_event(action, program)
        case Emit() | Log() | Start():
            return _compile_effect(action, program)
        case Act():
            return _act(action, program)
        case StartRun() | AwaitRun() | StopRuns() | Callback() | Forward():
            return compile_run_action(action, program)
        case WriteStatus():
            return compile_status(action, program)
        case If():
            return _if(action, program)
        case Each():
            return _each(action, program)
        case OwnBlock():
            return _own_block(action, program)
        case _:
            assert_never(action)


def _compile_effect(action: Emit | Log | Start, program: Program) -> Executable:
    match action:
        case Emit():
            return _emit(action, program)
        case Log():
            return _log(action, program)
        case Start():
            return _start(action, program)
        case _:
            assert_never(action)


def _emit(action: Emit, program: Program) -> Executable:
    read = program.data(action.data)
    event = action.event

    def run(work: Work) -> None:
        work.effects = (*work.effects, EmitEvent(event=event, data=read(work)))

    return run


def _log(action: Log, program: Program) -> Executable:
    read = program.reader(action.message)
    at = action.span

    def run(work: Work) -> None:
        work.effects = (*work.effects, LogMessage(message=read(work), at=at))

    return run


def _start(action: Start, program: Program) -> Executable:
    read, machine = program.data(action.data), action.machine
    name = text_reader(action.id, "the id", program) if action.id is not None else None

    def run(work: Work) -> None:
        instance = None if name is None else name(work)
        effect = StartInstance(machine=machine, input=read(work), id=instance)
        work.effects = (*work.effects, effect)

    return run


def _act(action: Act, program: Program) -> Executable:
    read = program.data(action.data)
    identity, name, done, error = action.id, action.name, action.done, action.error

    def run(work: Work) -> None:
        data = read(work)
        declared = work.chart.definition.actions[name]
        wrong = violations(declared.parameters, data)
        if wrong:
            found = f"what {name} is given does not fit: {'; '.join(wrong)}"
            raise ExecutionFailure(found, action.span)
        serial, step = work.serial(), None if done else awaiting_step(work)
        pending = PendingAction(
            serial=serial,
            id=identity,
            name=name,
            done=done,
            error=error,
            step=step,
        )
        if step is not None or not work.chart.definition.profile.actions_are_unanswered:
            work.pending = (*work.pending, pending)
        effect = PerformAction(serial=serial, id=identity, name=name, data=data)
        work.effects = (*work.effects, effect)

    return run


def _if(action: If, program: Program) -> Executable:
    condition = program.condition(action.when)
    then = compile_block(action.then, program)
    otherwise = compile_block(action.otherwise, program)

    def holds(work: Work) -> bool:
        try:
            return condition(work)
        except ExecutionFailure as failure:
            if not work.chart.definition.profile.forgives_conditions:
                raise
            work.fail(failure)
            return False

    def run(work: Work) -> None:
        (then if holds(work) else otherwise)(work)

    return run


def _each(action: Each, program: Program) -> Executable:
    source, body = program.reader(action.source), compile_block(action.body, program)
    variable, index = action.variable, action.index
    at_most, span = action.at_most, action.source.span

    def run(work: Work) -> None:
        elements = source(work)
        if not isinstance(elements, list):
            raise ExecutionFailure(f"each needs a list, found {quoted(elements)}", span)
        if len(elements) > at_most:
            found = f"each has {len(elements)} elements, more than at_most {at_most}"
            raise ExecutionFailure(found, span)
        outer = work.local
        for place, element in enumerate(elements):
            work.step.count_iteration(span)
            work.local = {**outer, variable: element}
            if index is not None:
                work.local[index] = place
            body(work)
        work.local = outer

    return run


def _own_block(action: OwnBlock, program: Program) -> Executable:
    body = compile_block(action.body, program)

    def run(work: Work) -> None:
        outer = work.local
        run_alone(work, body, work.acting)
        work.local = outer

    return run
