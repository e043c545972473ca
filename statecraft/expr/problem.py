"""What can be wrong with an expression: in its text, in its meaning, and while it runs.

Places are offsets into the text of the expression, the end exclusive; whoever knows the document
turns them into spans.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One finding about an expression: what is wrong, and what to write instead."""

    code: str
    message: str
    hint: str | None
    start: int
    end: int


class ExpressionError(Exception):
    """A text that is no expression of the language, with the first problem found."""

    def __init__(self, code: str, message: str, hint: str | None, start: int, end: int) -> None:
        self.code = code
        self.message = message
        self.hint = hint
        self.start = start
        self.end = end
        super().__init__(message)

    @property
    def problem(self) -> Problem:
        """The same finding as a value."""
        return Problem(
            code=self.code, message=self.message, hint=self.hint, start=self.start, end=self.end
        )


class EvaluationError(Exception):
    """An expression that has no value here and now; the offsets name the part that failed."""

    def __init__(self, message: str, start: int, end: int) -> None:
        self.message = message
        self.start = start
        self.end = end
        super().__init__(message)

    def __str__(self) -> str:
        return self.message
