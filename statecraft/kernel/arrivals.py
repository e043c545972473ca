"""How an event came to a machine: what ``event_origin`` tells of it (semantics 12.2 n)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from statecraft.model.profiles import Profile
from statecraft.values.json_values import Value

PROCESSOR: Final = "http://www.w3.org/TR/scxml/#SCXMLEventProcessor"
"""What SCXML calls the way in which machines send each other events."""

_SESSION: Final = re.compile(r"session-([0-9]{1,18})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Where an event comes from; the values given here are those of one that the host sends.

    Attributes:
        kind: in SCXML's words "external", "internal" (raised) or "platform" (of the interpreter).
        send_id: the ``id`` of the ``send``.
        sender: the serial number of the activation that sent it.
        slot: the child that sent it, by its slot.
    """

    kind: str = "external"
    send_id: str | None = None
    sender: int | None = None
    slot: str | None = None

    def told(self) -> dict[str, Value]:
        """The value of ``event_origin``."""
        address = None if self.sender is None else address_of(self.sender)
        return {
            "type": self.kind,
            "sendid": self.send_id,
            "origin": address,
            "origintype": None if address is None else PROCESSOR,
            "invokeid": self.slot,
        }


FROM_HOST: Final = Arrival()
RAISED: Final = Arrival(kind="internal")
PLATFORM: Final = Arrival(kind="platform")


def done_payload(profile: Profile, output: Value) -> Value:
    """What a done event carries, in the machine that is told (semantics 12.2 i)."""
    return output if profile.bare_outputs else {"output": output}


def session_of(serial: int) -> str:
    """The value of ``session_id`` in an activation."""
    return f"session-{serial}"


def address_of(serial: int) -> str:
    """Where an activation can be sent events."""
    return f"#_scxml_{session_of(serial)}"


def serial_at(session: str) -> int | None:
    """The serial number that a session's name tells; None where it is no such name."""
    found = _SESSION.fullmatch(session)
    return None if found is None else int(found[1])
