r"""Patterns of ``matches``: a small regular language, run in time linear in the text.

Characters, ``.``, classes ``[a-z]``, ``\d \w \s`` and their opposites, the quantifiers ``* + ?
{m} {m,} {m,n}``, and alternatives with ``|``. There are no groups, so quantifiers cannot nest. A
backtracking matcher would still take polynomial time for ``.*.*.*x``; here a set of positions
advances over the text, and the sets met on the way are remembered.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

LONGEST_PATTERN: Final = 200
MOST_POSITIONS: Final = 1_000
LONGEST_TEXT: Final = 10_000
_MOST_REMEMBERED: Final = 2_000

_QUANTIFIER: Final = re.compile(r"[*+?]|\{(\d{1,4})(?:(,)(\d{1,4})?)?\}", re.ASCII)
_CONTROLS: Final = {"n": "\n", "t": "\t", "r": "\r"}
_SPECIAL: Final = frozenset("()[]{}*+?|^$")

Positions = frozenset[int]


class PatternError(Exception):
    """A pattern that ``matches`` does not take; ``at`` is an offset into the pattern."""

    def __init__(self, message: str, at: int) -> None:
        self.message = message
        self.at = at
        super().__init__(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One character to read, or none, or the same kind again and again."""

    accepts: Callable[[str], bool]
    may_skip: bool
    may_repeat: bool


Alternative = tuple[Step, ...]


def parse_pattern(pattern: str) -> tuple[Alternative, ...]:
    """The alternatives of a pattern, each the steps of a whole text.

    Raises:
        PatternError: something outside the small language, or more than 1,000 steps.
    """
    if len(pattern) > LONGEST_PATTERN:
        raise PatternError(f"it has more than {LONGEST_PATTERN} characters", 0)
    alternatives: list[Alternative] = []
    steps: list[Step] = []
    position = 0
    while position < len(pattern):
        if pattern[position] == "|":
            alternatives.append(tuple(steps))
            steps, position = [], position + 1
        elif _is_anchor(pattern, position):
            position += 1
        else:
            more, position = _item(pattern, position)
            steps += more
        if len(steps) + sum(map(len, alternatives)) > MOST_POSITIONS:
            raise PatternError(f"it has more than {MOST_POSITIONS} steps", 0)
    return (*alternatives, tuple(steps))


def _is_anchor(pattern: str, position: int) -> bool:
    """``^`` at the start and ``$`` at the end of an alternative say what holds anyway."""
    if pattern[position] == "^":
        return position == 0 or pattern[position - 1] == "|"
    return pattern[position] == "$" and pattern[position + 1 : position + 2] in {"", "|"}


def _item(pattern: str, start: int) -> tuple[list[Step], int]:
    accepts, position = _character(pattern, start)
    found = _QUANTIFIER.match(pattern, position)
    if found is None:
        return [Step(accepts=accepts, may_skip=False, may_repeat=False)], position
    if _QUANTIFIER.match(pattern, found.end()):
        raise PatternError("a quantifier follows a quantifier", found.end())
    return _quantified(accepts, found), found.end()


def _quantified(accepts: Callable[[str], bool], found: re.Match[str]) -> list[Step]:
    least, most = _counts(found)
    once = Step(accepts=accepts, may_skip=False, may_repeat=False)
    if most is None:
        loop = Step(accepts=accepts, may_skip=least == 0, may_repeat=True)
        return [once] * (least - 1) + [loop]
    if most < least:
        raise PatternError(
            f"{found.group()} asks for at least {least} and at most {most}", found.start()
        )
    return [once] * least + [Step(accepts=accepts, may_skip=True, may_repeat=False)] * (
        most - least
    )


def _counts(found: re.Match[str]) -> tuple[int, int | None]:
    match found.group():
        case "*":
            return 0, None
        case "+":
            return 1, None
        case "?":
            return 0, 1
        case _:
            least, comma, most = found.groups()
            if comma is None:
                return int(least), int(least)
            return int(least), int(most) if most else None


