"""Frozen data as JSON values and back, by the types that their classes declare.

An instance is the list of its fields, without those at the end that have their default; one of
several classes is led by the number of its class among them. Reading checks every value against
the declared type, so that what was damaged is refused, and makes nothing but these classes.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from statecraft.diagnostics import Span
from statecraft.model.fingerprint import Fingerprint, known_fingerprint
from statecraft.values.on_demand import OnDemand


class Damaged(Exception):
    """What was read is not what was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How values of one type are written and read; both are told the file that spans are of."""

    write: Callable[[Any, str], Any]
    read: Callable[[Any, str], Any]


_PLAIN: Final = (bool, int, float, str, type(None))


@cache
def form_of(hint: Any) -> Form:
    """The form of a type."""
    origin, arguments = get_origin(hint), get_args(hint)
    if hint is Span:
        return Form(write=_write_span, read=_read_span)
    if hint is Fingerprint:
        return _fingerprint()
    if hint is Any:
        return Form(write=_same, read=_same)
    if hint in _PLAIN:
        return _plain(frozenset({hint}))
    if origin in (Union, types.UnionType):
        return _union(arguments)
    if origin is Literal:
        return _one_of({each: each for each in arguments}, lambda value: value)
    if origin is tuple:
        return _items(arguments[0]) if arguments[1:] == (...,) else _row(arguments)
    if origin is frozenset:
        return _members(arguments[0])
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(*arguments)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _one_of({each.value: each for each in hint}, lambda value: value.value)
    assert is_dataclass(hint), f"{hint} has no form"
    return _instance(hint)


def _write_span(span: Span, file: str) -> list[int | str]:
    return [*span[1:]] if span.file == file else [*span[1:], span.file]


def _read_span(value: Any, file: str) -> Span:
    if type(value) is not list or not 4 <= len(value) <= 5:
        raise Damaged
    line, column, end_line, end_column = value[:4]
    if not type(line) is type(column) is type(end_line) is type(end_column) is int:
        raise Damaged
    shown = value[4] if len(value) == 5 else file
    if type(shown) is not str:
        raise Damaged
    return Span(shown, line, column, end_line, end_column)


def _fingerprint() -> Form:
    text = form_of(str)
    return Form(
        write=lambda made, file: text.write(made.text, file),
        read=lambda value, file: known_fingerprint(text.read(value, file)),
    )


def _plain(allowed: frozenset[type]) -> Form:
    def read(value: Any, _file: str) -> Any:
        if type(value) not in allowed:
            raise Damaged
        return value

    return Form(write=_same, read=read)


def _same(value: Any, _file: str) -> Any:
    return value


def _union(members: tuple[Any, ...]) -> Form:
    if any(get_origin(member) in (list, dict) for member in members):
        return Form(write=_same, read=_same)
    plain = frozenset(member for member in members if member in _PLAIN)
    others = tuple(
        member for member in members if member not in _PLAIN and get_origin(member) is not OnDemand
    )
    if not others:
        return _plain(plain)
    if len(others) == 1:
        return _or_plain(plain, _later(others[0]))
    return _or_plain(plain, _one_class_of(others))


def _or_plain(plain: frozenset[type], other: Form) -> Form:
    def write(value: Any, file: str) -> Any:
        return value if type(value) in plain else other.write(value, file)

    def read(value: Any, file: str) -> Any:
        return value if type(value) in plain else other.read(value, file)

    return Form(write=write, read=read)


def _one_class_of(classes: tuple[Any, ...]) -> Form:
    numbers = {each: number for number, each in enumerate(classes)}

    def write(value: Any, file: str) -> Any:
        number = numbers[type(value)]
        return [number, *form_of(classes[number]).write(value, file)]

    def read(value: Any, file: str) -> Any:
        if type(value) is not list or not value or type(value[0]) is not int:
            raise Damaged
        if not 0 <= value[0] < len(classes):
            raise Damaged
        return form_of(classes[value[0]]).read(value[1:], file)

    return Form(write=write, read=read)


def _one_of(known: Mapping[Any, Any], written: Callable[[Any], Any]) -> Form:
    def read(value: Any, _file: str) -> Any:
        if type(value) not in (str, int) or value not in known:
            raise Damaged
        return known[value]

    return Form(write=lambda value, _file: written(value), read=read)


def _items(hint: Any) -> Form:
    if hint in _PLAIN:
        return _plain_items(hint)
    form = _later(hint)

    def read(value: Any, file: str) -> Any:
        if type(value) is not list:
            raise Damaged
        return tuple([form.read(each, file) for each in value]) if value else ()

    return Form(write=lambda value, file: [form.write(each, file) for each in value], read=read)


def _plain_items(kind: type) -> Form:
    allowed = {kind}

    def read(value: Any, _file: str) -> Any:
        if type(value) is not list or not allowed.issuperset(map(type, value)):
            raise Damaged
        return tuple(value)

    return Form(write=lambda value, _file: list(value), read=read)


def _row(hints: tuple[Any, ...]) -> Form:
    forms = tuple(map(_later, hints))

    def write(value: Any, file: str) -> Any:
        return [form.write(each, file) for form, each in zip(forms, value, strict=True)]

    def read(value: Any, file: str) -> Any:
        if type(value) is not list or len(value) != len(forms):
            raise Damaged
        return tuple([form.read(each, file) for form, each in zip(forms, value, strict=True)])

    return Form(write=write, read=read)


def _members(hint: Any) -> Form:
    items = _items(hint)
    return Form(
        write=lambda value, file: sorted(items.write(value, file)),
        read=lambda value, file: frozenset(items.read(value, file)),
    )


def _mapping(key: Any, value: Any) -> Form:
    items = _items(tuple[key, value])
    return Form(
        write=lambda whole, file: items.write(whole.items(), file),
        read=lambda pairs, file: MappingProxyType(dict(items.read(pairs, file))),
    )


def _later(hint: Any) -> Form:
    """The form of a type, which for a class is made when it is first used: it may hold itself."""
    is_class = is_dataclass(hint)
    if not is_class:
        return form_of(hint)
    return Form(
        write=lambda value, file: form_of(hint).write(value, file),
        read=lambda value, file: form_of(hint).read(value, file),
    )


def _instance(made: Any) -> Form:
    hints = get_type_hints(made)
    # Fields with a default come behind the others, so that they can be left out.
    own = sorted((each for each in fields(made) if each.init), key=_has_default)
    names = [each.name for each in own]
    forms = [_later(hints[name]) for name in names]
    needed = sum(not _has_default(each) for each in own)
    by_default = None if needed else made()

    def write(value: Any, file: str) -> Any:
        size = len(own)
        while size > needed and _is_default(getattr(value, names[size - 1]), own[size - 1]):
            size -= 1
        return [forms[at].write(getattr(value, names[at]), file) for at in range(size)]

    def read(value: Any, file: str) -> Any:
        if type(value) is not list or not needed <= len(value) <= len(names):
            raise Damaged
        if not value:
            return by_default
        return made(**{names[at]: forms[at].read(each, file) for at, each in enumerate(value)})

    return Form(write=write, read=read)


def _has_default(field: Field[Any]) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


def _is_default(value: Any, field: Field[Any]) -> bool:
    factory = field.default_factory
    default = field.default if factory is MISSING else factory()
    return type(value) is type(default) and bool(value == default)
