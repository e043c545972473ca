"""``statecraft schema``: the JSON Schema of definitions."""

from __future__ import annotations

import click

import statecraft as sc
from statecraft.cli.printing import say


@click.command(epilog="Example: statecraft schema > statecraft.schema.json")
def schema() -> int:
    """Print the JSON Schema of definitions, for editors."""
    say(sc.schema_text().rstrip("\n"))
    return 0
