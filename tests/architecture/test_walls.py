"""Imports point one way, foreign packages have one owner, pure rooms touch nothing outside."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable

import pytest

from tests.architecture.package import (
    FACES,
    ROOMS,
    TOP,
    Import,
    Module,
    everywhere,
    imports,
    modules,
    nodes,
    parsed,
)

# Foreign package → the one room that knows it. What is not named here, nobody imports.
OWNERS = {
    "ruamel": "source",
    "jsonschema": "schema",
    "jsonschema_rs": "schema",
    "networkx": "analysis",
    "graphviz": "render",
    "click": "cli",
    "numpy": "checker",
    "pytest": "scenarios",
}

# Slow to import: their owner may import them inside the function that needs them.
HEAVY = frozenset(
    {"ruamel", "jsonschema", "jsonschema_rs", "networkx", "graphviz", "pytest", "numpy"}
)

PURE = frozenset(
    {
        "diagnostics",
        "codes",
        "values",
        "expr",
        "model",
        "resolve",
        "checks",
        "chart",
        "compiled",
        "kernel",
        "fast",
        "checker",
    }
)

OUTSIDE_WORLD = frozenset(
    {
        "asyncio",
        "concurrent",
        "ctypes",
        "fcntl",
        "glob",
        "http",
        "importlib",
        "io",
        "locale",
        "logging",
        "multiprocessing",
        "os",
        "pathlib",
        "pickle",
        "random",
        "secrets",
        "shutil",
        "signal",
        "socket",
        "sqlite3",
        "subprocess",
        "sys",
        "tempfile",
        "threading",
        "time",
        "urllib",
        "uuid",
    }
)

# Dates are values; reading today's is not.
CLOCK_READS = frozenset({"now", "today", "utcnow"})
DATE_TYPES = frozenset({"date", "datetime"})

OUTSIDE_CALLS = frozenset({"open", "print", "input", "breakpoint", "globals", "__import__"})

# Modules that turn a checked tree into Python; no text of a definition reaches them unparsed.
GENERATORS = frozenset({"statecraft.expr.generate", "statecraft.kernel.generate"})


def wrong_direction(module: Module) -> list[str]:
    """Imports of a room that stands above the module's own."""
    order = [*ROOMS, *TOP]
    here = order.index(module.room)
    reached = ((found, found.target.split(".")) for found in imports(module))
    return [
        told(module, found)
        for found, parts in reached
        if parts[0] == "statecraft"
        and (len(parts) == 1 or parts[1] not in order or order.index(parts[1]) > here)
        and not (module.room in FACES and _is_public(parts))
    ]


def _is_public(parts: list[str]) -> bool:
    """Whether this is the package itself or one of its public names: what a face may use."""
    return len(parts) == 1 or (len(parts) == 2 and parts[1] not in {*ROOMS, *FACES})


def foreign_to_the_room(module: Module) -> list[str]:
    """Imports of a foreign package that another room owns, or nobody."""
    return [
        told(module, found)
        for found in imports(module)
        if not _is_standard(found) and OWNERS.get(found.distribution) != module.room
    ]


def _is_standard(found: Import) -> bool:
    return found.distribution in {*sys.stdlib_module_names, "statecraft", "__future__"}


def dodges(module: Module) -> list[str]:
    """Imports inside functions, except a heavy foreign package in its owner's room.

    The public names of the package are handed out on demand (PEP 562).
    """
    inside = [found for found in imports(module) if found.function is not None]
    return [
        told(module, found)
        for found in inside
        if not (found.distribution in HEAVY and OWNERS[found.distribution] == module.room)
        and not (module.name == "statecraft.__init__" and found.function == "__getattr__")
    ]


def touches_the_outside(module: Module) -> list[str]:
    """What a pure room imports or calls that is not computed from its arguments."""
    if module.room not in PURE:
        return []
    imported = [
        told(module, found) for found in imports(module) if found.distribution in OUTSIDE_WORLD
    ]
    calls = [*_calls_of(module, OUTSIDE_CALLS), *_clock_reads(module)]
    return imported + [_told_call(module, call) for call in calls]


def runs_text(module: Module) -> list[str]:
    """Calls that turn text into running Python, outside the two generators."""
    if module.name in GENERATORS:
        return []
    runners = frozenset({"eval", "exec", "compile"})
    return [_told_call(module, call) for call in _calls_of(module, runners)]


