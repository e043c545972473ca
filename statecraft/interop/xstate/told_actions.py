"""Actions of ours → XState's; what it has no action for travels as it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from statecraft.interop.xstate.actions import CARRIED
from statecraft.interop.xstate.expressions import OWN
from statecraft.interop.xstate.shape import Place
from statecraft.interop.xstate.told import Out
from statecraft.interop.xstate.told_expressions import Telling
from statecraft.values.duration import DurationError, parse_duration

_DESCRIBED: Final = frozenset({"describe", "label", "tags", "meta"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionTeller:
    """Tells the actions of one machine."""

    telling: Telling
    out: Out

    def told(self, block: Any, place: Place) -> list[Any]:
        """The actions of a block."""
        return [self._told(action, (*place, i)) for i, action in enumerate(block or [])]

    def _told(self, action: Mapping[str, Any], place: Place) -> Any:
        match action:
            case {"set": dict(pairs)} if all(path in self.telling.variables for path in pairs):
                return _built_in("@assign", set=self._data(pairs, place))
            case {"raise": str(event)}:
                return _built_in("@raise", event=self._event(event, action, place))
            case {"send": str(), "to": _}:
                return self._addressed(action, place)
            case {"send": str(event)}:
                return self._delayed(event, action, place)
            case {"cancel": str(identity)} if not identity.startswith("="):
                return _built_in("@cancel", id=identity)
            case {"log": data}:
                return _built_in("@log", value=self._data(data, place))
            case {"forward": str(slot)}:
                return _built_in("@forwardTo", to=slot)
            case {"action": str(name)} if not action.keys() - {"action", "with"} - _DESCRIBED:
                given = {"params": self._data(action["with"], place)} if "with" in action else {}
                return {"type": name, **given} if given else name
            case _:
                return self._carried(action, place)

    def _data(self, data: Any, place: Place) -> Any:
        return self.telling.data(data, lambda what: self.out.lose(place, what, "it is null there"))

    def _event(self, event: str, action: Mapping[str, Any], place: Place) -> dict[str, Any]:
        """An event with its data; data that are one formula are merged into it."""
        data = action.get("with", {})
        if isinstance(data, str):
            said = self._data(data, place)
            return {"$op": ["merge", said, {"$obj": {"type": event}}], OWN: [event, data]}
        return {"type": event, **self._data(data, place)}

    def _delayed(self, event: str, action: Mapping[str, Any], place: Place) -> Any:
        """An event to the machine itself: raised at once or later, as XState's mailbox takes it."""
        wait = _milliseconds(action.get("delay", 0))
        if wait is None or action.get("replace") or str(action.get("id", "")).startswith("="):
            return self._carried(action, place)
        given = {"id": str(action["id"])} if "id" in action else {}
        made = _built_in("@raise", event=self._event(event, action, place), delay=wait, **given)
        return {**made, OWN: dict(action)}

    def _addressed(self, action: Mapping[str, Any], place: Place) -> Any:
        if action.keys() - {"send", "to", "with"} - _DESCRIBED or action["to"].startswith("="):
            return self._carried(action, place)
        event = self._event(str(action["send"]), action, place)
        if action["to"] == "parent":
            return _built_in("@sendParent", event=event)
        return _built_in("@sendTo", to=action["to"], event=event)

    def _carried(self, action: Mapping[str, Any], place: Place) -> dict[str, Any]:
        kind = next(iter(action))
        self.out.lose(place, f"the action {kind}", f"an action {CARRIED} that XState does not know")
        return _built_in(CARRIED, action=dict(action))


def _built_in(kind: str, **parameters: Any) -> dict[str, Any]:
    return {"type": kind, "params": parameters}


def _milliseconds(delay: Any) -> int | None:
    try:
        return parse_duration(delay)
    except DurationError:
        return None
