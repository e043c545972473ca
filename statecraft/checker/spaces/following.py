"""What a choice may lead to, followed on the tables of a chart: which levels it reads and writes.

The levels are found by following the kernel on the chart's tables: the candidates of the event,
what they exit and enter, what its blocks read, write and raise, and then every eventless
transition, cascade, rule and constraint that reads something which may have changed. A state that
was committed is quiet, so one that reads nothing of the kind stays as it is. Of a run that begins,
goes on or stops all that any run of its group may do is followed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from statecraft.chart.descriptors import matches
from statecraft.chart.invoked_actions import invoked_key
from statecraft.chart.lower import template_key
from statecraft.chart.tables import (
    Edge,
    EdgeIndex,
    StateIndex,
    StateRow,
    Template,
)
from statecraft.checker.spaces.level_reads import LevelReads, chain_of
from statecraft.checker.spaces.parts import group_of
from statecraft.checker.spaces.space import OfHistory, OfTimers, Space
from statecraft.kernel.snapshot import ROOT, Queued
from statecraft.model.actions import (
    Act,
    Action,
    AwaitRun,
    Callback,
    Cancel,
    Each,
    Emit,
    Forward,
    If,
    Log,
    Merge,
    OwnBlock,
    Raise,
    Send,
    Set,
    Start,
    StartRun,
    StopRuns,
    TemplateKind,
    Unset,
    WriteStatus,
)
from statecraft.model.formulas import Formula
from statecraft.model.reading import formulas_of
from statecraft.model.states import StateKind


class Followed:
    """What was found so far of one choice.

    Attributes:
        levels: read or written. ``written`` may hold another code after the step.
        edges: transitions that may be taken.
        is_anything: whether following was given up.
        has_blocks: whether any action may run.
    """

    def __init__(self, space: Space) -> None:
        self.space = space
        self.chart = space.chart
        self.levels: set[int] = {space.status_level}
        self.written: set[int] = set()
        self.edges: dict[EdgeIndex, None] = {}
        self.is_anything = False
        self.has_blocks = False
        self.cascades: set[str] = set()
        self.reads = LevelReads(space)
        self._events: set[str] = set()
        self._groups: set[int] = set()
        self._touched: set[StateIndex] = set()
        self._met: set[int] = set()

    def take_event(self, event: str) -> None:
        """An event that is selected for."""
        if event in self._events:
            return
        self._events.add(event)
        listed = (index for row in self.chart.rows for index in row.edges)
        for index in (*listed, *self.chart.machine_edges):
            edge = self.chart.edges[index]
            if edge.event is not None and matches(edge.event, event):
                self._may_take(edge)
        for key, template in self.chart.templates.items():
            heard = (edge.event for edge in template.edges if edge.event is not None)
            if any(matches(descriptor, event) for descriptor in heard):
                self.go_on(key)

    def take_runs(self, name: str) -> None:
        """A pipeline or workflow that the host runs by its name."""
        for kind in (TemplateKind.PIPELINE, TemplateKind.WORKFLOW):
            if (key := template_key(kind, name)) in self.chart.templates:
                self.go_on(key)

    def take_queued(self, queued: Queued) -> None:
        """What is first in the queue of the turn."""
        self._write(self.space.rest_level)
        run = queued.stops if queued.step is None else queued.step[0]
        if queued.activation != ROOT or queued.slot is not None or queued.start is not None:
            self.is_anything = True
        elif queued.begins is not None:
            self.go_on(queued.begins)
        elif run is None:
            self.take_event(queued.event)
        elif (group := group_of(run)) is not None:
            self.go_on(self.space.groups[group][0])

    def go_on(self, key: str) -> None:
        """A run of a template begins, goes on or stops; so may any of its group."""
        level = self.space.run_level[key]
        if level in self._groups:
            return
        self._groups.add(level)
        self._write(level)
        self._write(self.space.rest_level)
        self.has_blocks = True
        for other, its_level in self.space.run_level.items():
            if its_level == level:
                self._follow_template(self.chart.templates[other])

    def _follow_template(self, template: Template) -> None:
        pipeline = template.pipeline
        for row in template.rows:
            self._run((*row.entry, *row.on_change, *row.exit, *row.default_actions))
            delays = (timer.delay for timer in row.after)
            for formula in (*(of for _, of in row.entry_locals), *delays):
                self.levels.update(self.reads.of_expr(formula.expr))
        for edge in template.edges:
            for formula in (*self._given(edge.when), *(of for _, of in edge.locals)):
                self.levels.update(self.reads.of_expr(formula.expr))
            self.levels.update(self.space.dimension_level[each.region] for each in edge.origins)
            for region, _ in edge.moves:
                self.move(region)
            self._run(edge.actions)
        for requirement in pipeline.requires:
            for formula in (requirement.that, *self._given(requirement.message)):
                self.levels.update(self.reads.of_expr(formula.expr))
        self.levels.update(self.reads.of(pipeline.output))
        for end in ("done", "error"):
            self.take_event(f"{end}.{pipeline.kind}.{pipeline.name}")

    @staticmethod
    def _given(formula: Formula | None) -> tuple[Formula, ...]:
        return () if formula is None else (formula,)

    def move(self, region: int) -> None:
        """A direct move of a dimension."""
        self._write(self.space.dimension_level[region])
        self._touch_region(region)

    def fire(self, state: StateIndex, place: int) -> None:
        """A timer of a state; where it is refused, that is queued."""
        self._write(self.space.at[OfTimers(state=state)])
        self._write(self.space.rest_level)
        self.levels.update(chain_of(self.space, state))
        for index in self.chart.rows[state].after[place].edges:
            self._may_take(self.chart.edges[index])

    def _may_take(self, edge: Edge) -> None:
        if edge.index in self.edges:
            return
        self.edges[edge.index] = None
        self.levels.update(self.reads.of_edge(edge))
        for region, _ in edge.moves:
            self.move(region)
        if edge.domain is not None:
            self.levels.update(chain_of(self.space, edge.domain))
            self._touch(edge.domain)
        for target in edge.targets:
            self.levels.update(chain_of(self.space, target))
        self._run(edge.actions)

    def _write(self, level: int) -> None:
        self.levels.add(level)
        self.written.add(level)

    def _touch_region(self, region: int) -> None:
        root = self.chart.rows[self.chart.regions[region].root]
        for state in root.children:
            self._pass_through(self.chart.rows[state])

    def _touch(self, domain: StateIndex) -> None:
        """Any state inside a domain may be exited or entered."""
        if domain in self._touched:
            return
        self._touched.add(domain)
        for row in self.chart.rows[domain : self.chart.rows[domain].last + 1]:
            if row.index in self.space.child_level:
                self._write(self.space.child_level[row.index])
            for history in row.history:
                self._write(self.space.at[OfHistory(state=history)])
            if row.index != domain:
                self._pass_through(row)
            self._run(row.default_actions)

    def _pass_through(self, row: StateRow) -> None:
        self._run(row.exit)
        self._run(row.entry)
        self._run(row.on_change)
        if row.after:
            self._write(self.space.at[OfTimers(state=row.index)])
            for timer in row.after:
                self.levels.update(self.reads.of_expr(timer.delay.expr))
        for invoke in row.invokes:
            self.go_on(invoked_key(row.path, invoke.id))
        if row.kind is StateKind.FINAL:
            self._finish(row)

    def _finish(self, row: StateRow) -> None:
        """A final state may be entered: what is above it may be complete (semantics 4.7)."""
        if row.output is not None:
            self.levels.update(self.reads.of_expr(row.output.expr))
        *inner, root = (self.chart.rows[state] for state in row.ancestors)
        for ancestor in inner:
            self.levels.update(chain_of(self.space, ancestor.index))
            self.take_event(f"done.state.{ancestor.path}")
        for ancestor in (*inner, root):
            if ancestor.kind is StateKind.PARALLEL:
                below = range(ancestor.index, ancestor.last + 1)
                levels = self.space.child_level
                self.levels.update(levels[state] for state in below if state in levels)
        if not inner or root.kind is StateKind.PARALLEL:
            self._end()

    def _end(self) -> None:
        """The machine may be done: every exit runs, timers and the like are dropped."""
        self._write(self.space.status_level)
        self._write(self.space.rest_level)
        for level in (*self.space.timer_levels, *self.space.run_levels):
            self._write(level)
        for row in self.chart.rows:
            if row.exit:
                self.levels.update(chain_of(self.space, row.index))
                self._run(row.exit)
        if self.chart.definition.output is not None:
            self.levels.update(self.reads.of_expr(self.chart.definition.output.expr))

    def _run(self, actions: Iterable[Action]) -> None:
        for action in actions:
            if id(action) not in self._met:
                self._met.add(id(action))
                self.has_blocks = True
                self._act(action)

    def _act(self, action: Action) -> None:
        for formula in formulas_of(action):
            self.levels.update(self.reads.of_expr(formula.expr))
        match action:
            case Set(assignments=assignments) | Merge(assignments=assignments):
                self._assign(place.variable for place, _ in assignments)
            case Unset(places=places):
                self._assign(place.variable for place in places)
            case Raise(event=event, named=named):
                self.is_anything |= named is not None
                self.take_event(event)
            case If(then=then, otherwise=otherwise):
                self._run((*then, *otherwise))
            case Each(body=body) | OwnBlock(body=body):
                self._run(body)
            case Send() | Cancel() | Act():
                self._write(self.space.rest_level)
            case StartRun(call=call) | AwaitRun(call=call):
                self.is_anything |= call.provider is not None
                key = template_key(call.kind, call.name)
                if key in self.chart.templates:
                    self.go_on(key)
            case StopRuns(name=name):
                for key, template in self.chart.templates.items():
                    if template.pipeline.name == name:
                        self.go_on(key)
            case Callback(name=name):
                self._call_back(name)
            case Forward():
                self.is_anything = True
            case Emit() | Log() | WriteStatus() | Start():
                pass
            case _:
                assert_never(action)

    def _call_back(self, name: str) -> None:
        """What any call site gives under this name."""
        for call in self.chart.calls:
            for callback in call.callbacks:
                if callback.name == name:
                    self._run(callback.block)

    def _assign(self, variables: Iterable[str]) -> None:
        for variable in variables:
            self._write(self.space.variable_level[variable])

    def settle(self) -> None:
        """Add all that may follow from what was written, until nothing more does."""
        self.take_event("error.execution")
        size = -1
        while size != len(self.levels) + len(self.written) + len(self.edges):
            size = len(self.levels) + len(self.written) + len(self.edges)
            self._eventless()
            self._cascade()
            self._rules()
            self._computed_moves()
            self._closing()

    def _eventless(self) -> None:
        listed = (index for row in self.chart.rows for index in row.always)
        for index in (*listed, *self.chart.machine_always):
            edge = self.chart.edges[index]
            if edge.index not in self.edges and self._may_change(
                self.reads.of_edge(edge), edge.when
            ):
                self._may_take(edge)

    def _may_change(self, levels: Iterable[int], *conditions: Formula | None) -> bool:
        """Whether some levels may be written, or a condition may answer otherwise anyway."""
        is_free = any(each is not None and self.reads.is_free(each.expr) for each in conditions)
        return is_free or not self.written.isdisjoint(levels)

    def _cascade(self) -> None:
        for lowered in self.chart.cascades:
            pulled = [self.space.dimension_level[region] for region, _ in lowered.pulls]
            read = [*self.reads.of_expr(lowered.rule.when.expr), *pulled]
            if lowered.rule.name not in self.cascades and self._may_change(read, lowered.rule.when):
                self.cascades.add(lowered.rule.name)
                self.levels.update(read)
                for region, _ in lowered.pulls:
                    self.move(region)

    def _rules(self) -> None:
        for lowered in self.chart.move_rules:
            moved = (self.space.dimension_level[each.region] for each in lowered.triggers)
            if self._may_change(moved):
                self.levels.update(self.reads.of_rule(lowered))
        for constraint in self.chart.constraints:
            read = [*self.reads.of(constraint.when), *self.reads.of_expr(constraint.condition.expr)]
            if self._may_change(read, constraint.when, constraint.condition):
                self.levels.update(read)

    def _computed_moves(self) -> None:
        for lowered in self.chart.move_rules:
            for name, _, _ in lowered.computed:
                read = [*self.reads.of_expr(self.reads.computed[name])]
                if self._may_change(read):
                    self.levels.update(read)
                    self.levels.update(self.reads.of_rule(lowered))

    def _closing(self) -> None:
        read = [*self.reads.of(self.chart.definition.done_when)]
        if self._may_change(read, self.chart.definition.done_when):
            self.levels.update(read)
            self._end()