def _character(pattern: str, start: int) -> tuple[Callable[[str], bool], int]:
    """What the item at *start* accepts, and the offset after it."""
    character = pattern[start]
    if character == ".":
        return (lambda c: c != "\n"), start + 1
    if character == "[":
        return _class(pattern, start)
    if character == "\\":
        return _escaped(pattern, start), start + 2
    if character in "()":
        raise PatternError("it holds a group; write alternatives with |", start)
    if character in _SPECIAL:
        raise PatternError(f"{character} cannot stand here; write \\{character} for itself", start)
    return character.__eq__, start + 1


def _escaped(pattern: str, start: int) -> Callable[[str], bool]:
    letter = pattern[start + 1 : start + 2]
    match letter:
        case "d":
            return str.isdecimal
        case "D":
            return lambda c: not c.isdecimal()
        case "w":
            return _is_word
        case "W":
            return lambda c: not _is_word(c)
        case "s":
            return str.isspace
        case "S":
            return lambda c: not c.isspace()
        case _ if letter in _CONTROLS:
            return _CONTROLS[letter].__eq__
        case _ if letter.isalnum() or not letter:
            raise PatternError(f"\\{letter} is not part of patterns", start)
        case _:
            return letter.__eq__


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _class(pattern: str, start: int) -> tuple[Callable[[str], bool], int]:
    negated = pattern[start + 1 : start + 2] == "^"
    position = start + 1 + negated
    members: list[Callable[[str], bool]] = []
    while position < len(pattern) and pattern[position] != "]":
        member, position = _member(pattern, position)
        members.append(member)
    if position >= len(pattern) or not members:
        raise PatternError("the [ is not closed, or nothing stands in it", start)
    inside = tuple(members)
    if negated:
        return (lambda c: not any(member(c) for member in inside)), position + 1
    return (lambda c: any(member(c) for member in inside)), position + 1


def _member(pattern: str, start: int) -> tuple[Callable[[str], bool], int]:
    """A character, an escape or a range of a class, and the offset after it."""
    if pattern[start] == "[":
        raise PatternError("[ cannot stand in a class; write \\[ for itself", start)
    if pattern[start] == "\\":
        return _escaped(pattern, start), start + 2
    low, high = pattern[start], pattern[start + 2 : start + 3]
    if pattern[start + 1 : start + 2] != "-" or high in {"", "]"}:
        return low.__eq__, start + 1
    if high == "\\" or high < low:
        raise PatternError("the range does not run from a lower to a higher character", start)
    return (lambda c: low <= c <= high), start + 3


def matches_whole(alternatives: tuple[Alternative, ...], text: str) -> bool:
    """Whether one alternative describes the text from its first character to its last."""
    return any(_runs_through(steps, text) for steps in alternatives)


def _runs_through(steps: Alternative, text: str) -> bool:
    remembered: dict[tuple[Positions, str], Positions] = {}
    positions = _with_skips(steps, {0})
    for character in text:
        known = remembered.get((positions, character))
        if known is None:
            known = _after(steps, positions, character)
            if len(remembered) < _MOST_REMEMBERED:
                remembered[positions, character] = known
        positions = known
        if not positions:
            return False
    return len(steps) in positions


def _after(steps: Alternative, positions: Positions, character: str) -> Positions:
    reached: set[int] = set()
    for position in positions:
        if position < len(steps) and steps[position].accepts(character):
            reached.add(position + 1)
            if steps[position].may_repeat:
                reached.add(position)
    return _with_skips(steps, reached)


def _with_skips(steps: Alternative, positions: set[int]) -> Positions:
    """The positions, and those behind steps that may be skipped from them."""
    reached = set(positions)
    for position in positions:
        behind = position
        while behind < len(steps) and steps[behind].may_skip and behind + 1 not in reached:
            behind += 1
            reached.add(behind)
    return frozenset(reached)
