"""Text to tree: the entry of the expression language.

The text is cut into tokens (``scan``), a masked copy is parsed by ``ast.parse``, and what Python
understood is rebuilt as our own tree by a whitelist (``from_ast``). Nothing is ever evaluated.
"""

from __future__ import annotations

import ast
import bisect

from statecraft.expr.from_ast import Budget, Reading, read
from statecraft.expr.problem import ExpressionError
from statecraft.expr.scan import DEEPEST, MOST_CHARACTERS, SPLIT_IT, Token, mask, scan
from statecraft.expr.strings import Braces, f_string_parts, is_f_string, string_value
from statecraft.expr.tree import Expr, Joined, Literal


def parse(text: str) -> Expr:
    """The tree of an expression, its names unbound, its places offsets into *text*.

    Raises:
        ExpressionError: the first thing that is wrong, as SC301 (cannot be read), SC305 (left out
            of the language), SC307 (arguments), SC311 (too large), SC313 or SC314 (literals).
    """
    if len(text) > MOST_CHARACTERS:
        message = f"the expression has {len(text)} characters; {MOST_CHARACTERS} are the most"
        raise ExpressionError("SC311", message, SPLIT_IT, 0, len(text))
    return _parse_part(text, 0, len(text), Budget(), 0)


def _parse_part(text: str, start: int, end: int, budget: Budget, depth: int) -> Expr:
    """The tree of ``text[start:end]``, which is *depth* levels deep in the whole."""
    tokens = scan(text, start, end)
    if not tokens:
        hint = "write a condition such as `attempts < 3`, or `true`"
        raise ExpressionError("SC301", "the expression is empty", hint, start, end)
    _require_short_chains(tokens)
    first = tokens[0].start
    masked = mask(tokens, first, tokens[-1].end)
    body = _python_tree(masked, tokens, first)
    places = _Places(masked, first)
    strings = {
        token.start: _string(text, token, budget, depth)
        for token in tokens
        if token.kind == "string"
    }
    words = {token.end: token for token in tokens if token.kind in {"name", "number"}}
    reading = Reading(strings=strings, words=words, offset=places.offset, budget=budget)
    return read(body, reading, depth)


class _Places:
    """Offsets into the whole text for the UTF-8 byte columns that ``ast`` gives."""

    __slots__ = ("_ends", "_first")

    def __init__(self, masked: str, first: int) -> None:
        self._first = first
        self._ends: list[int] = []
        if not masked.isascii():
            total = 0
            for character in masked:
                total += len(character.encode())
                self._ends.append(total)

    def offset(self, column: int) -> int:
        """The offset of the character that begins at byte *column*."""
        return self._first + (bisect.bisect_right(self._ends, column) if self._ends else column)


def _require_short_chains(tokens: tuple[Token, ...]) -> None:
    """Operators that nest to the right without brackets are counted before Python's parser runs."""
    signs = conditionals = 0
    for token in tokens:
        signs = signs + 1 if token.text in {"-", "not"} else 0
        conditionals += token.text == "if"
        if signs > DEEPEST or conditionals > DEEPEST:
            message = f"the expression is more than {DEEPEST} levels deep"
            raise ExpressionError("SC311", message, SPLIT_IT, token.start, token.end)


def _python_tree(masked: str, tokens: tuple[Token, ...], first: int) -> ast.expr:
    try:
        return ast.parse(masked, mode="eval").body
    except SyntaxError as error:
        raise _unreadable(error, tokens, first) from None
    except (MemoryError, RecursionError):
        message = f"the expression is more than {DEEPEST} levels deep"
        raise ExpressionError("SC311", message, SPLIT_IT, tokens[0].start, tokens[-1].end) from None


def _unreadable(error: SyntaxError, tokens: tuple[Token, ...], first: int) -> ExpressionError:
    lonely = _if_without_else(tokens)
    if lonely is not None:
        message, sides = "a conditional needs both sides", "write `a if condition else b`"
        return ExpressionError("SC301", message, sides, lonely.start, lonely.end)
    at = first + (error.offset or 1) - 1
    token = next((token for token in tokens if token.end > at), None)
    if token is None or _ends_too_early(tokens):
        last = tokens[-1]
        message = f"the expression ends after `{last.text[:40]}`, where more must follow"
        return ExpressionError("SC301", message, None, last.start, last.end)
    index = tokens.index(token)
    before = f" after `{tokens[index - 1].text[:40]}`" if index else ""
    message = f"`{token.text[:40]}` cannot stand here{before}"
    hint = _hint_for_two_operands(tokens, index)
    return ExpressionError("SC301", message, hint, token.start, token.end)


def _if_without_else(tokens: tuple[Token, ...]) -> Token | None:
    """The last ``if`` when one lacks its ``else``; those of comprehensions have none."""
    words = [token.text for token in tokens]
    if "for" in words or words.count("if") <= words.count("else"):
        return None
    return next(token for token in reversed(tokens) if token.text == "if")


def _ends_too_early(tokens: tuple[Token, ...]) -> bool:
    last = tokens[-1]
    return last.text in {"and", "or", "not", "in", "if", "else"} or (
        last.kind == "operator" and last.text not in ")]}"
    )


def _hint_for_two_operands(tokens: tuple[Token, ...], index: int) -> str | None:
    if not index:
        return None
    operands = ("name", "number", "string")
    if tokens[index].kind in operands and tokens[index - 1].kind in operands:
        return "an operator is missing between them"
    return None


def _string(text: str, token: Token, budget: Budget, depth: int) -> Expr:
    """The literal or f-string that a string token stands for."""
    start, end = token.start, token.end
    if not is_f_string(text, start):
        return Literal(value=string_value(text, start, end), start=start, end=end)
    parts = tuple(
        _parse_part(text, part.start, part.end, budget, depth + 2)
        if isinstance(part, Braces)
        else part
        for part in f_string_parts(text, start, end)
    )
    return Joined(parts=parts, start=start, end=end)
