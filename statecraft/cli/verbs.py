"""The verbs of the program: a verb's module is imported when the verb is said, not before."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Final

import click


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """Where a command stands, ``module.name`` of this room, and what help says of it."""

    home: str
    does: str

    def command(self) -> click.Command:
        """The command itself."""
        module, name = self.home.split(".")
        found = getattr(importlib.import_module(f"statecraft.cli.{module}"), name)
        assert isinstance(found, click.Command)
        return found


VERBS: Final = {
    "validate": Verb(
        home="validate.validate",
        does="Check definitions: text, shape, names, types, meaning.",
    ),
    "check": Verb(
        home="check.check",
        does="Explore everything that can happen, and prove or refute what ought to hold.",
    ),
    "lint": Verb(
        home="lint.lint",
        does="Show the findings of definitions, explain a code, mend what can be mended safely.",
    ),
    "fmt": Verb(
        home="fmt.fmt",
        does="Lay definitions out: indentation by two, no stray blanks.",
    ),
    "run": Verb(
        home="run.run",
        does="Start a machine, then act on it in the order of the options.",
    ),
    "why": Verb(
        home="why.why",
        does="Tell whether EVENT would be accepted, and if not, every reason with its line.",
    ),
    "how": Verb(
        home="how.how",
        does="Show the fewest steps that lead to where CONDITION holds: events, moves, answers, "
        "time.",
    ),
    "paths": Verb(
        home="paths.paths",
        does="Write ways that cover all states, transitions, rules or pairs of values that can "
        "be reached.",
    ),
    "diff": Verb(
        home="diff.diff",
        does="Compare two versions: parts, what can be reached, what events do, claims, saved "
        "values.",
    ),
    "migrate": Verb(
        home="migrate.migrate",
        does="Check that a machine in any state of the version OLD goes on in the version NEW.",
    ),
    "test": Verb(
        home="test.test",
        does="Run the scenarios of definitions.",
    ),
    "preview": Verb(
        home="preview.preview_workflow",
        does="Run one WORKFLOW (or pipeline) with its test values, showing steps and callbacks.",
    ),
    "status": Verb(
        home="status.status",
        does="Show how far work has come: the rows that jobs wrote while they worked.",
    ),
    "render": Verb(
        home="render.render",
        does="Draw a machine: its states and dimensions, and its rules beside them.",
    ),
    "graph": Verb(
        home="graph.graph",
        does="Write a machine as a graph: .json (node-link), .graphml, .gexf, or .adj (adjacency).",
    ),
    "import": Verb(
        home="importing.import_machine",
        does="Write a machine of another engine as a definition in YAML.",
    ),
    "export": Verb(
        home="exporting.export_machine",
        does="Write a definition in the format of another engine.",
    ),
    "new": Verb(
        home="new.new",
        does="Write a small commented definition of the machine NAME to begin with.",
    ),
    "schema": Verb(
        home="schema.schema",
        does="Print the JSON Schema of definitions, for editors.",
    ),
    "doctor": Verb(
        home="doctor.doctor",
        does="Show versions, the YAML parser and the Graphviz engine that are in use here.",
    ),
    "completion": Verb(
        home="completion.completion",
        does="Print the script that teaches SHELL to complete verbs, options, events and values.",
    ),
}


class Verbs(click.Group):
    """A group whose commands stand for the verbs until one of them is called or completed."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb that the first word names, and the words after it."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command if name is None else VERBS[name].command(), rest


def sketches() -> list[click.Command]:
    """A command for each verb, of which only the name and the help for the list are true."""
    return [click.Command(name, help=verb.does) for name, verb in VERBS.items()]
