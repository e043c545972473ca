"""What names mean at one place of a definition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from statecraft.values.json_values import Value
from statecraft.values.shape import Shape

RESERVED_NAMES: Final = frozenset(
    {
        "event",
        "event_name",
        "result",
        "results",
        "error",
        "attempt",
        "parameters",
        "input",
        "output",
        "context",
        "dim",
        "true",
        "false",
        "null",
    }
)
"""Names that mean the same in every definition; nothing else may be called so."""

_NO_SHAPES: Final[Mapping[str, Shape]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionSignature:
    """A host function: the shapes of its parameters (None: not declared) and of its result."""

    parameters: tuple[Shape, ...] | None
    result: Shape


_NO_FUNCTIONS: Final[Mapping[str, FunctionSignature]] = MappingProxyType({})
_NO_SIZES: Final[Mapping[str, int]] = MappingProxyType({})
_NO_LABELS: Final[Mapping[str, Mapping[str, Value]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The names that exist at one place, each with the shape of its values.

    ``computed`` holds ``define``d expressions, computed context and computed dimensions alike.
    ``local`` holds ``as`` names and, of the reserved names, those that exist here.
    ``active_paths`` None means that the states are not known, and ``active`` goes unchecked.
    ``sizes`` counts the nodes of computed names, everything that they read written out.
    ``labels`` are those of a dimension's values: dimension → label → value.
    """

    dimensions: Mapping[str, Shape] = field(default_factory=lambda: _NO_SHAPES, hash=False)
    context: Mapping[str, Shape] = field(default_factory=lambda: _NO_SHAPES, hash=False)
    computed: Mapping[str, Shape] = field(default_factory=lambda: _NO_SHAPES, hash=False)
    functions: Mapping[str, FunctionSignature] = field(
        default_factory=lambda: _NO_FUNCTIONS, hash=False
    )
    local: Mapping[str, Shape] = field(default_factory=lambda: _NO_SHAPES, hash=False)
    allows_now: bool = True
    allows_can: bool = False
    active_paths: frozenset[str] | None = None
    sizes: Mapping[str, int] = field(default_factory=lambda: _NO_SIZES, hash=False)
    labels: Mapping[str, Mapping[str, Value]] = field(
        default_factory=lambda: _NO_LABELS, hash=False
    )

    def all_names(self) -> tuple[str, ...]:
        """Every name that means something here, sorted; for suggestions."""
        return tuple(sorted({*self.dimensions, *self.context, *self.computed, *self.local}))
