"""Event descriptors (semantics 2.2)."""

from __future__ import annotations


def matches(descriptor: str, event: str) -> bool:
    """Whether a descriptor (``NAME``, ``a.*`` or ``*``) takes the event."""
    if descriptor in (event, "*"):
        return True
    if descriptor.endswith(".*"):
        stem = descriptor[:-2]
        return event == stem or event.startswith(stem + ".")
    return False
