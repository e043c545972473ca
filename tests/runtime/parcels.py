"""The parcel machine of these tests, and records of it as short lines."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import statecraft as sc

PARCEL = Path(__file__).with_name("parcel.yaml")

FUNCTIONS = {"heavier": lambda weight, limit: weight > limit}


@cache
def chart() -> sc.Chart:
    """The chart of the parcel."""
    return sc.load(PARCEL)


def parcel(**options) -> sc.Machine:
    """A parcel on a simulated clock whose actions wait to be answered, unless told otherwise."""
    defaults = {"functions": FUNCTIONS, "missing": "wait"}
    if "instances" not in options:
        defaults["clock"] = sc.SimulatedClock()
    return sc.Machine(chart(), **{**defaults, **options})


def told(records) -> list[str]:
    """Each record as ``machine event outcome``."""
    return [
        " ".join(
            filter(
                None,
                [
                    record.machine,
                    record.outcome.event,
                    str(record.outcome.kind),
                    record.outcome.note,
                ],
            )
        )
        for record in records
    ]
