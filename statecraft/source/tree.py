"""Data and places, built from the events of a text in one walk.

The events come from outside (YAML or JSON) as calls: ``plain``, ``text``, ``alias``, ``open_…``
and ``close_…``, each with the character offsets at which it begins and ends.
A container is put into its parent when it closes, so that whatever an alias names is whole and
an alias inside its own anchor is seen as such. Everything is counted when it is put, an alias
with all that it stands for: data are shared in memory, but who walks them walks the copies.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from typing import Any, Final

from statecraft.source.findings import Findings, Unreadable, shown
from statecraft.source.flow_cuts import rejoin_items, rejoin_values
from statecraft.source.limits import MAX_DEPTH, MAX_NODES
from statecraft.source.mappings import Entry, Merge, merged, settle_repeated
from statecraft.source.places import Place, Places
from statecraft.source.scalars import TYPED_BEGINS, RefusedNumber, Scalar, plain_value

_LONGEST_NAME: Final = 60
"""Names of anchors are compared up to this length, for a suggestion."""

# What a frame has for a key: it is a list, it awaits a key, or a value is awaited that goes
# nowhere (its key was refused), that is a key itself, that is merged, or is merged once more.
_IN_LIST: Final = object()
_NO_KEY: Final = object()
_DROPPED: Final = object()
_COMPLEX: Final = object()
_MERGE: Final = object()
_REPEATED_MERGE: Final = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """A key whose text another key of its mapping has."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchored:
    """What an alias stands for; ``text`` is that of a scalar, ``size`` counts values."""

    value: Any
    text: str | None
    place: Place
    size: int


class Frame:
    """A container that is being read: its data, its table, the key that waits for its value.

    ``key`` is one of the marks above while there is none, or where the value is not to be kept.
    """

    __slots__ = (
        "anchor", "before", "data", "key", "key_end", "key_start", "merge", "repeated", "start",
        "table",
    )  # fmt: skip

    before: int
    key_end: int
    key_start: int

    def __init__(self, data: Any, table: Any, key: object, start: int, anchor: str | None) -> None:
        self.data = data
        self.table = table
        self.key = key
        self.start = start
        self.anchor = anchor
        self.merge: Merge | None = None
        self.repeated: list[Entry] | None = None


