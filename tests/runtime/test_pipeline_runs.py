"""Pipelines that the host runs, in both shells (docs/semantics.md §13.10, §13.11)."""

from __future__ import annotations

import asyncio

import pytest

import statecraft as sc
from tests.runtime.jobs import jobs, seen


def broken(data):
    raise sc.ActionError("no net", code="net")


def machine(handler=None, **options) -> sc.Machine:
    actions = {} if handler is None else {"fetch": handler}
    return sc.Machine(jobs(), actions=actions, missing="wait", clock=sc.SimulatedClock(), **options)


@pytest.mark.parametrize(
    ("handler", "parameters", "expected"),
    [
        pytest.param(
            lambda data: data["i"] * 2, {"i": 3}, (True, True, None, 6, None), id="success"
        ),
        pytest.param(broken, {"i": 3}, (False, True, "fetch", None, "net"), id="failure"),
        pytest.param(
            lambda data: 1, {"i": "x"}, (False, True, None, None, "refused"), id="refused"
        ),
        pytest.param(None, {"i": 3}, (False, False, None, None, None), id="it waits"),
    ],
)
def test_a_pipeline_is_followed_as_far_as_the_turn_goes(handler, parameters, expected):
    assert seen(machine(handler).run("load", parameters)) == expected


def test_a_refused_run_tells_why():
    result = machine(values={"n": 5}).run("load", i=1)
    assert (result.error, result.outcome.kind) == (
        {"kind": "refused", "message": "Enough."},
        "rejected",
    )


def test_a_pipeline_that_is_not_there_is_a_wrong_call():
    with pytest.raises(sc.UsageError, match=r'jobs has no pipeline "laod" .*load'):
        machine().run("laod")


def test_a_run_is_told_apart_from_the_one_that_it_replaces():
    """§13.10: the end of the older run is not that of the newer one."""
    running = machine()
    running.run("load", i=1)
    assert seen(running.run("load", i=2)) == (False, False, None, None, None)


def test_composed_pipelines_end_within_the_turn():
    running = machine(lambda data: data["i"])
    assert (seen(running.run("twice")), running.context) == ((True, True, None, 2, None), {"n": 3})


def test_a_run_from_inside_a_handler_is_queued():
    def handler(data, context):
        nested.append(seen(running.run("wait")))
        return 1

    nested: list[object] = []
    running = machine(handler)
    running.run("load", i=1)
    assert nested == [(False, False, None, None, None)]
    assert [run.key for run in running.snapshot.runs] == ["pipeline wait"]


def test_status_rows_are_in_the_journal():
    """§13.4: written after the commit of the step in which they are said."""
    running = machine(lambda data: 1)
    running.run("load", i=7)
    rows = running.status_journal.history(running.id)
    assert [(row.step, row.step_name, row.status, row.message) for row in rows] == [
        (1, "Import", "processing", "item 7"),
        (1, "Import", "completed", None),
    ]


def of_async(handler, act):
    """What *act* gives, in a loop with an AsyncMachine."""

    async def story():
        actions = {} if handler is None else {"fetch": handler}
        options = {"actions": actions, "missing": "wait", "clock": sc.SimulatedClock()}
        async with sc.AsyncMachine(jobs(), **options) as running:
            return await act(running)

    return asyncio.run(story())


def test_an_asynchronous_run_is_awaited_to_its_end():
    async def slowly(data):
        await asyncio.sleep(0)
        return data["i"]

    async def act(running):
        return seen(await running.run("twice")), running.context

    assert of_async(slowly, act) == ((True, True, None, 2, None), {"n": 3})


def test_an_asynchronous_run_waits_for_whoever_answers():
    async def act(running):
        result = asyncio.ensure_future(running.run("load", i=4))
        await asyncio.sleep(0)
        await running.answer("fetch", 2)
        return seen(await result)

    assert of_async(None, act) == (True, True, None, 2, None)


def test_an_asynchronous_run_ends_with_a_timeout():
    async def act(running):
        result = asyncio.ensure_future(running.run("load", i=4))
        await asyncio.sleep(0)
        await running.advance("10s")
        return seen(await result)

    assert of_async(None, act) == (False, True, "fetch", None, "timeout")


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        pytest.param("GO", (True, True, None, {}, None), id="the event came"),
        pytest.param("CLOSE", (False, False, None, None, None), id="the machine is done"),
    ],
)
def test_an_asynchronous_run_does_not_outlast_its_machine(event, expected):
    async def act(running):
        result = asyncio.ensure_future(running.run("wait"))
        await asyncio.sleep(0)
        await running.send(event)
        return seen(await result)

    assert of_async(None, act) == expected


def test_an_asynchronous_run_that_is_refused_is_over_at_once():
    async def act(running):
        return seen(await running.run("load", i="x")), running.status_journal.sessions()

    assert of_async(None, act) == ((False, True, None, None, "refused"), ())
