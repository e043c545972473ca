"""An ``scxml`` element → a machine of our language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from statecraft.expr.tree import Expr
from statecraft.interop.as_data import as_data
from statecraft.interop.building import is_failure
from statecraft.interop.meaning import Meaning
from statecraft.interop.scxml.content import ActionNode, Content, failing
from statecraft.interop.scxml.data import Data, functions_of, variables_of
from statecraft.interop.scxml.desk import MOST_MACHINES, Desk
from statecraft.interop.scxml.elements import Element
from statecraft.interop.scxml.formulas import Formulas
from statecraft.interop.scxml.invokes import Invokes
from statecraft.interop.scxml.languages import ECMASCRIPT, LANGUAGES, Language
from statecraft.interop.scxml.outline import Outline, Placed, outline_of
from statecraft.interop.scxml.sending import parameters, payload
from statecraft.interop.scxml.transitions import Transitions

Section = dict[str, Any]


def machine_of(root: Element, name: str, given: frozenset[str], desk: Desk) -> Section:
    """The definition of a machine without its name; its children are put on the desk.

    *given* are the variables whose value the invoking machine gives.
    """
    outline, language = outline_of(root), _language(root, desk)
    meaning = Meaning(
        variables=variables_of(root, language, desk),
        states=MappingProxyType({state.id: state.path for state in outline.states}),
        machine=root.get("name") or name,
        short_types=language.name == "python",
        events=MappingProxyType(desk.events.changed()),
        functions=functions_of(root, language, desk),
    )
    formulas = Formulas(language=language, meaning=meaning, desk=desk)
    desk.names.update({state.path: state.id for state in outline.states})
    return _Machine(root=root, outline=outline, formulas=formulas, given=given).section()


def _language(root: Element, desk: Desk) -> Language:
    written = root.get("datamodel")
    if written is not None and written not in LANGUAGES:
        what = f"the data model {written} is not known"
        desk.lose(root.span, what, "its expressions are read as ECMAScript")
    return LANGUAGES.get(written or "", ECMASCRIPT)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Machine:
    """One machine while it is translated."""

    root: Element
    outline: Outline
    formulas: Formulas
    given: frozenset[str]

    @property
    def _content(self) -> Content:
        return Content(formulas=self.formulas)

    @property
    def _data(self) -> Data:
        return Data(formulas=self.formulas, root=self.root, given=self.given)

    @property
    def _transitions(self) -> Transitions:
        return Transitions(content=self._content, outline=self.outline)

    def section(self) -> Section:
        """The whole machine."""
        context = self._data.context()
        scripts = self._content.blocks(self._scripts())
        states = self._states("")
        return {
            "semantics": "scxml",
            **self._initial(self.root, ""),
            **({"context": context} if context else {}),
            **({"entry": scripts} if scripts else {}),
            "states": states,
        }

    def _scripts(self) -> Iterator[Element]:
        """Each script of the machine itself, as a handler that holds it alone."""
        for script in self.root.named("script"):
            yield Element(
                name="onentry",
                namespace="",
                attributes={},
                children=(script,),
                text="",
                inside="",
                span=script.span,
            )

    def _states(self, path: str) -> Section:
        return {state.name: self._state(state) for state in self.outline.children(path)}

    def _state(self, state: Placed) -> Section:
        match state.element.name:
            case "history":
                return self._history(state)
            case "final":
                return self._final(state)
            case kind:
                return self._inner(state, is_parallel=kind == "parallel")

    def _inner(self, state: Placed, *, is_parallel: bool) -> Section:
        inside = self._states(state.path)
        children, on_entry = Invokes(content=self._content, root=self.root, make=self._make).of(
            state
        )
        found: Section = {}
        if is_parallel and inside:
            found["parallel"] = True
        else:
            found |= self._initial(state.element, state.path)
        found |= self._handlers(state, on_entry)
        if children:
            found["invoke"] = children[0] if len(children) == 1 else children
        found |= self._transitions.of(state)
        if inside:
            found["states"] = inside
        return found

    def _handlers(self, state: Placed, more: list[ActionNode]) -> Section:
        """``entry`` and ``exit``: several handlers are a block each."""
        binding = self._data.binding(state.element)
        entry = self._content.blocks(state.element.named("onentry"))
        if (binding or more) and entry and "block" not in entry[0]:
            entry = [{"block": entry}]
        exits = self._content.blocks(state.element.named("onexit"))
        both = {"entry": [*binding, *entry, *more], "exit": exits}
        return {key: actions for key, actions in both.items() if actions}

    def _make(self, root: Element, given: frozenset[str]) -> str:
        """A further machine, invoked by this one; its name."""
        desk = self.formulas.desk
        name = desk.new_machine(root.get("name") or "child")
        if desk.count > MOST_MACHINES or not any(root.named("state", "parallel", "final")):
            what = f"a machine without states, or more than {MOST_MACHINES} machines"
            desk.lose(root.span, what, "a machine that is done at once")
            desk.machines[name] = {"states": {"done": {"final": True}}}
        else:
            desk.machines[name] = {}
            desk.machines[name].update(machine_of(root, name, given, desk))
        return name

    def _initial(self, element: Element, path: str) -> Section:
        """The key ``initial`` of a compound state, where it says something."""
        written = element.first("initial")
        if written is not None:
            transition = written.first("transition")
            default = None if transition is None else self._default(transition, path)
            return {} if default is None else {"initial": default}
        if element.get("initial") is None:
            return {}
        places = self._inside(element.get("initial"), element, path)
        return {"initial": places[0] if len(places) == 1 else places} if places else {}

    def _default(self, transition: Element, path: str) -> Any:
        """Where a transition of ``initial`` or ``history`` leads; None where it leads nowhere."""
        places = self._inside(transition.get("target"), transition, path)
        if not places:
            return None
        target = places[0] if len(places) == 1 else places
        actions = self._content.block(transition)
        return {"target": target, "do": actions} if actions else target

    def _inside(self, words: str | None, at: Element, path: str) -> list[str]:
        """Targets as seen from the state around them; unknown ones are lost."""
        found = []
        for word in (words or "").split():
            target = self.outline.by_id.get(word)
            if target is None or not target.path.startswith(f"{path}." if path else ""):
                what = f"there is no state {word} inside"
                self.formulas.desk.lose(at.span, what, "the first state inside")
            else:
                found.append(target.path[len(path) + 1 :] if path else target.path)
        return found

    def _history(self, state: Placed) -> Section:
        found: Section = {"history": "deep" if state.element.get("type") == "deep" else "shallow"}
        transition = state.element.first("transition")
        default = None if transition is None else self._default(transition, state.above or "")
        return found if default is None else {**found, "default": default}

    def _final(self, state: Placed) -> Section:
        failed: list[ActionNode] = []
        output = self._output(state.element.first("donedata"), failed)
        found: Section = {"final": True, **self._handlers(state, failed)}
        return found if output is None else {**found, "output": output}

    def _output(self, donedata: Element | None, failed: list[ActionNode]) -> Any:
        """What a final state hands on; a parameter that fails is left out, and reported."""
        if donedata is None:
            return None
        if donedata.first("content") is not None:
            return payload(donedata, self.formulas)
        kept: dict[str, Expr] = {}
        for name, value in parameters(donedata, self.formulas):
            if is_failure(value):
                failed.append({"block": [failing(f"the parameter {name} fails")]})
            else:
                kept[name] = value
        return {name: as_data(value) for name, value in kept.items()} or None
