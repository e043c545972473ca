"""What the names in an expression of an SCXML machine mean (SCXML 5.10, system variables)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from statecraft.expr.scope import RESERVED_NAMES
from statecraft.expr.tree import Expr
from statecraft.interop.building import (
    chosen,
    compared,
    failure,
    is_active,
    joined,
    literal,
    mapping,
    member,
    name,
)

PROCESSOR: Final = "http://www.w3.org/TR/scxml/#SCXMLEventProcessor"
SYSTEM: Final = frozenset({"_event", "_sessionid", "_name", "_ioprocessors", "_x"})
NO_NAMES: Final[Mapping[str, str]] = MappingProxyType({})
NO_VALUES: Final[Mapping[str, Expr]] = MappingProxyType({})
_ORIGIN: Final = ("type", "sendid", "origin", "origintype", "invokeid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """How expressions read names.

    Attributes:
        variables: the source's names → ours.
        states: id → path.
        machine: the value of ``_name``.
        short_types: ``_event.origintype`` is ``scxml``, not its URI.
        events: our names of events → the source's, where they differ.
        has_event: an event may be at hand.
        functions: variables that hold a function → its text.
        given: values of the parameters of a function, where one is written out.
        is_ours: the expressions were ours before: ``+`` and ``%`` mean what they mean here.
    """

    variables: Mapping[str, str]
    states: Mapping[str, str]
    machine: str
    short_types: bool
    events: Mapping[str, str]
    has_event: bool = True
    functions: Mapping[str, str] = field(default_factory=lambda: NO_NAMES)
    given: Mapping[str, Expr] = field(default_factory=lambda: NO_VALUES)
    is_ours: bool = False

    def variable(self, of: str) -> Expr:
        """The value of a name."""
        if of in self.given:
            return self.given[of]
        if of in SYSTEM:
            return self.system(of)
        ours = self.variables.get(of)
        if ours is None:
            return failure(f"{of} is not declared")
        return member(name("context"), ours) if ours in RESERVED_NAMES else name(ours)

    def system(self, of: str) -> Expr:
        """The value of a system variable."""
        match of:
            case "_sessionid":
                return name("session_id")
            case "_name":
                return literal(self.machine)
            case "_ioprocessors":
                location = mapping([("location", joined(literal("#_scxml_"), name("session_id")))])
                return mapping([("scxml", location), (PROCESSOR, location)])
            case "_event" if self.has_event:
                fields = [(key, self.of_event(key)) for key in ("name", *_ORIGIN, "data")]
                return chosen(self.is_bound(), mapping(fields), failure("_event is not bound"))
            case _:
                return failure(f"{of} is not bound")

    def is_bound(self) -> Expr:
        """Whether ``_event`` has a value."""
        return (
            compared(name("event_name"), "!=", literal(""))
            if self.has_event
            else literal(value=False)
        )

    def of_event(self, key: str) -> Expr:
        """A field of ``_event``; one that it does not have is null."""
        if not self.has_event:
            return failure("_event is not bound")
        match key:
            case "data":
                return name("event")
            case "name":
                return self._event_name()
            case "origintype" if self.short_types:
                told = compared(member(name("event_origin"), key), "!=", literal(None))
                return chosen(told, literal("scxml"), literal(None))
            case _ if key in _ORIGIN:
                return member(name("event_origin"), key)
            case _:
                return literal(None)

    def has_field(self, key: str) -> bool:
        """Whether ``_event`` has a field."""
        return key in ("name", "data", *_ORIGIN)

    def _event_name(self) -> Expr:
        found: Expr = name("event_name")
        for ours, theirs in self.events.items():
            found = chosen(
                compared(name("event_name"), "==", literal(ours)), literal(theirs), found
            )
        return found

    def is_in(self, state: str) -> Expr:
        """``In('state')``; a state that is not there is never active."""
        path = self.states.get(state)
        return literal(value=False) if path is None else is_active(path)
