"""The DOT text of each chart, whole: what changes in a picture is seen in review."""

from __future__ import annotations

import pytest

from statecraft.render import draw
from tests.render.charts import FILES, after, chart


@pytest.mark.parametrize("name", FILES)
def test_a_chart_is_drawn_like_this(golden, name):
    golden(f"{name}.dot", draw(chart(name)).dot)


def test_a_running_machine_is_drawn_like_this(golden):
    of = chart("sales_invoice")
    step = after(of, [("SAVE", None)], validation="valid", changes={"amount": 1})
    golden("sales_invoice_saving.dot", draw(of, step.snapshot, step.outcome).dot)


@pytest.mark.parametrize("name", FILES)
def test_drawing_twice_gives_the_same_text(name):
    assert draw(chart(name)).dot == draw(chart(name)).dot


def test_a_definition_is_drawn_like_its_chart():
    of = chart("mixed")
    assert draw(of.definition).dot == draw(of).dot
