"""The graph that analysis exports → Picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from statecraft.analysis import ChartGraph
from statecraft.render.flowchart_reading import flowcharts_of
from statecraft.render.picture import (
    Arrow,
    Box,
    Entry,
    Picture,
    Pull,
    Region,
    RuleEntry,
    Tree,
    Values,
    ids_in,
)

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Graph:
    """The graph by the questions that reading asks.

    Attributes:
        nodes: (id, attributes) in order of text; ``inside`` those of each parent.
        links: (kind, source, target) of the edges that are no transitions.
    """

    nodes: tuple[tuple[str, Data], ...]
    inside: Mapping[str, tuple[tuple[str, Data], ...]]
    links: tuple[tuple[str, str, str], ...]
    arrows: tuple[Arrow, ...]

    def of_kind(self, kind: str) -> Iterator[tuple[str, Data]]:
        return ((node, data) for node, data in self.nodes if data["kind"] == kind)

    def linked(self, kind: str, source: str) -> tuple[str, ...]:
        return tuple(t for k, s, t in self.links if (k, s) == (kind, source))

    def initial(self, node: str) -> str | None:
        dots = [child for child, data in self.inside.get(node, ()) if data["kind"] == "initial"]
        return next(iter(self.linked("initial", dots[0] if dots else node)), None)


def picture_of(graph: ChartGraph) -> Picture:
    """The whole machine as a picture."""
    known = _known(graph)
    machine = graph.nodes["machine"]
    return Picture(
        title=machine.get("label") or machine["name"],
        subtitle=_subtitle(machine),
        tooltip=machine.get("describe", ""),
        regions=(*_regions(known), *flowcharts_of(graph)),
        everywhere=tuple(arrow for arrow in known.arrows if arrow.source == "machine"),
        rules=tuple(_rules(known)),
        constants=tuple(_constants(known)),
        computed=tuple(_computed(known)),
        capabilities=tuple(_capabilities(known)),
    )


def _known(graph: ChartGraph) -> _Graph:
    nodes: tuple[tuple[str, Data], ...] = tuple((n, d) for n, d in graph.nodes(data=True))
    inside: dict[str, list[tuple[str, Data]]] = {}
    for node, data in nodes:
        inside.setdefault(data.get("parent", ""), []).append((node, data))
    edges = tuple(graph.edges(keys=True, data=True))
    return _Graph(
        nodes=nodes,
        inside={parent: tuple(children) for parent, children in inside.items()},
        links=tuple((d["kind"], s, t) for s, t, _, d in edges if d["kind"] != "transition"),
        arrows=tuple(_arrow(s, t, k, d) for s, t, k, d in edges if d["kind"] == "transition"),
    )


def _subtitle(machine: Data) -> str:
    version = f"version {machine['version']}" if "version" in machine else ""
    name = machine["name"] if machine.get("label") else ""
    return "  ".join(part for part in (name, version) if part)


def _arrow(source: str, target: str, key: str, data: Data) -> Arrow:
    spoken = [data.get("event_label"), data.get("label"), data.get("describe"), data["at"]]
    return Arrow(
        id=data["transition"],
        key=key,
        source=source,
        target=target,
        where=data["where"],
        at=data["at"],
        trigger=data.get("event") or data.get("after") or "always",
        timed=data["trigger"] == "after",
        guards=(*((data["when"],) if "when" in data else ()), *data.get("origins", ())),
        actions=tuple(data.get("actions", ())),
        also=tuple(data.get("also", ())),
        rules=tuple(data.get("rules", ())),
        reenter=data["reenter"],
        internal=data["internal"],
        tooltip="\n".join(text for text in spoken if text),
    )


def _regions(known: _Graph) -> Iterator[Region]:
    for node, data in known.nodes:
        if data["kind"] == "tree":
            yield _tree(node, data, known)
        elif data["kind"] == "dimension" and not data["constant"]:
            yield _values(node, data, known)


def _tree(node: str, data: Data, known: _Graph) -> Tree:
    root = _box(node, data, known)
    own = ids_in(root)
    arrows = (arrow for arrow in known.arrows if arrow.target in own and not arrow.internal)
    return Tree(root=root, arrows=tuple(arrows))


def _box(node: str, data: Data, known: _Graph) -> Box:
    children = tuple(
        _box(child, of, known)
        for child, of in known.inside.get(node, ())
        if of["kind"] in ("state", "history")
    )
    return Box(
        id=node,
        kind=data.get("type", "value"),
        name=data["name"],
        label=data.get("label"),
        tooltip=_spoken(data),
        ends=data.get("type") == "final" or data.get("terminal", False),
        entry=tuple(data.get("entry", ())),
        exit=tuple(data.get("exit", ())),
        internal=tuple(a for a in known.arrows if a.internal and a.source == node),
        invokes=tuple(_invokes(node, known)),
        children=children,
        initial=known.initial(node),
    )


def _invokes(node: str, known: _Graph) -> Iterator[tuple[str, str]]:
    """Keyword and text of what a state has while it is active: ``invoke``, ``fetch as slot``."""
    for _, data in known.inside.get(node, ()):
        if data["kind"] == "invoke":
            keyword = "submachine" if data["type"] == "submachine" else "invoke"
            child = f"action {data['child']}" if data["type"] == "action" else data["child"]
            slot = f" as {data['name']}" if data["name"] != data["child"] else ""
            each = f" for each {data['each']}" if "each" in data else ""
            yield keyword, f"{child}{slot}{each}"


def _spoken(data: Data) -> str:
    tags = f"tags: {', '.join(data['tags'])}" if "tags" in data else ""
    said = (data.get("path"), data.get("label"), data.get("describe"), tags)
    return "\n".join(text for text in said if text)


def _values(node: str, data: Data, known: _Graph) -> Values:
    boxes = tuple(
        _box(child, of, known) for child, of in known.inside[node] if of["kind"] == "value"
    )
    own = {box.id for box in boxes}
    return Values(
        id=node,
        name=data["name"],
        label=data.get("label"),
        tooltip=_spoken(data),
        ephemeral=data["lifetime"] == "ephemeral",
        free=data["free"],
        any_move=data["any_move"],
        boxes=boxes,
        initial=known.initial(node),
        allowed=tuple((s, t) for k, s, t in known.links if k == "allowed" and s in own),
        arrows=tuple(a for a in known.arrows if a.target in own and not a.internal),
        pulls=tuple(_pulls(known, own)),
        rules=_readers(known, node),
    )


def _pulls(known: _Graph, targets: Iterable[str]) -> Iterator[Pull]:
    for rule, data in known.of_kind("rule"):
        for target in known.linked("forces", rule):
            if target in targets:
                yield Pull(rule=data["name"], target=target, condition=data["when"])


def _readers(known: _Graph, node: str) -> tuple[str, ...]:
    """Names of the constraints on a dimension."""
    return tuple(
        data["name"]
        for rule, data in known.of_kind("rule")
        if node in known.linked("constrains", rule)
    )


def _rules(known: _Graph) -> Iterator[RuleEntry]:
    for number, (node, data) in enumerate(known.of_kind("rule"), 1):
        yield RuleEntry(
            id=node,
            name=data["name"],
            badge=f"R{number}",
            kind=data["type"],
            subjects=tuple(data.get("on", ())),
            when=data.get("when"),
            parts=tuple(_parts(data)),
            touches=frozenset(t for _, s, t in known.links if s == node),
        )


def _parts(data: Data) -> Iterator[tuple[str, str]]:
    if data["type"] == "then":
        yield from ((text, "") for text in data["then"])
    else:
        yield from zip(data["conditions"], data["messages"], strict=True)


def _constants(known: _Graph) -> Iterator[Entry]:
    for node, data in known.of_kind("dimension"):
        if data["constant"]:
            yield Entry(
                id=node,
                name=data["name"],
                label=data.get("label"),
                lines=(),
                values=_named(known, node),
                tooltip=_spoken(data),
            )


def _named(known: _Graph, node: str) -> tuple[tuple[str, str], ...]:
    """The values of a constant, the declared one first."""
    values = [(child, of["name"]) for child, of in known.inside[node] if of["kind"] == "value"]
    first = known.initial(node)
    return tuple(sorted(values, key=lambda value: value[0] != first))


def _computed(known: _Graph) -> Iterator[Entry]:
    for node, data in known.of_kind("computed"):
        values = data.get("values", ())
        yield Entry(
            id=node,
            name=data["name"],
            label=data.get("label"),
            lines=tuple(data["cases"]),
            values=tuple((f"{node}={value}", value) for value in values),
            tooltip=_spoken(data),
        )


def _capabilities(known: _Graph) -> Iterator[Entry]:
    for node, data in known.of_kind("capability"):
        yield Entry(id=node, name=data["name"], label=None, lines=(data["condition"],))
