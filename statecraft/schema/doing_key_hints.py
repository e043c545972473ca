"""Keys of what a machine does, as people who know other tools write them: actions, steps, runs."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

WITH: Final = {"data": "with", "payload": "with", "params": "with", "parameters": "with"}

_ACTION: Final = {
    "assign": "set",
    "update": "set",
    "put": "set",
    "delete": "unset",
    "remove": "unset",
    "sendTo": "send, with the receiver in to",
    "trigger": "raise",
    "event": "raise",
    "print": "log",
    "when": "if",
    "for": "each",
    "foreach": "each",
    "for_each": "each",
    "call": "action",
    "do": "action",
    "type": "action",
    "execute": "action",
    "notify": "emit",
    "spawn": "start",
    "target": "to",
    "TriggerWorkflow": "workflow",
    "TriggerWorkflowCallback": "callback",
    "contextProvider": "provider",
    "write_status": "status",
    "writeStatus": "status",
    **WITH,
}

_STEP: Final = {
    **_ACTION,
    "type": "the kind is a key of its own: {move: {operation: saving}}, {action: NAME}",
    "transition": "move",
    "goto": "on_success",
    "jump": "on_success",
    "next": "on_success",
    "onSuccess": "on_success",
    "done": "on_success",
    "on_done": "on_success",
    "success": "on_success",
    "onFailure": "on_failure",
    "on_error": "on_failure",
    "onError": "on_failure",
    "failure": "on_failure",
    "error": "on_failure",
    "catch": "on_failure",
    "conditional": "if",
    "condition": "if",
    "ifTrue": "then",
    "ifFalse": "else",
    "elif": "else, with an `if` in it",
    "variable": "name the dimension in move: {move: {operation: saving}}",
    "value": "name the value in move: {move: {operation: saving}}",
    "target": "move",
    "wait": "wait_for",
    "await": "wait_for",
    "retries": "retry",
    "attempts": "write retry: {attempts: 3, delay: 1s}",
    "after": "timeout",
    "in_parallel": "parallel",
    "when": "if",
}

_TEMPLATE: Final = {
    "actions": "steps",
    "do": "steps",
    "onFailure": "on_failure",
    "on_error": "on_failure",
    "catch": "on_failure",
    "on_success": "end the steps with what follows",
    "on_done": "end the steps with what follows, or take the event done.pipeline.NAME",
    "input": "parameters",
    "params": "parameters",
    "with": "parameters",
    "payload": "parameters",
    "result": "output",
    "returns": "output",
}

_ONLY_STEPS: Final = "only a step of a pipeline or workflow waits: write it under pipelines:"

OF_DOING: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "action": {
            **_ACTION,
            "on_done": "done",
            "on_success": "done",
            "on_error": "error",
            "on_failure": "error",
            "move": "a transition moves by its target; among actions start a pipeline that moves",
            "wait_for": _ONLY_STEPS,
            "parallel": _ONLY_STEPS,
            "timeout": _ONLY_STEPS,
            "retry": _ONLY_STEPS,
        },
        "step": _STEP,
        "pipeline": {
            **_TEMPLATE,
            "require": "requires",
            "preconditions": "requires",
            "when": "requires",
            "guard": "requires",
            "concurrency": "while_running",
            "callbacks": "only a workflow has callbacks; write it under workflows:",
            "expose": "only a workflow is exposed; write it under workflows:",
            "exposeInContext": "only a workflow is exposed; write it under workflows:",
        },
        "workflow": {
            **_TEMPLATE,
            "exposeInContext": "expose",
            "expose_in_context": "expose",
            "testValue": "test",
            "mock": "test",
            "requires": "begin the steps with an `if`, or write it under pipelines:",
            "while_running": "several runs of a workflow go on side by side",
        },
        "callback": {"testValue": "test", "payload": "test", "parameters": "test"},
        "retry": {
            "max_attempts": "attempts",
            "times": "attempts",
            "count": "attempts",
            "max": "attempts",
            "retries": "attempts",
            "wait": "delay",
            "backoff": "factor",
            "multiplier": "factor",
        },
        "loop": {"steps": "do", "list": "in", "items": "in", "max": "at_most"},
    }
)
"""Title of the thing → wrong key → key that is meant, or a hint in itself."""