def private_names_of_other_rooms(module: Module) -> list[str]:
    """Imports of an underscored module or name across a room's wall."""
    return [
        told(module, found)
        for found in imports(module)
        if found.target.startswith("statecraft.")
        and found.target.split(".")[1] != module.room
        and any(part.startswith("_") for part in found.target.split(".")[1:])
    ]


def _calls_of(module: Module, names: Iterable[str]) -> list[ast.Call]:
    return [
        node
        for node in nodes(module)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
    ]


def _clock_reads(module: Module) -> list[ast.Call]:
    return [
        node
        for node in nodes(module)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCK_READS
        and ast.unparse(node.func.value).split(".")[-1] in DATE_TYPES
    ]


def told(module: Module, found: Import) -> str:
    return f"{module.name}:{found.line} imports {found.target}"


def _told_call(module: Module, call: ast.Call) -> str:
    return f"{module.name}:{call.lineno} calls {ast.unparse(call.func)}"


def test_every_module_lives_in_a_listed_room():
    found = {module.room for module in modules()}
    assert found - {*ROOMS, *TOP} == set(), "name the room in ROOMS, between what it uses and users"


def test_imports_point_one_way():
    assert everywhere(wrong_direction) == []


def test_foreign_packages_have_one_owner():
    assert everywhere(foreign_to_the_room) == []


def test_imports_inside_functions_are_for_heavy_packages_only():
    assert everywhere(dodges) == []


def test_pure_rooms_touch_nothing_outside():
    assert everywhere(touches_the_outside) == []


def test_no_text_is_run_as_python():
    assert everywhere(runs_text) == []


def test_rooms_use_only_public_names_of_each_other():
    assert everywhere(private_names_of_other_rooms) == []


@pytest.mark.parametrize(
    ("wall", "name", "text"),
    [
        pytest.param(wrong_direction, "kernel.step", "import statecraft.runtime", id="upwards"),
        pytest.param(wrong_direction, "kernel.step", "from ..cli import main", id="relative"),
        pytest.param(wrong_direction, "kernel.step", "import statecraft", id="the whole package"),
        pytest.param(wrong_direction, "cli.main", "import statecraft.lsp", id="face to face"),
        pytest.param(foreign_to_the_room, "kernel.step", "import networkx", id="not the owner"),
        pytest.param(foreign_to_the_room, "source.text", "import yaml", id="owned by nobody"),
        pytest.param(dodges, "kernel.step", "def f():\n from ..chart import x", id="hidden"),
        pytest.param(dodges, "cli.main", "def f():\n import networkx", id="heavy, not owner"),
        pytest.param(touches_the_outside, "kernel.step", "import time", id="clock"),
        pytest.param(touches_the_outside, "kernel.step", "print(1)", id="print"),
        pytest.param(touches_the_outside, "expr.text", "datetime.datetime.now(UTC)", id="today"),
        pytest.param(runs_text, "resolve.names", "eval('1')", id="eval"),
        pytest.param(
            private_names_of_other_rooms,
            "kernel.step",
            "from statecraft.chart.tables import _row",
            id="private name",
        ),
    ],
)
def test_a_breach_is_noticed(wall: Callable[[Module], list[str]], name, text):
    assert len(wall(parsed(f"statecraft.{name}", text))) == 1


@pytest.mark.parametrize(
    ("wall", "name", "text"),
    [
        pytest.param(wrong_direction, "kernel.step", "from ..chart import Chart", id="downwards"),
        pytest.param(wrong_direction, "kernel.step", "from .turn import turn", id="own room"),
        pytest.param(wrong_direction, "cli.main", "import statecraft as sc", id="public names"),
        pytest.param(foreign_to_the_room, "render.dot", "import graphviz", id="owner"),
        pytest.param(dodges, "render.dot", "def f():\n import graphviz", id="heavy in its room"),
        pytest.param(touches_the_outside, "runtime.clock", "import time", id="impure room"),
        pytest.param(touches_the_outside, "expr.text", "import datetime", id="dates are values"),
        pytest.param(runs_text, "source.text", "re.compile('a')", id="another compile"),
    ],
)
def test_what_is_allowed_passes(wall: Callable[[Module], list[str]], name, text):
    assert wall(parsed(f"statecraft.{name}", text)) == []
