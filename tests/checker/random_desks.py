"""Small random definitions that keep what they are sent: two dimensions, a pipeline, transitions."""

from __future__ import annotations

from random import Random

HEAD = """\
statecraft: 1
machine: open_data
context:
  n: {type: integer, initial: 0}
  note: {type: string, initial: ""}
  kept: {type: object, initial: {}}
  top: {type: integer, minimum: 0, maximum: 3, initial: 0}
events:
  PUT: {payload: {x: {type: integer}, key: {type: string}, kind: {enum: [low, high]}}}
  TAKE: {payload: {x: {type: integer}, key: {type: string}, kind: {enum: [low, high]}}}
  SHUT: {payload: {x: {type: integer}, key: {type: string}, kind: {enum: [low, high]}}}
actions:
  ask: {with: {about: {type: string}}, result: {type: object}, test: {ok: true}}
"""
CONDITIONS = (
    "event.x > 7",
    "event.kind == 'low'",
    "event.key == note",
    "'?' in kept",
    "len(kept) > 0",
    "kept == {}",
    "n > 3 and a != 'a2'",
    "n % 5 == 4",
    "not (note == 'yes') or top == 3",
    "get(kept, event.key, 0) == 1",
    "b == 'b1'",
    "len(note) > 2",
)
DOINGS = (
    "{set: {n: =n + event.x}}",
    "{set: {n: =n + 1}}",
    "{set: {note: =event.key}}",
    '{set: {"kept[event.key]": =event.x}}',
    "{set: {kept: {}}}",
    "{set: {top: =event.x}}",
    "{merge: {kept: =event}}",
    '{unset: ["kept[event.key]"]}',
    "{raise: AGAIN, with: {x: =n}}",
    "{set: {kept: \"=merged(kept, {'x': n})\"}}",
    "{pipeline: look}",
)
OF_STATE = tuple(each for each in CONDITIONS if "event" not in each)


def machine(seed: int) -> str:
    """A machine with two dimensions, a pipeline, and transitions on what it is sent."""
    rand = Random(seed)  # noqa: S311 - it makes tests, no secrets.
    return "".join([HEAD, _dimensions(rand), _rules(rand), _on(rand), _pipeline(rand), _claims()])


def _dimensions(rand: Random) -> str:
    timer = rand.choice(["", " {after: {5s: a0}}"])
    return (
        "dimensions:\n"
        f"  a: {{states: {{a0: {{}}, a1:{timer or ' {}'}, a2: {{}}}}, initial: a0}}\n"
        "  b: {values: [b0, b1, b2], transitions: any}\n"
    )


def _rules(rand: Random) -> str:
    require = rand.choice(OF_STATE)
    when = rand.choice(OF_STATE)
    return (
        "rules:\n"
        f'  asked: {{on: {{a: a2}}, require: [{{that: "{require}"}}]}}\n'
        + rand.choice(["", f"  pulled: {{when: \"a == 'a1' and ({when})\", then: {{b: b2}}}}\n"])
        + rand.choice(["", "  never_both: {never: a == 'a2' and b == 'b2'}\n"])
    )


def _on(rand: Random) -> str:
    lines = ["on:\n"]
    for event in ("PUT", "TAKE", "SHUT", "AGAIN"):
        lines.append(f"  {event}:\n")
        for _ in range(rand.randint(1, 3)):
            known = CONDITIONS if event != "AGAIN" else OF_STATE
            doings = DOINGS if event != "AGAIN" else DOINGS[1:2] + DOINGS[4:5]
            target = rand.choice(["a: a0", "a: a1", "a: a2", "b: b0", "b: b1", "a: a1, b: b1"])
            do = ", ".join(rand.sample(doings, rand.randint(0, min(2, len(doings)))))
            when = rand.choice(known)
            lines.append(f'    - {{when: "{when}", target: {{{target}}}, do: [{do}]}}\n')
    return "".join(lines)


def _pipeline(rand: Random) -> str:
    move = rand.choice(["a: a2", "b: b2", "b: b0"])
    other = rand.choice(["a: a0", "b: b1"])
    return (
        "pipelines:\n  look:\n    steps:\n"
        f"      - {{action: ask, with: {{about: =note}}, id: it}}\n"
        f"      - {{if: \"get(result, 'ok', false) == true\", then: [{{move: {{{move}}}}}], "
        f"else: [{{move: {{{other}}}}}]}}\n"
    )


def _claims() -> str:
    claims = [
        f"  n{i}{j}: {{never: a == 'a{i}' and b == 'b{j}'}}\n" for i in range(3) for j in range(3)
    ]
    return "properties:\n" + "".join(claims) + "  some: {reachable: a == 'a2' and b == 'b0'}\n"
