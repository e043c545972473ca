"""Names: which texts may be one, and the single namespace of what expressions can read.

Dimensions, context variables, named expressions and functions share one namespace, and ``as``
names must not hide any of them, so a name in an expression never means two things.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from statecraft.diagnostics import Diagnostic, Span, quoted
from statecraft.expr.scope import RESERVED_NAMES
from statecraft.resolve.findings import Report, first_is
from statecraft.resolve.parts import entries_of
from statecraft.source.document import Located

_IDENTIFIER: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_HOST_NAME: Final = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
_EVENT: Final = re.compile(r"[A-Za-z0-9_.:-]+")
_DESCRIPTOR: Final = re.compile(r"\*|[A-Za-z0-9_.:-]+(\.\*)?")

is_part: Final = re.compile(r"[A-Za-z0-9_-]+").fullmatch
"""Whether a name can be part of a path: a match, or None."""

RESERVED_EVENTS: Final = ("child.change", "child.exit")
"""What the interpreter tells of children."""

_SECTIONS: Final = MappingProxyType(
    {
        "context": "context variable",
        "dimensions": "dimension",
        "define": "named expression",
        "functions": "function",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A name that expressions can read: what it is, and where it is declared.

    ``is_contested`` when it is declared again, so that nobody knows what is meant where it is read.
    """

    name: str
    what: str
    span: Span
    is_contested: bool = False


def declared_names(machine: Located, report: Report) -> Mapping[str, Declared]:
    """The namespace of a machine; the first declaration of a name is the one that counts."""
    names: dict[str, Declared] = {}
    for what, node in _declarations(machine):
        name = str(node.key)
        if not is_good_name(name, what, node.key_span, report):
            continue
        first = names.setdefault(name, Declared(name=name, what=what, span=node.key_span))
        if first.span != node.key_span:
            names[name] = replace(first, is_contested=True)
            report(_clash(name, what, node.key_span, first))
    return MappingProxyType(names)


def _declarations(machine: Located) -> Iterator[tuple[str, Located]]:
    for section, node in machine.items():
        if section in _SECTIONS:
            for declared in entries_of(node):
                yield _SECTIONS[section], declared


def _clash(name: str, what: str, span: Span, first: Declared) -> Diagnostic:
    return Diagnostic(
        code="SC202",
        span=span,
        message=f"{what} {quoted(name)}: {first.what} {quoted(first.name)} has this name already",
        hint="all that expressions can read shares one namespace; rename one of them",
        related=first_is(first.span, f"{first.what} {quoted(first.name)} is declared here"),
    )


def is_good_name(name: str, what: str, span: Span, report: Report) -> bool:
    """Whether *name* may be read in an expression; reports why not."""
    if not _IDENTIFIER.fullmatch(name):
        hint = "a name is made of letters, digits and _, and begins with no digit"
        report(_bad_name(f"{what} {quoted(name)}: not a name", span, hint))
    elif name in RESERVED_NAMES or keyword.iskeyword(name):
        message = f"{what} {quoted(name)}: the word is reserved"
        report(_bad_name(message, span, f"choose another name, such as {name}_"))
    else:
        return True
    return False


def is_good_variable(node: Located, names: Mapping[str, Declared], report: Report) -> bool:
    """Whether an ``as`` name is a name, and hides nothing; reports why not."""
    name = str(node.value)
    if not is_good_name(name, "the variable", node.span, report):
        return False
    if name in names:
        report(_clash(name, "the variable", node.span, names[name]))
    return name not in names


def check_part(name: str, what: str, span: Span, report: Report) -> None:
    """Report a machine's, package's or state's name that could not be part of a path."""
    if not is_part(name):
        hint = "it is made of letters, digits, _ and -"
        report(_bad_name(f"{what} {quoted(name)}: not a name that a path can hold", span, hint))


def check_slot(name: str, span: Span, report: Report) -> None:
    """Report a name that no slot of a machine of another engine can have; a dot may be in it."""
    if not _HOST_NAME.fullmatch(name):
        hint = "it is made of letters, digits, _, - and ."
        report(_bad_name(f"slot {quoted(name)}: not a name", span, hint))


def check_host_name(name: str, span: Span, report: Report) -> None:
    """Report a name under which the host could register nothing."""
    if not _HOST_NAME.fullmatch(name):
        hint = "write the name that the host registers it by, as in python:legacy"
        report(_bad_name(f"object of the host {quoted(name)}: not a name", span, hint))


def check_event(node: Located, report: Report) -> None:
    """Report the value of a ``raise``, ``send`` or the like that no event can be called."""
    _check_event_name(str(node.value), node.span, report)


def check_event_key(node: Located, report: Report) -> None:
    """Report a key of ``events:`` that no event can be called."""
    _check_event_name(str(node.key), node.key_span, report)


def _check_event_name(name: str, span: Span, report: Report) -> None:
    if "*" in name:
        hint = "wildcards stand in the keys of `on:` only"
        report(_bad_event(f"event {quoted(name)}: a wildcard is no event", span, hint))
    elif not _EVENT.fullmatch(name):
        hint = "an event's name is made of letters, digits, _, ., : and -"
        report(_bad_event(f"event {quoted(name)}: not a name", span, hint))


def is_descriptor(name: str) -> bool:
    """Whether a key of ``on:`` is a name that an event can have, perhaps with a wildcard."""
    return _DESCRIPTOR.fullmatch(name) is not None


def check_descriptor(node: Located, report: Report) -> None:
    """Report a key of ``on:`` that matches nothing as it is written."""
    name = str(node.key)
    if is_descriptor(name):
        return
    if "*" in name:
        hint = 'write "*" alone, or a name and ".*" at its end'
        message = f"event {quoted(name)}: the wildcard stands in the wrong place"
    else:
        hint = "an event's name is made of letters, digits, _, ., : and -"
        message = f"event {quoted(name)}: not a name"
    report(_bad_event(message, node.key_span, hint))


def is_matched(event: str, descriptors: Iterable[str]) -> bool:
    """Whether a descriptor, perhaps with a wildcard, matches an event (semantics 2.2)."""
    return any(
        descriptor in (event, "*")
        or (descriptor.endswith(".*") and f"{event}.".startswith(descriptor[:-1]))
        for descriptor in descriptors
    )


def check_unreserved(name: str, span: Span, report: Report) -> None:
    """Report an event that only the interpreter makes (semantics 14.11)."""
    if name in RESERVED_EVENTS:
        report(
            Diagnostic(
                code="SC241",
                span=span,
                message=f"the event {quoted(name)} is reserved: only the interpreter makes it",
                hint="choose another name for an event of your own",
            )
        )


def _bad_name(message: str, span: Span, hint: str) -> Diagnostic:
    return Diagnostic(code="SC201", span=span, message=message, hint=hint)


def _bad_event(message: str, span: Span, hint: str) -> Diagnostic:
    return Diagnostic(code="SC217", span=span, message=message, hint=hint)
