"""The asyncio shell: the same turns, coroutine handlers, waiting, the loop's timers."""

from __future__ import annotations

import asyncio

import pytest

import statecraft as sc
from tests.runtime.parcels import FUNCTIONS, chart, told


def parcel(**options) -> sc.AsyncMachine:
    defaults = {"functions": FUNCTIONS, "missing": "wait", "clock": sc.SimulatedClock()}
    return sc.AsyncMachine(chart(), **{**defaults, **options})


def run(test):
    """Run an async test to its end."""
    asyncio.run(test())


def test_a_coroutine_handler_answers_in_a_later_turn():
    async def story():
        allowed = asyncio.Event()

        async def printer(data):
            await allowed.wait()
            return f"W{data['weight']}"

        async with parcel(actions={"print_label": printer}) as machine:
            outcome = await machine.send("PRINT")
            assert (outcome.accepted, outcome.followed_by) == (True, ())
            assert [action.id for action in machine.pending] == ["printer"]
            allowed.set()
            await machine.wait_for("label != ''", timeout=5)
            assert machine.context["label"] == "W1"

    run(story)


def test_a_coroutine_that_raises_fails_its_action():
    async def story():
        async def printer():
            raise sc.ActionError("no paper", code="paper")

        records = []
        async with parcel(
            actions={"print_label": printer}, subscribers=[records.append]
        ) as machine:
            await machine.send("PRINT")
            await machine.wait_for("trouble == 'paper: no paper'", timeout=5)
        assert isinstance(records[-1].cause, sc.ActionError)

    run(story)


def test_plain_handlers_answer_within_the_turn_as_in_a_machine():
    async def story():
        records = []
        machine = parcel(actions={"print_label": lambda: "L"}, subscribers=[records.append])
        outcome = await machine.send("CHAIN")
        assert [each.event for each in outcome.followed_by] == ["PRINT", "WEIGH", "PRINTED"]
        assert told(records)[-1] == "parcel PRINTED accepted"
        await machine.close()

    run(story)


def test_made_outside_a_loop_it_begins_with_the_first_await():
    machine = parcel(actions={"print_label": lambda: "L"})

    async def story():
        assert (await machine.send("PRINT")).accepted
        assert machine.context["label"] == "L"

    run(story)
    with pytest.raises(sc.UsageError, match="used from one event loop"):
        run(story)


def test_timers_follow_a_simulated_clock():
    async def story():
        async with parcel() as machine:
            await machine.send("LOAD")
            assert [outcome.event for outcome in await machine.advance("1m")] == ["DELIVER"]
            assert (machine.status, machine.output) == ("done", {"label": ""})

    run(story)


class HurryingClock:
    """A clock that passes, and is a minute later every time it is read."""

    passes = True

    def __init__(self):
        self.minutes = 0

    def now(self):
        self.minutes += 1
        return self.minutes * 60.0


def test_the_loop_wakes_the_machine_when_a_timer_is_due():
    async def story():
        async with parcel(clock=HurryingClock()) as machine:
            await machine.send("LOAD")
            await machine.wait_for("place == 'door'", timeout=5)

    run(story)


def test_waiting_ends_with_the_timeout_or_the_machine():
    async def story():
        async with parcel() as machine:
            with pytest.raises(TimeoutError):
                await machine.wait_for("place == 'door'", timeout=0)
            await machine.wait_for("place == 'shelf'", timeout=0)
            await machine.send("LOAD")
            waiting = asyncio.ensure_future(machine.wait_for("label == 'L'"))
            await asyncio.sleep(0)
            await machine.advance(30)
            with pytest.raises(sc.UsageError, match="the machine is done without label == 'L'"):
                await waiting
            with pytest.raises(sc.UsageError, match="the machine is done without"):
                await machine.wait_for("label == 'L'")

    run(story)


def test_a_state_that_passes_within_a_turn_is_not_missed():
    async def story():
        async with parcel(actions={"print_label": lambda: "L"}) as machine:
            waiting = asyncio.ensure_future(machine.wait_for("weight == 2 and label == ''"))
            await asyncio.sleep(0)
            await machine.send("CHAIN")
            await waiting
            assert machine.context["label"] == "L"

    run(story)


def test_closing_cancels_tasks_and_leaves_their_actions_pending():
    async def story():
        ended = []

        async def printer():
            try:
                await asyncio.Event().wait()
            finally:
                ended.append("ended")

        machine = parcel(actions={"print_label": printer})
        async with machine:
            await machine.send("PRINT")
            await asyncio.sleep(0)
        assert (ended, [action.id for action in machine.pending]) == (["ended"], ["printer"])
        with pytest.raises(sc.UsageError, match="the machine parcel is closed"):
            await machine.send("PRINT")

    run(story)


def test_answers_by_hand_and_restored_machines():
    async def story():
        async with parcel() as machine:
            await machine.send("PRINT")
            kept = machine.to_json()
        again = sc.AsyncMachine.restore(chart(), kept, functions=FUNCTIONS, missing="wait")
        async with again:
            await again.answer("printer", "L")
            assert again.context["label"] == "L"
        rebuilt = sc.AsyncMachine.rebuild(
            chart(), again.saved(), functions=FUNCTIONS, missing="wait"
        )
        assert rebuilt.saved() == again.saved()
        await rebuilt.close()

    run(story)


def test_started_instances_are_of_the_same_kind():
    async def story():
        async with parcel() as machine:
            await machine.send("HIRE")
            assert machine.context["heard"] == ["hello"]
            assert isinstance(machine.instances["bob"], sc.AsyncMachine)

    run(story)
