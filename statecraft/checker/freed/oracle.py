"""Free choices in the place of data: functions that answer anything, one way in each run.

What a formula asks of data that is left open is answered by an oracle. A step is taken once for
every way in which the oracle can answer during it: each run follows a tape of answers and, behind
its end, gives the first one; the next tape differs in the last answer that has another way.

Where an answer is that something cannot be computed, the kernel evaluates the formula once more, by
the reference evaluator, to tell why. The questions of a formula are numbered in the order in which
they are asked, so that what was answered a moment ago is known and is answered again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import MappingProxyType
from typing import Any, Final, TypeVar

from statecraft.checker.limits import never
from statecraft.expr.operations import OperationError
from statecraft.values.json_values import Value

CONDITION: Final = "open condition"
"""True or false."""
FALLIBLE: Final = "open condition that may fail"
"""True, false, or it cannot be computed."""
DATA: Final = "open data that may fail"
"""Its second argument, or it cannot be computed."""
ONE_OF: Final = "one of some values"
"""An element of its second argument, a list."""

ORACLES: Final = frozenset({CONDITION, FALLIBLE, DATA, ONE_OF})
"""No name that an author can write. The first argument of each is the number of the question."""

MOST_WAYS: Final = 512
"""In which one step may go."""

MOST_QUESTIONS: Final = 64
"""That are asked during one step; one that goes round and round asks more."""

Result = TypeVar("Result")


class TooManyWays(Exception):
    """A step has more ways than are gone."""


class Oracle:
    """Answers by a tape, and remembers of each answer how many there could have been."""

    def __init__(self, out_of_time: Callable[[], bool] = never) -> None:
        self._out_of_time = out_of_time
        self._tape: list[int] = []
        self._numbers: list[int] = []
        self._recent: dict[int, int] = {}
        self._failed: int | None = None

    @property
    def functions(self) -> MappingProxyType[str, Callable[..., Any]]:
        """What a chart calls."""
        return MappingProxyType(
            {
                CONDITION: lambda question: self._answer(question, 2) == 0,
                FALLIBLE: self._fallible,
                DATA: self._data,
                ONE_OF: lambda question, values: values[self._answer(question, len(values))],
            }
        )

    def ways(self, run: Callable[[], Result]) -> Iterator[Result]:
        """What comes of each way in which the oracle can answer.

        Raises:
            TooManyWays: there are more than a few hundred, a step asks too much, or time is up.
        """
        self._tape = []
        for _ in range(MOST_WAYS):
            self._numbers, self._recent, self._failed = [], {}, None
            result = run()
            if len(self._numbers) > MOST_QUESTIONS or self._out_of_time():
                raise TooManyWays
            yield result
            tape = [*self._tape, *[0] * (len(self._numbers) - len(self._tape))]
            while tape and tape[-1] + 1 == self._numbers[len(tape) - 1]:
                tape.pop()
            if not tape:
                return
            tape[-1] += 1
            self._tape = tape
        raise TooManyWays

    def _answer(self, question: int, number: int) -> int:
        """One of *number* answers; that of a moment ago where the formula is evaluated again."""
        if self._failed is not None and question in self._recent:
            return self._recent[question]
        if self._recent and question <= max(self._recent):
            self._recent.clear()
        place = len(self._numbers)
        self._numbers.append(number)
        answer = self._tape[place] if place < len(self._tape) else 0
        self._recent[question] = answer
        return answer

    def _fallible(self, question: int) -> bool:
        answer = self._answer(question, 3)
        self._require(question, is_possible=answer != 2)
        return answer == 0

    def _data(self, question: int, value: Value) -> Value:
        self._require(question, is_possible=self._answer(question, 2) == 0)
        return value

    def _require(self, question: int, *, is_possible: bool) -> None:
        if not is_possible:
            self._failed = question if self._failed is None else None
            raise OperationError("the data may not allow this")
