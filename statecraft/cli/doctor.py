"""``statecraft doctor``: what is installed here, and what is missing."""

from __future__ import annotations

import platform

import click

import statecraft as sc
from statecraft.cli.opening import json_option
from statecraft.cli.printing import bad, good, say, say_json
from statecraft.render import EngineError, find_engine

_REQUIRED = ("click", "jsonschema", "networkx", "graphviz", "ruamel.yaml")
_OPTIONAL = ("jsonschema-rs", "ruamel.yaml.clib", "graphviz-pure")


@click.command(epilog="Example: statecraft doctor --json")
@json_option
def doctor(*, as_json: bool) -> int:
    """Show versions, the YAML parser and the Graphviz engine that are in use here."""
    required, optional = _versions(_REQUIRED), _versions(_OPTIONAL)
    facts = {
        "statecraft": sc.__version__,
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "platform": platform.platform(),
        "yaml_parser": sc.parser_name() if required["ruamel.yaml"] else None,
        "dot": _engine(),
    }
    healthy = all(required.values())
    if as_json:
        say_json({**facts, "packages": {**required, **optional}, "healthy": healthy})
    else:
        _say_facts({**facts, **optional}, "not here: slower, or without pictures")
        _say_facts(required, "MISSING")
        say(good("everything needed is here") if healthy else bad("required packages are missing"))
    return 0 if healthy else 1


def _engine() -> str | None:
    """The Graphviz engine that draws here, and whose it is."""
    try:
        engine = find_engine(None)
    except EngineError:
        return None
    return f"{engine.path} ({engine.kind})"


def _say_facts(facts: dict[str, str | None], absent: str) -> None:
    for name, fact in facts.items():
        say(f"{name:<18} {fact or absent}")


def _versions(packages: tuple[str, ...]) -> dict[str, str | None]:
    return {name: sc.installed_version(name) for name in packages}
