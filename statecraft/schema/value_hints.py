"""What to write instead of a value of the wrong type, by the thing that stands there."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Any, Final

from statecraft.diagnostics import quoted
from statecraft.schema.faults import Schema
from statecraft.schema.wording import found_kind

_NO_SPACE: Final = re.compile(r"(\w+):([^\s:].*)", re.DOTALL).fullmatch
_PLAIN: Final = re.compile(r"[a-zA-Z_][\w-]*").fullmatch
_MOST_SHOWN: Final = 12
_LONGEST_SHOWN: Final = 40
_MAP_EVENTS: Final = "map each event to what it does: {GO: working}"
_MAP_DELAYS: Final = "map each delay to what it does: {30s: timed_out}"
_A_TARGET: Final = "name a state, or a dimension and its value: {docstatus: 1}"

# (title of the thing, kind of the value found) → what to write.
_HINTS: Final = MappingProxyType(
    {
        ("on", "text"): _MAP_EVENTS,
        ("on", "list"): _MAP_EVENTS,
        ("after", "text"): _MAP_DELAYS,
        ("after", "list"): _MAP_DELAYS,
        ("after", "number"): _MAP_DELAYS,
        ("transition", "number"): _A_TARGET,
        ("transition", "truth value"): _A_TARGET,
        ("target", "number"): _A_TARGET,
        ("target", "truth value"): _A_TARGET,
        ("values", "text"): "write a list: [idle, busy]",
        ("capability", "mapping"): "write the condition itself: save: operation == 'idle'",
        ("list of actions", "mapping"): "write a list, also of one: [{set: {n: 1}}]",
        ("action", "list"): "actions are one flat list",
        ("type", "nothing"): 'write "null" in quotes',
        ("type of value", "nothing"): 'write "null" in quotes',
        ("list of values", "text"): "write a list, also of one",
        ("list of values", "number"): "write a list, also of one",
        ("list of values", "truth value"): "write a list, also of one",
        ("require", "mapping"): "write a list: [{that: not dirty, message: Save first.}]",
        ("requirement", "list"): "requirements are one flat list",
        ("list of steps", "mapping"): "write a list: each step begins with -",
        ("branch or list of steps", "mapping"): "write a list, also of one: [{move: {…}}]",
        ("step", "text"): "write {action: NAME}, or {pipeline: NAME}",
        ("step", "list"): "steps are one flat list",
        ("pipeline", "list"): "write {steps: […]}",
        ("workflow", "list"): "write {steps: […]}",
        ("retry", "number"): "write {attempts: 3, delay: 1s}",
        ("requires", "mapping"): "write a list: [{that: not dirty, message: Save first.}]",
        ("moves", "text"): "name the dimension: {operation: saving}",
        ("moves", "list"): "name the dimension: {operation: saving}",
        ("invoke", "text"): "write {machine: NAME}, or {action: NAME}",
        ("submachine", "list"): "a state has one submachine; write the others under invoke:",
        ("loop", "text"): "write {in: =jobs, as: job, do: […]}",
        ("parallel", "list"): "give each list a name: {a: […], b: […]}",
        ("status_steps", "list"): "map each number to a name: {1: Import, 2: Export}",
        ("callbacks", "list"): "map each callback to its actions: {on_success: [{set: {n: 1}}]}",
        ("declared parameters", "list"): "map each parameter to its shape: {id: {type: string}}",
        ("declared callbacks", "list"): "map each callback to {}: {on_success: {}}",
        ("list of scenarios", "mapping"): "write a list: each scenario begins with - name:",
        ("list of waivers", "mapping"): "write a list: each waiver begins with - code:",
        ("scenario step", "text"): "write {send: EVENT}",
        ("rule", "text"): "write {never: CONDITION} or {always: CONDITION}",
        ("property", "text"): "write {never: CONDITION} or {reachable: CONDITION}",
        ("failure", "text"): "write {message: TEXT}",
        ("parameters", "text"): "write a list of shapes: [{type: string}]",
        ("tags", "text"): "write a list: [busy]",
        ("history", "truth value"): "write shallow or deep",
        ("list of paths", "text"): "write a list: [changes.name]",
        ("expected state", "text"): "write it beside its event: {send: GO, expect: rejected}",
        ("path", "mapping"): "write a path alone: [changes.name]",
    }
)

_TYPE_WORDS: Final = MappingProxyType(
    {
        "int": "integer",
        "long": "integer",
        "str": "string",
        "text": "string",
        "bool": "boolean",
        "float": "number",
        "double": "number",
        "decimal": "number",
        "list": "array",
        "dict": "object",
        "map": "object",
        "mapping": "object",
        "none": "null",
    }
)


def meant_type(word: str) -> str | None:
    """The type word for a word of another language: ``integer`` for ``int``."""
    return _TYPE_WORDS.get(word.lower())


def type_hint(thing: Schema, key: str | int | None, value: Any) -> str | None:
    """What to write instead of a value of the wrong type, where that can be said."""
    title, kind = str(thing["title"]), found_kind(value)
    match title, kind:
        case "field", "text" if key == "type":
            return "each key here is a field with its shape: {name: {type: string}}"
        case "field" | "shape", "text":
            return f"write {{type: {meant_type(value) or 'string'}}}"
        case "context variable", "text" if _is_type_word(value):
            return f"write {{type: {meant_type(value) or value}}}"
        case "dimension", "list":
            return f"write {{values: {_listed(value)}}}"
        case _, "text" if "string" not in thing["type"] and missing_space(value):
            return missing_space(value)
        case _, "nothing" if isinstance(key, str) and missing_space(key):
            return missing_space(key)
        case "context variable", "text" | "number" | "truth value":
            return f"write {{type: {_type_of(value)}, initial: {quoted(value)}}}"
        case ("action", "text") | ("list of actions", "text"):
            return "write [{action: NAME}]" if title != "action" else "write {action: NAME}"
        case _:
            return _HINTS.get((title, kind)) or _general_hint(thing, kind, value)


def missing_space(text: str) -> str | None:
    """What to write for ``target:working``, which YAML reads as one text."""
    found = _NO_SPACE(text)
    if found is None:
        return None
    rest = found[2] if len(found[2]) <= _LONGEST_SHOWN and found[2][0] not in "[{" else "…"
    return f"a space is missing behind the colon: {found[1]}: {rest}"


def _is_type_word(word: str) -> bool:
    """Whether a text names a type; that of null cannot be written without quotes."""
    return (meant_type(word) or word) in {*_TYPE_WORDS.values()} - {"null"}


def _listed(values: list[Any]) -> str:
    """The values of a list as a dimension may have them, or an example where one may not."""
    if not 0 < len(values) <= _MOST_SHOWN or any(isinstance(v, dict | list) for v in values):
        return "[idle, busy]"
    is_plain = [isinstance(value, str) and _PLAIN(value) for value in values]
    texts = [v if plain else quoted(v) for v, plain in zip(values, is_plain, strict=True)]
    return f"[{', '.join(texts)}]"


def _general_hint(thing: Schema, kind: str, value: Any) -> str | None:
    """A hint that follows from the types alone."""
    types = thing["type"]
    if types == "boolean":
        return "write true or false: in YAML 1.2 yes, no, on and off are text"
    if kind == "nothing" and "object" in types:
        return "write {} where there is no more to say"
    if types == "object" and kind in {"list", "text"} and "properties" not in thing:
        return "write a mapping: each name a key"
    if types == "string" and kind in {"number", "truth value"}:
        return f'write it in quotes: "{quoted(value)}"'
    if kind in {"mapping", "list"} and thing["title"] in {"condition", "expression"}:
        return "write it in quotes: { and [ begin a mapping or a list in YAML"
    return None


def _type_of(value: str | float) -> str:
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
