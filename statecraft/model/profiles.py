"""Profiles: where a machine written for another engine means something else (semantics §12).

A definition says ``semantics: scxml``, ``xstate`` or ``sismic``; importers write that. Each field
below is one line of the table in docs/semantics.md, and one place in the kernel asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The choices in which engines differ; the values given here are those of this language.

    Attributes:
        name: the word after ``semantics:``; empty for the language's own meaning.
        earlier_wins: of two transitions in conflict the earlier in document order is kept,
            instead of a refusal (12.2 a).
        discards_refused: an event whose candidates are all false is dropped silently (12.2 b).
        keeps_failed_blocks: what a block did before it failed stays done (12.2 c).
        errors_may_go_unheard: an ``error.execution`` that nothing takes is dropped (12.2 d).
        exact_first: the candidates of an exact descriptor come before a state's wildcards, those
            of a longer wildcard before those of a shorter one (12.2 e).
        regions_hide_parallel: when one region of a parallel state takes an event, the state
            and its ancestors are not asked (12.2 f).
        quiet_eventless_ends: eventless transitions that change neither configuration nor context
            are not taken again before the next event (12.2 g).
        named_by_state: ``done.state`` events carry the state's own name, not its path (12.2 h).
        bare_outputs: the payload of done events is the output itself (12.2 i).
        moves_state_by_state: each state leaves the configuration after its exit actions and joins
            it before its entry actions (12.2 j).
        forgives_conditions: an ``if`` whose condition fails takes its ``else`` (12.2 k).
        forgives_initials: a variable whose initial value fails is null (12.2 l).
        children_start_late: children start when the step is quiet, and stop after the exit
            actions of their state (12.2 m).
        knows_senders: ``event_origin`` and ``session_id`` can be read, receivers are written as
            SCXML does, and one that cannot be reached is an error (12.2 n).
        empty_is_null: an event without a payload has null (12.2 o).
        parallel_domains: a domain may be a parallel state (12.2 p).
        completions_climb: a parallel state counts the final states among its own children, and
            what it completes is told of every parallel state around (12.2 q).
        stopped_silently: the children of a state stop after its exit actions, and without any of
            their own (12.2 r).
        errors_end: an ``error.invoke`` that nothing takes ends the machine (12.2 s).
        timers_after_entry: timers start after the entry actions of their state (12.2 t).
        start_event: the name of the event that a start is, whose payload is the input; in
            ``output`` there is then an event, too: what the final state gave (12.2 u).
        actions_are_unanswered: actions of blocks give no answer (12.2 v).
        innermost_first: what is queued for a machine further inside is taken first (12.2 w).
        every_event_wakes: eventless transitions are looked at after an event that nothing takes,
            too (12.2 x).
        regions_come_silently: the actions of a default are left out for the regions of a parallel
            state that are entered only because a target lies in another, and for the states that a
            history stands for (12.2 z).
        hears_the_stopped: what a child has sent before it was stopped is taken (12.2 y).
        sees_through_history: for the domain of a transition a history state is what it stands for
            (12.2 ee).
        output_first: the output of a machine that is done is worked out before its exit actions
            run (12.2 ff).
        refuses_choices: two transitions of one state that are both enabled reject the step, and so
            do those of several regions of which one leaves its own (12.3 aa).
        one_after_another: transitions that are selected together are taken each by itself, that
            of the deepest source first (12.3 bb).
        innermost_alone: when one region of a parallel state takes an event, or an eventless
            transition, the state and its ancestors are not asked (12.3 dd).
        leaves_one_region: of a parallel domain only the child is left that source and targets lie
            in (12.3 cc).
    """

    name: str
    earlier_wins: bool = False
    discards_refused: bool = False
    keeps_failed_blocks: bool = False
    errors_may_go_unheard: bool = False
    exact_first: bool = False
    regions_hide_parallel: bool = False
    quiet_eventless_ends: bool = False
    named_by_state: bool = False
    bare_outputs: bool = False
    moves_state_by_state: bool = False
    forgives_conditions: bool = False
    forgives_initials: bool = False
    children_start_late: bool = False
    knows_senders: bool = False
    empty_is_null: bool = False
    parallel_domains: bool = False
    completions_climb: bool = False
    stopped_silently: bool = False
    errors_end: bool = False
    timers_after_entry: bool = False
    start_event: str = ""
    actions_are_unanswered: bool = False
    innermost_first: bool = False
    every_event_wakes: bool = False
    regions_come_silently: bool = False
    hears_the_stopped: bool = False
    sees_through_history: bool = False
    output_first: bool = False
    refuses_choices: bool = False
    one_after_another: bool = False
    innermost_alone: bool = False
    leaves_one_region: bool = False


STATECRAFT = Profile(name="")
SCXML = Profile(
    name="scxml",
    earlier_wins=True,
    discards_refused=True,
    keeps_failed_blocks=True,
    errors_may_go_unheard=True,
    named_by_state=True,
    bare_outputs=True,
    moves_state_by_state=True,
    forgives_conditions=True,
    forgives_initials=True,
    children_start_late=True,
    knows_senders=True,
    empty_is_null=True,
    every_event_wakes=True,
    hears_the_stopped=True,
    sees_through_history=True,
)
XSTATE = Profile(
    name="xstate",
    earlier_wins=True,
    discards_refused=True,
    keeps_failed_blocks=True,
    errors_may_go_unheard=True,
    exact_first=True,
    regions_hide_parallel=True,
    quiet_eventless_ends=True,
    parallel_domains=True,
    completions_climb=True,
    stopped_silently=True,
    hears_the_stopped=True,
    errors_end=True,
    timers_after_entry=True,
    start_event="xstate.init",
    actions_are_unanswered=True,
    innermost_first=True,
    every_event_wakes=True,
    regions_come_silently=True,
    sees_through_history=True,
    output_first=True,
)
SISMIC = Profile(
    name="sismic",
    discards_refused=True,
    moves_state_by_state=True,
    parallel_domains=True,
    every_event_wakes=True,
    refuses_choices=True,
    innermost_alone=True,
    one_after_another=True,
    leaves_one_region=True,
)
PROFILES: Mapping[str, Profile] = MappingProxyType(
    {profile.name: profile for profile in (STATECRAFT, SCXML, XSTATE, SISMIC)}
)
