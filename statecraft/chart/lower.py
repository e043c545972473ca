"""Definition → LoweredChart: number the states, work out every domain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from types import MappingProxyType

from statecraft.chart.calls import calls_of
from statecraft.chart.edges import EdgeTable
from statecraft.chart.invoked_actions import invoked_actions
from statecraft.chart.rules import lower_cascades, lower_move_rules
from statecraft.chart.sendable import sendable_events
from statecraft.chart.synthetic import name_of
from statecraft.chart.tables import (
    AfterTimer,
    LoweredChart,
    Region,
    RegionIndex,
    StateIndex,
    StateRow,
    Template,
)
from statecraft.chart.templates import lower_pipeline
from statecraft.model.actions import RunCall, StartRun, TemplateKind
from statecraft.model.definition import Definition
from statecraft.model.dimensions import Dimension, DimensionValue
from statecraft.model.pipelines import Pipeline
from statecraft.model.rules import Constraint
from statecraft.model.states import After, State, StateKind, Transition

_HISTORY = (StateKind.SHALLOW_HISTORY, StateKind.DEEP_HISTORY)


def lower(definition: Definition) -> LoweredChart:
    """The tables of *definition*. Total: a definition that passed the checks can be lowered."""
    numbering = _number(definition)
    regions = tuple(_region(numbering, index) for index in range(len(numbering.roots)))
    tree = next((region.index for region in regions if region.dimension is None), None)
    table = _edge_table(numbering, regions, tree, definition)
    rows = tuple(_row(numbering, table, place.index) for place in numbering.places)
    own = (*definition.transitions, *(_starts(each) for each in definition.pipelines.values()))
    machine_edges = table.add_all(own, source=None)
    machine_always = table.add_all(definition.always, source=None)
    templates = {**_templates(definition, table), **invoked_actions(rows, table)}
    waited_for = (edge for each in templates.values() for edge in each.edges)
    named = _exact_events(edge.event for edge in (*table.edges, *waited_for))
    return LoweredChart(
        definition=definition,
        rows=rows,
        regions=regions,
        edges=tuple(table.edges),
        machine_edges=machine_edges,
        machine_always=machine_always,
        tree=tree,
        by_path=MappingProxyType(numbering.by_path),
        by_dimension=MappingProxyType(table.by_dimension),
        move_rules=lower_move_rules(definition.rules, table.by_dimension, regions),
        constraints=tuple(rule for rule in definition.rules if isinstance(rule, Constraint)),
        cascades=lower_cascades(definition.rules, table.by_dimension, regions),
        events=named,
        sendable_events=sendable_events(named, definition.events, rows, table.edges),
        templates=MappingProxyType(templates),
        calls=(
            *calls_of(rows, table.edges),
            *(call for each in templates.values() for call in calls_of(each.rows, each.edges)),
        ),
    )


def _edge_table(
    numbering: _Numbering,
    regions: tuple[Region, ...],
    tree: RegionIndex | None,
    definition: Definition,
) -> EdgeTable:
    return EdgeTable(
        places=tuple(numbering.places),
        regions=regions,
        tree=tree,
        by_path=numbering.by_path,
        may_be_domain=(
            (StateKind.COMPOUND, StateKind.PARALLEL)
            if definition.profile.parallel_domains
            else (StateKind.COMPOUND,)
        ),
        one_by_one=definition.profile.leaves_one_region,
    )


def _templates(definition: Definition, table: EdgeTable) -> dict[str, Template]:
    sections = (definition.pipelines, definition.workflows)
    return {
        template_key(pipeline.kind, name): lower_pipeline(pipeline, table)
        for section in sections
        for name, pipeline in section.items()
    }


def template_key(kind: TemplateKind, name: str) -> str:
    """What a template is known by: pipelines and workflows may share a name."""
    return f"{kind} {name}"


def _starts(pipeline: Pipeline) -> Transition:
    """The transition by which the event of its own name starts a pipeline (semantics 13.10)."""
    call = RunCall(
        kind=TemplateKind.PIPELINE,
        name=pipeline.name,
        data=name_of("event", pipeline.span),
        provider=None,
        callbacks=(),
        span=pipeline.span,
    )
    return Transition(
        event=pipeline.name,
        when=None,
        origins=(),
        targets=(),
        moves=(),
        actions=(StartRun(call=call, span=pipeline.span),),
        reenter=False,
        described=pipeline.described,
        span=pipeline.span,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A state with its number and those of its relatives."""

    index: StateIndex
    state: State
    region: RegionIndex
    path: str
    parent: StateIndex | None
    children: tuple[StateIndex, ...]
    last: StateIndex
    ancestors: tuple[StateIndex, ...]
    value: DimensionValue | None = None


@dataclass(slots=True)
class _Numbering:
    places: list[Placed] = field(default_factory=list)
    roots: list[tuple[StateIndex, Dimension | None]] = field(default_factory=list)
    by_path: dict[str, StateIndex] = field(default_factory=dict)


def _number(definition: Definition) -> _Numbering:
    numbering = _Numbering()
    if definition.tree is not None and definition.tree_first:
        _number_tree(numbering, definition.tree)
    for dimension in definition.dimensions:
        _number_dimension(numbering, dimension)
    if definition.tree is not None and not definition.tree_first:
        _number_tree(numbering, definition.tree)
    numbering.places.sort(key=lambda place: place.index)
    return numbering


