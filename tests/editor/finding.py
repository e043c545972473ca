"""Where yaml-language-server is on this machine.

It is a program of Node's world and no dependency of statecraft: machines that have only Python do
without, and the tests that speak to it are skipped there.
"""

from __future__ import annotations

import os
import shutil


def server_command() -> list[str] | None:
    """What starts the server: $STATECRAFT_YLS (its JavaScript file), or the one on PATH."""
    if script := os.environ.get("STATECRAFT_YLS"):
        return ["node", script]
    on_path = shutil.which("yaml-language-server")
    return [on_path] if on_path else None
