"""A change that a page shows as a diff, made to the text that it speaks of."""

from __future__ import annotations

import re

HUNK = re.compile(r"^@@.*\n", re.MULTILINE)


class PatchError(Exception):
    """A hunk whose old lines do not stand in the text exactly once."""


def patched(text: str, diff: str) -> str:
    """The text after the hunks of a unified diff; found by their lines, not by line numbers."""
    for hunk in HUNK.split(diff)[1:]:
        old, new = _side(hunk, "-"), _side(hunk, "+")
        if not old or text.count(old) != 1:
            raise PatchError(f"these lines stand there {text.count(old)} times:\n{old}")
        text = text.replace(old, new)
    return text


def _side(hunk: str, sign: str) -> str:
    """The lines of a hunk before (``-``) or after (``+``) it; an empty line is one of both."""
    lines = (line if line.strip("\n") else f" {line}" for line in hunk.splitlines(keepends=True))
    return "".join(line[1:] for line in lines if line[0] in {" ", sign})
