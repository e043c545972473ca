"""What walks over a whole machine find, for those who then need few of its states."""

from __future__ import annotations

from dataclasses import dataclass

from statecraft.model.actions import RunCall
from statecraft.model.states import Invoke, State
from statecraft.values.on_demand import OnDemand


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeLayout:
    """The states of a tree in document order: its root is number 0, a parent before its children.

    ``lasts`` holds the number of each state's last descendant, ``parents`` is -1 for the root.
    ``histories`` are the states of that kind.
    """

    states: tuple[State, ...] | OnDemand[State]
    parents: tuple[int, ...]
    lasts: tuple[int, ...]
    histories: tuple[int, ...]
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What states and transitions of a machine say, all of them together.

    Each tuple is in the order of the states of the chart, those of the machine itself behind.

    Attributes:
        first_edges: by state, how many transitions stand before its first one; then those of all.
        descriptors: the events of the transitions, each once.
        invokes: the children of states, each with the path of its state.
        answers: the events in which host actions are answered.
        calls: the call sites of pipelines and workflows.
        reads_now: whether a formula reads the time.
        is_restless: whether a state, or the machine, has eventless transitions.
    """

    first_edges: tuple[int, ...]
    descriptors: tuple[str, ...]
    invokes: tuple[tuple[str, Invoke], ...]
    answers: frozenset[str]
    calls: tuple[RunCall, ...]
    reads_now: bool
    is_restless: bool
