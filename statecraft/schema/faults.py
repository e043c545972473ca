"""A fault: one place where data and schema disagree, with the parts of the schema that matter.

The schema is written so that every disagreement is flat: a wrong branch never hides inside of
``oneOf``, and each shape of the language carries its name as ``title``. The way through the schema
that led to a fault then tells everything that a message needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from statecraft.schema.shipped import shipped

Schema = Mapping[str, Any]
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One keyword of the schema that does not hold.

    Attributes:
        path: keys and indices that lead to the value, or to the mapping with the wrong key.
        names: those keys of the path that the author chose, not the language.
        keyword: the keyword.
        key: the wrong key itself where the keyword is about a key, not about a value.
        owner: the schema that holds the keyword.
        thing: the innermost schema on the way that has a title: what the language calls it.
        kind: the key whose presence brought the keyword into force ("set" in an action).
        instance: the value, or the key, that does not fit.
    """

    path: Path
    names: tuple[str, ...]
    keyword: str
    key: str | None
    owner: Schema
    thing: Schema
    kind: str | None
    instance: Any

    @property
    def title(self) -> str:
        """The name of the thing."""
        return str(self.thing["title"])


def fault_from(path: Iterable[str | int], way: Iterable[str | int], instance: Any) -> Fault:
    """The fault at a path of the data, reached on this way through the schema."""
    steps, keys = tuple(way), tuple(path)
    owner, thing, kind = _walked(steps[:-1])
    return Fault(
        path=keys,
        names=tuple(_chosen(keys, steps[:-1])),
        keyword=str(steps[-1]),
        key=str(instance) if "propertyNames" in steps else None,
        owner=owner,
        thing=thing,
        kind=kind,
        instance=instance,
    )


def _chosen(keys: Path, steps: Iterable[str | int]) -> Iterator[str]:
    """The keys that the schema does not name: each is met on the way as an additional property."""
    left, is_key = iter(keys), False
    for step in steps:
        if is_key or step == "items":
            next(left)
            is_key = False
        elif step in ("additionalProperties", "patternProperties"):
            is_key = step == "patternProperties"
            if not is_key:
                yield str(next(left))
        else:
            is_key = step == "properties"


def _walked(steps: Iterable[str | int]) -> tuple[Schema, Schema, str | None]:
    """The schema at the end of a way, the last one with a title, and the kind decided on."""
    here: Any = shipped()
    thing, kind = here, None
    # A step after "properties" is a key of the language, and `then` is one of those as well.
    is_key = False
    for step in steps:
        if step == "then" and not is_key:
            kind = next(iter(here["if"].get("required", ())), None)
        is_key = step == "properties" and not is_key
        here = resolved(here[step])
        if isinstance(here, Mapping) and "title" in here:
            thing = here
    return here, thing, kind


def resolved(schema: Any) -> Any:
    """The schema that a ``$ref`` stands for; beside a ``$ref`` only annotations stand."""
    while isinstance(schema, Mapping) and "$ref" in schema:
        target: Any = shipped()
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        schema = target
    return schema
