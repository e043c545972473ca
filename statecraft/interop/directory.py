"""The formats that are known: name → function."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from statecraft.interop.losses import Exporter, Importer
from statecraft.interop.scxml.own_writing import write_scxml
from statecraft.interop.scxml.reading import read_scxml
from statecraft.interop.xstate.reading import import_xstate
from statecraft.interop.xstate.writing import export_xstate

IMPORTERS: Final[Mapping[str, Importer]] = MappingProxyType(
    {"scxml": read_scxml, "xstate": import_xstate}
)
"""What ``import --from`` takes."""

EXPORTERS: Final[Mapping[str, Exporter]] = MappingProxyType({"scxml": write_scxml})
"""What ``export --to`` takes."""
