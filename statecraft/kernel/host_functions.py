"""Host functions whose answers are held against what the definition declares of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from statecraft.expr.operations import OperationError
from statecraft.model.declarations import FunctionDeclaration
from statecraft.values.json_values import Value, defect
from statecraft.values.shape import violations


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredFunction:
    """A host function that fails where its answer is not of the declared type."""

    declared: FunctionDeclaration
    function: Callable[..., Any]

    def __call__(self, *arguments: Value) -> Value:
        """The answer; whoever asks refuses one that is no JSON value at all.

        Raises:
            OperationError: it is a value of another type.
        """
        answer: Value = self.function(*arguments)
        wrong = violations(self.declared.result, answer) if defect(answer) is None else []
        if wrong:
            found = f"the answer of {self.declared.name} is refused: {wrong[0]}"
            raise OperationError(found)
        return answer
