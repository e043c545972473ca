"""Scenarios added to the text of a definition; nothing that stands there is written anew."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from statecraft.diagnostics import UsageError
from statecraft.source import read_text
from statecraft.values.json_values import Value, same

_KEY: Final = re.compile(r"^scenarios:[ \t]*(#.*)?\r?$", re.MULTILINE)
_ITEM: Final = re.compile(r"^( *)- ", re.MULTILINE)
_TOP_LEVEL: Final = re.compile(r"^(?![ \t\r\n#-])|^(?:---|\.\.\.)(?=\s|$)", re.MULTILINE)
_INSIDE: Final = re.compile(r"^[ \t-].*\S", re.MULTILINE)
_PLAIN: Final = re.compile(r"[A-Za-z_][\w./-]*(?: [\w./-]+)*|\d+(?:ms|[smhd])", re.ASCII)
_RESERVED: Final = frozenset({"true", "false", "null"})
_LINE_BREAKS: Final = {ord(c): f"\\u{ord(c):04x}" for c in "\x7f\x85\u2028\u2029\ufeff"}


def scenario_text(scenario: Mapping[str, Value], indent: str = "  ") -> str:
    """The scenario as an element of a list, a step a line."""
    lines = "\n".join(f"{indent}{line}" for line in _lines(scenario))
    return f"{lines}\n"


def _lines(scenario: Mapping[str, Value]) -> Iterator[str]:
    opening = "- "
    for name, value in scenario.items():
        if name == "steps" and isinstance(value, list):
            yield "  steps:"
            yield from (f"    - {_flow(step)}" for step in value)
        else:
            yield f"{opening}{name}: {_flow(value)}"
        opening = "  "


def _flow(value: Value) -> str:
    """The value in YAML's flow style, in one line; quotes only where they are needed."""
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and value.lower() not in _RESERVED
        return value if plain else json.dumps(value, ensure_ascii=False).translate(_LINE_BREAKS)
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_flow(key)}: {_flow(of)}' for key, of in value.items())}}}"
    return json.dumps(value)


def with_scenario(text: str, scenario: Mapping[str, Value], file: str) -> str:
    """The text of a definition with one more scenario, after those that it has.

    Raises:
        UsageError: it is not written in a way that a scenario can be added to.
    """
    before = _data(text, file)
    longer = _added(text, scenario)
    known = before.get("scenarios", [])
    wanted = {**before, "scenarios": [*known, dict(scenario)]} if isinstance(known, list) else None
    # The proof that adding text added this scenario and did nothing else.
    if wanted is None or not same(_data(longer, file), wanted):
        raise UsageError(
            f"{file}: a scenario can only be added to a list that is written line by line below "
            "`scenarios:`"
        )
    return longer


def _added(text: str, scenario: Mapping[str, Value]) -> str:
    end = "\r\n" if "\r\n" in text else "\n"
    key = _KEY.search(text)
    if key is None:
        return f"{text.rstrip()}{end}{end}scenarios:{end}{_ending(scenario_text(scenario), end)}"
    block_end = _TOP_LEVEL.search(text, key.end() + 1)
    stop = block_end.start() if block_end else len(text)
    inside = [*_INSIDE.finditer(text, key.end(), stop)]
    last = inside[-1].end() if inside else key.end()
    own = text[key.end() : last]
    item = _ITEM.search(own)
    gap = end if re.search(r"\n\s*\n", own.strip()) else ""
    added = scenario_text(scenario, item.group(1) if item else "  ").rstrip()
    return f"{text[:last].rstrip()}{end}{gap}{_ending(added, end)}{text[last:] or end}"


def _ending(text: str, end: str) -> str:
    return text.replace("\n", end)


def _data(text: str, file: str) -> dict[str, Any]:
    """What the text says.

    Raises:
        UsageError: it cannot be read any more.
    """
    document = read_text(text, file).document
    if document is None or not isinstance(document.data, dict):
        raise UsageError(f"{file} cannot be read any more: validate tells why")
    return document.data
