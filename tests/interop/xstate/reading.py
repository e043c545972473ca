"""Texts to read, and what is made of them."""

from __future__ import annotations

import json
from typing import Any

from statecraft.interop.losses import Imported, Native, Source
from statecraft.interop.xstate.reading import import_xstate
from statecraft.interop.xstate.writing import export_xstate
from statecraft.kernel.chart import Chart


def read(machine: Any) -> Imported:
    text = machine if isinstance(machine, str) else json.dumps(machine, indent=1)
    return import_xstate(Source(text=text, file="door.json"))


def there_and_back(chart: Chart) -> Imported:
    """The definition after it has been an XState machine."""
    exported = export_xstate(Native(project=chart.project, document={}))
    return import_xstate(Source(text=exported.text, file="exported.json"))
