"""The formats that are known: name → function."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from statecraft.interop.formats.mermaid import write_mermaid
from statecraft.interop.formats.plantuml import write_plantuml
from statecraft.interop.formats.smcat import write_smcat
from statecraft.interop.losses import Exporter, Importer
from statecraft.interop.scxml.own_writing import write_scxml
from statecraft.interop.scxml.reading import read_scxml
from statecraft.interop.sismic.reading import read_sismic
from statecraft.interop.xstate.reading import import_xstate
from statecraft.interop.xstate.writing import export_xstate

IMPORTERS: Final[Mapping[str, Importer]] = MappingProxyType(
    {"scxml": read_scxml, "sismic": read_sismic, "xstate": import_xstate}
)
"""What ``import --from`` takes."""

EXPORTERS: Final[Mapping[str, Exporter]] = MappingProxyType(
    {
        "mermaid": write_mermaid,
        "plantuml": write_plantuml,
        "scxml": write_scxml,
        "smcat": write_smcat,
        "xstate": export_xstate,
    }
)
"""What ``export --to`` takes."""
