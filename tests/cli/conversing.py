"""A session driven by a list of lines."""

from __future__ import annotations

from collections.abc import Iterable

import click

import statecraft as sc
from statecraft.cli.beginning import Beginning
from statecraft.cli.interactive.session import Session


def session_of(file: object, **beginning) -> Session:
    """A session with a definition file."""
    return Session(
        chart=sc.load(file), beginning=Beginning(**beginning), load=lambda: sc.load(file)
    )


def conversed(session: Session, lines: Iterable[str]) -> list[str]:
    """What the last of the lines is answered, without colours."""
    reply = session.opening()
    for line in lines:
        reply = session.take(line)
    return [click.unstyle(line) for line in reply.lines]
