"""Importing the package costs little: heavy packages wait until they are needed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.architecture.package import PACKAGE, ROOT

HEAVY = ("networkx", "graphviz", "jsonschema", "jsonschema_rs", "click", "ruamel")


def loaded_by(statement: str) -> set[str]:
    """The heavy packages that a fresh interpreter has loaded after the statement."""
    probe = f"import sys; {statement}; print(*[name for name in {HEAVY} if name in sys.modules])"
    asked = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(asked.stdout.split())


def test_importing_the_package_loads_no_heavy_package():
    assert loaded_by("import statecraft") == set()


@pytest.mark.skipif(not (PACKAGE / "cli").exists(), reason="there is no command line to import")
def test_help_on_the_command_line_waits_for_click_alone():
    assert loaded_by("import statecraft.cli") <= {"click"}
