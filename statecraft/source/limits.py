"""How large a definition may be; beyond a limit there is one clear finding."""

from __future__ import annotations

from typing import Final

MAX_BYTES: Final = 16 * 1024 * 1024
"""Length of a file in bytes (of a text in characters)."""

MAX_PURE: Final = 1024 * 1024
"""Length in characters of a text that the slow parser is tried on where the fast one gives up."""

MAX_DEPTH: Final = 100
"""Mappings and lists inside one another."""

MAX_NODES: Final = 1_000_000
"""Values of a file, those behind each alias counted again."""

MAX_FINDINGS: Final = 1_000
"""Findings kept of one file: a file with more of them is no definition."""

SMALLEST_INTEGER: Final = -(2**63)
LARGEST_INTEGER: Final = 2**63 - 1
