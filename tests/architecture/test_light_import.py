"""Importing the package costs little: heavy packages wait until they are needed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable

from tests.architecture.package import ROOT

HEAVY = ("networkx", "graphviz", "jsonschema", "jsonschema_rs", "click", "ruamel")


# What the program knows before a verb is said.
OF_THE_PROGRAM = {"codes", "diagnostics", "cli"}


def loaded_by(statement: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after the statement."""
    probe = f"import sys; {statement}; sys.stdout.write('\\0' + ' '.join(sys.modules))"
    asked = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(asked.stdout.split("\0")[1].split())


def rooms(loaded: Iterable[str]) -> set[str]:
    """The rooms of the package that modules among these are in."""
    own = (name.split(".") for name in loaded if name.startswith("statecraft."))
    return {parts[1] for parts in own}


def test_importing_the_package_loads_nothing_of_weight():
    loaded = loaded_by("import statecraft")
    assert (rooms(loaded), loaded & {*HEAVY, "dataclasses", "json"}) == (set(), set())


HELP = """
from statecraft.cli import main
try:
    main(["--help"])
except SystemExit:
    pass
"""


def test_help_on_the_command_line_waits_for_click_alone():
    loaded = loaded_by(f"exec({HELP!r})")
    assert (rooms(loaded), loaded & {*HEAVY}) == (OF_THE_PROGRAM, {"click"})
