"""ECMAScript text → tokens. Comments and white space are left out, line ends are kept in mind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from statecraft.interop.untranslatable import Untranslatable

_TOKEN: Final = re.compile(
    r"""
    (?P<space>\s+|//[^\n]*|/\*.*?\*/)
  | (?P<number>0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
  | (?P<name>[A-Za-z_$][A-Za-z0-9_$]*)
  | (?P<sign>===|!==|=>|==|!=|<=|>=|&&|\|\||\+\+|--|\+=|-=|\*=|/=|%=|[-+*/%<>=!?:.,;()\[\]{}|&])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_LETTERS: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A piece: ``kind`` is number, string, name, sign or end; a string's ``text`` is its value.

    ``begins`` and ``ends`` are its place; ``is_first`` when it is the first of its line.
    """

    kind: str
    text: str
    begins: int
    ends: int
    is_first: bool = False

    def says(self, *words: str) -> bool:
        """Whether it is one of these signs or names."""
        return self.kind in ("sign", "name") and self.text in words


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text, an ``end`` last.

    Raises:
        Untranslatable: a character begins none.
    """
    place, is_first = 0, False
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise Untranslatable(f"unexpected {text[place]!r} in: {text}", is_wrong=True)
        begins, place = found.span()
        kind = found.lastgroup or ""
        if kind == "space":
            is_first = is_first or "\n" in found[0]
            continue
        written = unescaped(found[0][1:-1]) if kind == "string" else found[0]
        yield Token(kind=kind, text=written, begins=begins, ends=place, is_first=is_first)
        is_first = False
    yield Token(kind="end", text="", begins=place, ends=place, is_first=True)


def unescaped(text: str) -> str:
    """The value of what stands between the quotes of a string."""
    return _ESCAPE.sub(_letter, text)


def _letter(found: re.Match[str]) -> str:
    code = found[1]
    if len(code) > 1:
        return chr(int(code[1:], 16))
    return "" if code == "\n" else _LETTERS.get(code, code)
