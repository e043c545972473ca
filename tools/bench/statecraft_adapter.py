"""statecraft in the statechart benchmark: definitions as text, and the public interface alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import spec

import statecraft

NAME, VERSION, KIND = "statecraft", statecraft.__version__, "peer"

Pair = tuple[Callable[[int], None], Callable[[], dict[str, Any]]]

HEAD = "statecraft: 1\nmachine: m\n"
TOGGLE = HEAD + "states: {A: {on: {toggle: B}}, B: {on: {toggle: A}}, C: {on: {noop: A}}}\n"
COUNT = "[{set: {count: =count + 1}}]"
INVOKE = (
    HEAD
    + """
context: {total: {type: integer, initial: 0}}
states:
  idle: {on: {start: running}}
  running:
    submachine:
      machine: child
      on_done: {target: idle, do: [{set: {total: =total + event.output.steps}}]}
machines:
  child:
    context: {steps: {type: integer, initial: 0}}
    states:
      s1: {on: {step: {target: s2, do: [{set: {steps: =steps + 1}}]}}}
      s2: {on: {step: {target: s3, do: [{set: {steps: =steps + 1}}]}}}
      s3: {on: {step: {target: done, do: [{set: {steps: =steps + 1}}]}}}
      done: {final: true, output: {steps: =steps}}
"""
)


def nested() -> str:
    """Two trees four levels deep, with an entry and an exit action on every level."""
    actions = f"entry: {COUNT}, exit: {COUNT}"

    def tree(side: str, other: str) -> str:
        leaves = ", ".join(
            f"{side}{leaf}: {{{actions}, on: {{leaf: {side}{to}}}}}" for leaf, to in ("ab", "ba")
        )
        inner = f"{side}3: {{{actions}, states: {{{leaves}}}}}"
        middle = f"{side}2: {{{actions}, states: {{{inner}}}}}"
        return f"{side}1: {{{actions}, on: {{swap: {other}1}}, states: {{{middle}}}}}"

    declared = "context: {count: {type: integer, initial: 0}}\n"
    return f"{HEAD}{declared}states: {{{tree('p', 'q')}, {tree('q', 'p')}}}\n"


def document() -> str:
    """The four dimensions of the document, each written in full."""
    lines = [HEAD + "context: {moves: {type: integer, initial: 0}}", "dimensions:"]
    for name, (initial, moves) in spec.W3_DIMS.items():
        lines += [f"  {name}:", f"    initial: {initial}", "    states:"]
        for value in spec.W3_VALUES[name]:
            lines += [f"      {value}:", "        on: {}"]
            lines[-1:] = _transitions(value, moves)
    return "\n".join(lines) + "\n"


def _transitions(value: str, moves: Any) -> Iterator[str]:
    yield "        on:"
    for event, source, target, guard in moves:
        if source == value:
            conditions = " and ".join(f"{one} == '{needed}'" for one, needed in guard)
            when = f'when: "{conditions}", ' if guard else ""
            counted = "do: [{set: {moves: =moves + 1}}]"
            yield f"          {event}: {{{when}target: {target}, {counted}}}"


def ring() -> str:
    """A thousand states in a ring."""
    rows = (f"  s{n}: {{on: {{next: s{(n + 1) % spec.RING}}}}}\n" for n in range(spec.RING))
    return f"{HEAD}states:\n{''.join(rows)}"


def large(leaves: int) -> str:
    """The chart whose loading is timed."""
    lines = [f"{HEAD}states:"]
    for compound, inner, following in spec.load_chart(leaves):
        lines += [f"  {compound}:", f"    on: {{skip: {following}}}", "    states:"]
        for leaf, target in inner:
            inside = target in dict(inner)
            name = target if inside else f"c{int(target[1:]) // 10}.{target}"
            lines.append(f"      {leaf}: {{on: {{next: {name}}}}}")
    return "\n".join(lines) + "\n"


def driven(machine: statecraft.Machine, events: tuple[str, ...], result: Any) -> Pair:
    """One iteration sends each event once, by loops like those of the other adapters."""

    def run_one(times: int) -> None:
        send, [event] = machine.send, events
        for _ in range(times):
            send(event)

    def run_cycle(times: int) -> None:
        send = machine.send
        for _ in range(times):
            for event in events:
                send(event)

    return (run_one if len(events) == 1 else run_cycle), result


def setup(w: str) -> Pair:
    """The workload *w*, ready to run."""
    if w in spec.LOADS:
        return loading(large(spec.LOADS[w]))
    text, events = {
        "W1": (TOGGLE, ("toggle",)),
        "W8": (TOGGLE, ("noop",)),
        "W2a": (nested(), ("leaf",)),
        "W2b": (nested(), ("swap",)),
        "W3": (document(), spec.W3_CYCLE),
        "W4": (ring(), ("next",)),
        "W5": (INVOKE, ("start", "step", "step", "step")),
    }[w]
    machine = statecraft.Machine(statecraft.loads(text))
    start = machine.context.get("count", 0)

    def result() -> dict[str, Any]:
        if w == "W3":
            return {**machine.values, **machine.context}
        state = machine.full_key.rpartition(".")[2]
        counted = machine.context
        if "count" in counted:
            counted["count"] = counted["count"] - start
        return {"state": state, **counted}

    return driven(machine, events, result)


def loading(text: str, *, cache: str | None = None) -> Pair:
    """Text to a checked machine, once an iteration."""
    made: list[statecraft.Machine] = []

    def run(times: int) -> None:
        for _ in range(times):
            made[:] = [statecraft.Machine(statecraft.loads(text, cache=cache))]

    def result() -> dict[str, Any]:
        rows = made[0].chart.lowered.rows
        return {"states": sum(not row.children for row in rows[1:])}

    return run, result


def instances(w: str) -> Callable[[], statecraft.Machine]:
    """What makes one more machine of a chart that is loaded."""
    chart = statecraft.loads(TOGGLE if w == "W7_W1" else document())
    return lambda: statecraft.Machine(chart)
