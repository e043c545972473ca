"""The transitions of one of sismic's states → ``on``, ``always`` and ``after``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from statecraft.interop.losses import Loss
from statecraft.interop.scxml.outline import reference
from statecraft.interop.scxml.transitions import shortest
from statecraft.interop.sismic.code import Code
from statecraft.interop.sismic.shape import listed, name_of, priority_of, text_of
from statecraft.interop.untranslatable import Untranslatable
from statecraft.source.document import Located

Section = dict[str, Any]

_WAKING: Final[Section] = {"do": []}
"""A transition that does nothing: eventless transitions are looked at again after it."""


@dataclass(slots=True, kw_only=True)
class TransitionWriter:
    """Writes the transitions of one state into ``on``, ``after`` and ``always``.

    ``paths`` are names of states → paths here, ``actions`` reads a piece of code.
    """

    code: Code
    paths: Mapping[str, str]
    losses: list[Loss]
    actions: Callable[[Located], list[Section]]
    on: dict[str, list[Section]] = field(default_factory=dict)
    after: dict[str, list[Section]] = field(default_factory=dict)
    always: list[Section] = field(default_factory=list)

    def written(self, state: Located) -> Section:
        """The sections of the state that hold its transitions."""
        for transition in sorted(listed(state, "transitions"), key=lambda t: -priority_of(t)):
            try:
                self._write(transition, state, list(_asked_before(transition, state)))
            except Untranslatable as reason:
                self._lose(transition, f"a guard: {reason}")
        made: Section = {}
        for key, section in (("on", self.on), ("after", self.after)):
            if section:
                made[key] = {name: shortest(candidates) for name, candidates in section.items()}
        return made | ({"always": self.always} if self.always else {})

    def _write(self, transition: Located, state: Located, before: list[str]) -> None:
        """Write one, which is not taken where a guard of those *before* holds."""
        if "" in before:
            self._lose(transition, "one of higher priority is always taken")
            return
        event, guard = text_of(transition, "event"), text_of(transition, "guard")
        delay = None if event or before else self.code.delay(guard)
        if delay is not None:
            self.after.setdefault(_seconds(delay), []).append(self._goal(transition, state))
            return
        texts = [*(f"not ({each})" for each in before), *([f"({guard})"] if guard else [])]
        condition = self.code.condition(" and ".join(texts) or "True", clock_of(state))
        when = {"when": condition.text} if condition.text else {}
        candidate = when | self._goal(transition, state)
        if event:
            self.on.setdefault(self.code.events.name(event), []).append(candidate)
            return
        self.always.append(candidate)
        for seconds in map(_seconds, condition.delays):
            self.after.setdefault(seconds, [_WAKING])

    def _goal(self, transition: Located, state: Located) -> Section:
        """Target and actions."""
        found: Section = {}
        source, target = self.paths.get(name_of(state), ""), text_of(transition, "target")
        if target and target not in self.paths:
            self._lose(transition, "the root as a target", "a transition without a target")
        elif target:
            path = self.paths[target]
            found["target"] = reference(source, path)
            if path == source or path.startswith(f"{source}."):
                found["reenter"] = True
        actions = self.actions(transition["action"]) if "action" in transition else []
        return found | ({"do": actions} if actions else {})

    def _lose(
        self, transition: Located, what: str, instead: str = "the transition is left out"
    ) -> None:
        self.losses.append(Loss(at=transition.key_span, what=what, instead=instead))


def clock_of(state: Located) -> str:
    """The name, which Python could not have, of the variable that holds when it was entered."""
    return f"entered {name_of(state)}"


def _asked_before(transition: Located, state: Located) -> Iterator[str]:
    """The guards of those of the same event that have a higher priority."""
    for other in listed(state, "transitions"):
        is_rival = text_of(other, "event") == text_of(transition, "event")
        if is_rival and priority_of(other) > priority_of(transition):
            yield text_of(other, "guard").strip()


def _seconds(delay: float) -> str:
    return f"{delay:g}s"
