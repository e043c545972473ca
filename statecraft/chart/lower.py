"""Definition → LoweredChart: number the states, work out every domain.

Rows and edges of a large machine are made when they are first asked for: a program sees few of
them. What is true of all of them together is found in one walk over the definition.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from types import MappingProxyType

from statecraft.chart.calls import blocks_of, calls_of
from statecraft.chart.edges import Edges
from statecraft.chart.invoked_actions import invoked_actions
from statecraft.chart.numbering import Numbering, Root
from statecraft.chart.rows import Lowering
from statecraft.chart.rules import lower_cascades, lower_move_rules
from statecraft.chart.sendable import sendable_events
from statecraft.chart.survey import lay_out
from statecraft.chart.synthetic import name_of
from statecraft.chart.tables import LoweredChart, Region, RegionIndex, Template
from statecraft.chart.templates import lower_pipeline
from statecraft.model.actions import RunCall, StartRun, TemplateKind
from statecraft.model.definition import Definition, Layout
from statecraft.model.pipelines import Pipeline
from statecraft.model.rules import Constraint
from statecraft.model.states import Transition
from statecraft.values.on_demand import sequence


def lower(definition: Definition, layout: Layout | None = None) -> LoweredChart:
    """The tables of *definition*. Total: a definition that passed the checks can be lowered.

    ``layout`` is what ``lay_out`` would give, where that is known; that of another definition
    counts for nothing.
    """
    own = own_transitions(definition)
    if layout is None or layout.of is not definition:
        layout = lay_out(definition, own)
    found = layout.survey
    numbering = Numbering(definition, layout.tree)
    regions = tuple(_region(root, index) for index, root in enumerate(numbering.roots))
    tree = next((region.index for region in regions if region.dimension is None), None)
    edges = Edges(numbering, regions, tree, definition.profile)
    lowering = Lowering(numbering, edges, found.first_edges, own)
    templates = {**_templates(definition, edges), **invoked_actions(found.invokes, edges)}
    waited_for = (edge.event for each in templates.values() for edge in each.edges)
    named = _exact_events((*found.descriptors, *waited_for))
    in_runs = chain.from_iterable(blocks_of(each) for each in templates.values())
    first, behind = found.first_edges[-1], found.first_edges[-1] + len(own)
    always = behind - len(definition.always)
    return LoweredChart(
        definition=definition,
        rows=sequence(len(numbering.states), lowering.row),
        regions=regions,
        edges=sequence(behind, lowering.edge),
        machine_edges=tuple(range(first, always)),
        machine_always=tuple(range(always, behind)),
        tree=tree,
        by_path=numbering.by_path,
        by_dimension=MappingProxyType(edges.by_dimension),
        move_rules=lower_move_rules(definition.rules, edges.by_dimension, regions),
        constraints=tuple(rule for rule in definition.rules if isinstance(rule, Constraint)),
        cascades=lower_cascades(definition.rules, edges.by_dimension, regions),
        events=named,
        sendable_events=sendable_events(named, definition.events, found.answers),
        templates=MappingProxyType(templates),
        calls=(*found.calls, *calls_of(in_runs)),
        invokes=tuple(invoke for _, invoke in found.invokes),
        reads_now=found.reads_now,
        is_restless=found.is_restless,
    )


def own_transitions(definition: Definition) -> tuple[Transition, ...]:
    """The transitions of the machine, with those that start pipelines; the eventless ones last."""
    starts = (_starts(each) for each in definition.pipelines.values())
    return (*definition.transitions, *starts, *definition.always)


def _templates(definition: Definition, edges: Edges) -> dict[str, Template]:
    sections = (definition.pipelines, definition.workflows)
    return {
        template_key(pipeline.kind, name): lower_pipeline(pipeline, edges)
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


def _region(at: Root, index: RegionIndex) -> Region:
    root, dimension = at.index, at.dimension
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


def _exact_events(descriptors: Iterable[str | None]) -> tuple[str, ...]:
    exact = (event for event in descriptors if event is not None and "*" not in event)
    return tuple(dict.fromkeys(exact))
