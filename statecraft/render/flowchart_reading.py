"""The graph that analysis exports → Flowcharts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from statecraft.analysis import ChartGraph
from statecraft.render.flowchart import (
    End,
    Flowchart,
    Group,
    GroupKind,
    Join,
    Part,
    StepBox,
    Way,
    WayKind,
)

Data = Mapping[str, Any]

_JOINS: Final = {
    "all": "when all have ended",
    "first": "when the first has ended",
    "settled": "when all have ended or failed",
}
_UNTAKEN: Final = "a failure that no step takes"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Link:
    source: str
    target: str
    data: Data


@dataclass(frozen=True, slots=True, kw_only=True)
class _Graph:
    """Nodes by id, those inside each by their parent, and the edges that are no transitions."""

    nodes: Mapping[str, Data]
    inside: Mapping[str, tuple[str, ...]]
    links: tuple[_Link, ...]

    def within(self, node: str, *kinds: str) -> Iterator[tuple[str, Data]]:
        """The nodes of some kinds directly in a node."""
        inside = ((child, self.nodes[child]) for child in self.inside.get(node, ()))
        return ((child, data) for child, data in inside if data["kind"] in kinds)


def flowcharts_of(graph: ChartGraph) -> Iterator[Flowchart]:
    """The pipelines and workflows, in order of text."""
    nodes = {node: graph.nodes[node] for node in graph}
    inside: dict[str, list[str]] = {}
    for node, attributes in nodes.items():
        inside.setdefault(attributes.get("parent", ""), []).append(node)
    known = _Graph(
        nodes=nodes,
        inside={parent: tuple(children) for parent, children in inside.items()},
        links=tuple(
            _Link(source=source, target=target, data=data)
            for source, target, data in graph.edges(data=True)
            if data["kind"] != "transition"
        ),
    )
    for node, data in known.within("machine", "pipeline", "workflow"):
        yield _flowchart(node, data, known)


def _flowchart(run: str, data: Data, known: _Graph) -> Flowchart:
    parts = (*_steps(run, known), *_branches(run, known))
    ways = tuple(_ways(run, known))
    (first,) = (link.target for link in known.links if link.source == f"initial:{run}")
    said = (data.get("label"), data.get("describe"), data["at"])
    return Flowchart(
        id=run,
        kind=data["kind"],
        name=data["name"],
        label=data.get("label"),
        tooltip="\n".join(text for text in said if text),
        traits=tuple(_traits(data)),
        parameters=tuple(data.get("parameters", ())),
        requires=tuple(zip(data.get("conditions", ()), data.get("messages", ()), strict=True)),
        parts=parts,
        ends=tuple(_ends(run, first, ways, known)),
        ways=ways,
        first=first,
    )


def _traits(data: Data) -> Iterator[str]:
    if "while_running" in data:
        yield f"while running: {data['while_running']}"
    if data["exposed"]:
        yield "exposed"
    if "callbacks" in data:
        yield f"callbacks: {', '.join(data['callbacks'])}"


def _steps(parent: str, known: _Graph) -> Iterator[Part]:
    for node, data in known.within(parent, "step"):
        yield from _step(node, data, known)


def _step(node: str, data: Data, known: _Graph) -> Iterator[Part]:
    box = _box(node, data)
    if data["type"] == "each":
        parts = (box, *_steps(node, known))
        yield Group(id=f"{node}/all", kind=GroupKind.LOOP, title="", note="", parts=parts)
    elif data["type"] == "parallel":
        lists = (
            Group(
                id=each,
                kind=GroupKind.LIST,
                title=of["name"],
                note="",
                parts=tuple(_steps(each, known)),
            )
            for each, of in known.within(node, "list")
        )
        join = Join(id=f"{node}/join", text=_JOINS[data["join"]])
        parts = (box, *(each for each in lists if each.parts), join)
        yield Group(id=f"{node}/all", kind=GroupKind.PARALLEL, title="", note="", parts=parts)
    else:
        yield box


def _box(node: str, data: Data) -> StepBox:
    texts = tuple(data.get("texts", ())) if data["type"] != "parallel" else ()
    timeout = [f"timeout {data['timeout']}"] if "timeout" in data else []
    most = [f"at most {data['at_most']}"] if "at_most" in data else []
    tries = [data["retry"]] if "retry" in data else []
    place = f"step {data['number']} of {data['of']}"
    given = f"with {data['input']}" if "input" in data else None
    said = (place, data.get("label"), data.get("describe"), given, data["at"])
    name = data["name"] if data["name"] not in (*texts, data["type"]) else None
    return StepBox(
        id=node,
        kind=data["type"],
        texts=texts,
        label=data.get("label"),
        result=name if data.get("result") == name else None,
        details=(*timeout, *tries, *most),
        tooltip="\n".join(text for text in said if text),
    )


def _branches(run: str, known: _Graph) -> Iterator[Group]:
    """The branches that have steps."""
    for node, data in known.within(run, "branch"):
        parts = tuple(_steps(node, known))
        notes = [_UNTAKEN] if data["takes_failures"] else []
        notes += ["stop"] if data["takes_stops"] else []
        name = data["name"] if data["name"] != "on_failure" else "on failure"
        if parts:
            note = ", ".join(notes)
            yield Group(id=node, kind=GroupKind.BRANCH, title=name, note=note, parts=parts)


def _ends(run: str, first: str, ways: Iterable[Way], known: _Graph) -> Iterator[End]:
    """The ends that something leads to, each with what does so besides steps."""
    reached = {first, *(way.target for way in ways)}
    for node, data in known.within(run, "end"):
        note = _note(node, data["name"], run, known)
        if node in reached or note:
            yield End(id=node, name=data["name"], note=note)


def _note(end: str, name: str, run: str, known: _Graph) -> str:
    arriving = [link for link in known.links if link.target == end]
    if name == "cancelled":
        is_stopped = any(link.data["kind"] == "cancel" for link in arriving)
        is_named = any(d.data["kind"] == "stops" and d.target == run for d in known.links)
        return "stop" if is_stopped and is_named else ""
    taken = any(data["takes_failures"] for _, data in known.within(run, "branch"))
    is_default = any(link.data.get("default") is True for link in arriving)
    return _UNTAKEN if is_default and not taken else ""


def _ways(run: str, known: _Graph) -> Iterator[Way]:
    """The lines between steps; two of one kind between the same two are one."""
    found: dict[tuple[str, str, WayKind], list[str]] = {}
    for link in known.links:
        kind = _KINDS.get(link.data["kind"])
        if kind is None or known.nodes[link.source].get("run") != run or link.data.get("default"):
            continue
        ends = (_leaves(link, known), _arrives(link, known))
        found.setdefault((*ends, kind), []).append(_text(link.data))
    for (source, target, kind), texts in found.items():
        text = " / ".join(text for text in texts if text)
        yield Way(source=source, target=target, kind=kind, text=text)


_KINDS: Final = {
    "success": WayKind.SUCCESS,
    "element": WayKind.SUCCESS,
    "list": WayKind.SUCCESS,
    "case": WayKind.CASE,
    "failure": WayKind.FAILURE,
}


def _text(data: Data) -> str:
    branch: str = data.get("branch", "")
    return "fails" if data["kind"] == "failure" else branch


def _leaves(link: _Link, known: _Graph) -> str:
    """A ``parallel`` is left from its join."""
    is_parallel = known.nodes[link.source]["type"] == "parallel"
    return f"{link.source}/join" if is_parallel and link.data["kind"] != "list" else link.source


def _arrives(link: _Link, known: _Graph) -> str:
    """The lists of a ``parallel`` lead to its join."""
    is_parallel = known.nodes[link.target].get("type") == "parallel"
    is_inside = link.source.startswith(f"{link.target}/parallel/")
    return f"{link.target}/join" if is_parallel and is_inside else link.target
