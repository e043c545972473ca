"""What ends a verb early, to be told as one line."""

from __future__ import annotations


class RunFailed(Exception):
    """A run that cannot be told to its end, through a mistake of the definition."""
