"""Running one block of actions: it holds whole or is undone whole (semantics 7.1)."""

from __future__ import annotations

from statecraft.kernel.failures import ExecutionFailure
from statecraft.kernel.work import Work
from statecraft.model.actions import Block


def run_block(work: Work, block: Block) -> None:
    """Run *block*; when an action fails, undo it all and queue ``error.execution``."""
    if not block:
        return
    checkpoint = work.checkpoint()
    try:
        work.program.executable(block)(work)
    except ExecutionFailure as failure:
        work.go_back(checkpoint)
        work.fail(failure)
