"""Actions of a definition → executable content."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from statecraft.diagnostics import Span
from statecraft.expr.parse import parse
from statecraft.expr.problem import ExpressionError
from statecraft.interop.building import constant
from statecraft.interop.ecmascript.writing import Writing
from statecraft.interop.scxml.elements import Element
from statecraft.interop.scxml.own import IS, NAMESPACE, as_json
from statecraft.interop.scxml.own_reading import OwnReading
from statecraft.interop.untranslatable import Untranslatable

_NOWHERE: Final = Span("", 1, 1, 1, 1)
_SCXML: Final = "http://www.w3.org/2005/07/scxml"

Path = tuple[str | int, ...]
Lose = Callable[[Path, str], None]
"""Reports something, at its path in the document, that other engines do not read."""


def made(
    name: str,
    attributes: Mapping[str, str | None] = MappingProxyType({}),
    children: Iterable[Element] = (),
    text: str = "",
    namespace: str = _SCXML,
) -> Element:
    """An element to be written; attributes without a value are left out."""
    return Element(
        name=name,
        namespace=namespace,
        attributes={key: value for key, value in attributes.items() if value is not None},
        children=tuple(children),
        text=text,
        inside=text,
        span=_NOWHERE,
    )


def marked(element: Element, part: Any) -> Element:
    """The element, which carries the part of the definition that it stands for."""
    attributes = {**element.attributes, IS: as_json(part)}
    return made(element.name, attributes, element.children, element.text, element.namespace)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenActions:
    """Writes the actions of one machine; *reading* tells what comes back of them."""

    writing: Writing
    reading: OwnReading
    lose: Lose

    def elements(self, actions: Any, path: Path) -> list[Element]:
        """The elements of a list of actions."""
        return [self.element(a, (*path, number)) for number, a in enumerate(actions or ())]

    def element(self, action: Mapping[str, Any], path: Path) -> Element:
        """One action; where it does not come back as it was, it is carried along."""
        try:
            found = self._element(action, path)
        except (Untranslatable, ExpressionError):
            found = None
        if found is None:
            self.lose(path, f"the action {next(iter(action))}")
            return marked(made("action", namespace=NAMESPACE), action)
        return found if self.reading.action(found) == action else marked(found, action)

    def _element(self, action: Mapping[str, Any], path: Path) -> Element | None:
        match next(iter(action)):
            case "raise":
                return made("raise", {"event": plain_name(action["raise"])})
            case "set" if len(action["set"]) == 1:
                ((place, value),) = action["set"].items()
                return made("assign", {"location": place, "expr": self.data(value)})
            case "log":
                return made("log", {"expr": self.data(action["log"])})
            case "cancel":
                return made("cancel", {"sendid": plain_name(action["cancel"])})
            case "send":
                return self._send(action)
            case "if":
                return self._if(action, path)
            case "each":
                return self._each(action["each"], (*path, "each"))
            case _:
                return None

    def _send(self, action: Mapping[str, Any]) -> Element:
        attributes = {"event": plain_name(action["send"]), "id": action.get("id")}
        delay = action.get("delay")
        if isinstance(delay, str) and not delay.startswith("="):
            attributes["delay"] = delay
        elif delay is not None:
            raise Untranslatable("a computed delay")
        if "to" in action:
            to = plain_name(action["to"])
            attributes["target"] = "#_parent" if to == "parent" else f"#_{to}"
        return made("send", attributes, self.parameters(action.get("with")))

    def parameters(self, given: Any) -> list[Element]:
        """What goes along with an event: fields, or one value."""
        if isinstance(given, dict):
            return [
                made("param", {"name": name, "expr": self.data(value)})
                for name, value in given.items()
            ]
        return [] if given is None else [made("content", {"expr": self.data(given)})]

    def _if(self, action: Mapping[str, Any], path: Path) -> Element:
        inside = self.elements(action["then"], (*path, "then"))
        if "else" in action:
            inside += [made("else"), *self.elements(action["else"], (*path, "else"))]
        return made("if", {"cond": self.condition(action["if"])}, inside)

    def _each(self, loop: Mapping[str, Any], path: Path) -> Element:
        names = frozenset({loop["as"], *([loop["index"]] if "index" in loop else ())})
        writing = Writing(names=self.writing.names | names, state_id=self.writing.state_id)
        inner = WrittenActions(writing=writing, reading=self.reading, lose=self.lose)
        attributes = {
            "array": self.data(loop["in"]),
            "item": loop["as"],
            "index": loop.get("index"),
        }
        return made("foreach", attributes, inner.elements(loop["do"], (*path, "do")))

    def condition(self, text: Any) -> str:
        """The ECMAScript text of a condition.

        Raises:
            Untranslatable: it has none.
        """
        if isinstance(text, bool):
            return str(text).lower()
        return self.writing.text(parse(text))

    def data(self, value: Any) -> str:
        """The ECMAScript text of data.

        Raises:
            Untranslatable: they have none.
        """
        match value:
            case str() if value.startswith("==") or not value.startswith("="):
                return self.writing.text(constant(value.removeprefix("=")))
            case str():
                return self.writing.text(parse(value[1:]))
            case dict():
                inside = ", ".join(f"{as_json(key)}: {self.data(v)}" for key, v in value.items())
                return f"{{{inside}}}"
            case list():
                return f"[{', '.join(map(self.data, value))}]"
            case _:
                return as_json(value)


def plain_name(value: Any) -> str:
    """A name that is written out.

    Raises:
        Untranslatable: it is computed.
    """
    if not isinstance(value, str) or value.startswith("="):
        raise Untranslatable("a name that is computed")
    return value
