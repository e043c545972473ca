"""What is wrong with the keys of one mapping: unknown, missing, or wrong beside each other.

One mistake is one finding. A misspelt key is not reported once more as missing, and of two keys
that exclude each other the later one is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from types import MappingProxyType
from typing import Final

from statecraft.diagnostics import Diagnostic, Span, quoted
from statecraft.schema.faults import Fault
from statecraft.schema.kinds import allowed_by_kind, deciding_keys
from statecraft.schema.slips import Slip, slips
from statecraft.schema.wording import in_words, with_article
from statecraft.source import Located
from statecraft.source.comma_cuts import comma_cuts

_HOW_TO_BEGIN: Final = MappingProxyType(
    {
        "statecraft": "begin the file with statecraft: 1",
        "machine": "name the machine: machine: sales_invoice",
    }
)

_BESIDE: Final = MappingProxyType(
    {
        "after": "write {after: CONDITION, eventually: CONDITION}",
        "eventually": "write {after: CONDITION, eventually: CONDITION}; after: true is always",
    }
)

# A longer list of keys explains nothing; the two keys of the message do.
_LONGEST_LIST: Final = 12

# Things whose kind is a key of their own: an action is a `set`, a step is a `move`.
_OF_A_KIND: Final = frozenset({"action", "step"})

_WAITING: Final = "only a step that waits (action, wait_for, parallel, pipeline, workflow) has it"
_INSIDE_ALREADY: Final = "a submachine is all that its state has inside: give it a state of its own"
_OF_MACHINES: Final = "only a machine has it; on_done and on_error hear what an action answers"
_NOT_BESIDE: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "step": {
            "timeout": _WAITING,
            "on_success": f"{_WAITING}; write what follows as the next step",
            "on_failure": f"{_WAITING}; a refusal here goes to the step that waited last, "
            "and to the on_failure of the pipeline",
            "retry": "only a step that asks for something (action, pipeline, workflow) has it",
        },
        "state": {
            "states": _INSIDE_ALREADY,
            "initial": _INSIDE_ALREADY,
            "parallel": _INSIDE_ALREADY,
        },
        "invoke": {
            "input": "what an action is given stands under with",
            "with": "what a machine is given stands under input",
            "each": "only a machine has it; a pipeline performs an action once per element",
            "autoforward": _OF_MACHINES,
            "finalize": _OF_MACHINES,
            "timeout": "only an action has it; a state leaves its child by after: {30s: …}",
            "retry": "only an action has it; a machine that starts again is entered again",
        },
    }
)
"""Title of a thing → its keys that do not stand beside every kind of it → why."""


def is_about_keys(fault: Fault) -> bool:
    """Whether a fault is about the keys of a mapping, not about the mapping as a value."""
    return fault.key is not None or fault.keyword in {
        "additionalProperties",
        "anyOf",
        "required",
        "dependentRequired",
    }


def key_findings(place: Located, faults: Sequence[Fault]) -> Iterator[Diagnostic]:
    """The findings about the keys of the mapping at this place."""
    unknown = [slip for fault in _about(faults, "additionalProperties") for slip in slips(fault)]
    unfit = unfit_keys(place, faults, unknown)
    meant = frozenset(slip.meant for slip in unknown)
    wrong = frozenset(str(fault.key) for fault in unfit)
    yield from _unknown_keys(place, faults, unknown)
    yield from _no_kind(place, faults, unknown)
    yield from (_misfit(place, fault) for fault in unfit)
    yield from _missing_keys(place, faults, meant)
    yield from _lonely_keys(place, faults, meant | wrong)
    for _ in _about(faults, "minLength"):
        yield Diagnostic(code="SC106", span=place[""].key_span, message="a name must not be empty")


def _about(faults: Iterable[Fault], keyword: str) -> list[Fault]:
    return [fault for fault in faults if fault.keyword == keyword]


def _unknown_keys(
    place: Located, faults: Sequence[Fault], unknown: Sequence[Slip]
) -> Iterator[Diagnostic]:
    """One finding for each unknown key; the one that stands for an action's kind says so."""
    if not unknown:
        return
    title = _about(faults, "additionalProperties")[0].title
    kind = _kind_slip(unknown) if title in _OF_A_KIND and _about(faults, "anyOf") else None
    cuts = [*comma_cuts(place, {slip.key for slip in unknown if slip.meant is None})]
    mended = {cut.pieces[0]: f"quote it: {cut.mended}" for cut in cuts}
    later = {piece for cut in cuts for piece in cut.pieces[1:]}
    for slip in unknown:
        span = place[slip.key].key_span
        if slip.key in later:
            continue
        if slip is kind:
            message = f"no {title} {quoted(slip.key)}"
            yield Diagnostic(code="SC105", span=span, message=message, hint=slip.hint)
        else:
            message = f"{with_article(title)} has no key {quoted(slip.key)}"
            hint = mended.get(slip.key) or _indented(place, slip, unknown) or slip.hint
            yield Diagnostic(code="SC101", span=span, message=message, hint=hint)


