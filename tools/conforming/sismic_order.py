"""The order in which sismic enters and leaves the states of one step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOrder:
    """Orders paths of states as sismic does.

    ``places`` are those of all in the text, ``names`` what sismic calls them.

    Source: sismic 1.6, ``Interpreter._create_steps`` and ``_create_stabilization_step``.
    """

    places: Mapping[str, int]
    names: Mapping[str, str]

    def exited(self, paths: Iterable[str]) -> list[str]:
        """The deepest first, in the order of the text among equals."""
        return sorted(paths, key=lambda path: (-path.count("."), self.places[path]))

    def entered(self, paths: Iterable[str]) -> list[str]:
        """From outside in; all regions of a parallel state by name, then what is inside of each."""
        states = set(paths)
        outermost = (path for path in states if path.rpartition(".")[0] not in states)
        return list(self._with_inside(self._by_name(outermost), states))

    def _with_inside(self, beside: list[str], states: set[str]) -> Iterator[str]:
        yield from beside
        for path in beside:
            inside = (each for each in states if each.rpartition(".")[0] == path)
            yield from self._with_inside(self._by_name(inside), states)

    def _by_name(self, paths: Iterable[str]) -> list[str]:
        return sorted(paths, key=lambda path: self.names.get(path, path))
