"""What people who know other tools write for a key, and the key they mean here.

A value that is no key of the thing is a hint in itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from statecraft.schema.child_key_hints import OF_CHILDREN
from statecraft.schema.doing_key_hints import OF_DOING, WITH

_EVERYWHERE: Final = {
    "description": "describe",
    "desc": "describe",
    "doc": "describe",
    "docs": "describe",
    "comment": "describe",
    "summary": "describe",
    "title": "label",
    "name": "label",
    "tag": "tags",
    "metadata": "meta",
}

_BEHAVIOUR: Final = {
    "onEntry": "entry",
    "on_entry": "entry",
    "onentry": "entry",
    "on_enter": "entry",
    "enter": "entry",
    "onExit": "exit",
    "on_exit": "exit",
    "onexit": "exit",
    "leave": "exit",
    "transition": "on",
    "transitions": "on",
    "events": "on",
    "eventless": "always",
    "timeout": "after",
    "delayed": "after",
    "children": "states",
    "substates": "states",
    "regions": "states",
    "onDone": "on_done",
    "done_data": "output",
    "donedata": "output",
}

_MACHINE: Final = {
    "id": "machine",
    "name": "machine",
    "state": "states",
    "initial_state": "initial",
    "start": "initial",
    "root": "states",
    "data": "context",
    "datamodel": "context",
    "variables": "context",
    "vars": "context",
    "extended_state": "context",
    "guards": "define",
    "conditions": "define",
    "definitions": "define",
    "computed": "define",
    "invariants": "rules",
    "constraints": "rules",
    "flags": "capabilities",
    "import": "imports",
    "include": "imports",
    "parameters": "input",
    "tests": "scenarios",
    "assertions": "properties",
    "waivers": "allow",
    "pipeline": "pipelines",
    "workflow": "workflows",
    "branch": "branches",
    "steps": "a chain of steps is a pipeline: pipelines: {save: {steps: […]}}",
}

_SHAPE: Final = {
    "default": "initial",
    "min": "minimum",
    "max": "maximum",
    "values": "enum",
    "format": "formats are not checked; say what must hold in a rule",
    "pattern": "patterns are not checked; say what must hold in a rule, with matches(...)",
    "$ref": "write the shape out, or use a YAML anchor",
    "anyOf": "give type a list of words, or leave it open and write a rule",
    "oneOf": "give type a list of words, or leave it open and write a rule",
    "allOf": "write the words side by side",
    "nullable": 'write type: [string, "null"]',
}

_ONLY_TREE: Final = "only a state under the machine's own states: has children"

_OF_STATES: Final = {
    "invoke": "a state has it: states: {main: {invoke: {machine: …}}}",
    "submachine": "a state has it: states: {main: {submachine: …}}",
}

_BY_TITLE: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        **OF_DOING,
        **OF_CHILDREN,
        "definition": {**_BEHAVIOUR, **_MACHINE, **_OF_STATES, "events": "events"},
        "machine": {
            **_BEHAVIOUR,
            **_MACHINE,
            **_OF_STATES,
            "name": "label",
            "id": "the key above is the id",
        },
        "state": {
            **_BEHAVIOUR,
            "initial_state": "initial",
            "target": "default",
            "data": "output",
            "invokes": "invoke",
            "child": "submachine",
            "machine": "submachine",
            "on_error": "a child has it: write it inside of invoke: or submachine:",
            "onError": "a child has it: write on_error inside of invoke: or submachine:",
        },
        "value in full": {
            **_BEHAVIOUR,
            "on_change": "entry",
            "invoke": _ONLY_TREE,
            "submachine": _ONLY_TREE,
        },
        "transition": {
            "transition": "target",
            "to": "target",
            "goto": "target",
            "next": "target",
            "state": "target",
            "guard": "when",
            "cond": "when",
            "condition": "when",
            "if": "when",
            "in": "when",
            "action": "do",
            "actions": "do",
            "effects": "do",
            "run": "do",
            "then": "do",
            "external": "reenter",
            "internal": "leave target out: a transition without one is internal",
            "event": "the event is the key above, in on",
        },
        "dimension": {
            "type": "leave it out: the values say it",
            "default": "initial",
            "enum": "values",
            "options": "values",
            "computed": "compute",
            "onChange": "on_change",
            "moves_to": "transitions",
            "ephemeral": "write lifetime: ephemeral",
            "persistent": "write lifetime: persistent, or leave it out",
            "readonly": "constant",
        },
        "context variable": {
            **_SHAPE,
            "value": "initial",
            "computed": "compute",
            "optional": 'write type: [string, "null"] and initial: null',
        },
        "field": {**_SHAPE, "default": "optional", "testValue": "test", "mock": "test"},
        "shape": {**_SHAPE, "optional": "leave the field out of required"},
        "event": {
            "data": "payload",
            "fields": "payload",
            "with": "payload",
            "parameters": "payload",
            "schema": "payload",
            "properties": "payload",
        },
        "rule": {
            "requires": "require",
            "if": "when",
            "forbid": "never",
            "not": "never",
            "must": "always",
            "invariant": "always",
            "check": "always",
            "error": "message",
            "do": "then",
            "set": "then",
            "target": "then",
        },
        "requirement": {
            "if": "that",
            "when": "that",
            "condition": "that",
            "check": "that",
            "error": "message",
        },
        "declared action": {
            "parameters": "with",
            "input": "with",
            "output": "result",
            "returns": "result",
            "mock": "test",
        },
        "function": {
            "with": "parameters",
            "arguments": "parameters",
            "args": "parameters",
            "returns": "result",
            "mock": "test",
        },
        "scenario": {"start": "given", "set": "given", "title": "name", "label": "label"},
        "scenario step": {
            **WITH,
            "event": "send",
            "pipeline": "run",
            "wait": "advance",
            "after": "advance",
            "assert": "expect",
            "outcome": "expect",
        },
        "property": {"invariant": "always", "leads_to": "eventually", "possible": "reachable"},
        "waiver": {"reason": "because", "why": "because", "path": "at", "where": "at"},
    }
)

_STATE_TYPES: Final = MappingProxyType(
    {
        "parallel": "write parallel: true",
        "final": "write final: true",
        "history": "write history: shallow, or history: deep",
        "compound": "leave it out: a state with states inside is compound",
        "atomic": "leave it out: a state without states inside is atomic",
    }
)


def known_slip(title: str, key: str, value: object) -> str | None:
    """The key that is meant by a wrong one in a thing of this title, or a hint in itself."""
    if key == "type" and title in {"state", "machine", "definition"}:
        return _STATE_TYPES.get(str(value))
    if key.startswith("x-"):
        return "keys that begin with x- stand at the top of the file only"
    return _BY_TITLE.get(title, {}).get(key) or _EVERYWHERE.get(key)
