"""What is compared: definitions as people write them, and the same machines by hand."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from by_hand import (
    Account,
    Call,
    CheckedAccount,
    Document,
    Nested,
    Panel,
    Parent,
    Pause,
    Ring,
    Tank,
    Toggle,
)

import statecraft

HEAD = "statecraft: 1\nmachine: m\n"
TOGGLE = HEAD + "states: {a: {on: {toggle: b}}, b: {on: {toggle: a}}, c: {on: {other: a}}}\n"
RING = (
    HEAD
    + "states:\n"
    + "".join(f"  s{n}: {{on: {{next: s{(n + 1) % 1000}}}}}\n" for n in range(1000))
)
ACCOUNT = (
    HEAD
    + """
context: {balance: {type: integer, initial: 0}}
events:
  deposit: {payload: {amount: {type: integer}}}
  withdraw: {payload: {amount: {type: integer}}}
states:
  open:
    on:
      deposit: {when: event.amount > 0, do: [{set: {balance: =balance + event.amount}}]}
      withdraw:
        when: event.amount > 0 and balance >= event.amount
        do: [{set: {balance: =balance - event.amount}}]
"""
)
TANK = (
    HEAD
    + """
context: {level: {type: integer, initial: 0}}
states:
  open:
    on:
      fill: {when: level < 3, do: [{set: {level: =level + 1}}]}
      drain: {when: level > 0, do: [{set: {level: =level - 1}}]}
"""
)
PAUSE = HEAD + "states: {a: {on: {go: b}, after: {30s: b}}, b: {on: {go: a}, after: {30s: a}}}\n"
CALL = (
    HEAD
    + """
context: {got: {type: integer, initial: 0}}
actions: {look: {with: {n: {type: integer}}, result: {type: integer}}}
states:
  idle: {on: {ask: busy}}
  busy:
    entry: [{action: look, with: {n: =got}}]
    on: {done.action.look: {target: told, do: [{set: {got: =event.result}}]}}
  told: {on: {again: idle}}
"""
)
DOCUMENT = (
    HEAD
    + """
context: {moves: {type: integer, initial: 0}}
dimensions:
  status: {values: [draft, sent]}
  changes: {values: [none, some]}
  operation: {values: [idle, saving]}
  check: {values: [pending, valid]}
on:
  edit:
    - when: status == 'draft' and changes == 'none' and check == 'valid'
      target: {changes: some, check: pending}
      do: [{set: {moves: =moves + 2}}]
    - when: status == 'draft' and changes == 'none'
      target: {changes: some}
      do: [{set: {moves: =moves + 1}}]
    - when: status == 'draft' and check == 'valid'
      target: {check: pending}
      do: [{set: {moves: =moves + 1}}]
    - when: status == 'draft'
  approve: {from: {check: pending}, target: {check: valid}, do: [{set: {moves: =moves + 1}}]}
  save:
    when: operation == 'idle' and changes == 'some' and check == 'valid'
    target: {operation: saving}
    do: [{set: {moves: =moves + 1}}]
  saved:
    from: {operation: saving}
    target: {operation: idle, changes: none}
    do: [{set: {moves: =moves + 2}}]
  submit:
    when: operation == 'idle' and changes == 'none' and check == 'valid' and status == 'draft'
    target: {status: sent}
    do: [{set: {moves: =moves + 1}}]
  amend:
    from: {status: sent}
    target: {status: draft, check: pending}
    do: [{set: {moves: =moves + 2}}]
