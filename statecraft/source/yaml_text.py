"""Data as YAML text for people: short things on one line, the rest as blocks, with comments."""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from typing import Any, Final

_WIDTH: Final = 100
_SHORT: Final = 72
_SECTIONS: Final = ("states", "machines")
"""Keys whose mappings are read one below the other, however short they are."""

Path = tuple[str | int, ...]


def yaml_text(data: Mapping[str, Any], comments: Mapping[Path, str], head: str = "") -> str:
    """The text of *data*, which ``read_text`` reads as the same data.

    ``comments`` stand above the key or element that their path names; ``head`` comes first.
    """
    from ruamel.yaml import YAML

    writer: Any = YAML()
    writer.width = _WIDTH
    writer.indent(mapping=2, sequence=4, offset=2)
    written = StringIO()
    writer.dump(_styled(data, (), comments), written)
    lines = [f"# {line}".rstrip() for line in head.splitlines()]
    return "\n".join([*lines, written.getvalue()])


def _styled(value: Any, path: Path, comments: Mapping[Path, str]) -> Any:
    """The value as ruamel's containers, each told whether it is written on one line."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    styled: Any
    if isinstance(value, Mapping):
        styled = CommentedMap()
        for key, inner in value.items():
            styled[key] = _styled(inner, (*path, key), comments)
    elif isinstance(value, list | tuple):
        inside = [_styled(inner, (*path, place), comments) for place, inner in enumerate(value)]
        styled = CommentedSeq(inside)
    else:
        return value
    _comment(styled, value, path, comments)
    is_section = not path or path[-1] in _SECTIONS
    if _is_short(value) and not (is_section and value) and not _has_comments(path, comments):
        styled.fa.set_flow_style()
    return styled


def _comment(styled: Any, value: Any, path: Path, comments: Mapping[Path, str]) -> None:
    keys = value if isinstance(value, Mapping) else range(len(value))
    for key in keys:
        text = comments.get((*path, key))
        if text is not None:
            indent = 2 * len(path)
            styled.yaml_set_comment_before_after_key(key, before=text, indent=indent)


def _has_comments(path: Path, comments: Mapping[Path, str]) -> bool:
    return any(commented[: len(path)] == path and commented != path for commented in comments)


def _is_short(value: Any) -> bool:
    """Whether a container fits on one line beside its key and is flat enough to be read there."""
    return _depth(value) <= 3 and len(str(value)) <= _SHORT


def _depth(value: Any) -> int:
    if isinstance(value, Mapping):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list | tuple):
        return 1 + max(map(_depth, value), default=0)
    return 0
