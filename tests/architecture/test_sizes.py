"""Functions and modules stay small enough to be read at one sitting."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.package import ROOT, Module, functions, modules, parsed

LONGEST_FUNCTION = 40
LONGEST_MODULE = 400

TOOLS = tuple(
    parsed(f"tools.{path.stem}", path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "tools").glob("*.py"))
)


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the first statement after the docstring to the last one."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def too_long(module: Module) -> list[str]:
    return [
        f"{module.name}:{function.lineno} {function.name} has {body_lines(function)} lines"
        for function in functions(module)
        if body_lines(function) > LONGEST_FUNCTION
    ]


def test_function_bodies_are_short():
    assert [long for module in (*modules(), *TOOLS) for long in too_long(module)] == []


def test_modules_are_short():
    lines = {module.name: module.text.count("\n") for module in (*modules(), *TOOLS)}
    assert {name: count for name, count in lines.items() if count > LONGEST_MODULE} == {}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("def f():\n    return 1\n", 1, id="one line"),
        pytest.param(
            "def f():\n    '''Text.\n\n    More.\n    '''\n    return 1\n", 1, id="docstring"
        ),
        pytest.param("def f():\n    '''Only text.'''\n", 0, id="nothing else"),
        pytest.param(
            "def f(\n    a,\n    b,\n):\n    x = a\n\n    return x + b\n", 3, id="arguments"
        ),
    ],
)
def test_a_body_is_counted_without_its_docstring(text, lines):
    assert [body_lines(function) for function in functions(parsed("statecraft.x", text))] == [lines]