class Tree:
    """The tree under construction; ``root`` is what was read when all events have come."""

    __slots__ = ("_anchors", "_count", "_frame", "_last_end", "_stack", "findings", "places")

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.places = Places()
        self._anchors: dict[str, Anchored | None] = {}
        self._count = 0
        self._last_end = 0
        self._stack: list[Frame] = []
        self._frame = Frame([], [], _IN_LIST, 0, None)

    @property
    def is_empty(self) -> bool:
        """Whether no value was read."""
        return not self._frame.data

    def root(self) -> tuple[Any, Places]:
        """The whole data and where they are written."""
        self.places.root = self._frame.table[0]
        return self._frame.data[0], self.places

    def text(self, text: str, start: int, end: int) -> None:
        """A key or value in quotes or a block: always text."""
        frame = self._frame
        if frame.key is not _NO_KEY:
            self._put(frame, text, start, end)
        elif text not in frame.data:
            self._await_value(text, start, end)
        else:
            self._await_value(Repeated(text=text), start, end)

    def plain(self, text: str, start: int, end: int) -> None:
        """A key or value without quotes, perhaps a number, a boolean or nothing."""
        value = text if text[:1] not in TYPED_BEGINS else self._typed(text, start, end)
        frame = self._frame
        if frame.key is not _NO_KEY:
            self._put(frame, value, start, end)
        elif value is None:
            self._refuse_null_key(text, start, end)
        elif text == "<<":
            self._await_value(_MERGE if frame.merge is None else _REPEATED_MERGE, start, end)
        elif text not in frame.data:
            frame.key = text
            frame.key_start = start
            frame.key_end = self._last_end = end
        else:
            self._await_value(Repeated(text=text), start, end)

    def _typed(self, text: str, start: int, end: int) -> Scalar:
        value = plain_value(text)
        if isinstance(value, RefusedNumber):
            self.findings.add(value.code, (start, end), value.message, value.hint)
            return value.stand_in
        return value

    def anchor_scalar(self, name: str, text: str, value: Scalar, place: Place) -> None:
        """Let aliases repeat the scalar that was just read."""
        self._anchors[name] = Anchored(value=value, text=text, place=place, size=1)

    def open_mapping(self, start: int, anchor: str | None) -> None:
        """A mapping begins."""
        self._open(Frame({}, {}, _NO_KEY, start, anchor))

    def open_list(self, start: int, anchor: str | None) -> None:
        """A list begins."""
        self._open(Frame([], [], _IN_LIST, start, anchor))

    def close_brackets(self, end: int) -> None:
        """The innermost container ends, whose closing bracket stands before *end*."""
        frame = self._frame
        if isinstance(frame.data, list):
            rejoin_items(frame.data, frame.table, self.findings)
        elif frame.repeated or None in frame.data.values():
            rejoin_values(frame.data, frame.table, frame.repeated or [], self.findings)
        self._close(end)

    def close_block(self) -> None:
        """The innermost container ends with its last value."""
        self._close(self._last_end)

    def _open(self, inner: Frame) -> None:
        if len(self._stack) >= MAX_DEPTH:
            raise self.findings.unreadable(
                "SC016",
                (inner.start, inner.start + 1),
                f"more than {MAX_DEPTH} mappings and lists inside one another",
                "make the definition flatter",
            )
        outer = self._frame
        if outer.key is _NO_KEY:
            outer.key = _COMPLEX
        if inner.anchor is not None:
            self._anchors[inner.anchor] = None
        inner.before = self._count
        self._stack.append(outer)
        self._frame = inner

    def _close(self, end: int) -> None:
        frame = self._frame
        outer = self._frame = self._stack.pop()
        if frame.repeated:
            settle_repeated(frame.data, frame.table, frame.repeated, self.findings)
        if frame.merge is not None:
            frame.data, frame.table = merged(frame.data, frame.table, frame.merge, self.places)
        self.places.tables[id(frame.data)] = frame.table
        if frame.anchor is not None and self._anchors[frame.anchor] is None:
            size = self._count - frame.before + 1
            self._anchors[frame.anchor] = Anchored(
                value=frame.data, text=None, place=(frame.start, end), size=size
            )
        self._put(outer, frame.data, frame.start, end)

    def alias(self, name: str, start: int, end: int) -> None:
        """A ``*name`` that stands for what was anchored before."""
        frame = self._frame
        anchored = self._anchors.get(name)
        if anchored is None:
            self._refuse_alias(name, start, end)
            return
        self.places.origins[start] = anchored.place
        self._count += anchored.size - 1
        if frame.key is not _NO_KEY:
            self._put(frame, anchored.value, start, end)
        elif anchored.text is None:
            frame.key = _COMPLEX
            self._put(frame, anchored.value, start, end)
        elif isinstance(anchored.value, str):
            self.text(anchored.text, start, end)
        else:
            self.plain(anchored.text, start, end)

    def _await_value(self, key: object, start: int, end: int) -> None:
        frame = self._frame
        frame.key = key
        frame.key_start = start
        frame.key_end = self._last_end = end

    def _put(self, frame: Frame, value: Any, start: int, end: int) -> None:
        self._count += 1
        if self._count > MAX_NODES:
            raise self._too_many((start, end))
        self._last_end = end
        key = frame.key
        if type(key) is str:
            frame.data[key] = value
            frame.table[key] = (frame.key_start, frame.key_end, start, end)
            frame.key = _NO_KEY
        elif key is _IN_LIST:
            frame.data.append(value)
            frame.table.append((start, end, start, end))
        else:
            self._put_aside(frame, value, start, end)

    def _put_aside(self, frame: Frame, value: Any, start: int, end: int) -> None:
        """A value that goes under no key: it is merged, or its key is refused, or it is a key."""
        key, frame.key = frame.key, _NO_KEY
        if key is _MERGE:
            frame.merge = len(frame.data), self._merge_sources(value, (start, end))
        elif key is _REPEATED_MERGE:
            self.findings.add(
                "SC007",
                (frame.key_start, frame.key_end),
                'the key "<<" stands twice in this mapping',
                "merge several mappings with one key: `<<: [*first, *second]`",
            )
        elif isinstance(key, Repeated):
            position = (frame.key_start, frame.key_end, start, end)
            frame.repeated = frame.repeated or []
            frame.repeated.append(Entry(key=key.text, value=value, position=position))
        elif key is _COMPLEX:
            self._refuse_complex_key(frame, start, end)

    def _refuse_complex_key(self, frame: Frame, start: int, end: int) -> None:
        """A mapping or a list in place of a key: most often a template's braces."""
        message, hint = "a key is text, not a mapping or a list", "quote it if it is meant as text"
        if self.findings.lines.text.startswith("{{", frame.start) and start == frame.start + 1:
            hint = "leave out the braces: an expression stands by itself, as in `when: n > 1`"
            self.findings.incomplete = True
        self.findings.add("SC009", (start, end), message, hint)
        frame.key = _DROPPED

    def _merge_sources(self, value: Any, place: Place) -> list[dict[str, Any]]:
        sources = value if isinstance(value, list) else [value]
        if all(isinstance(source, dict) for source in sources):
            return sources
        if self.findings.incomplete:
            return []
        self.findings.incomplete = True
        self.findings.add(
            "SC014",
            place,
            "<< merges a mapping or a list of mappings, and this is neither",
            "write `<<: *name` where `&name` marks a mapping",
        )
        return []

    def _refuse_null_key(self, text: str, start: int, end: int) -> None:
        message = (
            f"the key {text} means nothing (null)" if text else "a key is missing before the :"
        )
        hint = f'write "{text}" in quotes if it is meant as text' if text else "write the key"
        place = (start, end) if text else self._colon_near(start)
        self.findings.add("SC010", place, message, hint)
        self._await_value(_DROPPED, start, end)

    def _colon_near(self, start: int) -> Place:
        """The colon behind an absent key, else the character before where the key would be."""
        text = self.findings.lines.text
        colon = text.find(":", start)
        if colon >= 0 and not text[start:colon].strip():
            return colon, colon + 1
        return max(start - 1, 0), max(start, 1)

    def _refuse_alias(self, name: str, start: int, end: int) -> None:
        self.findings.incomplete = True
        if self._frame.key is _NO_KEY:
            self._await_value(_DROPPED, start, end)
        else:
            self._put(self._frame, None, start, end)
        alias = f"*{shown(name)}"
        if name in self._anchors:
            message = f"the alias {alias} stands inside of what it names, so it would never end"
            hint = f"name a part that does not hold {alias}"
            self.findings.add("SC013", (start, end), message, hint)
            return
        message = f"the alias {alias} names nothing that stands before it"
        hint = f"mark the value with &{alias[1:]} first; text that begins with * must be quoted"
        self.findings.add("SC012", (start, end), message, self._meant_alias(name) + hint)

    def _meant_alias(self, name: str) -> str:
        names = [anchor for anchor in islice(self._anchors, 100) if len(anchor) <= _LONGEST_NAME]
        is_worth_it = len(name) <= _LONGEST_NAME and not self.findings.is_full
        near = get_close_matches(name, names, 1) if is_worth_it else []
        return f"did you mean *{near[0]}? " if near else ""

    def _too_many(self, place: Place) -> Unreadable:
        return self.findings.unreadable(
            "SC017",
            place,
            f"more than {MAX_NODES:,} values, counting what each alias stands for",
            "use fewer aliases of aliases, or split the definition",
        )
