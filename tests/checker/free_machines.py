"""Random machines in which data decides that has no few values: loops, lists, runs, failures."""

from __future__ import annotations

from random import Random

HEAD = """\
statecraft: 1
machine: loose
context:
  n: {type: integer, initial: 0}
  note: {type: string, initial: ""}
  kept: {type: object, initial: {}}
  list: {type: array, items: {type: string}, initial: []}
  few: {type: array, maxItems: 2, initial: []}
  top: {type: integer, minimum: 0, maximum: 30, initial: 0}
  flag: {type: boolean, initial: false}
  step: {type: integer, minimum: 0, maximum: 3, initial: 0}
define:
  size: len(list)
  any_kept: len(kept) > 0
  level: "3 if a == 'a2' else 2 if n > 4 or b == 'b1' else 1"
"""
WORLD = """\
events:
  PUT: {payload: {x: {type: integer}, key: {type: string}, kind: {enum: [low, high]}}}
  TAKE: {payload: {x: {type: integer}, key: {type: string}, items: {type: array}}}
  FREE: {}
actions:
  ask: {with: {about: {type: string}}, result: {type: object}, fails_when: "get(result, 'bad', false) == 1", test: {ok: true}}
"""
OF_STATE = (
    "n > 3",
    "n + top > 4",
    "len(kept) > 0 and b != 'b1'",
    "any_kept",
    "not any_kept and n < 2",
    "kept == {}",
    "list == []",
    "len(few) > 0",
    "size > 1",
    "flag",
    "flag or n == 2",
    "step == 1",
    "a == 'a0' and n != 1 and note != 'x'",
    "get(kept, 'x', 0) == 1",
    "kept.x == 1",
    "level >= 2",
    "level == 3 or flag",
    "any(each == 'x' for each in list)",
    "note in kept",
    "list[0] == 'x' if len(list) > 0 else b == 'b2'",
)
OF_EVENT = (
    "event.x > 3",
    "event.x == n",
    "event.key in list",
    "event.x > 2 and b == 'b0'",
)
SETS = (
    "{set: {n: =n + 1}}",
    "{set: {n: 0}}",
    "{set: {flag: true}}",
    "{set: {flag: =n > 2}}",
    "{set: {note: =str(n)}}",
    "{set: {kept: {}}}",
    "{set: {list: []}}",
    "{set: {list: \"=list + ['x']\"}}",
    '{set: {few: "=few + [n]"}}',
    "{set: {few: []}}",
    "{set: {top: =n}}",
    "{set: {top: =top + 7}}",
    '{set: {step: "=min(step + 1, 3)"}}',
    "{set: {step: =len(list)}}",
    '{set: {"kept[note]": =n}}',
    '{set: {"kept.x": 1}}',
    "{merge: {kept: {x: =n}}}",
    '{unset: ["kept.x"]}',
    "{log: =kept.x}",
    """{log: "=f'{n} of {note}'"}""",
    "{set: {n: =kept.x}}",
)
OF_EVENT_SETS = (
    "{set: {n: =event.x}}",
    "{set: {top: =event.x}}",
    "{set: {note: =event.key}}",
    '{set: {list: "=list + [event.key]"}}',
    "{merge: {kept: =event}}",
    '{set: {"kept[event.key]": =event.x}}',
)
SOURCES = ("=list", "=[1, 2]", "=few", "=keys(kept)", "=[n, top]", "=range(n)")


