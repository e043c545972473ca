"""Small random definitions, the same for the same seed, likely to run into everything."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.oracle.formulas import text_of
from tests.oracle.oracle import start
from tests.oracle.random_transitions import dimension_target, eventless, handlers, transition
from tests.oracle.random_tree import TreeWriter
from tests.oracle.reading import read
from tests.oracle.vocabulary import EVENTS, MOST, Vocabulary, equals

VALUES: list[list[Any]] = [["a", "b", "c", "d"], [0, 1, 2], [False, True], ["on", "off", "null"]]


def random_chart(seed: int) -> dict[str, Any]:
    """A definition as plain data; all but a few start with their initial values."""
    random = Random(seed)  # noqa: S311 - it makes tests, no secrets.
    for _ in range(20):
        chart = _drawn(random, f"chart_{seed}")
        if seed % 16 == 0 or start(read(chart)).state is not None:
            break
    return chart


def _drawn(random: Random, name: str) -> dict[str, Any]:
    words = Vocabulary(random=random)
    words.events = list(EVENTS[: words.random.randint(2, len(EVENTS))])
    context = _context(words)
    dimensions = _declare_dimensions(words)
    define = _define(words)
    tree = TreeWriter(words=words) if words.chance(60) or not words.movable else None
    if tree:
        tree.grow()
    _fill_dimensions(words, dimensions)
    chart: dict[str, Any] = {"statecraft": 1, "machine": name, "context": context}
    parts: list[dict[str, Any]] = [{"dimensions": dimensions}] if dimensions else []
    if tree:
        parts.insert(words.random.randrange(len(parts) + 1), tree.written())
    for part in parts:
        chart |= part
    chart |= {"define": define} | _declarations() | {"rules": _rules(words)}
    chart |= _machine_transitions(words, tree)
    return _without_empty(chart | _ending(words, tree))


def _without_empty(chart: dict[str, Any]) -> dict[str, Any]:
    return {key: part for key, part in chart.items() if part not in ({}, [])}


def _declarations() -> dict[str, Any]:
    return {
        "events": {"PAY": {"payload": {"sum": {"type": "integer", "maximum": 2}}}},
        "actions": {"work": {"with": {"n": {}}, "result": {}}},
    }


def _context(words: Vocabulary) -> dict[str, Any]:
    context: dict[str, Any] = {}
    for name in ("n", "m")[: words.random.choice([0, 1, 1, 2])]:
        initial = words.random.choice([0, 1])
        context[name] = {"type": "integer", "minimum": 0, "maximum": MOST, "initial": initial}
        words.integers.append(name)
    if words.chance(40):
        context["flag"] = {"type": "boolean", "initial": words.chance(50)}
        words.booleans.append("flag")
    if words.chance(30):
        context["items"] = {"type": "array", "maxItems": 2, "items": {"type": "integer"}}
        words.lists.append("items")
    if words.chance(25):
        context["doc"] = {"type": "object", "initial": words.random.choice([{}, {"x": 1}])}
        words.documents.append("doc")
    if words.integers and words.chance(25):
        context["more"] = {"compute": "n + 1"}
    return context


def _declare_dimensions(words: Vocabulary) -> dict[str, Any]:
    """The dimensions with their values; behaviour follows when all names are known."""
    dimensions: dict[str, Any] = {}
    for index in range(words.random.choice([0, 1, 2, 2, 3, 3, 4])):
        name = f"d{index}"
        values = words.random.choice(VALUES)
        kind = words.random.choice(["any", "any", "map", "map", "free", "full", "constant", "of"])
        if kind == "of" and (words.dimensions or words.integers):
            dimensions[name] = _computed(words)
            words.dimensions[name] = dimensions[name]["values"]
            continue
        values = VALUES[0] if kind == "full" else values
        values = values[: words.random.randint(2, len(values))]
        dimensions[name] = _stored(words, kind, values)
        words.dimensions[name] = values
        if kind != "constant":
            words.movable[name] = values
            words.allowed[name] = dimensions[name].get("transitions")
    return dimensions


def _computed(words: Vocabulary) -> dict[str, Any]:
    if words.chance(50):
        return {"values": [False, True], "compute": words.condition(fails=1)}
    cases = [{"when": words.condition(fails=1), "is": "1"}, {"is": "0"}]
    return {"values": [0, 1], "compute": cases}


def _stored(words: Vocabulary, kind: str, values: list[Any]) -> dict[str, Any]:
    written: dict[str, Any] = {"initial": words.random.choice(values)}
    if kind == "full":
        written["states"] = {value: {} for value in values}
    else:
        written["values"] = values
    if kind == "constant":
        written["constant"] = True
    if kind == "free":
        written["moves"] = "free"
    if kind == "map" or (kind in ("full", "free") and words.chance(30)):
        written["transitions"] = {
            text_of(value): words.some_of([v for v in values if v != value], 2)
            for value in values
            if words.chance(85)
        }
    return written


def _define(words: Vocabulary) -> dict[str, Any]:
    define: dict[str, Any] = {}
    if not (words.dimensions or words.integers):
        return define
    for name in ("claim", "other_claim")[: words.random.choice([0, 0, 1, 2])]:
        define[name] = words.condition(fails=1)
        words.claims.append(name)
    return define


def _fill_dimensions(words: Vocabulary, dimensions: dict[str, Any]) -> None:
    """Behaviour of dimensions: `on_change`, or that of each value written in full."""
    for name, written in dimensions.items():
        if name in words.movable and "states" not in written and words.chance(30):
            value = text_of(words.random.choice(words.movable[name]))
            written["on_change"] = {value: words.actions()}
        for value in written.get("states", ()):
            others = words.goals(name, value)
            written["states"][value] = _value_behaviour(words, others)


def _value_behaviour(words: Vocabulary, others: list[Any]) -> dict[str, Any]:
    state: dict[str, Any] = {}
    for key in ("entry", "exit"):
        if words.chance(30):
            state[key] = words.actions()
    if words.chance(70):
        state["on"] = handlers(words, 3, lambda: words.random.choice([*others, None]))
    if others and words.chance(20):
        state["always"] = eventless(words, words.random.choice(others))
    if others and words.chance(15):
        key = words.random.choice(["1s", "1500ms"])
        state["after"] = {key: transition(words, None, words.random.choice(others))}
    return _without_empty(state)


def _machine_transitions(words: Vocabulary, tree: TreeWriter | None) -> dict[str, Any]:
    on = handlers(words, 9, lambda: _machine_target(words, tree))
    if words.chance(40):
        on = {"error.execution": [transition(words, None, None)]} | on
    always = []
    if words.chance(20):
        always = eventless(words, _some_target(words, tree))
    return {"on": on, "always": always}


def _machine_target(words: Vocabulary, tree: TreeWriter | None) -> Any:
    return None if words.chance(15) else _some_target(words, tree)


def _some_target(words: Vocabulary, tree: TreeWriter | None) -> Any:
    kinds: list[Any] = []
    if words.movable:
        kinds += [dimension_target(words)] * 3
    if tree is not None:
        kinds.append(tree.target_from(""))
        if words.movable:
            target = tree.target_from("")
            targets = target if isinstance(target, list) else [target]
            kinds.append([*targets, dimension_target(words)])
    return words.random.choice(kinds)


def _rules(words: Vocabulary) -> dict[str, Any]:
    rules: dict[str, Any] = {}
    for index in range(words.random.choice([0, 1, 2, 3, 4, 5])):
        kinds = [_constraint] * 3
        kinds += [_cascade, _cascade, *[_move_rule] * 4] if words.movable else []
        rules[f"rule_{index}"] = words.random.choice(kinds)(words)
    if len(words.movable) > 1 and words.chance(35):
        rules |= _chain(words)
    return rules


def _chain(words: Vocabulary) -> dict[str, Any]:
    """Two cascades of which one makes the other pull."""
    first, second = words.random.sample(list(words.movable), 2)
    cause, end = words.random.sample(words.movable[first], 2)
    link = words.random.choice(words.movable[second])
    last = words.random.choice([name for name in words.movable if name != second])
    goal = end if last == first else words.random.choice(words.movable[last])
    return {
        "chain_start": {"when": equals(first, cause), "then": {second: link}},
        "chain_end": {"when": equals(second, link), "then": {last: goal}},
    }


def _constraint(words: Vocabulary) -> dict[str, Any]:
    written = {"when": words.condition(fails=1)} if words.chance(50) else {}
    if words.chance(60):
        never = f"{words.condition(fails=1)} and {words.condition(fails=1)}"
        return written | {"never": never, "message": "No."}
    return written | {"always": f"{words.condition(fails=1)} or {words.condition(fails=1)}"}


def _cascade(words: Vocabulary) -> dict[str, Any]:
    then = {
        name: words.random.choice(words.movable[name])
        for name in words.some_of(list(words.movable), 2)
    }
    return {"when": words.condition(fails=1), "then": then}


def _move_rule(words: Vocabulary) -> dict[str, Any]:
    on: dict[str, Any] = {}
    for name in words.some_of(list(words.movable), 2):
        origin, goal = words.random.sample(words.movable[name], 2)
        on[name] = words.random.choice([goal, {"from": origin, "to": goal}, [goal, origin]])
    require = [{"that": words.condition(fails=2)} for _ in range(words.random.choice([1, 1, 2]))]
    written = {"when": words.condition(fails=1)} if words.chance(25) else {}
    return {"on": on} | written | {"require": require}


def _ending(words: Vocabulary, tree: TreeWriter | None) -> dict[str, Any]:
    if tree is None and words.chance(25):
        done_when = f"{words.condition(fails=0)} and {words.condition(fails=0)}"
        return {"done_when": done_when, "output": {"n": words.integer()}}
    return {"output": {"n": words.integer()}} if tree and words.chance(30) else {}
