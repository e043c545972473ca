"""Data is frozen through and through; what changes is listed, with a reason."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.package import Module, classes, everywhere, modules, parsed
from tests.architecture.working_state import WORKING_STATE

# The old capitalised hints (typing.List) are refused by ruff; the model has a class Set.
MUTABLE = frozenset(
    {
        "MutableMapping",
        "MutableSequence",
        "MutableSet",
        "bytearray",
        "defaultdict",
        "deque",
        "dict",
        "list",
        "set",
    }
)

# A JSON value is made of dicts and lists, and by agreement nobody changes one in place.
AGREED = frozenset({"Value"})

# What a class may inherit from: an exception, or a form that is not inheritance in earnest.
FORMS = frozenset(
    {"Enum", "Generic", "IntEnum", "NamedTuple", "Protocol", "StrEnum", "TypedDict", "IntFlag"}
)

# Libraries that are extended in no other way than by a subclass.
EXTENSION_POINTS = frozenset({"File", "Item", "Command", "Group", "ParamType"})


def key(module: Module, node: ast.ClassDef) -> str:
    return f"{module.name.removeprefix('statecraft.')}.{node.name}"


def dataclass_options(node: ast.ClassDef) -> dict[str, bool] | None:
    """The options of the class's dataclass decorator; None when it has none."""
    for decorator in node.decorator_list:
        call = decorator.func if isinstance(decorator, ast.Call) else decorator
        if ast.unparse(call).split(".")[-1] == "dataclass":
            options = decorator.keywords if isinstance(decorator, ast.Call) else []
            return {option.arg or "**": ast.unparse(option.value) == "True" for option in options}
    return None


def unfrozen(module: Module) -> list[str]:
    """Dataclasses that lack ``frozen=True`` or ``slots=True``."""
    return [
        f"{module.name}:{node.lineno} {node.name} is not frozen with slots"
        for node in classes(module)
        if (options := dataclass_options(node)) is not None
        and not (options.get("frozen") and options.get("slots"))
        and key(module, node) not in WORKING_STATE
    ]


def mutable_fields(module: Module, aliases: frozenset[str]) -> list[str]:
    """Fields of frozen classes whose hint speaks of a collection that can change."""
    return [
        f"{module.name}:{field.lineno} {node.name}.{ast.unparse(field.target)}: {name}"
        for node in classes(module)
        if key(module, node) not in WORKING_STATE and _is_data(node)
        for field in node.body
        if isinstance(field, ast.AnnAssign)
        for name in sorted(_names(field.annotation) & (MUTABLE | aliases))
    ]


def _is_data(node: ast.ClassDef) -> bool:
    forms = {ast.unparse(parent).split("[")[0].split(".")[-1] for parent in node.bases}
    return dataclass_options(node) is not None or "NamedTuple" in forms


def _names(hint: ast.expr) -> set[str]:
    """The bare names in a hint, also in its quoted parts; what Callable takes is not held."""
    found: set[str] = set()
    for node in _held(hint):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                found.add(name)
            case ast.Constant(value=str() as text):
                found |= set(re.findall(r"[A-Za-z_]+", text))
            case _:
                pass
    return found


def _held(hint: ast.AST) -> Iterator[ast.AST]:
    yield hint
    match hint:
        case ast.Subscript(value=ast.Name(id="Callable" | "Literal" | "ClassVar")):
            return
        case _:
            for part in ast.iter_child_nodes(hint):
                yield from _held(part)


def mutable_aliases() -> frozenset[str]:
    """Names that the package gives to types made of mutable collections."""
    return frozenset(
        name
        for module in modules()
        for statement in module.tree.body
        for name, value in _alias(statement)
        if name not in AGREED and _names(value) & MUTABLE
    )


def _alias(statement: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    match statement:
        case ast.Assign(
            targets=[ast.Name(id=name)],
            value=ast.Subscript() | ast.BinOp(op=ast.BitOr()) as value,
        ):
            yield name, value
        case ast.AnnAssign(target=ast.Name(id=name), annotation=hint, value=ast.expr() as value):
            if "TypeAlias" in ast.unparse(hint):
                yield name, value
        case _:
            return


def stateful(module: Module) -> list[str]:
    """Classes that are neither data, nor an exception, nor a form, nor listed."""
    return [
        f"{module.name}:{node.lineno} {node.name} holds working state that is not listed"
        for node in classes(module)
        if dataclass_options(node) is None
        and not node.bases
        and key(module, node) not in WORKING_STATE
    ]


def inheriting(module: Module) -> list[str]:
    """Classes that inherit from something else than an exception or a form."""
    return [
        f"{module.name}:{node.lineno} {node.name} inherits from {ast.unparse(parent)}"
        for node in classes(module)
        for parent in node.bases
        if not _may_be_inherited(ast.unparse(parent).split("[")[0].split(".")[-1])
    ] + [
        f"{module.name}:{node.lineno} {node.name} has a metaclass"
        for node in classes(module)
        if any(keyword.arg == "metaclass" for keyword in node.keywords)
    ]


def _may_be_inherited(name: str) -> bool:
    return name in FORMS | EXTENSION_POINTS or name == "Exception" or name.endswith("Error")


def test_dataclasses_are_frozen_and_slotted():
    assert everywhere(unfrozen) == []


def test_frozen_data_holds_no_collection_that_can_change():
    aliases = mutable_aliases()
    assert everywhere(lambda module: mutable_fields(module, aliases)) == []


def test_working_state_is_listed():
    assert everywhere(stateful) == []


def test_nothing_inherits_but_exceptions_and_protocols():
    assert everywhere(inheriting) == []


def test_the_list_of_working_state_names_classes_that_exist():
    existing = {key(module, node) for module in modules() for node in classes(module)}
    assert set(WORKING_STATE) - existing == set()


@pytest.mark.parametrize(
    ("hint", "found"),
    [
        ("tuple[str, ...]", []),
        ("Mapping[str, tuple[int, ...]] | None", []),
        ("Callable[[list[int]], bool]", []),
        ("Value", []),
        ("dict[str, int]", ["dict"]),
        ("tuple[list[int], ...] | None", ["list"]),
        ("'set[str]'", ["set"]),
        ("collections.deque[int]", ["deque"]),
        ("Positions", ["Positions"]),
    ],
)
def test_a_mutable_hint_is_noticed(hint, found):
    text = f"@dataclass(frozen=True, slots=True)\nclass Thing:\n    field: {hint}\n"
    module = parsed("statecraft.model.thing", text)
    noticed = mutable_fields(module, frozenset({"Positions"}))
    assert noticed == [f"statecraft.model.thing:3 Thing.field: {name}" for name in found]


@pytest.mark.parametrize(
    "text",
    [
        "@dataclass\nclass Thing:\n    a: int\n",
        "@dataclass(frozen=True)\nclass Thing:\n    a: int\n",
        "@dataclasses.dataclass(slots=True, frozen=False)\nclass Thing:\n    a: int\n",
    ],
)
def test_an_unfrozen_dataclass_is_noticed(text):
    assert len(unfrozen(parsed("statecraft.model.thing", text))) == 1


@pytest.mark.parametrize("parents", ["Base", "ast.NodeVisitor", "dict[str, int]", "metaclass=Meta"])
def test_inheritance_is_noticed(parents):
    module = parsed("statecraft.model.thing", f"class Thing({parents}):\n    pass\n")
    assert len(inheriting(module)) == 1
