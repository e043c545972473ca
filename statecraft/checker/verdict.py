"""What comes of a question: a claim, the answer to it, and the finding where it does not hold.

A claim is worded so that ``Proved`` is good news: "it is entered", "nothing deadlocks". A search
that stopped early, or a model with gaps, never leads to ``Proved`` where something unseen could
change it, and never to a ``Refuted`` without a way that was seen.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from statecraft.checker.choices import Choice
from statecraft.checker.engine import Engine
from statecraft.checker.model import Facts
from statecraft.checker.trace import Trace
from statecraft.checks.finding import Finding
from statecraft.diagnostics import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """The claim holds in everything that can happen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A way that shows something.

    Attributes:
        way: from a start.
        then: what the world does after it, where the last state alone does not show it.
        becomes: what becomes of the last of these choices; None where that does not matter.
        loop: what then goes on for ever: choices that lead from a state back to it; empty where
            nothing needs to happen any more. None where it is not about what never comes.
        engine: whose states the way names; None for the one that was asked first.
    """

    way: Trace
    then: tuple[Choice, ...] = ()
    becomes: Facts | None = None
    loop: tuple[Choice, ...] | None = None
    engine: Engine | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuted:
    """The claim does not hold. Without evidence it speaks of what happens nowhere."""

    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """Nobody can tell: why, and how far the search came."""

    why: str


Answer = Proved | Refuted | Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One question and its answer.

    Attributes:
        kind: what was asked about, a few words that are the same for every such question.
        subject: the path of keys of what was asked about; empty for the machine.
        claim: the claim as a sentence.
        finding: what is reported, where the answer is not to one's liking.
        doubt: what would be reported if the claim did not hold, where nobody can tell.
    """

    kind: str
    subject: str
    claim: str
    span: Span
    answer: Answer
    finding: Finding | None = None
    doubt: Finding | None = None
