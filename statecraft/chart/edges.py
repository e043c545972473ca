"""Transitions → edges: targets as numbers, and the domain of each (semantics 2.6)."""

from __future__ import annotations

from statecraft.chart.numbering import Numbering
from statecraft.chart.tables import Edge, EdgeIndex, Origin, Region, RegionIndex, StateIndex
from statecraft.model.profiles import Profile
from statecraft.model.states import From, StateKind, Transition
from statecraft.values.json_values import Value
from statecraft.values.text import text_of


class Edges:
    """Makes the edges of a chart, each by itself.

    ``may_be_domain`` are the kinds of states that a transition out of its source may have as
    its domain (semantics 2.6, 12.2 p); ``one_by_one`` where of a parallel one only the child is
    left that everything lies in (12.3 cc).
    """

    __slots__ = (
        "_may_be_domain", "_numbering", "_one_by_one", "_tree", "by_dimension", "regions",
    )  # fmt: skip

    def __init__(
        self,
        numbering: Numbering,
        regions: tuple[Region, ...],
        tree: RegionIndex | None,
        profile: Profile,
    ) -> None:
        self.regions = regions
        self.by_dimension = {
            region.name: region.index for region in regions if region.dimension is not None
        }
        self._numbering = numbering
        self._tree = tree
        self._may_be_domain = (
            (StateKind.COMPOUND, StateKind.PARALLEL)
            if profile.parallel_domains
            else (StateKind.COMPOUND,)
        )
        self._one_by_one = profile.leaves_one_region

    def edge(self, index: EdgeIndex, transition: Transition, source: StateIndex | None) -> Edge:
        """The edge that a transition of *source* is."""
        by_path = self._numbering.by_path
        targets = tuple(sorted(by_path[target.path] for target in transition.targets))
        moves = tuple(self.place_of(move.dimension, move.value) for move in transition.moves)
        regions = {region for region, _ in moves}
        if targets and self._tree is not None:
            regions.add(self._tree)
        domain = self._domain(source, targets, transition)
        return Edge(
            index=index,
            source=source,
            event=transition.event,
            when=transition.when,
            origins=tuple(self.origin(origin) for origin in transition.origins),
            targets=targets,
            domain=domain,
            leaves=self._only_left(source, targets, domain),
            moves=moves,
            regions=frozenset(regions),
            actions=transition.actions,
            reenter=transition.reenter,
            text=self._text(source, transition),
            span=transition.span,
        )

    def place_of(self, dimension: str, value: Value) -> tuple[RegionIndex, StateIndex]:
        """The region of a dimension, and the state that a value of it is."""
        region = self.by_dimension[dimension]
        return region, self.regions[region].by_text[text_of(value)]

    def origin(self, origin: From) -> Origin:
        """A ``from`` requirement in numbers."""
        return Origin(
            region=self.by_dimension[origin.dimension],
            dimension=origin.dimension,
            states=frozenset(self.place_of(origin.dimension, v)[1] for v in origin.values),
            span=origin.span,
        )

    def _domain(
        self, source: StateIndex | None, targets: tuple[StateIndex, ...], transition: Transition
    ) -> StateIndex | None:
        if not targets or self._tree is None:
            return None
        root = self.regions[self._tree].root
        if source is None or self._numbering.regions[source] != self._tree:
            return root
        last = self._numbering.lasts[source]
        inside = all(source <= target <= last for target in targets)
        if inside and not transition.reenter:
            return source
        return self._least_common_ancestor(source, targets, root)

    def _least_common_ancestor(
        self, source: StateIndex, targets: tuple[StateIndex, ...], root: StateIndex
    ) -> StateIndex:
        for ancestor in self._numbering.ancestors(source):
            last = self._numbering.lasts[ancestor]
            if self._numbering.states[ancestor].kind in self._may_be_domain and all(
                ancestor < target <= last for target in targets
            ):
                return ancestor
        return root

    def _only_left(
        self, source: StateIndex | None, targets: tuple[StateIndex, ...], domain: StateIndex | None
    ) -> StateIndex | None:
        if not self._one_by_one or source is None or domain is None:
            return None
        if self._numbering.states[domain].kind is not StateKind.PARALLEL:
            return None
        chain = (source, *self._numbering.ancestors(source))
        child = chain[chain.index(domain) - 1]
        last = self._numbering.lasts[child]
        return child if all(child <= target <= last for target in targets) else None

    def _text(self, source: StateIndex | None, transition: Transition) -> str:
        where = "machine" if source is None else self._numbering.path(source) or "machine"
        goals = [target.path for target in transition.targets]
        goals += [f"{move.dimension}={text_of(move.value)}" for move in transition.moves]
        arrow = f" -> {', '.join(goals)}" if goals else ""
        return f"{where}: {transition.event or 'eventless'}{arrow}"
