"""What a host function answers is held against what is declared of it."""

from __future__ import annotations

import pytest

import statecraft

PRICED = statecraft.loads(
    """\
statecraft: 1
machine: till
context: {total: {type: integer, initial: 0}}
functions: {price: {parameters: [{type: integer}], result: {type: integer, minimum: 0}}}
on: {ADD: {do: [{set: {total: =total + price(2)}}]}}
"""
)


@pytest.mark.parametrize(
    ("answer", "total", "refused"),
    [
        (7, 7, []),
        (
            "7",
            0,
            ["the answer of price is refused: must be an integer, is '7', in: =total + price(2)"],
        ),
        (
            -1,
            0,
            ["the answer of price is refused: must be at least 0, is -1, in: =total + price(2)"],
        ),
        (
            None,
            0,
            ["the answer of price is refused: must be an integer, is null, in: =total + price(2)"],
        ),
    ],
)
def test_an_answer_of_another_type_fails_the_formula_that_asks(answer, total, refused):
    chart = PRICED.with_functions({"price": lambda _count: answer})
    step = chart.send(chart.start().snapshot, "ADD")
    assert [reason.message for reason in step.outcome.reasons] == refused
    assert chart.context(step.snapshot) == {"total": total}
