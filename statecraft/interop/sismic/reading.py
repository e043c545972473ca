"""sismic's YAML → a definition: ``semantics: sismic`` keeps what the engine means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from statecraft.interop.losses import Imported, Loss, Source
from statecraft.interop.names import NameTable, event, identifier, part
from statecraft.interop.sismic.code import Code, assigned
from statecraft.interop.sismic.shape import (
    ChartText,
    chart_text,
    everywhere,
    inside,
    listed,
    name_of,
    text_of,
)
from statecraft.interop.sismic.transitions import TransitionWriter, clock_of
from statecraft.interop.untranslatable import Untranslatable
from statecraft.source.document import Located

CLOCKS: Final = "clocks"
"""The key, below ``meta.sismic``, that lists the variables which the import itself has added."""

_CODE: Final = ("on entry", "on exit", "action")
_BLOCKS: Final = (("on entry", "entry"), ("on exit", "exit"))

Section = dict[str, Any]


def read_sismic(source: Source) -> Imported:
    """The definition that a chart of sismic is.

    Raises:
        DefinitionError: the text is no chart of sismic's.
    """
    text = chart_text(source)
    paths = dict(_paths(text.root, "", NameTable(spell=part)))
    variables = NameTable(spell=identifier)
    for piece in _texts(text):
        for name in assigned(piece):
            variables.name(name)
    code = Code(variables=variables, states=MappingProxyType(paths), events=NameTable(spell=event))
    return _Reading(text=text, paths=paths, code=code).imported()


def _paths(node: Located, above: str, names: NameTable) -> Iterator[tuple[str, str]]:
    """The name of every state below one, and its path here."""
    for child in inside(node):
        name = names.name(name_of(child))
        path = f"{above}.{name}" if above else name
        yield name_of(child), path
        yield from _paths(child, path, names)


def _texts(text: ChartText) -> Iterator[str]:
    """Every piece of code, the preamble first."""
    yield text_of(text.chart, "preamble")
    for node in everywhere(text.root):
        for each in (node, *listed(node, "transitions")):
            yield from (text_of(each, key) for key in _CODE)


@dataclass(slots=True, kw_only=True)
class _Reading:
    """One chart while it is read; ``paths`` are names of states → paths here."""

    text: ChartText
    paths: dict[str, str]
    code: Code
    losses: list[Loss] = field(default_factory=list)
    clocks: list[str] = field(default_factory=list)

    def imported(self) -> Imported:
        """The whole chart."""
        initial, begun = self._preamble()
        inner = self._state(self.text.root)
        context = {
            name: {"initial": initial.get(name)} for name in self.code.variables.ours.values()
        }
        entry = [*begun, *inner.pop("entry", [])]
        document: Section = {
            "statecraft": 1,
            "machine": part(text_of(self.text.chart, "name") or "chart"),
            **self._described(),
            "semantics": "sismic",
            **({"context": context} if context else {}),
            **({"entry": entry} if entry else {}),
            **inner,
        }
        names = {path: state for state, path in self.paths.items()}
        return Imported(
            document=document,
            losses=tuple(sorted(self.losses)),
            names=MappingProxyType({**names, "": name_of(self.text.root)}),
            events=MappingProxyType(dict(self.code.events.ours)),
        )

    def _described(self) -> Section:
        written = text_of(self.text.chart, "description").strip()
        made: Section = {"describe": written} if written else {}
        return made | ({"meta": {"sismic": {CLOCKS: self.clocks}}} if self.clocks else {})

    def _preamble(self) -> tuple[Section, list[Section]]:
        """Initial values, and what the preamble does besides: that is done at the start."""
        preamble = self.text.chart.get("preamble")
        actions = [] if preamble is None else self._actions(preamble)
        initial: Section = {}
        while actions and set(actions[0]) == {"set"} and not initial.keys() & actions[0]["set"]:
            initial |= actions.pop(0)["set"]
        return initial, actions

    def _actions(self, node: Located) -> list[Section]:
        try:
            return self.code.actions(str(node.value or ""))
        except Untranslatable as reason:
            self.losses.append(
                Loss(at=node.key_span, what=f"code: {reason}", instead="nothing is done")
            )
            return []

    def _state(self, node: Located) -> Section:
        made = self._kind(node)
        if "contract" in node:
            at = node["contract"].key_span
            self.losses.append(Loss(at=at, what="contract", instead="it is not checked"))
        writer = TransitionWriter(
            code=self.code, paths=self.paths, losses=self.losses, actions=self._actions
        )
        transitions = writer.written(node)
        for key, ours in _BLOCKS:
            actions = self._actions(node[key]) if key in node else []
            made |= {ours: actions} if actions else {}
        clock = self.code.variables.ours.get(clock_of(node))
        if clock is not None:
            self.clocks.append(clock)
            made["entry"] = [{"set": {clock: "=now()"}}, *made.get("entry", [])]
        states = {self._own_name(name_of(child)): self._state(child) for child in inside(node)}
        return made | transitions | ({"states": states} if states else {})

    def _kind(self, node: Located) -> Section:
        made: Section = {}
        kind = text_of(node, "type")
        if kind == "final" and not self._ends_nothing():
            made["final"] = True
        elif kind.endswith("history"):
            made["history"] = kind.removesuffix(" history")
            if text_of(node, "memory"):
                made["default"] = self._own_name(text_of(node, "memory"))
        if listed(node, "parallel states"):
            made["parallel"] = True
        if text_of(node, "initial"):
            made["initial"] = self._own_name(text_of(node, "initial"))
        return made

    def _ends_nothing(self) -> bool:
        """Only a final state directly inside the root ends a chart of sismic's."""
        return bool(listed(self.text.root, "parallel states"))

    def _own_name(self, state: str) -> str:
        return self.paths[state].rpartition(".")[2]
