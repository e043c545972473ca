"""statecraft in the statechart benchmark, with a folder of compiled definitions: loads alone."""

from __future__ import annotations

from tempfile import TemporaryDirectory

import spec
from statecraft_adapter import VERSION, Pair, large, loading

NAME, KIND = "statecraft, kept", "peer"
__all__ = ["KIND", "NAME", "VERSION", "setup"]

FOLDER = TemporaryDirectory()


def setup(w: str) -> str | Pair:
    """The load *w*, ready to run; why there is nothing else."""
    if w not in spec.LOADS:
        return "an event takes as long as without the folder"
    return loading(large(spec.LOADS[w]), cache=FOLDER.name)
