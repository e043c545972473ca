"""The checkout's own virtual environment: made on first use, reused while it still fits.

It is the folder `.venv` of the checkout, or the one that STATECRAFT_VENV names. Run as a program,
this module makes it ready for development and prints the path of its Python.

Only the standard library is used, and only syntax that Python 3.7 can read, so that an older
Python is turned away by a sentence and not by a syntax error.
"""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = (3, 11)

_NO_VENV = """\
This Python cannot make virtual environments: its modules `venv` and `ensurepip` are incomplete.
On Debian and Ubuntu they are the package python3-venv (sudo apt-get install python3-venv);
elsewhere, run this script with a Python as python.org or uv installs it."""

_NO_INDEX = """\
pip could not fetch the packages that pyproject.toml asks for.
If the message above is about a connection or about no matching distribution, no package index
was reached: check the network; behind a proxy set HTTPS_PROXY; for an index of your own set
PIP_INDEX_URL; without a network set PIP_NO_INDEX=1 and PIP_FIND_LINKS to a folder of wheels."""

_OFFLINE_SIGNS = (
    "No matching distribution",
    "Could not find a version",
    "Connection",
    "ConnectTimeout",
    "Max retries",
    "name resolution",
    "getaddrinfo",
    "SSLError",
    "ProxyError",
)


def say(text: str) -> None:
    """Tell the person at the terminal; standard output is left to results."""
    print(text, file=sys.stderr, flush=True)


def ready(extra: str = "") -> Path:
    """The Python of an environment that has this checkout (editable) and the extra installed.

    An environment with any extra serves a caller that wants none. Exits with a message when it
    cannot be had: Python too old, no venv module, no package index.
    """
    _refuse_an_old_python()
    folder = Path(os.environ.get("STATECRAFT_VENV") or ROOT / ".venv").absolute()
    python = python_of(folder)
    state = _state(folder)
    if state.get("key") == _key(python) and state.get("extra") in (extra, "dev"):
        return python
    if not _runs(python):
        _create(folder)
    _install(python, extra)
    stamp = {"key": _key(python), "extra": extra}
    _stamp(folder).write_text(json.dumps(stamp), encoding="utf-8")
    return python


def python_of(folder: Path) -> Path:
    """Where a virtual environment keeps its interpreter on this system."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def run(command: "list[str]", folder: Path = ROOT) -> int:
    """The exit code of a program run in the folder, on this terminal."""
    try:
        return subprocess.run(command, cwd=str(folder), check=False).returncode
    except KeyboardInterrupt:
        return 130


def _refuse_an_old_python() -> None:
    if sys.version_info < OLDEST_PYTHON:
        wanted = ".".join(map(str, OLDEST_PYTHON))
        found = ".".join(map(str, sys.version_info[:3]))
        sys.exit(f"statecraft needs Python {wanted} or newer; this is {found} ({sys.executable}).")


def _stamp(folder: Path) -> Path:
    return folder / "statecraft-environment.json"


def _state(folder: Path) -> "dict[str, str]":
    """What was installed here last; nothing when this tool never finished here."""
    try:
        state = json.loads(_stamp(folder).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def _key(python: Path) -> str:
    """A hash of what the installation depends on; it differs when the interpreter is broken.

    An editable install points at the checkout's place, so that a moved checkout is a new one.
    """
    project = (ROOT / "pyproject.toml").read_bytes().replace(b"\r\n", b"\n")
    facts = "\n".join([str(ROOT), _version_of(python)])
    return hashlib.sha256(project + facts.encode()).hexdigest()


def _runs(python: Path) -> bool:
    return _version_of(python).startswith("usable ")


def _version_of(python: Path) -> str:
    """What the environment's interpreter says of itself, or why it is of no use."""
    probe = (
        f"import sys, pip; assert sys.version_info >= {OLDEST_PYTHON}; print('usable', sys.version)"
    )
    try:
        asked = subprocess.run(
            [str(python), "-c", probe], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False
        )
    except OSError as error:
        return f"missing {error.errno}"
    return asked.stdout.decode(errors="replace") if asked.returncode == 0 else "broken"


def _create(folder: Path) -> None:
    try:
        import ensurepip  # noqa: F401, PLC0415 - Debian splits it off, which shows only here.
        import venv  # noqa: PLC0415
    except ImportError:
        sys.exit(_NO_VENV)
    if folder.exists() and any(folder.iterdir()) and not (folder / "pyvenv.cfg").exists():
        sys.exit(
            f"{folder} is no virtual environment: move it away, or name another folder in"
            " STATECRAFT_VENV."
        )
    say(f"Making a virtual environment in {folder} …")
    try:
        venv.create(str(folder), clear=True, with_pip=True, symlinks=os.name != "nt")
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"{error}\n{_NO_VENV}")


def _install(python: Path, extra: str) -> None:
    extras = f"[{extra}]" if extra else ""
    say(f"Installing the checkout and the packages it needs (pip install -e .{extras}) …")
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--retries", "2", "--editable", f"{ROOT}{extras}"]
    installed = subprocess.run(command, cwd=str(ROOT), stderr=subprocess.PIPE, check=False)
    complaint = installed.stderr.decode(errors="replace").strip()
    if installed.returncode != 0:
        say(complaint)
        offline = any(sign in complaint for sign in _OFFLINE_SIGNS)
        sys.exit(_NO_INDEX if offline else "pip failed: its message is above.")


if __name__ == "__main__":
    print(ready("dev"))
