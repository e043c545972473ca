"""Rest for the collector of cycles while a definition is read."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collection() -> Iterator[None]:
    """No cycles are sought meanwhile, if they were before.

    Nearly everything that a load makes is kept, and it is much: looking again and again for what
    is no longer needed takes a fifth of the time of a large load, and finds nothing.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
