"""The two validators: a fast one that says yes or no, and a thorough one that says where.

jsonschema_rs is some hundred times faster than jsonschema, so a definition without mistakes meets
only that one. Where a platform lacks it jsonschema decides alone: the two agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from statecraft.schema.faults import Fault, fault_from
from statecraft.schema.shipped import shipped

if TYPE_CHECKING:
    import jsonschema
    import jsonschema_rs


def is_surely_valid(data: Any) -> bool:
    """Whether the fast validator, where there is one, finds nothing wrong."""
    fast = _fast_validator()
    return fast is not None and fast.is_valid(data)


def faults_of(data: Any) -> Iterator[Fault]:
    """Every place where the data do not fit the schema, as jsonschema sees it."""
    for error in _thorough_validator().iter_errors(data):
        yield fault_from(error.absolute_path, error.absolute_schema_path, error.instance)


@cache
def _fast_validator() -> jsonschema_rs.Draft202012Validator | None:
    try:
        import jsonschema_rs
    except ImportError:
        return None
    return jsonschema_rs.Draft202012Validator(shipped())


@cache
def _thorough_validator() -> jsonschema.Draft202012Validator:
    import jsonschema

    return jsonschema.Draft202012Validator(shipped())
