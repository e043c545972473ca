"""Random checked trees and random worlds for them, the values not held to any schema."""

from __future__ import annotations

from hypothesis import strategies as st

from statecraft.expr import tree
from statecraft.expr.functions import FUNCTIONS
from statecraft.expr.tree import NameKind
from tests.expr.worlds import SCOPE, World

AT = {"start": 0, "end": 0}
VARIABLES = ("x", "y")

SCALARS = st.sampled_from(
    [
        None,
        True,
        False,
        0,
        1,
        2,
        -1,
        3,
        1.0,
        0.5,
        -2.5,
        1e300,
        2**63 - 1,
        "",
        "a",
        "idle",
        "12",
        "it's {x}",
    ]
)
WORLD_VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "qty", "from"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def literal(value):
    return tree.Literal(value=value, **AT)


def name(kind, called, shapes=None, prefix=""):
    known = {} if shapes is None else {"shape": shapes[called]}
    return tree.Name(name=called, kind=kind, prefix=prefix, **known, **AT)


NAMES = st.sampled_from(
    [name(NameKind.DIMENSION, called, SCOPE.dimensions) for called in SCOPE.dimensions]
    + [name(NameKind.CONTEXT, called, SCOPE.context) for called in ("attempts", "title", "lines", "anything", "changes")]
    + [name(NameKind.CONTEXT, "class", SCOPE.context, "context"), name(NameKind.CONTEXT, "a-b", SCOPE.context, "context")]
    + [name(NameKind.COMPUTED, called, SCOPE.computed) for called in ("dirty", "next")]
    + [name(NameKind.LOCAL, "event"), name(NameKind.LOCAL, "attempt")]
)  # fmt: skip
LEAVES = st.one_of(
    SCALARS.map(literal),
    NAMES,
    st.just(tree.Now(**AT)),
    st.sampled_from(["working", "a.b"]).map(lambda path: tree.Active(path=path, **AT)),
    st.just(tree.Can(arguments=(literal("SAVE"),), **AT)),
)
COMPARISONS = st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "in", "not in"])
KEYS = st.sampled_from(["a", "qty", "from", "no key"])


def flat(kind, parts):
    """A connective whose parts are not of its own kind, as the parser gives them."""
    inside = [
        inner for part in parts for inner in (part.parts if isinstance(part, kind) else (part,))
    ]
    return kind(parts=tuple(inside), **AT)


def negative(operand):
    number = isinstance(operand, tree.Literal) and isinstance(operand.value, int | float)
    return (
        operand
        if number and not isinstance(operand.value, bool)
        else tree.Negative(operand=operand, **AT)
    )


def joined(pieces):
    """An f-string with no two texts side by side and no empty text."""
    parts = []
    for piece in pieces:
        if isinstance(piece, str) and parts and isinstance(parts[-1], str):
            parts[-1] += piece
        elif piece != "":
            parts.append(piece)
    return tree.Joined(parts=tuple(parts), **AT)


def call(function, arguments):
    rule = FUNCTIONS[function]
    given = arguments[: rule.most]
    given += [literal(1)] * (rule.least - len(given))
    if function == "matches":
        given[1] = literal("[a-z]+|1?2")
    return tree.Call(function=function, arguments=tuple(given), **AT)


def field(of, key):
    return (
        tree.Field(of=of, name=key, **AT)
        if key.isidentifier()
        else tree.Index(of=of, key=literal(key), **AT)
    )


def comprehension(kind, element, variable, source, condition):
    return tree.Comprehension(
        kind=kind, element=element, variable=variable, source=source, condition=condition, **AT
    )


def inside(variable, leaves, depth):
    """Trees that may also read the variable of a comprehension."""
    reading = st.just(name(NameKind.VARIABLE, variable))
    return trees(
        st.one_of(leaves, reading, reading.map(lambda x: tree.Field(of=x, name="qty", **AT))), depth
    )


def comprehensions(leaves, depth):
    if depth > 1:
        return leaves
    variable = VARIABLES[depth]
    source = st.one_of(
        leaves,
        st.lists(leaves, max_size=3).map(lambda parts: tree.ListOf(elements=tuple(parts), **AT)),
    )
    body = inside(variable, leaves, depth + 1)
    return st.builds(
        comprehension,
        st.sampled_from(["any", "all", "sum", "len"]),
        body,
        st.just(variable),
        source,
        st.none() | body,
    )


def grown(of, leaves, depth):
    lists = st.lists(of, max_size=3)
    several = st.lists(of, min_size=2, max_size=3)
    return st.one_of(
        st.builds(field, of, KEYS),
        st.builds(lambda a, b: tree.Index(of=a, key=b, **AT), of, of),
        st.builds(lambda a, rest: tree.Compare(first=a, rest=tuple(rest), **AT), of, st.lists(st.tuples(COMPARISONS, of), min_size=1, max_size=2)),
        several.map(lambda parts: flat(tree.And, parts)),
        several.map(lambda parts: flat(tree.Or, parts)),
        of.map(lambda part: tree.Not(operand=part, **AT)),
        of.map(negative),
        st.builds(lambda op, a, b: tree.Arithmetic(operator=op, left=a, right=b, **AT), st.sampled_from(["+", "-", "*", "/", "//", "%"]), of, of),
        st.builds(lambda a, b, c: tree.Conditional(condition=a, then=b, otherwise=c, **AT), of, of, of),
        lists.map(lambda parts: tree.ListOf(elements=tuple(parts), **AT)),
        st.lists(st.tuples(KEYS.map(literal) | of, of), max_size=2).map(lambda entries: tree.MappingOf(entries=tuple(entries), **AT)),
        st.lists(of | st.sampled_from(["", "t{", "'}"]), max_size=3).map(joined),
        st.builds(call, st.sampled_from(sorted(FUNCTIONS)), lists),
        st.builds(lambda f, a: tree.HostCall(function=f, arguments=(a,), **AT), st.sampled_from(["vat", "look_up"]), of),
        comprehensions(leaves, depth),
    )  # fmt: skip


def trees(leaves=LEAVES, depth=0):
    """Bound trees, mostly ill-typed; the parser could have given each of them."""
    return st.recursive(leaves, lambda of: grown(of, leaves, depth), max_leaves=6)


WORLDS = st.builds(
    lambda dimensions, context, local: World(dimensions=dimensions, context=context, local=local),
    st.fixed_dictionaries({called: st.sampled_from(shape.enum) for called, shape in SCOPE.dimensions.items()}),
    st.fixed_dictionaries(dict.fromkeys(SCOPE.context, WORLD_VALUES)),
    st.fixed_dictionaries(dict.fromkeys(SCOPE.local, WORLD_VALUES)),
)  # fmt: skip