def _number_tree(numbering: _Numbering, root: State) -> None:
    index = len(numbering.places)
    region = len(numbering.roots)
    numbering.roots.append((index, None))
    _number_state(numbering, root, region, index, None, ())


def _number_state(
    numbering: _Numbering,
    state: State,
    region: RegionIndex,
    index: StateIndex,
    parent: StateIndex | None,
    ancestors: tuple[StateIndex, ...],
) -> StateIndex:
    """Number *state* and what is below it; the highest number given."""
    children: list[StateIndex] = []
    last = index
    for child in state.children:
        children.append(last + 1)
        last = _number_state(numbering, child, region, last + 1, index, (index, *ancestors))
    numbering.places.append(
        Placed(
            index=index,
            state=state,
            region=region,
            path=state.path,
            parent=parent,
            children=tuple(children),
            last=last,
            ancestors=ancestors,
        )
    )
    if state.path:
        numbering.by_path[state.path] = index
    return last


def _number_dimension(numbering: _Numbering, dimension: Dimension) -> None:
    root = len(numbering.places)
    region = len(numbering.roots)
    numbering.roots.append((root, dimension))
    values = range(root + 1, root + 1 + len(dimension.values))
    numbering.places.append(
        Placed(
            index=root,
            state=_dimension_root(dimension),
            region=region,
            path=dimension.name,
            parent=None,
            children=tuple(values),
            last=values[-1],
            ancestors=(),
        )
    )
    for index, value in zip(values, dimension.values, strict=True):
        numbering.places.append(
            Placed(
                index=index,
                state=value.state,
                region=region,
                path=f"{dimension.name}={value.text}",
                parent=root,
                children=(),
                last=index,
                ancestors=(root,),
                value=value,
            )
        )


def _dimension_root(dimension: Dimension) -> State:
    return State(
        name=dimension.name,
        path="",
        kind=StateKind.COMPOUND,
        initial=dimension.initial,
        children=(),
        entry=(),
        exit=(),
        transitions=(),
        always=(),
        after=(),
        output=None,
        span=dimension.span,
    )


def _region(numbering: _Numbering, index: RegionIndex) -> Region:
    root, dimension = numbering.roots[index]
    if dimension is None:
        return Region(
            index=index,
            name="states",
            root=root,
            dimension=None,
            allowed=None,
            by_text=MappingProxyType({}),
        )
    by_text = {value.text: root + 1 + place for place, value in enumerate(dimension.values)}
    allowed = dimension.allowed
    return Region(
        index=index,
        name=dimension.name,
        root=root,
        dimension=dimension,
        allowed=None
        if allowed is None
        else frozenset((by_text[a], by_text[b]) for a, goals in allowed.items() for b in goals),
        by_text=MappingProxyType(by_text),
    )


def _row(numbering: _Numbering, table: EdgeTable, index: StateIndex) -> StateRow:
    place = numbering.places[index]
    state = place.state
    initial = _initial(numbering, table, place)
    edges = table.add_all(state.transitions, source=index)
    always = table.add_all(state.always, source=index)
    return StateRow(
        index=index,
        path=place.path,
        name=state.name,
        kind=state.kind,
        region=place.region,
        parent=place.parent,
        children=tuple(
            child for child in place.children if numbering.places[child].state.kind not in _HISTORY
        ),
        last=place.last,
        ancestors=place.ancestors,
        initial=initial,
        history=tuple(
            child for child in place.children if numbering.places[child].state.kind in _HISTORY
        ),
        entry=state.entry,
        on_change=place.value.on_change if place.value else (),
        exit=state.exit,
        edges=edges,
        always=always,
        after=tuple(_timer(table, index, timer) for timer in state.after),
        output=state.output,
        tags=state.described.tags,
        value=place.value.value if place.value else None,
        span=state.span,
        invokes=state.invokes,
        is_failure=state.is_failure,
        defaults=_defaults(numbering, initial, state),
        default_actions=() if state.default is None else state.default.actions,
    )


def _timer(table: EdgeTable, source: StateIndex, timer: After) -> AfterTimer:
    return AfterTimer(
        delay=timer.delay,
        edges=table.add_all(timer.transitions, source=source),
        text=timer.text,
        span=timer.span,
    )


def _defaults(
    numbering: _Numbering, initial: StateIndex | None, state: State
) -> tuple[StateIndex, ...]:
    if state.default is not None:
        return tuple(sorted(numbering.by_path[path] for path in state.default.targets))
    return () if initial is None else (initial,)


def _initial(numbering: _Numbering, table: EdgeTable, place: Placed) -> StateIndex | None:
    if place.state.initial is None:
        return None
    dimension = table.regions[place.region].dimension
    if dimension is not None and place.parent is None:
        return table.regions[place.region].by_text[place.state.initial]
    return numbering.by_path[place.state.initial]


def _exact_events(descriptors: Iterable[str | None]) -> tuple[str, ...]:
    exact = (event for event in descriptors if event is not None and "*" not in event)
    return tuple(dict.fromkeys(exact))
