"""What goes wrong between a program and its store."""

from __future__ import annotations


class StoreError(Exception):
    """The store cannot be opened, read or written; the database's own error is the cause."""
