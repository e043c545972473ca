"""Small random definitions in which things are waited for: by pipelines, workflows, children, time.

Everything in them has few values, so that all that can happen can be listed: an action is answered
in two ways or fails, events carry a field of two values, and what is counted stops at two.
"""

from __future__ import annotations

from itertools import count
from random import Random
from typing import Any

from tests.checker.random_machines import Words, dimension, properties, rules

Data = dict[str, Any]

EVENTS = ("GO", "BACK", "PUT")
TOLD = ("PING", "UP", "inner", "outer", "error.rejected", "error.execution")
OK = {"type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"]}


def random_process(seed: int) -> Data:
    """A definition as plain data, the same for the same seed."""
    variables = (("n",), ("n", "flag"), ("flag",), ("flag",))[seed % 4]
    return _Making(seed, variables, children=45).definition()


def random_open_process(seed: int) -> Data:
    """One that counts without a bound, and keeps what it is sent and answered."""
    variables = (("count",), ("note", "flag"), ("kept",), ("count", "kept"))[seed % 4]
    return _Making(seed, variables, children=15).with_open_data()


class _Making:
    def __init__(self, seed: int, variables: tuple[str, ...], *, children: int) -> None:
        random = Random(seed)  # noqa: S311 - it makes tests, no secrets.
        self.words = Words(random=random, variables=variables)
        self.seed = seed
        self.has_child = self.words.chance(children)
        self.piles_up = self.words.chance(15)
        self.has_runs = not self.has_child or self.words.chance(40)
        self.helpers = random.choice([(), ("part",), ("lend",), ("parallel",), ("each",)])
        self._numbers = count(1)

    def definition(self) -> Data:
        words = self.words
        for number in range(1 if self.has_runs else words.random.choice([1, 2])):
            words.dimensions[f"d{number}"] = ["a", "b", "c"][: words.random.choice([2, 3])]
        has_tree = self.has_child or words.chance(35)
        if has_tree:
            words.paths += ["p", "q"]
        definition: Data = {"statecraft": 1, "machine": f"process_{self.seed}"}
        definition["context"] = words.context()
        definition["events"] = {event: {} for event in EVENTS}
        definition["events"]["PUT"] = {"payload": {"yes": {"type": "boolean"}}}
        definition["actions"] = {
            "ask": {"result": {**OK, "additionalProperties": False}, "test": {"ok": True}},
            "tell": {"result": OK, "fails_when": "not result.ok", "test": {"ok": True}},
            "do": {"result": {"enum": [True]}, "test": True},
        }
        definition["dimensions"] = {name: self._dimension(name) for name in words.dimensions}
        if has_tree:
            definition |= {"initial": "p", "states": self._states()}
        definition["rules"] = rules(words, False)
        if self.has_runs:
            definition |= self._runs()
        if self.has_child:
            definition["machines"] = {"kid": self._kid()}
        definition["on"] = self._handlers(self.events(), 4)
        if self.has_runs:
            definition["on"]["START"] = {"do": [{"pipeline": "work"}]}
        definition["properties"] = properties(words, self.events())
        return {key: value for key, value in definition.items() if value}

    def with_open_data(self) -> Data:
        """What is sent and answered has any value, and transitions and steps ask for it."""
        definition = self.definition()
        payload = {"x": {"type": "integer"}, "key": {"type": "string"}, "yes": {"type": "boolean"}}
        definition["events"]["PUT"] = {"payload": payload}
        definition["events"]["TAKE"] = {"payload": payload}
        definition["actions"]["ask"] = {
            "result": {"type": "object", "properties": {"ok": {"type": "boolean"}}},
            "test": {"ok": True},
        }
        definition["on"]["TAKE"] = [
            self._of_payload() for _ in range(self.words.random.choice([1, 2, 3]))
        ]
        definition["on"]["PUT"] = self._of_payload()
        for run in definition.get("pipelines", {}).values():
            asked = {"action": "ask", "id": "it", "on_failure": [{"move": self.words.plain_move()}]}
            then = [{"move": self.words.plain_move()}]
            run["steps"] += [asked, {"if": "get(results.it, 'ok', false) == true", "then": then}]
        return definition

    def _of_payload(self) -> Data:
        words = self.words
        asked = ["event.x > 4", "event.yes", "event.key == 'yes'", "len(event.key) > event.x"]
        when = words.random.choice([*asked, f"{words.random.choice(asked)} and {words.atom()}"])
        taken = {
            "count": {"set": {"count": "=count + event.x"}},
            "note": {"set": {"note": "=event.key"}},
            "kept": {"set": {"kept[event.key]": "=event.x"}},
            "flag": {"set": {"flag": "=event.yes"}},
        }
        do = [taken[name] for name in words.variables if words.chance(60)]
        made: Data = {"when": when, "do": [*do, {"raise": "inner"}] if words.chance(20) else do}
        return made | ({"target": words.move()} if words.chance(70) else {})

    def events(self) -> tuple[str, ...]:
        return EVENTS[: 2 if self.seed % 3 else 3]

    def _dimension(self, name: str) -> Data:
        values = self.words.dimensions[name]
        if self.words.chance(65):
            return dimension(self.words, name)
        written: Data = {value: {} for value in values}
        timed = self.words.random.choice(values)
        written[timed] = {"after": {"1s": self._effect({name: values[0]})}}
        if self.words.chance(40):
            written[values[0]]["entry"] = self._doing()
        if self.words.chance(40):
            written[values[-1]]["on"] = {"GO": self._effect({name: values[0]})}
        return {"states": written, "initial": values[0]}

    def _effect(self, target: Any) -> Data:
        made: Data = {"target": target}
        if self.words.chance(35):
            made["when"] = self.words.condition()
        if self.words.chance(35):
            made["do"] = self._doing()
        return made

    def _states(self) -> Data:
        made: Data = {}
        for name, other in (("p", "q"), ("q", "p")):
            made[name] = {"on": self._handlers(("GO", "BACK"), 2, other)}
            if self.words.chance(20):
                made[name]["entry"] = self._doing()
            if self.words.chance(15):
                made[name]["exit"] = self._doing()
            if self.words.chance(25):
                made[name]["after"] = {"2s": self._effect(other)}
            if self.words.chance(10):
                made[name]["always"] = [{"when": self.words.condition(), "target": other}]
        if self.words.chance(25):
            made["end"] = {"final": True, "output": {"yes": self.words.chance(50)}}
            made["q"]["on"]["inner"] = "end"
        if self.has_child:
            made[self.words.random.choice("pq")] |= self._invoked()
        elif self.words.chance(30):
            made["q"]["invoke"] = self._asked()
        return made

    def _asked(self) -> Data:
        made: Data = {"action": self.words.random.choice(["ask", "tell"])}
        made["on_done"] = self._effect("p")
        if self.words.chance(60):
            made["on_error"] = self._effect("p")
        if self.words.chance(40):
            made["timeout"] = "3s"
        return made

    def _invoked(self) -> Data:
        words = self.words
        kind = words.random.choice(["invoke", "submachine", "submachine"])
        child: Data = {"machine": "kid", "id": "kid", "input": {"yes": self._yes()}}
        if words.chance(60):
            done = self._effect("q")
            if words.chance(50):
                done["when"] = "event.output.yes"
            child["on_done"] = done
        if words.chance(20):
            child["on_error"] = self._effect("p")
        if kind == "invoke" and words.chance(30):
            child["autoforward"] = True
        return {kind: child}

    def _yes(self) -> Any:
        return self.words.random.choice([True, False, f"={self.words.atom()}"])

    def _kid(self) -> Data:
        words = self.words
        say = {"send": words.random.choice(["UP", "inner"]), "to": "parent"}
        kid: Data = {
            "input": {"yes": {"type": "boolean"}},
            "context": {"own": {"type": "boolean", "initial": "=input.yes"}},
            "initial": "x",
            "states": {
                "x": {"on": {"GO": "y", "PING": {"do": [{"set": {"own": "=not own"}}]}}},
                "y": {"entry": [say], "on": {"BACK": {"when": "own", "target": "end"}}},
                "end": {"final": True, "output": {"yes": "=own"}},
            },
        }
        states = kid["states"]
        if words.chance(40):
            states["y"]["after"] = {"1s": words.random.choice(["x", "end"])}
        if words.chance(30):
            states["x"]["exit"] = [{"raise": "hm"}]
        if words.chance(30):
            states["y"]["invoke"] = {"action": "look", "on_done": "x", "on_error": "end"}
            kid["actions"] = {"look": {"result": OK, "test": {"ok": False}}}
        if words.chance(30):
            kid["dimensions"] = {"lamp": {"values": [False, True], "initial": False}}
            kid["on"] = {"GO": {"target": {"lamp": True}}}
            kid["rules"] = {"lit": {"on": {"lamp": True}, "require": [{"that": "own"}]}}
        if words.chance(20):
            states["x"]["on"]["BACK"] = {"do": [{"set": {"own": "=1 / (1 if own else 0) == 1"}}]}
        return kid

    def _handlers(self, events: tuple[str, ...], most: int, state: str = "") -> Data:
        words = self.words
        names = [*events, *events, *TOLD, *self._heard()]
        made: Data = {}
        for event in words.random.sample(names, words.random.randint(1, most)):
            target = state if state and words.chance(70) else words.move()
            one = self._effect(target)
            if event == "PUT" and words.chance(60):
                one["when"] = "event.yes"
            if words.chance(30):
                one.pop("target")
                one["do"] = self._doing()
            made[event] = one
        return made

    def _heard(self) -> list[str]:
        made = ["done.action.do", "error.action.do", "error.*"]
        if self.has_runs:
            made += ["done.pipeline.work", "error.pipeline.work", "error.pipeline.*"] * 2
        if self.has_child:
            made += ["child.exit", "UP"]
        return made

    def _doing(self) -> list[Data]:
        words = self.words
        kinds: list[Data] = [*words.kinds_of_actions(), {"send": "PING"}]
        kinds.append({"send": "PING", "delay": "1s", "id": "late", "replace": True})
        kinds.append({"cancel": "late"})
        if self.has_runs:
            kinds += [{"stop": "work"}, {"pipeline": "work"}]
        if self.has_child:
            kinds += [{"send": words.random.choice(["GO", "PING"]), "to": "kid"}] * 2
        if self.piles_up:
            kinds += [{"action": words.random.choice(["do", "tell"])}]
            kinds += [{"send": "PING", "delay": "1s", "id": "late"}]
            kinds += [{"workflow": "lend", "with": {"yes": self._yes()}}] * ("lend" in self.helpers)
        return words.random.sample(kinds, words.random.choice([1, 1, 2]))

    def _runs(self) -> Data:
        words = self.words
        work: Data = {"steps": self._steps(1, jumps=True)}
        work["branches"] = {"other": self._steps(0, jumps=False)}
        if words.chance(40):
            work["branches"]["cancelled"] = [self._quick()]
        if words.chance(40):
            work["on_failure"] = [self._quick()]
        if words.chance(30):
            work["requires"] = [{"that": words.condition()}]
        if words.chance(40):
            work["while_running"] = words.random.choice(["restart", "queue", "refuse"])
        lend: Data = {
            "parameters": {"yes": {"type": "boolean", "test": True}},
            "callbacks": {"told": {"test": {"yes": True}}},
            "output": {"yes": "=parameters.yes"},
            "steps": [
                self._waiting(0, jumps=False),
                {"if": "parameters.yes", "then": [{"callback": "told", "with": {"yes": True}}]},
            ],
        }
        part = {"steps": [self._waiting(0, jumps=False), self._quick()]}
        made: Data = {"pipelines": {"work": work}}
        if "part" in self.helpers:
            made["pipelines"]["part"] = part | {"requires": [{"that": words.condition()}]}
        return made | ({"workflows": {"lend": lend}} if "lend" in self.helpers else {})

    def _steps(self, depth: int, *, jumps: bool) -> list[Data]:
        number = self.words.random.randint(1, 1 + depth)
        return [self._step(depth, jumps=jumps) for _ in range(number)]

    def _step(self, depth: int, *, jumps: bool) -> Data:
        words = self.words
        kinds = ["quick", "ask", "ask", "wait"]
        kinds += ["if", *self.helpers, *self.helpers] if depth else []
        match words.random.choice(kinds):
            case "quick":
                return self._quick()
            case "if":
                then = self._continued(depth, jumps=jumps)
                return {"if": words.condition(), "then": then}
            case "part":
                return self._with_ways({"pipeline": "part"}, depth, jumps=jumps)
            case "lend":
                heard = [words.random.choice(words.kinds_of_actions()), {"send": "PING"}]
                step = {"workflow": "lend", "with": {"yes": self._yes()}}
                return step | {"callbacks": {"told": heard[: words.random.choice([1, 2])]}}
            case "parallel":
                lists = {side: [self._waiting(0, jumps=False)] for side in ("left", "right")}
                join = words.random.choice(["all", "first", "settled"])
                return {"parallel": lists, "join": join, "id": f"both{next(self._numbers)}"}
            case "each":
                do = [self._waiting(0, jumps=False)]
                return {"each": {"in": [1, 2], "as": f"it{next(self._numbers)}", "do": do}}
            case _:
                return self._waiting(depth, jumps=jumps)

    def _quick(self) -> Data:
        words = self.words
        kinds: list[Data] = [*words.kinds_of_actions(), {"move": words.plain_move()}]
        kinds += [{"move": words.plain_move()}, {"send": "PING"}, {"action": "do"}]
        return words.random.choice([each for each in kinds if "if" not in each])

    def _waiting(self, depth: int, *, jumps: bool) -> Data:
        words = self.words
        number = next(self._numbers)
        if words.chance(25):
            step: Data = {"wait_for": words.random.choice(["GO", "BACK"]), "id": f"wait{number}"}
        else:
            step = {"action": words.random.choice(["ask", "tell", "do"]), "id": f"ask{number}"}
            if words.chance(20):
                step["retry"] = {"attempts": 2, "delay": "1s"}
        if words.chance(30):
            step["timeout"] = "2s"
        return self._with_ways(step, depth, jumps=jumps)

    def _with_ways(self, step: Data, depth: int, *, jumps: bool) -> Data:
        if self.words.chance(30):
            step["on_success"] = self._continued(depth, jumps=jumps)
        if self.words.chance(55):
            step["on_failure"] = self._continued(depth, jumps=jumps)
        return step

    def _continued(self, depth: int, *, jumps: bool) -> Any:
        if jumps and self.words.chance(25):
            return "other"
        return (
            [self._quick()] if not depth or self.words.chance(60) else self._steps(0, jumps=False)
        )
