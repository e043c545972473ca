"""Texts for people that YAML cut in pieces at their commas.

Inside ``{ }`` an unquoted text ends at the next comma: ``{describe: One, or two}`` holds the keys
``describe`` and ``or two``. Nothing in the text itself tells that the pieces belong together, so
that a piece is known only by being a key that nothing knows, with no value.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from statecraft.source.document import Located
from statecraft.source.flow_cuts import in_quotes


@dataclass(frozen=True, slots=True, kw_only=True)
class CommaCut:
    """A text that ends in keys which are none.

    Attributes:
        key: the key that the text belongs to.
        pieces: the keys that it was cut into, in order.
        text: the whole text.
    """

    key: str
    pieces: tuple[str, ...]
    text: str

    @property
    def mended(self) -> str:
        """How it is to be written."""
        return f"{self.key}: {in_quotes(self.text)}"


def comma_cuts(place: Located, unknown: Collection[str]) -> Iterator[CommaCut]:
    """The cut texts of a mapping, whose pieces are among these keys."""
    keys = [*place.value]
    position = 1
    while position < len(keys):
        end = position
        while end < len(keys) and _continues(place, keys[end - 1 : end + 1], unknown):
            end += 1
        first = place[keys[position - 1]]
        if end > position and isinstance(first.value, str) and not first.quoted:
            text = place.document.text[first.position[2] : place[keys[end - 1]].position[1]]
            yield CommaCut(key=keys[position - 1], pieces=tuple(keys[position:end]), text=text)
        position = max(end, position + 1)


def _continues(place: Located, pair: list[str], unknown: Collection[str]) -> bool:
    """Whether the second key has no value and follows the first one's end behind a comma."""
    if pair[1] not in unknown:
        return False
    before, here = (place[key] for key in pair)
    start, end = here.position[2:]
    behind = max(before.position[1], before.position[3])
    between = place.document.text[behind : here.position[0]]
    return here.value is None and start == end and between.strip() == ","
