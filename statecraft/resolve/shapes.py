"""Schema words of a definition to types, and the value a variable has when nothing is said."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from statecraft.source.document import Located
from statecraft.values.json_values import Value
from statecraft.values.shape import Shape, shape_from, violations


def fields_shape(node: Located) -> Shape:
    """A map field → schema as the type of a mapping: each field needed unless ``optional``."""
    fields = {name: shape_from(of.value) for name, of in node.items()}
    return Shape(
        kinds=frozenset({"object"}),
        properties=MappingProxyType(fields),
        required=frozenset(
            name for name, of in node.items() if not of.value.get("optional", False)
        ),
        additional=False,
    )


_ZEROS: Final[tuple[tuple[str, Value], ...]] = (
    ("object", {}),
    ("array", []),
    ("string", ""),
    ("integer", 0),
    ("number", 0),
    ("boolean", False),
)


def zero_value(shape: Shape) -> Value:
    """Null where the type allows it, else its plainest value; it may still break other words."""
    candidates: list[Value] = [None, *(shape.enum or ())]
    candidates += [zero for kind, zero in _ZEROS if kind in shape.kinds]
    candidates += [bound for bound in (shape.minimum, shape.maximum) if bound is not None]
    return next((value for value in candidates if not violations(shape, value)), candidates[-1])
