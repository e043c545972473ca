"""The text of a value: how keys, messages and f-strings write it."""

from __future__ import annotations

import json

from statecraft.values.json_values import Value


def text_of(value: Value) -> str:
    """A string as it is, anything else as JSON: ``0``, ``true``, ``[1, 2]``."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
