"""The tokens of an expression, found before Python's parser sees any of it.

Python's parser alone would not do: it takes ``event.from`` for a mistake, shifts the places inside
f-strings (before 3.12), explains ``&&`` poorly, and needs memory without a bound for deep nesting.
So the text is cut into tokens here, with our own messages; what then goes to ``ast.parse`` is a
masked copy of equal length: strings blanked, and keywords after a dot replaced by underscores.
"""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from typing import Literal as OneOf

from statecraft.expr.problem import ExpressionError
from statecraft.expr.strings import string_end
from statecraft.values.notation import brief

MOST_CHARACTERS: Final = 10_000
DEEPEST: Final = 60

TokenKind = OneOf["name", "number", "string", "operator"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word of an expression at ``[start:end)`` of its text."""

    kind: TokenKind
    text: str
    start: int
    end: int


_SPACE: Final = " \t\r\n"
_NUMBER: Final = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_STRING_START: Final = re.compile(r"([A-Za-z]{0,2})['\"]")
_REFUSED: Final = re.compile(
    r"===|!==|\?\?|\?\.|\.\.\.|\*\*|&&|\|\||:=|->|=>|<>|<<|>>|\+\+|[-+*/%]=(?!=)"
)
_ALLOWED: Final = re.compile(r"//|==|!=|<=|>=|[-+*/%<>()\[\]{},:.]")

_WRITE_INSTEAD: Final = MappingProxyType(
    {
        "===": "write `==`",
        "!==": "write `!=`",
        "<>": "write `!=`",
        "=": "write `==` to compare",
        "&&": "write `and`",
        "||": "write `or`",
        "!": "write `not x`",
        "?": "write `a if condition else b`",
        "??": "write `a if a != null else b`, or `get(mapping, key, default)`",
        "?.": "write `get(mapping, key, null)`",
        "**": "write `x * x`",
        "&": "write `and`",
        "|": "write `or`",
        "^": "write `a != b` for booleans",
        "~": "write `not x`",
        ":=": "name the part under `define:`",
        "=>": "write `any(f(x) for x in list)`",
        "->": "write `a.b` to look up a key",
        "$": "write the bare name",
        "`": "write f'text {value}'",
        ";": "write one expression",
        "#": "comments belong to the YAML around it",
    }
)
_KEYWORD_INSTEAD: Final = MappingProxyType(
    {
        "None": "write `null`",
        "True": "write `true`",
        "False": "write `false`",
        "is": "write `==`",
        "lambda": "write `any(f(x) for x in list)`",
    }
)
_KEYWORDS_WE_USE: Final = frozenset({"and", "or", "not", "in", "if", "else", "for"})
_CLOSES: Final = MappingProxyType({")": "(", "]": "[", "}": "{"})


def scan(text: str, start: int, end: int) -> tuple[Token, ...]:
    """The tokens of ``text[start:end]``; brackets are balanced and at most 60 deep.

    Raises:
        ExpressionError: SC301 for what cannot be read, SC305 for what the language leaves out,
            SC311 for nesting, SC314 for numbers and strings that are written wrong.
    """
    tokens = tuple(_tokens(text, start, end))
    _require_balance(tokens)
    _require_words_of_the_language(tokens)
    return tokens


def mask(tokens: tuple[Token, ...], start: int, end: int) -> str:
    """A text as long as ``[start:end]`` that Python reads as an expression of the same shape."""
    masked = [" "] * (end - start)
    after_dot = False
    for token in tokens:
        shown = token.text
        if token.kind == "string":
            shown = "'" + "_" * (len(token.text) - 2) + "'"
        elif after_dot and keyword.iskeyword(token.text):
            shown = "_" * len(token.text)
        masked[token.start - start : token.end - start] = shown
        after_dot = token.text == "."
    return "".join(masked)


def _tokens(text: str, start: int, end: int) -> Iterator[Token]:
    position = start
    while position < end:
        if text[position] in _SPACE:
            position += 1
            continue
        token = _token_at(text, position, end)
        yield token
        position = token.end


def _token_at(text: str, position: int, end: int) -> Token:
    if _STRING_START.match(text, position, end):
        return _string(text, position, end)
    character = text[position]
    if character.isidentifier():
        return _name(text, position, end)
    if character.isdecimal():
        return _number(text, position, end)
    refused = _REFUSED.match(text, position, end)
    allowed = _ALLOWED.match(text, position, end)
    if refused is None and allowed is not None:
        return _token("operator", text, position, allowed.end())
    stop = position + 1 if refused is None else refused.end()
    raise _no_operator(text, position, stop)


def _token(kind: TokenKind, text: str, start: int, end: int) -> Token:
    return Token(kind=kind, text=text[start:end], start=start, end=end)


def _no_operator(text: str, start: int, end: int) -> ExpressionError:
    written = text[start:end]
    if written.isprintable() and written.isascii():
        message = f"`{written}` is not part of the expression language"
        return ExpressionError("SC305", message, _written_instead(text, start, end), start, end)
    name = unicodedata.name(written, f"U+{ord(written):04X}")
    message = f"the character {name} has no place in an expression"
    quotes = "write strings in plain quotes: 'text'"
    hint = quotes if written in "‘’“”„«»" else "write a plain space, or put it into a string"
    return ExpressionError("SC301", message, hint, start, end)


def _written_instead(text: str, start: int, end: int) -> str | None:
    written = text[start:end]
    if written == "=" and not text[:start].strip():
        return "leave out the `=`: only formulas in data begin with it"
    if written == "$" and text.startswith("{", end):
        return "leave out `${` and `}`: names stand in an expression as they are"
    return _WRITE_INSTEAD.get(written)


def _name(text: str, start: int, end: int) -> Token:
    stop = start + 1
    while stop < end and text[start : stop + 1].isidentifier():
        stop += 1
    written = text[start:stop]
    plain = unicodedata.normalize("NFKC", written)
    if plain != written:
        message = f"the name {brief(written)} holds characters that only look like plain ones"
        raise ExpressionError("SC301", message, f"write `{plain}`", start, stop)
    return _token("name", text, start, stop)


def _number(text: str, start: int, end: int) -> Token:
    found = _NUMBER.match(text, start, end)
    stop = start + 1 if found is None else found.end()
    while stop < end and (text[stop].isalnum() or text[stop] in "_."):
        stop += 1
    if found is None or stop != found.end() or text[start - 1 : start] == ".":
        message = f"{brief(text[start:stop])} is not a number as the language writes them"
        hint = "write digits only, as in 1000, 0.5 or 1.5e3"
        raise ExpressionError("SC314", message, hint, start, stop)
    return _token("number", text, start, stop)


def _string(text: str, start: int, end: int) -> Token:
    return _token("string", text, start, string_end(text, start, end))


def _require_balance(tokens: tuple[Token, ...]) -> None:
    still_open: list[Token] = []
    for token in tokens:
        if token.kind != "operator":
            continue
        if token.text in "([{":
            still_open.append(token)
            if len(still_open) > DEEPEST:
                message = f"the expression is more than {DEEPEST} levels deep"
                raise ExpressionError("SC311", message, SPLIT_IT, token.start, token.end)
        elif token.text in _CLOSES:
            if not still_open or still_open[-1].text != _CLOSES[token.text]:
                message = f"`{token.text}` closes nothing"
                raise ExpressionError("SC301", message, None, token.start, token.end)
            still_open.pop()
    if still_open:
        opening = still_open[-1]
        message = f"`{opening.text}` is never closed"
        raise ExpressionError("SC301", message, None, opening.start, opening.end)


SPLIT_IT: Final = "give parts of it names under `define:`"


def _require_words_of_the_language(tokens: tuple[Token, ...]) -> None:
    before = ""
    before_is_string = False
    for token in tokens:
        if token.kind == "name" and before != "." and keyword.iskeyword(token.text):
            _require_keyword_of_the_language(token)
        if token.kind == "string" and before_is_string:
            message = "two strings stand side by side"
            raise ExpressionError("SC301", message, "join them with `+`", token.start, token.end)
        before, before_is_string = token.text, token.kind == "string"


def _require_keyword_of_the_language(token: Token) -> None:
    if token.text not in _KEYWORDS_WE_USE:
        message = f"`{token.text}` is not part of the expression language"
        hint = _KEYWORD_INSTEAD.get(token.text)
        raise ExpressionError("SC305", message, hint, token.start, token.end)
