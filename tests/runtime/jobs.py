"""A machine whose pipelines the tests of both shells run."""

from __future__ import annotations

import statecraft as sc

JOBS = """
statecraft: 1
machine: jobs
context: {n: {type: integer, initial: 0}}
dimensions: {op: {values: [idle, busy], transitions: any}}
status_steps: {1: Import}
actions: {fetch: {with: {i: {type: integer}}, result: {type: integer}}}
events: {GO: {}}
pipelines:
  load:
    parameters: {i: {type: integer}}
    requires: [{that: n < 5, message: Enough.}]
    while_running: restart
    steps:
      - {status: processing, step: 1, message: "=f'item {parameters.i}'"}
      - {action: fetch, with: {i: =parameters.i}, timeout: 10s}
      - {set: {n: =n + result}}
      - {status: completed, step: 1}
  wait: {steps: [{wait_for: GO}]}
  twice: {steps: [{pipeline: load, with: {i: 1}}, {pipeline: load, with: {i: 2}}]}
on: {CLOSE: {target: {op: busy}}}
done_when: op == 'busy'
"""


def jobs() -> sc.Chart:
    return sc.loads(JOBS)


def seen(result: sc.RunResult) -> tuple[object, ...]:
    """A result in short: (success, ended, step, result, kind of the error)."""
    kind = result.error["kind"] if isinstance(result.error, dict) else None
    return result.success, result.ended, result.step, result.result, kind
