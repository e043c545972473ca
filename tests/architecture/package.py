"""The package as the architecture tests see it: its modules, each read and parsed once."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "statecraft"

# Lowest first: a room imports rooms named before it. Faces are the last ones.
ROOMS = (
    "diagnostics",
    "codes",
    "values",
    "source",
    "schema",
    "expr",
    "model",
    "resolve",
    "checks",
    "chart",
    "compiled",
    "kernel",
    "fast",
    "interop",
    "checker",
    "analysis",
    "render",
    "store",
    "runtime",
    "scenarios",
    "cli",
)

# Above every room: the public names, handed out on demand, and `python -m statecraft`.
TOP = ("__init__", "__main__")

FACES = ("cli", "studio", "lsp")


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A module of the package: its dotted name, its text and its syntax tree."""

    name: str
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The first part of the name after the package's, e.g. ``kernel``."""
        return self.name.split(".")[1]

    @property
    def is_room_door(self) -> bool:
        """Whether this is a package's ``__init__``."""
        return self.name.endswith(".__init__")


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One imported name: ``statecraft.expr.tree.Literal`` of ``from .tree import Literal``."""

    target: str
    line: int
    function: str | None
    for_types_only: bool

    @property
    def distribution(self) -> str:
        """The top-level package that is imported from."""
        return self.target.split(".")[0]


def parsed(name: str, text: str) -> Module:
    """A module of the given dotted name."""
    return Module(name=name, text=text, tree=ast.parse(text))


@cache
def modules() -> tuple[Module, ...]:
    """Every module under ``statecraft/``, sorted by name."""
    paths = sorted(PACKAGE.rglob("*.py"))
    return tuple(parsed(_dotted(path), path.read_text(encoding="utf-8")) for path in paths)


def everywhere(breaches: Callable[[Module], list[str]]) -> list[str]:
    """What breaches a rule, in all modules."""
    return [breach for module in modules() for breach in breaches(module)]


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@cache
def imports(module: Module) -> tuple[Import, ...]:
    """Every import of a module, at the top, under TYPE_CHECKING or inside a function."""
    return tuple(_imports_in(module.tree, module, function=None, for_types_only=False))


def _imports_in(
    node: ast.AST, module: Module, *, function: str | None, for_types_only: bool
) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            for target in _targets(child, module):
                yield Import(
                    target=target,
                    line=child.lineno,
                    function=function,
                    for_types_only=for_types_only,
                )
            continue
        inside = (
            child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else function
        )
        types = for_types_only or (
            isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING")
        )
        yield from _imports_in(child, module, function=inside, for_types_only=types)


def _targets(node: ast.Import | ast.ImportFrom, module: Module) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    above = module.name.split(".")[: -node.level] if node.level else []
    source = ".".join([*above, *([node.module] if node.module else [])])
    return [f"{source}.{alias.name}" for alias in node.names]


@cache
def nodes(module: Module) -> tuple[ast.AST, ...]:
    """Every node of a module's syntax tree."""
    return tuple(ast.walk(module.tree))


def functions(module: Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a module, nested ones too."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return [node for node in nodes(module) if isinstance(node, kinds)]


def classes(module: Module) -> list[ast.ClassDef]:
    """Every class of a module, nested ones too."""
    return [node for node in nodes(module) if isinstance(node, ast.ClassDef)]
