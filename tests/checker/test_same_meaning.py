"""What means the same is judged the same, and what is added beside it changes no verdict."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from statecraft.checker.engines.choosing import explore
from statecraft.checker.limits import Limits
from statecraft.checker.payloads import payloads_of
from tests.checker.agreement import MOST_STATES, Answers
from tests.checker.random_machines import loadable, random_definition, random_moves
from tests.checker.random_processes import random_process
from tests.thoroughness import tries

pytestmark = pytest.mark.usefixtures("soon_endless")

Data = dict[str, Any]
Judged = tuple[str, str, str, str]
"""Kind, subject and claim of a verdict, and the kind of its answer."""

NEW_NAMES = {
    "d0": "zone",
    "d1": "area",
    "d2": "a_long_name",
    "GO": "ZAP",
    "BACK": "ABLE",
    "PUT": "MELT",
    "flag": "banner",
    "mode": "aspect",
    "needs_0": "wants",
    "pulls_0": "drags",
    "work": "a_job",
    "kid": "zoo",
}
_OLD = re.compile(rf"\b({'|'.join(NEW_NAMES)})\b")


def judged(definition: Data) -> Counter[Judged] | None:
    """The verdicts on a machine; None where it is refused or is not seen whole."""
    chart = loadable(definition)
    if chart is None:
        return None
    engine = explore(chart, Limits(states=MOST_STATES, kernel_steps=3000))
    if engine.exhausted is not None or engine.count(engine.reachable()) > MOST_STATES:
        return None
    begun = tuple(chart.start(input=given).outcome for given in payloads_of(chart).inputs)
    return Counter(told[:4] for told in Answers(chart, begun).of(engine))


def renamed(text: str) -> str:
    return _OLD.sub(lambda found: NEW_NAMES[found[0]], text)


def with_new_names(definition: Data, _: Counter[Judged]) -> Data:
    return json.loads(renamed(json.dumps(definition)))


def in_another_order(definition: Data, _: Counter[Judged]) -> Data:
    """Rules, events and properties stand in another order, and regions that do nothing else."""
    rand = Random(definition["machine"])  # noqa: S311 - it makes tests, no secrets.
    keys = ["rules", "events", "properties", "actions"]
    keys += [] if any("*" in event for event in definition.get("on", {})) else ["on"]
    keys += ["dimensions"] if definition["machine"].startswith("moves") else []
    shuffled = {}
    for key in keys:
        pairs = [*definition.get(key, {}).items()]
        rand.shuffle(pairs)
        shuffled[key] = dict(pairs)
    return {key: shuffled.get(key, value) for key, value in definition.items()}


def with_an_attic(definition: Data, _: Counter[Judged]) -> Data:
    """A state that nothing leads to, where there is a tree."""
    if "states" not in definition:
        return definition
    first = next(iter(definition["states"]))
    attic = {"on": {"GO": first}, "entry": [{"raise": "inner"}]}
    return {**definition, "states": {**definition["states"], "attic": attic}}


def with_a_silent_region(definition: Data, _: Counter[Judged]) -> Data:
    silent = {"values": ["still", "moved"], "initial": "still"}
    return {**definition, "dimensions": {**definition["dimensions"], "silent": silent}}


def with_what_is_proved_enforced(definition: Data, verdicts: Counter[Judged]) -> Data:
    """Each claim that holds in every state is made a rule."""
    proved = {subject for _, subject, _, answer in verdicts if answer == "Proved"}
    rules = dict(definition.get("rules", {}))
    for name, claim in definition["properties"].items():
        if f"properties.{name}" in proved and claim.keys() & {"never", "always"}:
            rules[f"enforced_{name}"] = claim
    return {**definition, "rules": rules}


CHANGES = [with_new_names, in_another_order, with_an_attic]
CHANGES += [with_a_silent_region, with_what_is_proved_enforced]
ADDED = ("attic", "silent", "enforced_")


def made(seed: int) -> Data:
    makers: list[Callable[[int], Data]] = [random_definition, random_moves, random_process]
    return makers[seed % 3](seed)


@pytest.mark.parametrize("change", CHANGES)
def test_verdicts_stay_what_they_are(change):
    found = [wrong for seed in range(tries(12, 100)) if (wrong := differences(seed, change))]
    assert found == []


def differences(seed: int, change: Callable[[Data, Counter[Judged]], Data]) -> Any:
    """The verdicts that are other ones after a change, before and after it."""
    definition = made(seed)
    before = judged(definition)
    changed = None if before is None else change(definition, before)
    after = None if changed is None or changed == definition else judged(changed)
    if before is None or after is None:
        return None
    if change is with_new_names:
        before = Counter(
            {
                (kind, renamed(at), renamed(claim), is_so): n
                for (kind, at, claim, is_so), n in before.items()
            }
        )
    one, other = (Counter({j: n for j, n in c.items() if is_kept(j)}) for c in (before, after))
    return None if one == other else (seed, [*(one - other)], [*(other - one)])


def is_kept(verdict: Judged) -> bool:
    """Whether it is about what was there before, and hangs on no order of the text.

    What goes wrong in a child is named after what stands before the child.
    """
    kind, subject, claim, _ = verdict
    is_first_found = kind in ("requirement decides", "cascades agree")
    is_of_a_place = kind in ("formulas have values", "completions let in")
    return not (is_first_found or is_of_a_place) and not any(
        name in f"{subject} {claim}" for name in ADDED
    )
