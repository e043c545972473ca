"""Transitions → ``on`` and ``always`` (SCXML 3.5, 3.12.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from statecraft.interop.scxml.content import Content
from statecraft.interop.scxml.elements import Element
from statecraft.interop.scxml.formulas import words
from statecraft.interop.scxml.outline import Outline, Placed, reference
from statecraft.values.notation import notation

Candidate = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """A transition with its descriptors; without any it is eventless."""

    descriptors: tuple[str, ...]
    candidate: Candidate


@dataclass(frozen=True, slots=True, kw_only=True)
class Transitions:
    """Translates the transitions of one machine."""

    content: Content
    outline: Outline

    def of(self, state: Placed) -> dict[str, Any]:
        """The keys ``on`` and ``always`` of a state, as far as it has transitions."""
        written = [self._written(e, state) for e in state.element.named("transition")]
        on = _by_descriptor([each for each in written if each.descriptors])
        always = [each.candidate for each in written if not each.descriptors]
        return {
            **({"on": on} if on else {}),
            **({"always": always} if always else {}),
        }

    def _written(self, element: Element, state: Placed) -> _Written:
        descriptors = tuple(dict.fromkeys(map(self._descriptor, words(element.get("event")))))
        return _Written(descriptors=descriptors, candidate=self._candidate(element, state))

    def _descriptor(self, word: str) -> str:
        """``a`` matches ``a`` and ``a.b`` in SCXML, as do ``a.`` and ``a.*``: ``a.*`` here."""
        plain = word.removesuffix(".*").removesuffix(".")
        return "*" if plain in ("*", "") else f"{self._event(plain)}.*"

    def _event(self, plain: str) -> str:
        for beginning in ("done.state.", "done.invoke."):
            state = self.outline.by_id.get(plain.removeprefix(beginning))
            if plain.startswith(beginning) and state is not None:
                return beginning + state.name
        return self.content.formulas.desk.events.name(plain)

    def _candidate(self, element: Element, state: Placed) -> Candidate:
        found: dict[str, Any] = {}
        condition = element.get("cond")
        if condition:
            found["when"] = self.content.formulas.condition(condition, element.span)
        targets = self.targets(element, state.path)
        if targets:
            found["target"] = targets[0] if len(targets) == 1 else targets
        actions = self.content.block(element)
        if actions:
            found["do"] = actions
        if self._leaves(element, state):
            found["reenter"] = True
        return found

    def targets(self, element: Element, source: str) -> list[str]:
        """The targets of a transition as they are named from *source*; unknown ones are lost."""
        found = []
        for word in words(element.get("target")):
            target = self.outline.by_id.get(word)
            if target is None:
                what = f"there is no state {word}"
                self.content.formulas.desk.lose(element.span, what, "a transition without it")
            else:
                found.append(reference(source, target.path))
        return found

    def _leaves(self, element: Element, state: Placed) -> bool:
        """Whether the source, which may hold a target, is left and entered all the same."""
        known = self.outline.by_id
        targets = [known[word] for word in words(element.get("target")) if word in known]
        inside = [target.path.startswith(f"{state.path}.") for target in targets]
        is_compound = state.element.name == "state" and any(
            state.element.named("state", "parallel", "final")
        )
        if element.get("type") == "internal" and is_compound and all(inside):
            return False
        return any(inside) or any(_may_be(target, state) for target in targets)


def _may_be(target: Placed, state: Placed) -> bool:
    """Whether a target is a state, or a history that may stand for it."""
    if target.element.name != "history":
        return target.path == state.path
    return not target.above or state.path.startswith(f"{target.above}.")


def _by_descriptor(written: list[_Written]) -> dict[str, Any]:
    """The section ``on``: descriptor → candidates in order of text."""
    if not _keeps_order(written):
        return {"*": [_under_any(each) for each in written]}
    found: dict[str, list[Candidate]] = {}
    for each in written:
        for descriptor in each.descriptors:
            found.setdefault(descriptor, []).append(each.candidate)
    return {descriptor: shortest(candidates) for descriptor, candidates in found.items()}


def shortest(candidates: list[Any]) -> Any:
    """A single candidate stands by itself, one with a plain target as that target."""
    if len(candidates) > 1:
        return candidates
    (only,) = candidates
    if not isinstance(only, dict):
        return only
    target = only.get("target")
    return target if set(only) == {"target"} and isinstance(target, str) else only


def _keeps_order(written: list[_Written]) -> bool:
    """Whether what matches one event stays in order when it is sorted by its descriptors."""
    first: dict[str, int] = {}
    for each in written:
        for descriptor in each.descriptors:
            first.setdefault(descriptor, len(first))
    pairs = (
        (a, b)
        for earlier, later in combinations(written, 2)
        for a in earlier.descriptors
        for b in later.descriptors
    )
    return not any(first[a] > first[b] and _overlap(a, b) for a, b in pairs)


def _overlap(a: str, b: str) -> bool:
    """Whether an event matches both descriptors."""
    return "*" in (a, b) or a.startswith(b[:-1]) or b.startswith(a[:-1])


def _under_any(each: _Written) -> Candidate:
    """The candidate under ``*``, with its descriptors as a condition."""
    if "*" in each.descriptors:
        return each.candidate
    named = " or ".join(_matches(descriptor) for descriptor in each.descriptors)
    own = each.candidate.get("when")
    if own is None or own is True:
        return {"when": named, **{k: v for k, v in each.candidate.items() if k != "when"}}
    condition = f"({named}) and ({notation(own) if isinstance(own, bool) else own})"
    return {**each.candidate, "when": condition}


def _matches(descriptor: str) -> str:
    plain = descriptor.removesuffix(".*")
    return f"event_name == {notation(plain)} or starts_with(event_name, {notation(plain + '.')})"