def _indented(place: Located, slip: Slip, unknown: Sequence[Slip]) -> str | None:
    """What to do with a key that stands below one that is empty, as its content not indented."""
    if slip.meant is not None:
        return None
    strange = {each.key for each in unknown}
    before = list(takewhile(lambda key: key != slip.key, place.value))
    known = next((key for key in reversed(before) if key not in strange), None)
    if known is None or place.value[known] is not None:
        return None
    return f"indent it more than {quoted(known)} if it belongs inside"


def _kind_slip(unknown: Sequence[Slip]) -> Slip:
    """The unknown key that stands for the action's kind: one near to a kind, else the first."""
    return next((slip for slip in unknown if slip.meant is not None), unknown[0])


def _no_kind(
    place: Located, faults: Sequence[Fault], unknown: Sequence[Slip]
) -> Iterator[Diagnostic]:
    """A thing that lacks the key which decides what it is; an unknown key may be that one."""
    for fault in _about(faults, "anyOf"):
        wanted = [required["required"][0] for required in fault.owner["anyOf"]]
        if any(slip.meant is None or slip.meant in wanted for slip in unknown):
            continue
        if fault.title in _OF_A_KIND:
            hint = f"one of {', '.join(wanted)}"
            message = f"{with_article(fault.title)} begins with its kind"
            yield _at(place, "SC105", message, hint)
        else:
            needs = in_words(quoted(key) for key in wanted)
            yield _at(place, "SC102", f"{with_article(fault.title)} needs {needs}", None)


def unfit_keys(place: Located, faults: Iterable[Fault], unknown: Iterable[Slip]) -> list[Fault]:
    """The faults of keys that may not stand beside the thing's kind.

    A second kind stands for all of its own arguments.
    """
    found = [
        fault
        for fault in faults
        if fault.keyword in {"enum", "not"} and fault.key not in {slip.key for slip in unknown}
    ]
    if not found:
        return []
    by_kind = allowed_by_kind(found[0].thing, place.value)
    first = next(iter(by_kind), None)
    found = [fault for fault in found if fault.keyword == "not" or fault.kind == first]
    rivals = [fault for fault in found if fault.key in by_kind]
    return rivals[:1] + [
        fault for fault in found if not any(fault.key in allowed for allowed in by_kind.values())
    ]


def _misfit(place: Located, fault: Fault) -> Diagnostic:
    assert fault.key is not None
    span = place[fault.key].key_span
    if fault.title in _OF_A_KIND and fault.key in deciding_keys(fault.thing):
        thing = with_article(fault.title)
        message = f"{thing} is of one kind, and this one is {quoted(fault.kind)} already"
        hint = f"write {quoted(fault.key)} as {thing} of its own"
        return Diagnostic(code="SC105", span=span, message=message, hint=hint)
    message = f"{quoted(fault.key)} does not go with {quoted(fault.kind)}"
    if fault.keyword == "not":
        return Diagnostic(code="SC108", span=span, message=message)
    reason = _NOT_BESIDE.get(fault.title, {}).get(fault.key)
    if reason is not None and (fault.title != "state" or fault.kind == "submachine"):
        return Diagnostic(code="SC108", span=span, message=message, hint=reason)
    beside = [key for key in fault.owner["enum"] if key != fault.kind]
    if len(beside) > _LONGEST_LIST:
        return Diagnostic(code="SC108", span=span, message=message)
    hint = f"beside {quoted(fault.kind)} may stand {in_words(beside, 'and')}"
    return Diagnostic(code="SC108", span=span, message=message, hint=hint)


def _missing_keys(
    place: Located, faults: Iterable[Fault], meant: frozenset[str | None]
) -> Iterator[Diagnostic]:
    """Keys that must be there; a second kind of a thing asks for nothing more."""
    for fault in {id(fault.owner): fault for fault in _about(faults, "required")}.values():
        first = next(iter(allowed_by_kind(fault.thing, place.value)), None)
        if fault.kind not in {None, first}:
            continue
        subject = with_article(fault.title) + (f" with {quoted(fault.kind)}" if fault.kind else "")
        for key in fault.owner["required"]:
            if key not in place and key not in meant:
                message = f"{subject} needs {quoted(key)}"
                yield _at(place, "SC102", message, _HOW_TO_BEGIN.get(key))


def _lonely_keys(
    place: Located, faults: Sequence[Fault], settled: frozenset[str | None]
) -> Iterator[Diagnostic]:
    """Keys that need another one beside them, except where a finding says more."""
    if _about(faults, "anyOf"):
        return
    for fault in _about(faults, "dependentRequired")[:1]:
        absent: set[str] = set()
        for key, needed in fault.owner["dependentRequired"].items():
            lacking = [name for name in needed if name not in {*place.value, *settled, *absent}]
            if key in place and key not in settled and lacking:
                absent.update(lacking)
                message = f"{quoted(key)} needs {in_words(map(quoted, lacking), 'and')} beside it"
                hint = _BESIDE.get(key)
                yield Diagnostic(code="SC102", span=place[key].key_span, message=message, hint=hint)


def _at(place: Located, code: str, message: str, hint: str | None) -> Diagnostic:
    return Diagnostic(code=code, span=_span_of_name(place), message=message, hint=hint)


def _span_of_name(place: Located) -> Span:
    """The key that leads to a mapping; the first line for the whole file."""
    return place.key_span if place.path else place.document.whole()
