"""Small random definitions with few states: everything that a space of levels can hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

import statecraft
from statecraft.kernel.chart import Chart

EVENTS = ("GO", "BACK", "SWAP", "PUSH")
RAISED = ("inner", "outer")
PUT: dict[str, tuple[Any, ...]] = {
    "n": ("=min(n + 1, 2)", "=n + 1", 0),
    "flag": ("=not flag", True),
    "mode": ("x", "y"),
    "count": ("=count + 1", "=count * 2 + 1", 0),
    "note": ("yes", "=note + 'a'", ""),
    "kept": ("=merged(kept, {'x': 1})", {"y": 2}, {}),
}
"""What the variables are set to."""


@dataclass(slots=True, kw_only=True)
class Words:
    """What conditions and targets of one definition may name."""

    random: Random
    dimensions: dict[str, list[str]] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)
    variables: tuple[str, ...] = ("n", "flag", "mode")

    def chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    def atom(self) -> str:
        known = {
            "n": [f"n {self.random.choice(['==', '<', '>='])} {self.random.randrange(3)}"],
            "flag": ["flag"],
            "mode": [f"mode == '{self.random.choice('xy')}'"],
            "count": ["count > 2", "count % 3 == 1", "count == 0"],
            "note": ["note == 'yes'", "len(note) > 2", "note != ''"],
            "kept": ["len(kept) > 0", "'x' in kept", "get(kept, 'x', 0) == 1", "kept == {}"],
        }
        choices = [self.random.choice(known[name]) for name in self.variables]
        for name, values in self.dimensions.items():
            sign = self.random.choice(["==", "!="])
            choices += [f"{name} {sign} '{self.random.choice(values)}'"] * 2
        choices += [
            f"active('{path}')" for path in self.random.sample(self.paths, min(2, len(self.paths)))
        ]
        return self.random.choice(choices)

    def condition(self) -> str:
        first = f"not {self.atom()}" if self.chance(15) else self.atom()
        if "==" in first and first.startswith("not "):
            first = f"not ({first[4:]})"
        if not self.chance(40):
            return first
        return f"{first} {self.random.choice(['and', 'or'])} {self.atom()}"

    def context(self) -> dict[str, Any]:
        """What the variables can be."""
        written = {
            "n": {"type": "integer", "minimum": 0, "maximum": 2, "initial": 0},
            "flag": {"type": "boolean", "initial": False},
            "mode": {"enum": ["x", "y"], "initial": "x"},
            "count": {"type": "integer", "initial": 0},
            "note": {"type": "string", "initial": ""},
            "kept": {"type": "object", "initial": {}},
        }
        return {name: written[name] for name in self.variables}

    def actions(self) -> list[dict[str, Any]]:
        kinds = self.kinds_of_actions()
        return self.random.sample(kinds, min(len(kinds), self.random.choice([1, 1, 2])))

    def kinds_of_actions(self) -> list[dict[str, Any]]:
        """What a block may do to the variables, and what it may raise."""
        kinds: list[dict[str, Any]] = [{"raise": self.random.choice(RAISED)}]
        for name in self.variables:
            kinds += [{"set": {name: value}} for value in PUT[name]]
        if self.variables:
            name = self.random.choice(self.variables)
            kinds.append({"if": self.condition(), "then": [{"set": {name: PUT[name][-1]}}]})
        return kinds

    def move(self) -> dict[str, Any]:
        name = self.random.choice(list(self.dimensions))
        target: Any = self.random.choice(self.dimensions[name])
        if self.chance(20):
            start = self.random.choice([v for v in self.dimensions[name] if v != target])
            target = {"from": start, "to": target}
        return {name: target}

    def plain_move(self) -> dict[str, Any]:
        name = self.random.choice(list(self.dimensions))
        return {name: self.random.choice(self.dimensions[name])}


def random_definition(seed: int) -> dict[str, Any]:
    """A definition as plain data, the same for the same seed."""
    words = Words(random=Random(seed))  # noqa: S311 - it makes tests, no secrets.
    definition: dict[str, Any] = {"statecraft": 1, "machine": f"machine_{seed}"}
    definition["context"] = words.context()
    has_tree = words.chance(60)
    for number in range(words.random.choice([1, 2, 2, 3])):
        words.dimensions[f"d{number}"] = ["a", "b", "c"][: words.random.choice([2, 3])]
    tree = grown(words, "", 1) if has_tree else None
    definition["dimensions"] = {name: dimension(words, name) for name in words.dimensions}
    if tree is not None:
        fill(words, tree, "")
        definition |= {key: tree[key] for key in ("initial", "states")}
    if words.chance(40):
        definition["define"] = {"settled": words.condition()}
        definition["dimensions"]["calm"] = {"compute": f"settled and {words.atom()}"}
    definition["rules"] = rules(words, "calm" in definition["dimensions"])
    definition["on"] = machine_transitions(words, tree)
    if words.chance(15):
        definition["always"] = [{"when": words.condition(), "target": words.move()}]
    definition["properties"] = properties(words, EVENTS)
    return {key: value for key, value in definition.items() if value}


def random_moves(seed: int) -> dict[str, Any]:
    """A definition in which dimensions move under rules, and nothing else happens."""
    words = Words(random=Random(seed), variables=())  # noqa: S311 - it makes tests, no secrets.
    for number in range(words.random.choice([2, 3, 4])):
        words.dimensions[f"d{number}"] = ["a", "b", "c", "d"][: words.random.choice([2, 3, 4])]
    definition: dict[str, Any] = {"statecraft": 1, "machine": f"moves_{seed}"}
    definition["dimensions"] = {name: dimension(words, name) for name in words.dimensions}
    for made in definition["dimensions"].values():
        made.pop("on_change", None)
    found = rules(words, False)
    for number in range(3):
        name = words.random.choice(list(words.dimensions))
        one, other = words.random.sample(words.dimensions[name], 2)
        rule = {"on": {name: {"from": one, "to": other}}, "require": [{"that": words.condition()}]}
        if words.chance(40):
            rule["when"] = words.condition()
        if words.chance(40):
            rule["require"].append({"that": words.condition(), "message": "=f'{d0} is wrong.'"})
        found[f"from_{number}"] = rule
    if words.chance(40):
        found["always_so"] = {"when": words.condition(), "always": words.condition()}
    definition["rules"] = {name: rule for name, rule in found.items() if "then" not in rule}
    definition["on"] = {}
    for event in EVENTS[: words.random.choice([1, 2, 3])]:
        first = {"when": words.condition(), "target": words.move() | words.move()}
        definition["on"][event] = [first, {"target": words.move()}]
    definition["properties"] = properties(words, EVENTS)
    return definition


def properties(words: Words, events: tuple[str, ...]) -> dict[str, Any]:
    """One claim of each kind, about what its events, rules and states are about."""
    later = {"after": words.condition(), "eventually": words.condition()}
    return {
        "at_no_time": {"never": f"({words.condition()}) and {words.atom()}"},
        "at_any_time": {"always": f"({words.condition()}) or {words.atom()}"},
        "at_some_time": {"reachable": f"({words.condition()}) and {words.atom()}"},
        "still_possible": {"always_possible": words.condition()},
        "at_last": later | ({"fair": [words.random.choice(events)]} if words.chance(50) else {}),
    }


def dimension(words: Words, name: str) -> dict[str, Any]:
    values = words.dimensions[name]
    made: dict[str, Any] = {"values": values, "initial": values[0]}
    if words.chance(50):
        made["transitions"] = {
            value: words.random.sample([v for v in values if v != value], 1)
            if len(values) == 2 or words.chance(60)
            else [v for v in values if v != value]
            for value in values
        }
    if words.chance(60):
        made["moves"] = "free"
    if words.chance(25):
        made["on_change"] = {words.random.choice(values): words.actions()}
    return made


def grown(words: Words, path: str, depth: int) -> dict[str, Any]:
    """A compound state with its children, without behaviour."""
    states: dict[str, Any] = {}
    for name in "pqr"[: words.random.choice([2, 2, 3])]:
        inner = f"{path}.{name}" if path else name
        words.paths.append(inner)
        states[name] = {}
        if depth < 3 and words.chance(35):
            states[name] = grown(words, inner, depth + 1)
        elif depth < 2 and words.chance(20):
            words.paths += [f"{inner}.l", f"{inner}.m"]
            sides = {side: grown(words, f"{inner}.{side}", depth + 2) for side in "lm"}
            states[name] = {"parallel": True, "states": sides}
    if depth > 1 and words.chance(40):
        kind = words.random.choice(["shallow", "deep"])
        states["back"] = {"history": kind, "default": "p"}
    if depth > 1 and words.chance(30):
        states["end"] = {"final": True}
    return {"initial": "p", "states": states}


def fill(words: Words, state: dict[str, Any], path: str) -> None:
    """Give the states below *state* something to do."""
    names = [name for name in state.get("states", {}) if name != "back"]
    for name, child in state.get("states", {}).items():
        if "history" in child or "final" in child:
            continue
        inner = f"{path}.{name}" if path else name
        on: dict[str, Any] = {}
        for event in words.random.sample([*EVENTS, *RAISED], words.random.choice([0, 1, 2])):
            on[event] = transition(words, targets(words, state, names))
        if on:
            child["on"] = on
        if words.chance(15):
            child["entry"] = words.actions()
        if words.chance(15):
            child["exit"] = words.actions()
        if words.chance(8):
            child["always"] = [{"when": words.condition(), "target": words.random.choice(names)}]
        if words.chance(12):
            child["after"] = {"2s": transition(words, targets(words, state, names))}
        if "end" in child.get("states", {}):
            child["on_done"] = {"target": words.random.choice(names)}
        fill(words, child, inner)


def targets(words: Words, state: dict[str, Any], names: list[str]) -> list[Any]:
    inside = [
        f"{name}.{grandchild}"
        for name in names
        if not state["states"][name].get("parallel")
        for grandchild in state["states"][name].get("states", {})
    ]
    return [*names, *inside]


def transition(words: Words, names: list[Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if words.chance(50):
        made["when"] = words.condition()
    if words.chance(75) and names:
        target = words.random.choice(names)
        made["target"] = [target, words.move()] if words.chance(25) else target
    if words.chance(40) or not made:
        made["do"] = words.actions()
    return made


def rules(words: Words, has_computed: bool) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for number in range(words.random.choice([0, 1, 2, 3])):
        name = words.random.choice(list(words.dimensions))
        goal = words.random.choice(words.dimensions[name])
        made[f"needs_{number}"] = {"on": {name: goal}, "require": [{"that": words.condition()}]}
    if words.chance(30):
        made["not_both"] = {"never": f"({words.atom()}) and {words.atom()}"}
    for number in range(words.random.choice([0, 0, 1, 2])):
        name = words.random.choice(list(words.dimensions))
        goal = words.random.choice(words.dimensions[name])
        made[f"pulls_{number}"] = {"when": words.condition(), "then": {name: goal}}
    if has_computed and words.chance(50):
        made["calming"] = {"on": {"calm": True}, "require": [{"that": words.condition()}]}
    return made


def machine_transitions(words: Words, tree: dict[str, Any] | None) -> dict[str, Any]:
    made: dict[str, Any] = {}
    names = [] if tree is None else [name for name in tree["states"] if name != "back"]
    for event in (*EVENTS, *RAISED)[: words.random.choice([2, 3, 6])]:
        one = transition(words, names)
        if "target" not in one or words.chance(50):
            one["target"] = words.move()
        made[event] = (
            [{**one, "when": words.condition()}, {"target": words.move()}]
            if words.chance(20)
            else one
        )
    return made


def loadable(definition: dict[str, Any]) -> Chart | None:
    """The chart; None where it is refused when it is loaded or started."""
    try:
        chart = statecraft.load_data(definition)
    except statecraft.DefinitionError:
        return None
    return chart if chart.start().outcome.accepted else None
