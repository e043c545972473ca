"""Unknown keys, each with the key that was probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from statecraft.diagnostics import quoted
from statecraft.schema.faults import Fault
from statecraft.schema.key_hints import known_slip
from statecraft.schema.kinds import allowed_by_kind, deciding_keys
from statecraft.schema.value_hints import missing_space
from statecraft.schema.wording import nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A key that the thing does not have; ``meant`` is one that it has, where one is likely."""

    key: str
    meant: str | None
    hint: str


def slips(fault: Fault) -> Iterator[Slip]:
    """The unknown keys of the mapping that a fault of ``additionalProperties`` is about."""
    value: Mapping[str, Any] = fault.instance
    allowed = _allowed(fault)
    for key in value:
        if key not in fault.owner["properties"] and not _is_free(fault, key):
            yield _slip(fault.title, key, value[key], allowed)


def _is_free(fault: Fault, key: str) -> bool:
    return any(re.search(pattern, key) for pattern in fault.owner.get("patternProperties", ()))


def _allowed(fault: Fault) -> list[str]:
    """The keys that may stand there: those of the thing's kind once that is decided.

    An action or a step without a kind lacks just that. Nobody means ``$schema``, a key for editors.
    """
    by_kind = allowed_by_kind(fault.thing, fault.instance)
    known = [key for key in fault.owner["properties"] if not key.startswith("$")]
    if by_kind:
        permitted = next(iter(by_kind.values()))
        return [key for key in known if key in permitted]
    return list(deciding_keys(fault.thing)) if fault.title in {"action", "step"} else known


def _slip(title: str, key: str, value: Any, allowed: list[str]) -> Slip:
    slip = known_slip(title, key, value)
    if slip in allowed:
        return Slip(key=key, meant=slip, hint=f"write {quoted(slip)}")
    if slip is not None and not slip.isidentifier():
        return Slip(key=key, meant=None, hint=slip)
    space = missing_space(key)
    if space is not None and key.partition(":")[0] in allowed:
        return Slip(key=key, meant=key.partition(":")[0], hint=space)
    near = nearest(key, allowed)
    if near is not None:
        return Slip(key=key, meant=near, hint=f"did you mean {quoted(near)}?")
    return Slip(key=key, meant=None, hint=f"it may have {', '.join(allowed)}")
