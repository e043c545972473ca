"""Registries that are found by name: ``package.module:registry`` and installed entry points."""

from __future__ import annotations

import importlib
from importlib import metadata
from types import ModuleType

from statecraft.diagnostics import UsageError, quoted
from statecraft.runtime.registry import Registry

ACTIONS_GROUP = "statecraft.actions"
FUNCTIONS_GROUP = "statecraft.functions"


def registry_at(reference: str) -> Registry:
    """The registry that ``package.module:name`` names; a module alone stands for its functions.

    Raises:
        UsageError: there is no such module or name, importing fails, or it is no registry.
    """
    module_name, _, name = reference.partition(":")
    module = _imported(module_name, reference)
    if not name:
        return Registry.of_module(module)
    found = getattr(module, name, None)
    if found is None:
        raise UsageError(
            f"the module {module_name} has no {quoted(name)}, asked for by {reference}"
        )
    return _as_registry(found, reference)


def _imported(name: str, reference: str) -> ModuleType:
    if not name or name.startswith("."):
        raise UsageError(
            f"{quoted(reference)} is no module: write package.module or package.module:name"
        )
    try:
        return importlib.import_module(name)
    except (Exception, SystemExit) as error:
        raise UsageError(f"the module {quoted(name)} cannot be imported: {told(error)}") from error


def _as_registry(found: object, reference: str) -> Registry:
    match found:
        case Registry():
            return found
        case ModuleType():
            return Registry.of_module(found)
        case dict():
            return Registry(found)
        case _:
            raise UsageError(
                f"{reference} is {a_class(found)}, no Registry and no mapping of functions"
            )


def installed_registry() -> Registry:
    """What installed packages provide under the two entry point groups.

    The value of an entry point is a function, whose name is the entry point's, or a Registry.

    Raises:
        UsageError: one cannot be loaded or two give one name; it names the distributions.
    """
    whole = Registry()
    origins: dict[tuple[str, str], str] = {}
    for point in (
        *metadata.entry_points(group=ACTIONS_GROUP),
        *metadata.entry_points(group=FUNCTIONS_GROUP),
    ):
        provided = _provided(point)
        _note_origins(provided, _distribution(point), origins)
        whole = whole.joined(provided)
    return whole


def _provided(point: metadata.EntryPoint) -> Registry:
    try:
        value = point.load()
    except (Exception, SystemExit) as error:
        raise UsageError(f"{_described(point)} cannot be loaded: {told(error)}") from error
    if isinstance(value, Registry):
        return value
    if not callable(value):
        raise UsageError(f"{_described(point)} is {a_class(value)}, no function and no Registry")
    named = {point.name: value}
    return Registry(named) if point.group == ACTIONS_GROUP else Registry(functions=named)


def _note_origins(
    provided: Registry, distribution: str, origins: dict[tuple[str, str], str]
) -> None:
    names = [("action", name) for name in provided.actions]
    names += [("function", name) for name in provided.functions]
    for kind, name in names:
        other = origins.setdefault((kind, name), distribution)
        if other != distribution:
            raise UsageError(
                f"the {kind} {quoted(name)} is provided by two installed packages, "
                f"{other} and {distribution}: uninstall one or pass {kind}s= yourself"
            )


def _described(point: metadata.EntryPoint) -> str:
    return f"the entry point {point.name} = {point.value} of the package {_distribution(point)}"


def _distribution(point: metadata.EntryPoint) -> str:
    return point.dist.name if point.dist is not None else "of an unknown name"


def told(error: BaseException) -> str:
    """An exception in one line."""
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def a_class(value: object) -> str:
    """What a value is, by its class."""
    return f"of class {type(value).__name__}"