"""
)
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
    actions = "entry: [{set: {count: =count + 1}}], exit: [{set: {count: =count + 1}}]"

    def tree(side: str, other: str) -> str:
        leaves = ", ".join(
            f"{side}{leaf}: {{{actions}, on: {{leaf: {side}{to}}}}}" for leaf, to in ("ab", "ba")
        )
        inner = f"{side}3: {{{actions}, states: {{{leaves}}}}}"
        middle = f"{side}2: {{{actions}, states: {{{inner}}}}}"
        return f"{side}1: {{{actions}, on: {{swap: {other}1}}, states: {{{middle}}}}}"

    declared = "context: {count: {type: integer, initial: 0}}\n"
    return f"{HEAD}{declared}states: {{{tree('p', 'q')}, {tree('q', 'p')}}}\n"


def panel() -> str:
    """Twelve dimensions of four values, and a rule for each pair of neighbours."""
    lines = ["dimensions:"]
    lines += [f"  d{n}: {{values: [0, 1, 2, 3], initial: 0}}" for n in range(12)]
    lines += ["on:"]
    for n in range(12):
        moves = (f"{{from: {{d{n}: {v}}}, target: {{d{n}: {(v + 1) % 4}}}}}" for v in range(4))
        lines.append(f"  turn{n}: [{', '.join(moves)}]")
    lines += ["rules:"]
    lines += [f"  pair{n}: {{never: d{n} == 3 and d{n + 1} == 3}}" for n in range(11)]
    return HEAD + "\n".join(lines) + "\n"


def large(leaves: int) -> str:
    """A chart of that many leaves, ten in each compound state."""
    lines = [f"{HEAD}states:"]
    for at in range(0, leaves, 10):
        lines += [
            f"  c{at // 10}:",
            f"    on: {{skip: c{(at + 10) % leaves // 10}}}",
            "    states:",
        ]
        for leaf in range(at, at + 10):
            following = (leaf + 1) % leaves
            outside = "" if following // 10 == at // 10 else f"c{following // 10}."
            lines.append(f"      l{leaf}: {{on: {{next: {outside}l{following}}}}}")
    return "\n".join(lines) + "\n"


Sent = tuple[str, dict[str, Any] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """Events that go round and round, and what both machines show of their state afterwards.

    ``actions`` are the host's: the machine by hand calls them itself.
    """

    title: str
    text: str
    by_hand: Callable[[], Any]
    events: tuple[Sent, ...]
    seen: Callable[[statecraft.Machine], Any]
    seen_by_hand: Callable[[Any], Any]
    actions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)


def _leaf(machine: statecraft.Machine) -> str:
    return machine.full_key.rpartition(".")[2]


def _named(*names: str) -> tuple[Sent, ...]:
    return tuple((name, None) for name in names)


def _of_panel() -> tuple[Sent, ...]:
    chosen = random.Random(7)  # noqa: S311  # The same events each time.
    return _named(*(f"turn{chosen.randrange(12)}" for _ in range(5000)))


def _of_account(title: str, *sent: tuple[str, int]) -> Iterator[Workload]:
    """The same events for an account by hand that trusts its caller, and for one that does not."""
    for by_hand, more in ((Account, ""), (CheckedAccount, ", checked by hand too")):
        yield Workload(
            title=title + more,
            text=ACCOUNT,
            by_hand=by_hand,
            events=tuple((name, {"amount": amount}) for name, amount in sent),
            seen=lambda machine: machine.context["balance"],
            seen_by_hand=lambda hand: hand.balance,
        )


DEPOSITS = (("deposit", 70), ("withdraw", 50), ("withdraw", 20))
CYCLE = ("edit", "submit", "save", "approve", "edit", "approve", "save", "saved", "submit", "amend")

WORKLOADS = (
    Workload(
        title="toggle of two states",
        text=TOGGLE,
        by_hand=Toggle,
        events=_named("toggle"),
        seen=_leaf,
        seen_by_hand=lambda hand: hand.state,
    ),
    Workload(
        title="event that nothing takes",
        text=TOGGLE,
        by_hand=Toggle,
        events=_named("other"),
        seen=_leaf,
        seen_by_hand=lambda hand: hand.state,
    ),
    Workload(
        title="four levels, handled at the leaf, two actions",
        text=nested(),
        by_hand=Nested,
        events=_named("leaf"),
        seen=lambda machine: (_leaf(machine), machine.context["count"] - 4),
        seen_by_hand=lambda hand: (hand.state, hand.count),
    ),
    Workload(
        title="four levels, handled at the top, eight actions",
        text=nested(),
        by_hand=Nested,
        events=_named("swap"),
        seen=lambda machine: (_leaf(machine), machine.context["count"] - 4),
        seen_by_hand=lambda hand: (hand.state, hand.count),
    ),
    Workload(
        title="document of four dimensions with conditions across",
        text=DOCUMENT,
        by_hand=Document,
        events=_named(*CYCLE),
        seen=lambda machine: {**machine.values, **machine.context},
        seen_by_hand=lambda hand: {name: getattr(hand, name) for name in hand.__slots__},
    ),
    Workload(
        title="conditions on the context",
        text=TANK,
        by_hand=Tank,
        events=_named("fill", "fill", "drain", "drain"),
        seen=lambda machine: machine.context["level"],
        seen_by_hand=lambda hand: hand.level,
    ),
    Workload(
        title="refused by a condition on the context",
        text=TANK,
        by_hand=Tank,
        events=_named("drain"),
        seen=lambda machine: machine.context["level"],
        seen_by_hand=lambda hand: hand.level,
    ),
    *_of_account("conditions on context and payload", *DEPOSITS),
    *_of_account("refused by a condition on context and payload", ("withdraw", 90)),
    Workload(
        title="a state with a timeout, left before it",
        text=PAUSE,
        by_hand=Pause,
        events=_named("go", "go"),
        seen=lambda machine: (_leaf(machine), len(machine.snapshot.timers)),
        seen_by_hand=lambda hand: (hand.state, hand.timers),
    ),
    Workload(
        title="a host action, whose answer moves on",
        text=CALL,
        by_hand=Call,
        events=_named("ask", "again"),
        seen=lambda machine: (_leaf(machine), machine.context["got"]),
        seen_by_hand=lambda hand: (hand.state, hand.got),
        actions={"look": len},
    ),
    Workload(
        title="ring of 1000 states",
        text=RING,
        by_hand=Ring,
        events=_named("next"),
        seen=_leaf,
        seen_by_hand=lambda hand: hand.state,
    ),
    Workload(
        title="12 dimensions, rules between neighbours, random events",
        text=panel(),
        by_hand=Panel,
        events=_of_panel(),
        seen=lambda machine: list(machine.values.values()),
        seen_by_hand=lambda hand: hand.positions,
    ),
    Workload(
        title="child of three steps",
        text=INVOKE,
        by_hand=Parent,
        events=_named("start", "step", "step", "step"),
        seen=lambda machine: (_leaf(machine), machine.context["total"]),
        seen_by_hand=lambda hand: (hand.state, hand.total),
    ),
)
