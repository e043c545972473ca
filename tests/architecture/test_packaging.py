"""What pyproject.toml promises exists, and the tools turn an old Python away in words."""

from __future__ import annotations

import ast
import tomllib

import pytest

from tests.architecture.package import PACKAGE, ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ENTRY_POINTS = [
    *PROJECT["project"]["scripts"].values(),
    *(target for group in PROJECT["project"]["entry-points"].values() for target in group.values()),
]


@pytest.mark.parametrize("target", ENTRY_POINTS)
def test_an_entry_point_names_a_module_that_exists(target):
    module = ROOT.joinpath(*target.partition(":")[0].split("."))
    assert module.with_suffix(".py").is_file() or (module / "__init__.py").is_file()


@pytest.mark.parametrize(
    "folder", PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
)
def test_a_folder_for_the_wheel_holds_something(folder):
    assert any((ROOT / folder).iterdir())


def test_the_package_says_that_it_is_typed():
    assert (PACKAGE / "py.typed").read_bytes() == b""


@pytest.mark.parametrize("name", ["environment", "test", "demo"])
def test_an_old_python_can_read_the_tool_that_turns_it_away(name):
    text = (ROOT / "tools" / f"{name}.py").read_text(encoding="utf-8")
    ast.parse(text, feature_version=(3, 7))
