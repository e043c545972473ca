"""Check that statecraft works however it is installed: as a wheel, editable, as a bare checkout.

The shipped schema and definitions lie in the package in a wheel and beside it in a checkout; this
builds a wheel, installs it into a fresh environment and reads both there, and then the other two
ways. Prints one line for each way; ends with 1 when one of them fails.
"""

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from environment import ROOT, python_of, ready, say

PROBE = """
import json, pathlib, sys
import statecraft
from statecraft.schema import schema_text
json.loads(schema_text())
place = pathlib.Path(statecraft.__file__).resolve().parent
folders = [place / "definitions", place.parent / "definitions"]
shipped = sorted(path for one in folders for path in one.glob("*.statechart.yaml"))
assert shipped, "no definition is shipped"
for path in shipped:
    statecraft.load(path)
print(f"{len(shipped)} definitions, package in {place}")
"""


def probe(python: Path, way: str, folder: Path, search: str = "") -> bool:
    """Whether the package can be used by this Python from this folder."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    if search:
        environment["PYTHONPATH"] = search
    asked = subprocess.run(
        [str(python), "-c", PROBE],
        cwd=str(folder),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    told = asked.stdout.decode(errors="replace").strip()
    print(f"{way}: {'ok' if asked.returncode == 0 else 'FAILED'}: {told}", flush=True)
    return asked.returncode == 0


def command_works(python: Path, folder: Path) -> bool:
    """Whether the installed command starts and prints the schema."""
    asked = subprocess.run(
        [str(python.with_name("statecraft")), "schema"],
        cwd=str(folder),
        stdout=subprocess.PIPE,
        check=False,
    )
    print(f"command: {'ok' if asked.returncode == 0 else 'FAILED'}", flush=True)
    return asked.returncode == 0


def pip(python: Path, *arguments: str) -> None:
    """Run pip; ends the program when it fails."""
    command = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    if subprocess.run(command, cwd=str(ROOT), check=False).returncode != 0:
        sys.exit(f"pip {arguments[0]} failed: its message is above.")


def check(scratch: Path) -> bool:
    """Whether all three ways work; leaves its environment in the scratch folder."""
    developing = ready("dev")
    elsewhere = scratch / "elsewhere"
    elsewhere.mkdir()
    say("Building a wheel and installing it into a fresh environment …")
    wheels = str(scratch / "wheels")
    pip(developing, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", wheels, str(ROOT))
    venv.create(str(scratch / "venv"), with_pip=True, symlinks=os.name != "nt")
    fresh = python_of(scratch / "venv")
    pip(fresh, "install", *map(str, (scratch / "wheels").glob("*.whl")))
    results = [probe(fresh, "wheel", elsewhere), command_works(fresh, elsewhere)]
    results.append(probe(developing, "editable", elsewhere))
    pip(fresh, "uninstall", "--yes", "statecraft")
    results.append(probe(fresh, "bare checkout", elsewhere, str(ROOT)))
    return all(results)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(0 if check(Path(folder)) else 1)
