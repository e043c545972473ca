"""The schema of the language as it is shipped: one file, wherever the package lives."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

_NAME: Final = "statecraft.schema.json"


@cache
def schema_text() -> str:
    """The JSON Schema of definitions, as ``statecraft schema`` prints it."""
    return _file().read_text(encoding="utf-8")


@cache
def shipped() -> dict[str, Any]:
    """The JSON Schema of definitions (2020-12); to be read only."""
    schema: dict[str, Any] = json.loads(schema_text())
    return schema


def _file() -> Path:
    """The file inside of the package, as a wheel has it, else beside it, as a checkout does.

    An editable install is a checkout here: hatchling does not copy files into it.
    """
    package = Path(__file__).resolve().parent.parent
    installed = package / "schemas" / _NAME
    return installed if installed.is_file() else package.parent / "schemas" / _NAME
