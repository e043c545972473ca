"""A machine's whole definition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from statecraft.diagnostics import Diagnostic, Span
from statecraft.model.declarations import ActionDeclaration, EventDeclaration, FunctionDeclaration
from statecraft.model.dimensions import Computed, Dimension, Variable
from statecraft.model.fingerprint import Fingerprint
from statecraft.model.formulas import Described, Formula
from statecraft.model.layout import Survey, TreeLayout
from statecraft.model.pipelines import Branch, Pipeline
from statecraft.model.profiles import Profile
from statecraft.model.rules import Capability, Rule
from statecraft.model.scenarios import Property, Scenario, Waiver
from statecraft.model.states import State, Transition
from statecraft.values.shape import Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One machine, every name bound. All tuples are in order of text.

    Attributes:
        id: ``machine:``; ``full_name`` puts the package before it.
        file: the file it was read from, as messages show it.
        fingerprint: that of the checked document without describe, label and meta.
        profile: what ``semantics:`` asks for.
        tree: the root of the state tree (path ""), or None.
        tree_first: whether the tree stands before the dimensions in the text.
        computed: in an order in which each reads only earlier ones.
        transitions, always: those of the machine itself.
        branches: those that the machine's pipelines and workflows share.
        input: what a start must give; None when the definition does not say.
        key: names this machine within its project, whatever others call it: ``file#id``.
        warnings: findings that do not make the definition unusable.
    """

    id: str
    key: str
    package: str | None
    version: int | str | None
    file: str
    fingerprint: Fingerprint
    profile: Profile
    dimensions: tuple[Dimension, ...]
    tree: State | None
    tree_first: bool
    context: tuple[Variable, ...]
    computed: tuple[Computed, ...]
    events: Mapping[str, EventDeclaration]
    actions: Mapping[str, ActionDeclaration]
    functions: Mapping[str, FunctionDeclaration]
    rules: tuple[Rule, ...]
    capabilities: tuple[Capability, ...]
    transitions: tuple[Transition, ...]
    always: tuple[Transition, ...]
    input: Shape | None
    output: Formula | None
    pipelines: Mapping[str, Pipeline]
    workflows: Mapping[str, Pipeline]
    branches: Mapping[str, Branch]
    status_steps: Mapping[int, str]
    done_when: Formula | None
    properties: tuple[Property, ...]
    scenarios: tuple[Scenario, ...]
    waivers: tuple[Waiver, ...]
    warnings: tuple[Diagnostic, ...]
    span: Span
    described: Described

    @property
    def hash(self) -> str:
        """The text of its fingerprint."""
        return self.fingerprint.text

    @property
    def full_name(self) -> str:
        """``package/machine``, or the machine's id alone."""
        return f"{self.package}/{self.id}" if self.package else self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A machine as its chart begins with it: what is true of this very definition, of no copy.

    ``tree`` is None where the machine has none.
    """

    of: Definition
    tree: TreeLayout | None
    survey: Survey


_NO_LAYOUTS: Final[Mapping[str, Layout]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A main machine with every machine that it can name, by key, and the texts they came from.

    ``layouts`` are those that are known already, by the key of the machine.
    """

    main: Definition
    machines: Mapping[str, Definition]
    sources: Mapping[str, str]
    layouts: Mapping[str, Layout] = field(default_factory=lambda: _NO_LAYOUTS, compare=False)