class Writer:
    """Writes one random machine."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - it makes tests, no secrets.
        self.depth = 0

    def chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    def condition(self, *, of_event: bool = False) -> str:
        return self.random.choice(OF_STATE + (OF_EVENT if of_event else ()))

    def action(self, *, of_event: bool = False) -> str:
        self.depth += 1
        kind = self.random.randrange(10) if self.depth < 4 else 9
        try:
            match kind:
                case 0 | 1:
                    source = self.random.choice(SOURCES)
                    body = self.actions(1, of_event=of_event)
                    name = f"each{self.depth}"
                    return f'{{each: {{in: "{source}", as: {name}, at_most: 3, do: [{body}]}}}}'
                case 2:
                    then = self.actions(1, of_event=of_event)
                    other = self.actions(self.random.randrange(2), of_event=of_event)
                    when = self.condition(of_event=of_event)
                    return f'{{if: "{when}", then: [{then}], else: [{other}]}}'
                case 3:
                    return self.random.choice(["{raise: AGAIN, with: {x: =n}}", "{send: FREE}"])
                case _:
                    return self.random.choice(SETS + (OF_EVENT_SETS if of_event else ()) * 2)
        finally:
            self.depth -= 1

    def actions(self, number: int, *, of_event: bool = False) -> str:
        return ", ".join(self.action(of_event=of_event) for _ in range(number))

    def dimensions(self) -> str:
        delay = self.random.choice(["5s", "=n", "=top + 1", "=step"])
        more = f", {self.random.choice(['3s', '=n + 1'])}: a2" if self.chance(40) else ""
        timer = f"after: {{{delay}: a0{more}}}" if self.chance(60) else ""
        entry = f"entry: [{self.actions(1)}]" if self.chance(40) else ""
        inner = ", ".join(each for each in (timer, entry) if each)
        always = ""
        if self.chance(25):
            always = f'always: [{{when: "{self.condition()}", target: a0}}]'
        return (
            "dimensions:\n"
            f"  a: {{states: {{a0: {{}}, a1: {{{inner}}}, a2: {{{always}}}}}, initial: a0}}\n"
            "  b: {values: [b0, b1, b2], transitions: any, moves: free}\n"
        )

    def rules(self) -> str:
        found = "rules:\n"
        found += f'  asked: {{on: {{a: a2}}, require: [{{that: "{self.condition()}"}}]}}\n'
        if self.chance(50):
            when = f"a == 'a1' and ({self.condition()})"
            found += f'  pulled: {{when: "{when}", then: {{b: b2}}}}\n'
        if self.chance(50):
            found += "  never_both: {never: a == 'a2' and b == 'b2'}\n"
        if self.chance(30):
            found += f"  kept_so: {{never: \"b == 'b1' and ({self.condition()})\"}}\n"
        return found

    def on(self) -> str:
        lines = ["on:\n"]
        events = ["PUT", "TAKE", "FREE", "AGAIN"] + ["error.execution"] * self.chance(40)
        for event in (*events, *["error.rejected"] * self.chance(20)):
            lines.append(f"  {event}:\n")
            of_event = event in ("PUT", "TAKE")
            for _ in range(self.random.randint(1, 2)):
                goals = ["a: a0", "a: a1", "a: a2", "b: b0", "b: b1", "a: a1, b: b1"]
                do = self.actions(self.random.randint(0, 2), of_event=of_event)
                if event in ("AGAIN", "error.execution", "error.rejected"):
                    do = self.random.choice(["", "{set: {n: =n + 1}}", "{set: {flag: false}}"])
                elif self.chance(30):
                    do = ", ".join(each for each in (do, "{pipeline: look}") if each)
                when = self.condition(of_event=of_event)
                goal = self.random.choice(goals)
                lines.append(f'    - {{when: "{when}", target: {{{goal}}}, do: [{do}]}}\n')
        return "".join(lines)

    def step(self, depth: int) -> str:
        kind = self.random.randrange(9) if depth < 3 else self.random.randrange(4)
        match kind:
            case 0 | 1:
                return self.random.choice(SETS)
            case 2:
                return f"{{move: {{{self.random.choice(['a: a0', 'a: a1', 'b: b0', 'b: b1', 'b: b2'])}}}}}"
            case 3 | 4:
                failing = self.random.choice(["", ", on_failure: bad", ", timeout: =n"])
                return f"{{action: ask, with: {{about: =note}}{failing}}}"
            case 5 | 6:
                source, steps = self.random.choice((*SOURCES, "=keys(result)")), self.steps(depth)
                at_most = self.random.choice([2, 3, 1000])
                return f'{{each: {{in: "{source}", as: it{depth}, at_most: {at_most}, do: [{steps}]}}}}'
            case _:
                jump = self.random.choice(["bad", f"[{self.steps(depth)}]"])
                when = self.random.choice([self.condition(), "get(result, 'ok', 0) == 1"])
                return f'{{if: "{when}", then: {jump}}}'

    def steps(self, depth: int) -> str:
        return ", ".join(self.step(depth + 1) for _ in range(self.random.randint(1, 2)))

    def pipeline(self) -> str:
        return (
            "pipelines:\n  look:\n    steps:\n"
            "      - {action: ask, with: {about: =note}}\n"
            f"      - {self.step(0)}\n      - {self.step(0)}\n"
            "    branches:\n      bad: [{move: {b: b0}}, {set: {note: =error.message}}]\n"
        )

    def machine(self) -> str:
        claims = [
            f"  n{i}{j}: {{never: a == 'a{i}' and b == 'b{j}'}}\n"
            for i in range(3)
            for j in range(3)
        ]
        parts = [HEAD, WORLD, self.dimensions(), self.rules(), self.on(), self.pipeline()]
        return "".join([*parts, "properties:\n", *claims])

    def family(self) -> str:
        """A machine with children that it sends events to, and that send it some."""
        to_child = self.random.choice(
            ["{send: POKE, to: kid, with: {x: =n}}", "{send: POKE, to: kid, with: {x: =top}}"]
        )
        to_parent = self.random.choice(
            ["{send: AGAIN, to: parent, with: {x: =m}}", "{send: PUT, to: parent, with: {x: =m}}"]
        )
        given = self.random.choice(["{x: =n}", "{x: 1}", "{x: =top, y: =kept.x}"])
        each = self.random.choice(["", ", each: {in: =few, as: one, at_most: 2}"])
        kind = "submachine" if not each and self.chance(40) else "invoke"
        failing = self.random.choice(["", "error.execution: {do: [{set: {m: 0}}]}, "])
        return "".join(
            [
                HEAD,
                WORLD.replace(
                    "  FREE: {}\n",
                    "  FREE: {}\n  POKE: {payload: {x: {type: integer, maximum: 5}}}\n",
                ),
                (
                    "dimensions:\n  a: {values: [a0, a1, a2], transitions: any}\n"
                    "  b: {values: [b0, b1, b2], transitions: any, moves: free}\n"
                ),
                self.rules(),
                (
                    "initial: out\nstates:\n  out: {on: {FREE: in}}\n  in:\n"
                    f"    {kind}: {{id: kid, machine: kid, input: {given}{each}}}\n"
                    "    on:\n"
                    f"      done.invoke.kid: {{target: out, do: [{self.actions(1)}]}}\n"
                    f"      error.invoke.kid: {{target: {self.random.choice(['out', 'in'])}}}\n"
                    f'      TAKE: {{when: "{self.condition()}", do: [{to_child}]}}\n'
                    "      child.exit: out\n"
                ),
                self.on().replace("{pipeline: look}", "{set: {n: 7}}"),
                (
                    "machines:\n  kid:\n"
                    "    input: {x: {type: integer, maximum: 20}, y: {type: integer, optional: true}}\n"
                    "    context:\n      m: {type: integer, maximum: 9, initial: =input.x}\n"
                    "    events:\n      POKE: {payload: {x: {type: integer, maximum: 5}}}\n"
                    "    initial: k0\n    states:\n"
                    f"      k0: {{on: {{POKE: {{when: event.x > {self.random.randrange(4)}, target: k1, do: [{{set: {{m: =m + event.x}}}}]}}, {failing}PUT: {{do: [{to_parent}]}}}}}}\n"
                    f"      k1: {{entry: [{to_parent}], on: {{PUT: k2, TAKE: k0}}, after: {{=m: k0}}}}\n"
                    "      k2: {final: true, output: {m: =m}}\n"
                ),
            ]
        )
