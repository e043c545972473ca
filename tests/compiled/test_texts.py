"""A project comes back from its lines as it was, and nothing else does."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from statecraft.chart.lower import lower
from statecraft.compiled.forms import Damaged, form_of
from statecraft.compiled.texts import Checked, lines_of, read_lines
from statecraft.diagnostics import Span
from statecraft.model.definition import Project
from statecraft.model.dimensions import Lifetime
from statecraft.model.formulas import Described
from statecraft.model.states import From, StateTarget
from statecraft.runtime.loading import read_project, read_project_text
from statecraft.values.json_values import Value
from statecraft.values.shape import Shape

DEFINITIONS = sorted((Path(__file__).resolve().parents[2] / "definitions").glob("*.yaml"))


def checked(reading) -> Checked:
    return Checked(
        project=reading.project, diagnostics=reading.diagnostics, sources=reading.sources
    )


def charts(project: Project):
    return [lower(of, project.layouts.get(key)) for key, of in project.machines.items()]


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda path: path.stem.split(".")[0])
def test_what_is_read_is_what_was_written(path):
    before = checked(read_project(path))
    after = read_lines(lines_of(before), before.sources)
    assert after == before
    assert charts(after.project) == charts(before.project)


def test_the_states_of_a_large_machine_come_back_whole():
    states = "".join(f"  s{n}: {{on: {{next: s{(n + 1) % 300}}}}}\n" for n in range(300))
    text = f"statecraft: 1\nmachine: m\ndimensions: {{d: {{values: [0, 1]}}}}\nstates:\n{states}"
    before = checked(read_project_text(text))
    after = read_lines(lines_of(before), before.sources)
    assert charts(after.project) == charts(before.project)
    assert after == before


def test_a_changed_copy_of_a_definition_is_laid_out_anew():
    text = "statecraft: 1\nmachine: m\nstates: {a: {on: {go: b}}, b: {}}\n"
    before = checked(read_project_text(text))
    project = read_lines(lines_of(before), before.sources).project
    (go,) = project.main.tree.children[0].transitions
    changed = replace(project.main, transitions=(replace(go, event="jump"),))
    assert lower(changed, project.layouts[changed.key]) == lower(changed)
    assert lower(changed).events == ("go", "jump")


SPAN = [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("hint", "value", "written"),
    [
        pytest.param(Span, Span("f", 1, 2, 3, 4), SPAN, id="span of the file"),
        pytest.param(Span, Span("g", 1, 2, 3, 4), [*SPAN, "g"], id="span of another file"),
        pytest.param(bool | Shape, True, True, id="plain beside a class"),
        pytest.param(bool | Shape, Shape(), [], id="all fields by default"),
        pytest.param(
            Described, Described(describe="x"), [None, "x"], id="fields by default at the end"
        ),
        pytest.param(Lifetime, Lifetime.EPHEMERAL, "ephemeral", id="enumeration"),
        pytest.param(Value, {"a": [1, 1.5, None]}, {"a": [1, 1.5, None]}, id="value"),
        pytest.param(frozenset[str], frozenset("ba"), ["a", "b"], id="set"),
        pytest.param(
            From | StateTarget,
            StateTarget(path="a", span=Span("f", 1, 2, 3, 4)),
            [1, "a", SPAN],
            id="one of two classes",
        ),
    ],
)
def test_forms(hint, value, written):
    form = form_of(hint)
    assert form.write(value, "f") == written
    assert form.read(json.loads(json.dumps(written)), "f") == value


@pytest.mark.parametrize(
    ("hint", "written"),
    [
        pytest.param(Span, [1, 2, 3], id="short span"),
        pytest.param(Span, [1, 2, 3, "4"], id="span of text"),
        pytest.param(Span, {}, id="no span"),
        pytest.param(Lifetime, "eternal", id="unknown name"),
        pytest.param(Lifetime, ["ephemeral"], id="no name"),
        pytest.param(Described, [None] * 5, id="too many fields"),
        pytest.param(StateTarget, ["a"], id="too few fields"),
        pytest.param(StateTarget, [1, SPAN], id="field of another type"),
        pytest.param(From | StateTarget, [2, "a", SPAN], id="class that is none"),
        pytest.param(From | StateTarget, ["a"], id="no class"),
        pytest.param(tuple[int, ...], [1, True], id="boolean for a number"),
        pytest.param(tuple[int, str], [1], id="short row"),
        pytest.param(bool | Shape, 1, id="number for a boolean"),
    ],
)
def test_another_shape_is_refused(hint, written):
    with pytest.raises(Damaged):
        form_of(hint).read(written, "f")


@pytest.mark.parametrize("lines", [[], [b""], [b"{}"], [b"[]"], [b'{"machines": [["m", "f", 7]]}']])
def test_lines_that_are_none_are_refused(lines):
    with pytest.raises(Damaged):
        read_lines(lines, {})
