"""Answers of host actions (docs/semantics.md §8.4)."""

from __future__ import annotations

import pytest

from tests.kernel.checking import ANY, answer, check, fail, ignored, took

ANSWERS = """
context: {seen: {initial: null}}
actions:
  db: {result: {type: object, properties: {ok: {type: boolean}}, required: [ok]}, fails_when: not result.ok and result.code > 5}
  free: {}
on:
  GO: {do: [{action: db}]}
  NAMED: {do: [{action: db, id: mine, done: OK, error: BAD}]}
  FREE: {do: [{action: free}]}
  done.action.db: {do: [{set: {seen: =event}}]}
  error.action.db: {do: [{set: {seen: =event}}]}
  done.action.free: {do: [{set: {seen: =event}}]}
  error.action.free: {do: [{set: {seen: =event}}]}
  OK: {do: [{set: {seen: "=['OK', event.result.ok]"}}]}
  BAD: {do: [{set: {seen: "=['BAD', event.code]"}}]}
"""


@pytest.mark.parametrize(
    ("start", "given", "seen"),
    [
        pytest.param("GO", answer(1, {"ok": True}), {"result": {"ok": True}}, id="§8.4 a result"),
        pytest.param(
            "GO",
            answer(1, {"ok": False, "code": 6, "message": "full"}),
            {
                "code": "failed",
                "message": "full",
                "result": {"ok": False, "code": 6, "message": "full"},
            },
            id="§8.4 fails_when",
        ),
        pytest.param(
            "GO",
            answer(1, {"ok": False, "code": 6, "error": {"message": "inner"}}),
            {
                "code": "failed",
                "message": "inner",
                "result": {"ok": False, "code": 6, "error": {"message": "inner"}},
            },
            id="§8.4 the message of an error object",
        ),
        pytest.param(
            "GO",
            answer(1, {"ok": False, "code": 6}),
            {"code": "failed", "message": "db failed", "result": {"ok": False, "code": 6}},
            id="§8.4 a failure without words",
        ),
        pytest.param(
            "GO",
            answer(1, {"ok": 1}),
            {
                "code": "schema",
                "message": "result.ok: must be true or false, is 1",
                "result": {"ok": 1},
            },
            id="§8.4 a result that does not fit",
        ),
        pytest.param(
            "GO",
            answer(1, None),
            {"code": "schema", "message": "result: must be a mapping, is null", "result": None},
            id="§8.4 no result at all",
        ),
        pytest.param(
            "GO",
            answer(1, {"ok": False}),
            {
                "code": "execution",
                "message": "result has no key 'code', in: not result.ok and result.code > 5",
                "result": {"ok": False},
            },
            id="§8.4 fails_when that fails",
        ),
        pytest.param(
            "GO",
            fail(1, message="gone", code="net", result=0),
            {"code": "net", "message": "gone", "result": 0},
            id="§8.4 a failure with everything",
        ),
        pytest.param(
            "GO",
            fail(1),
            {"code": "failed", "message": "db failed", "result": None},
            id="§8.4 a failure with nothing",
        ),
        pytest.param(
            "NAMED", answer(1, {"ok": True}), ["OK", True], id="§8.4 done: gives another name"
        ),
        pytest.param("NAMED", fail(1), ["BAD", "failed"], id="§8.4 error: gives another name"),
        *(
            pytest.param(
                "FREE", answer(1, value), {"result": value}, id=f"§8.4 any result: {value!r}"
            )
            for value in (None, 0, False, "", [], {})
        ),
    ],
)
def test_answer_becomes_the_event_of_the_action(start, given, seen):
    check(
        ANSWERS,
        (start, took(effects=ANY)),
        (given, took(context={"seen": seen})),
        (given, ignored(note="stale")),
    )


def test_answer_to_a_serial_that_is_not_pending_is_stale():
    """§8.4"""
    check(
        ANSWERS,
        (answer(1, {}), ignored(note="stale")),
        ("GO", took(effects=ANY)),
        (answer(2, {}), ignored(note="stale")),
        (fail(0), ignored(note="stale")),
    )


def test_answers_may_come_in_any_order():
    """§8.4"""
    check(
        ANSWERS,
        ("GO", took(effects=ANY)),
        ("FREE", took(effects=ANY)),
        ("GO", took(effects=ANY)),
        (answer(3, {"ok": True}), took(context={"seen": {"result": {"ok": True}}})),
        (answer(2, 5), took(context={"seen": {"result": 5}})),
        (answer(3, {"ok": True}), ignored(note="stale")),
        (answer(1, {"ok": True}), took(context={"seen": {"result": {"ok": True}}})),
    )
