"""Rows for the status journal, as effects of a step (docs/semantics.md §13.3, §13.4)."""

from __future__ import annotations

from tests.kernel.checking import check, reply, took

TEXT = """
context: {orders: {type: array, initial: [1, 2]}}
status_steps: {1: Import, 2: Export}
actions: {ask: {}}
pipelines:
  sync:
    steps:
      - {status: processing, step: 1, message: "=f'{len(orders)} orders'"}
      - {action: ask}
      - {status: completed, step: =1 + 1, details: {n: =len(orders)}, session: nightly}
    on_failure: [{status: failed, step: 1, name: Reading, message: =error.message}]
on: {NOTE: {do: [{status: waiting}]}, WRONG: {do: [{status: waiting, step: =event.step}]}}
"""


def test_rows_are_written_while_the_work_happens():
    """§13.4: before the wait, and after it; names come from status_steps."""
    check(
        TEXT,
        ("NOTE", took(effects=[["status", None, None, "waiting", None]])),
        (
            "sync",
            took(
                runs=["sync: steps.ask"],
                effects=[
                    ["status", 1, "Import", "processing", "2 orders"],
                    ["act", 2, "ask", "ask", {}],
                ],
            ),
        ),
        (
            reply("ask"),
            took(
                runs=[],
                effects=[
                    ["status", 2, "Export", "completed", None, {"n": 2}, "nightly"],
                    ["done", "sync", None],
                ],
            ),
        ),
    )


def test_a_failure_writes_its_row():
    """§13.5: on_failure of the pipeline."""
    check(
        TEXT.replace("{action: ask}", "{set: {orders: '=[1 / (len(orders) - 2)]'}}"),
        (
            "sync",
            took(
                effects=[
                    ["status", 1, "Import", "processing", "2 orders"],
                    [
                        "status",
                        1,
                        "Reading",
                        "failed",
                        "1 / 0: division by zero, in: =[1 / (len(orders) - 2)]",
                    ],
                    [
                        "failed",
                        "sync",
                        "execution",
                        "set",
                        "1 / 0: division by zero, in: =[1 / (len(orders) - 2)]",
                    ],
                ]
            ),
        ),
    )
