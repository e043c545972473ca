"""What an expression of another language has that ours has not."""

from __future__ import annotations


class Untranslatable(Exception):
    """A text that cannot be translated, or is wrong in its own language; the message says what.

    ``is_wrong`` when it is no expression of that language at all.
    """

    def __init__(self, message: str, *, is_wrong: bool = False) -> None:
        self.message = message
        self.is_wrong = is_wrong
        super().__init__(message)
