"""An interactive session without its terminal: lines in, lines out.

Rule 1: the machine is driven by the public interface alone, as a program would drive it.
Rule 2: nothing here reads or prints. Files are written by whoever reads the ``Reply``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NoReturn

import statecraft as sc
from statecraft.cli.arguments import json_value
from statecraft.cli.beginning import Beginning, begun, host_registry
from statecraft.cli.declared import action_of, payload_of
from statecraft.cli.findings import findings_text
from statecraft.cli.interactive import queries
from statecraft.cli.interactive.commands import event_named, help_lines, understood
from statecraft.cli.interactive.form import (
    GIVE_UP,
    Default,
    Form,
    Question,
    filled,
    payload_form,
    value_form,
)
from statecraft.cli.interactive.glance import glance
from statecraft.cli.interactive.past import Turn, differs, moment, returned
from statecraft.cli.interactive.payload import typed_fields, typed_payload
from statecraft.cli.interactive.requests import AddScenario, AppendText, Reply, WriteSnapshot
from statecraft.cli.interactive.scenario import scenario_of
from statecraft.cli.interactive.yaml_text import scenario_text
from statecraft.cli.line import act_title, line_of, unknown_event
from statecraft.cli.printing import bad, cells, cut, faint, is_coloured, strong, wrapped
from statecraft.cli.story import line_story
from statecraft.cli.verdict import verdict, verdict_story
from statecraft.diagnostics import DefinitionError, UsageError
from statecraft.values.duration import show_duration
from statecraft.values.json_values import Value
from statecraft.values.shape import ANYTHING

PROMPT = "> "
NARROWEST = 40


class Session:
    """A machine that is acted upon line by line, with its past.

    Attributes:
        machine: the present one; ``undo`` and ``restart`` put another in its place.
        form: what is being asked, or None where a command is awaited.
        width, height: columns and lines that can be seen; a height of None is any.
        is_over: whether ``quit`` was typed.
    """

    __slots__ = (
        "_beginning",
        "_load",
        "_records",
        "_turns",
        "_undone",
        "form",
        "height",
        "is_over",
        "machine",
        "width",
    )

    def __init__(
        self,
        *,
        chart: sc.Chart,
        beginning: Beginning,
        load: Callable[[], sc.Chart],
    ) -> None:
        """Begin; *load* reads the definition again for ``restart``.

        Raises:
            StartRejected: a rule of the definition refuses the start.
            UsageError: a name is not known, or a function is missing.
        """
        self._beginning = beginning
        self._load = load
        self.width = 80
        self.height: int | None = None
        self.form: Form | None = None
        self.is_over = False
        self._begin(chart)

    def _begin(self, chart: sc.Chart) -> None:
        records: list[sc.Record] = []
        self.machine = begun(chart, self._beginning, records.append)
        self._records = records
        self._undone: list[Turn] = []
        line = line_of(self.machine, "start", records)
        self._turns = [Turn(act=None, line=line, after=moment(self.machine))]

    def opening(self) -> Reply:
        """What is shown first."""
        started = self._turns[0].line
        story = line_story(self.machine.chart, started, width=self.width)
        return self._reply([*(story if started.records else ()), "", *self._glance(), _HINT])

    @property
    def prompt(self) -> str:
        """What stands before the next line that is typed."""
        return PROMPT if self.form is None else self.form.questions[0].prompt

    def take(self, line: str) -> Reply:
        """What a typed line leads to."""
        try:
            return self._answered(line) if self.form is not None else self._commanded(line)
        except DefinitionError as error:
            found = findings_text(error.diagnostics, error.sources).split("\n")
            return self._reply([*found, "the machine goes on with the definition as it was"])
        except UsageError as error:
            first, *more = wrapped(f"error: {error}", self.width)
            return self._reply([first.replace("error", bad("error"), 1), *more])

    def carry_out(self, act: sc.Act) -> Reply:
        """What an act that was not typed leads to.

        Raises:
            UsageError: it does not fit the machine.
        """
        return self._reply([*self._act(act)])

    def give_up(self) -> Reply:
        """What becomes of an interrupted line: a form is left, nothing is done."""
        was_asking, self.form = self.form is not None, None
        return self._reply([faint("nothing was done" if was_asking else "Ctrl-C once more leaves")])

    def _reply(self, lines: list[str]) -> Reply:
        fitting = (
            [line] if cells(line) <= self.width or is_coloured(line) else wrapped(line, self.width)
            for line in lines
        )
        return Reply(lines=tuple(cut(line, self.width) for part in fitting for line in part))

    def _answered(self, line: str) -> Reply:
        assert self.form is not None
        if line.strip() == GIVE_UP:
            return self.give_up()
        form = filled(self.form, line)
        if form.questions:
            self.form = form
            return self._reply([])
        self.form = None
        return self._reply([*self._done(form.command, form.subject, form.result)])

    def _commanded(self, line: str) -> Reply:
        if not line.strip():
            return self._reply([*self._glance()])
        chart = self.machine.chart
        typed = understood(line, chart.lowered.events, self.machine.enabled_events())
        match typed.command:
            case "save":
                return self._save(typed.rest)
            case "snapshot":
                return self._snapshot(typed.rest)
            case "quit":
                self.is_over = True
                return self._reply([])
            case _:
                return self._reply([*self._told(typed.command, typed.rest)])

    def _told(self, command: str, rest: str) -> Iterator[str]:
        """The lines of a command that stays within the session."""
        match command:
            case "send":
                yield from self._send(rest)
            case "advance":
                yield from self._act(sc.Act(kind="advance", argument=rest or self._next_timer()))
            case "move":
                fields = typed_fields("move", rest) or _wanted("move DIM=VALUE")
                yield from self._act(sc.Act(kind="move", argument=fields))
            case "answer":
                yield from self._answer(rest)
            case "fail":
                action, _, message = (rest or _wanted("fail ID MESSAGE")).partition(" ")
                yield from self._done("fail", action, message.strip() or "failed")
            case "why":
                yield from self._why(rest or _wanted("why EVENT"))
            case "undo" | "redo" | "restart":
                yield from {"undo": self._undo, "redo": self._redo}.get(command, self._restart)()
            case "help":
                yield from help_lines()
            case "log":
                yield from queries.log_lines(self.machine.chart, self._turns, self.width)
            case "is":
                yield queries.truth(self.machine, rest or _wanted("is CONDITION"))
            case "context":
                yield from queries.context_lines(self.machine, rest)
            case _:
                yield from self._glance()

    def _glance(self, height: int | None = None) -> list[str]:
        return glance(self.machine, self.width, height)

    def _event_and_payload(self, text: str) -> tuple[str, Value]:
        word, _, rest = text.partition(" ")
        event = event_named(word, self.machine.chart.lowered.events)
        return event, typed_payload(event, rest.strip())

    def _send(self, text: str) -> Iterator[str]:
        event, payload = self._event_and_payload(text or _wanted("send EVENT"))
        if payload is None:
            form = self._form(event)
            if form is not None and not self.machine.can(event):
                # Asking for values that cannot help would waste a person's time.
                yield from verdict_story(self.machine.chart, verdict(self.machine, event, None))
                return
            if form is not None:
                self.form = form
                yield f"{strong(event)} takes a payload {_HOW_TO_LEAVE}"
                return
        yield from self._done("send", event, payload)

    def _form(self, event: str) -> Form | None:
        """What has to be asked for the event; None where it goes without a payload."""
        shape = payload_of(self.machine.chart, event)
        if shape is not None:
            return payload_form(event, shape) if shape.properties else None
        doubts = self.machine.why_not(event) if self.machine.can(event) else ()
        if not doubts:
            return None
        question = Question(name="payload", shape=ANYTHING, default=Default(value={}))
        return value_form("send", event, question)

    def _answer(self, text: str) -> Iterator[str]:
        action, _, result = (text or _wanted("answer ID JSON")).partition(" ")
        if result.strip():
            yield from self._done("answer", action, json_value(action, result.strip()))
            return
        names = {each.id: each.name for each in self.machine.pending}
        declared = action_of(self.machine.chart, names.get(action, ""))
        if declared is None:
            yield from self._done("answer", action, None)
            return
        question = Question(
            name="result", shape=declared.result, default=Default(value=declared.test)
        )
        self.form = value_form("answer", action, question)

    def _next_timer(self) -> str:
        if self.machine.due is None:
            raise UsageError("no timer is set: write how long, for example advance 30s")
        return show_duration(round((self.machine.due - self.machine.clock.now()) * 1000))

    def _done(self, command: str, subject: str, value: Value) -> Iterator[str]:
        if command == "send":
            act = sc.Act(kind="send", argument=subject, payload=value)
        else:
            act = sc.Act(kind=command, argument={subject: value})
        return self._act(act)

    def _act(self, act: sc.Act) -> Iterator[str]:
        """Carry out an act and tell it; the new state where something was committed."""
        self._records.clear()
        sc.carry_out(self.machine, act)
        chart, before = self.machine.chart, self._turns[-1].after
        line = line_of(self.machine, act_title(act), self._records)
        self._turns.append(Turn(act=act, line=line, after=moment(self.machine)))
        self._undone.clear()
        story = list(line_story(chart, line, width=self.width))
        yield from story
        unknown = unknown_event(self.machine, act, line)
        if unknown is not None:
            yield f"warning: {unknown}"
        if differs(before, self._turns[-1].after):
            yield ""
            # What was typed, what came of it, the blank line and the next prompt stay in sight.
            yield from self._glance(self.height and self.height - len(story) - 3)

    def _why(self, text: str) -> Iterator[str]:
        event, payload = self._event_and_payload(text)
        return verdict_story(self.machine.chart, verdict(self.machine, event, payload))

    def _undo(self) -> Iterator[str]:
        """Back to before the last act that changed something."""
        undone: list[Turn] = []
        while len(self._turns) > 1:
            undone.append(self._turns.pop())
            if differs(self._turns[-1].after, undone[-1].after):
                break
        if not undone:
            raise UsageError("there is nothing to undo")
        self._undone += undone
        yield from self._gone_to("undone", undone[-1])

    def _redo(self) -> Iterator[str]:
        """Forward to after the next act that changed something; nothing is carried out again."""
        if not self._undone:
            raise UsageError("there is nothing to redo")
        while self._undone:
            self._turns.append(self._undone.pop())
            if differs(self._turns[-2].after, self._turns[-1].after):
                break
        yield from self._gone_to("done again", self._turns[-1])

    def _gone_to(self, word: str, turn: Turn) -> Iterator[str]:
        past, chart = self._turns[-1].after, self.machine.chart
        self._records.clear()
        registry = host_registry(chart, self._beginning)
        self.machine = returned(past, lambda _: registry, self._records.append)
        yield f"{word}: {strong(turn.line.title)}"
        yield ""
        yield from self._glance()

    def _restart(self) -> Iterator[str]:
        self._begin(self._load())
        yield from self.opening().lines

    def _save(self, text: str) -> Reply:
        name, arrow, file = (part.strip() for part in text.partition(">"))
        chart = self.machine.chart
        if self._beginning.at:
            raise UsageError("a scenario begins at time 0, and this session began --at another")
        scenario = scenario_of(name or "a session", chart, self._beginning, self._turns)
        if arrow and not file:
            raise UsageError("write the file's name behind >")
        if file:
            request: AppendText | AddScenario = AppendText(
                file=file, text=scenario_text(scenario, "")
            )
        elif name:
            request = AddScenario(file=chart.definition.file, scenario=scenario)
        else:
            return Reply(lines=tuple(scenario_text(scenario).rstrip().split("\n")))
        return Reply(lines=(), request=request)

    def _snapshot(self, file: str) -> Reply:
        if not file:
            raise UsageError("write snapshot FILE")
        return Reply(lines=(), request=WriteSnapshot(file=file, data=self.machine.to_json()))


_HINT = faint("help lists the commands")
_HOW_TO_LEAVE = faint(f"(a line with only {GIVE_UP} gives up)")


def _wanted(usage: str) -> NoReturn:
    raise UsageError(f"write {usage}")
