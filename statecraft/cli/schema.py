"""``statecraft schema``: the JSON Schema of definitions."""

from __future__ import annotations

import click

import statecraft as sc
from statecraft.cli.printing import say


@click.command()
def schema() -> int:
    """Print the JSON Schema of definitions, for editors."""
    say(sc.schema_text().rstrip("\n"))
    return 0
