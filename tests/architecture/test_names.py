"""Names say what a thing is; the checkout's top level and each room's door are kept tidy."""

from __future__ import annotations

import ast
import fnmatch
import re

import pytest

import statecraft
from tests.architecture.package import ROOT, Module, everywhere, modules, parsed

VAGUE = frozenset({"base", "common", "helper", "helpers", "manager", "managers"}) | {
    "misc",
    "util",
    "utils",
}

TOP_LEVEL = frozenset(
    {
        ".ci",
        ".gitignore",
        "LICENSE",
        "README.md",
        "definitions",
        "docs",
        "pyproject.toml",
        "schemas",
        "statecraft",
        "tests",
        "tools",
    }
)

WRITTEN_BY_HAND = frozenset({".py", ".md", ".yaml", ".yml", ".toml", ".json", ""})

# Put together here, so that this file does not find itself.
UNFINISHED = re.compile(
    r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" * 3, "HA" + "CK"]) + r")\b"
)
UNFINISHED_CODE = "NotImplemented" + "Error"
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(" + "work|tmp|root|home" + r")/")


def hand_written() -> list[str]:
    """Text files of the project, relative to the checkout."""
    folders = [ROOT / name for name in sorted(TOP_LEVEL)]
    files = [path for top in folders for path in ([top] if top.is_file() else top.rglob("*"))]
    return [
        str(path.relative_to(ROOT))
        for path in files
        if path.is_file() and path.suffix in WRITTEN_BY_HAND and "__pycache__" not in path.parts
    ]


def ignored() -> list[str]:
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    return [line.rstrip("/") for line in lines if line and not line.startswith("#")]


def undocumented(module: Module) -> list[str]:
    """The module itself and its public functions and classes, where a docstring is missing."""
    public = [
        node
        for node in module.tree.body
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
    ]
    return [
        f"{module.name}: {getattr(node, 'name', 'the module')}"
        for node in (module.tree, *public)
        if not ast.get_docstring(node)
    ]


def more_than_a_door(module: Module) -> list[str]:
    """What a room's ``__init__`` holds besides a docstring, imports and ``__all__``."""
    return [
        f"{module.name}:{statement.lineno} {ast.unparse(statement).splitlines()[0]}"
        for statement in module.tree.body[1:]
        if not isinstance(statement, ast.Import | ast.ImportFrom)
        and not ast.unparse(statement).startswith("__all__")
    ]


def test_no_module_has_a_vague_name():
    words = {part.strip("_") for module in modules() for part in module.name.split(".")}
    assert words & VAGUE == set()


def test_what_is_public_says_what_it_is():
    assert everywhere(undocumented) == []


@pytest.mark.parametrize(
    "module",
    [module for module in modules() if module.is_room_door and module.room != "__init__"],
    ids=lambda module: module.name,
)
def test_a_room_is_entered_by_a_sentence_and_names(module):
    assert more_than_a_door(module) == []


def test_public_names_exist_and_have_docstrings():
    names = getattr(statecraft, "__all__", ())
    assert [name for name in names if not getattr(statecraft, name).__doc__] == []


def test_the_top_level_is_exactly_this():
    found = {path.name for path in ROOT.iterdir()} - {".git"}
    kept = {name for name in found if not any(fnmatch.fnmatch(name, one) for one in ignored())}
    assert kept == TOP_LEVEL


def unfinished_or_tied(name: str) -> list[str]:
    """Lines of a file that promise work, or name a place on one machine."""
    text = (ROOT / name).read_text(encoding="utf-8", errors="replace")
    return [
        f"{name}:{number}: {line}"
        for number, line in enumerate(text.splitlines(), 1)
        if UNFINISHED.search(line) or UNFINISHED_CODE in line or MACHINE_PATH.search(line)
    ]


def test_nothing_is_left_unfinished_or_tied_to_a_machine():
    assert [line for name in hand_written() for line in unfinished_or_tied(name)] == []


@pytest.mark.parametrize(
    "text",
    [
        "def public():\n    return 1\n",
        "'''Text.'''\ndef public():\n    return 1\n",
        "'''Text.'''\nclass Public:\n    pass\n",
    ],
)
def test_a_missing_docstring_is_noticed(text):
    assert undocumented(parsed("statecraft.model.thing", text)) != []
