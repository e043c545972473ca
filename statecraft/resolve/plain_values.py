"""Values without behaviour, as states: what every compact dimension is made of."""

from __future__ import annotations

from statecraft.model.dimensions import DimensionValue
from statecraft.model.states import State, StateKind
from statecraft.resolve.dimension_outline import DeclaredValue, DimensionOutline


def plain_values(outline: DimensionOutline) -> tuple[DimensionValue, ...]:
    """The declared values of a dimension that has no behaviour at all."""
    return tuple(
        DimensionValue(
            value=value.value,
            text=value.text,
            state=plain_state(value),
            described=value.described,
        )
        for value in outline.values
    )


def plain_state(value: DeclaredValue) -> State:
    """The atomic state of a value about which nothing more is said."""
    return State(
        name=value.text,
        path=value.text,
        kind=StateKind.ATOMIC,
        initial=None,
        children=(),
        entry=(),
        exit=(),
        transitions=(),
        always=(),
        after=(),
        output=None,
        span=value.span,
        described=value.described,
    )
