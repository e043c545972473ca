"""``set``, ``merge`` and ``unset`` as functions on the working state (semantics 8.1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from statecraft.diagnostics import quoted
from statecraft.kernel.failures import ExecutionFailure
from statecraft.model.actions import Merge, Set, Unset
from statecraft.model.formulas import Place
from statecraft.model.reading import indices_of
from statecraft.values.json_values import PathError, Value, assign, remove

if TYPE_CHECKING:
    from statecraft.kernel.program import Program
    from statecraft.kernel.work import Work

Path = tuple[str | int, ...]


_Part = tuple[Place, Callable[["Work"], "Path"], Callable[["Work"], Value]]


def _parts(action: Set | Merge, program: Program) -> tuple[_Part, ...]:
    return tuple(
        (place, compile_place(place, program), program.reader(formula))
        for place, formula in action.assignments
    )


def _known_parts(action: Set | Merge, program: Program) -> tuple[_Part, ...]:
    """The assignments that do not read the payload (semantics 11.2)."""
    return tuple(
        part
        for part, (place, formula) in zip(_parts(action, program), action.assignments, strict=True)
        if not program.reads_event(formula)
        and not any(program.reads_event(index) for index in indices_of(place))
    )


def compile_set(action: Set, program: Program) -> Callable[[Work], None]:
    """All values and paths are read before the first is assigned."""
    parts = _parts(action, program)
    known = _known_parts(action, program)

    def run(work: Work) -> None:
        now = known if work.data_unknown else parts
        values = [(place, path(work), read(work)) for place, path, read in now]
        context = work.context
        for place, path, value in values:
            context = _assigned(context, place, path, value)
        work.context = context

    return run


def compile_merge(action: Merge, program: Program) -> Callable[[Work], None]:
    """Like ``set``, but each value is merged shallowly into the mapping that is there."""
    parts = _parts(action, program)
    known = _known_parts(action, program)

    def run(work: Work) -> None:
        now = known if work.data_unknown else parts
        values = [(place, path(work), read(work)) for place, path, read in now]
        context = work.context
        for place, path, value in values:
            if not isinstance(value, dict):
                found = f"merge needs a mapping, found {quoted(value)}"
                raise ExecutionFailure(found, place.span)
            merged = {**_mapping_at(context, place, path), **value}
            context = _assigned(context, place, path, merged)
        work.context = context

    return run


def compile_unset(action: Unset, program: Program) -> Callable[[Work], None]:
    """A key that is not there is no error."""
    parts = tuple((place, compile_place(place, program)) for place in action.places)

    def run(work: Work) -> None:
        paths = [(place, path(work)) for place, path in parts]
        context = work.context
        for place, path in paths:
            try:
                context = remove(context, path)
            except PathError as error:
                raise ExecutionFailure(error.message, place.span) from error
        work.context = context

    return run


def compile_place(place: Place, program: Program) -> Callable[[Work], Path]:
    """The path that a place names now; its index expressions are evaluated."""
    steps = tuple(
        step if isinstance(step, str | int) else program.index_reader(step, place)
        for step in place.steps
    )
    if not any(callable(step) for step in steps):
        fixed: Path = (place.variable, *place.steps)  # type: ignore[arg-type]
        return lambda work: fixed

    def path(work: Work) -> Path:
        return (
            place.variable,
            *(_key(step(work), place) if callable(step) else step for step in steps),
        )

    return path


def _key(value: Value, place: Place) -> str | int:
    if isinstance(value, bool) or not isinstance(value, str | int):
        found = f"{place.text}: {quoted(value)} is neither a key nor a place of a list"
        raise ExecutionFailure(found, place.span)
    return value


def _assigned(
    context: dict[str, Value], place: Place, path: Path, value: Value
) -> dict[str, Value]:
    try:
        return assign(context, path, value)
    except PathError as error:
        raise ExecutionFailure(error.message, place.span) from error


def _mapping_at(context: dict[str, Value], place: Place, path: Path) -> dict[str, Value]:
    """The mapping at *path*; an empty one where a key is missing."""
    found: Value = context
    for step in path:
        if isinstance(found, dict) and isinstance(step, str):
            found = found.get(step, {})
        elif isinstance(found, list) and isinstance(step, int) and 0 <= step < len(found):
            found = found[step]
        else:
            raise ExecutionFailure(f"{place.text} leads to no mapping", place.span)
    if not isinstance(found, dict):
        raise ExecutionFailure(f"{place.text} is no mapping but {quoted(found)}", place.span)
    return found
