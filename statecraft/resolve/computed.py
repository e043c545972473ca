"""Computed names: ``define``, and dimensions and context variables with ``compute``.

They may read each other in any order of text but not in a circle, so they are put into an order in
which each reads only earlier ones, and are typed in that order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from statecraft.diagnostics import Diagnostic, Related
from statecraft.expr.children import walk
from statecraft.expr.parse import parse
from statecraft.expr.problem import ExpressionError
from statecraft.expr.reads import MOST_EXPANDED, size_through
from statecraft.expr.scope import Scope
from statecraft.expr.tree import Expr, Field, Index, Literal, Name
from statecraft.model.dimensions import Computed
from statecraft.model.formulas import Formula
from statecraft.resolve.cases import resolve_cases
from statecraft.resolve.described import described
from statecraft.resolve.dimension_outline import DimensionOutline
from statecraft.resolve.expressions import expression
from statecraft.resolve.findings import Report
from statecraft.resolve.fitting import misfit
from statecraft.resolve.plain_values import plain_values
from statecraft.source.document import Located
from statecraft.values.shape import ANYTHING, Shape, shape_from


@dataclass(frozen=True, slots=True, kw_only=True)
class _Declaration:
    """A computed name as written; ``compute`` is the place of its text, value or list of cases.

    ``wanted`` is the type that it is declared to have. ``outline`` is that of a dimension.
    """

    name: str
    kind: str
    node: Located
    compute: Located
    wanted: Shape
    outline: DimensionOutline | None = None


def resolve_computed(
    machine: Located,
    dimensions: Mapping[str, DimensionOutline],
    scope: Scope,
    report: Report,
) -> tuple[tuple[Computed, ...], Mapping[str, int]]:
    """The computed names, each after those that it reads, and the size of each written out.

    *scope* is that of stored names.
    """
    declarations = {one.name: one for one in _declarations(machine, dimensions)}
    if not declarations:
        return (), scope.sizes
    known = replace(scope, computed=MappingProxyType(dict.fromkeys(declarations, ANYTHING)))
    found: list[Computed] = []
    for declaration in _in_order(declarations, report):
        formula = _formula(declaration, known, report)
        shapes = {**known.computed, declaration.name: formula.shape}
        sizes = {**known.sizes, declaration.name: _size(formula, declaration, known, report)}
        known = replace(known, computed=MappingProxyType(shapes), sizes=MappingProxyType(sizes))
        found.append(_computed(declaration, formula))
    return tuple(found), known.sizes


def _size(formula: Formula, declaration: _Declaration, scope: Scope, report: Report) -> int:
    """The nodes of a computed value, written out; one that is too large is told once, here.

    An expression has been checked by itself, cases only one by one.
    """
    size = size_through(formula.expr, scope.sizes)
    if size <= MOST_EXPANDED:
        return size
    if isinstance(declaration.compute.value, list):
        message = f"the cases of {declaration.name} have {size:,} parts, all they read written out"
        hint = f"{MOST_EXPANDED:,} are the most: let named expressions read each other less often"
        span = declaration.compute.span
        report(Diagnostic(code="SC318", span=span, message=message, hint=hint))
    return 1


def _declarations(
    machine: Located, dimensions: Mapping[str, DimensionOutline]
) -> Iterator[_Declaration]:
    for section, node in machine.items():
        if section == "define":
            for name, of in node.items():
                yield _Declaration(name=name, kind="define", node=of, compute=of, wanted=ANYTHING)
        elif section == "context":
            for name, of in node.items():
                if "compute" in of:
                    yield _Declaration(
                        name=name,
                        kind="context",
                        node=of,
                        compute=of["compute"],
                        wanted=shape_from(of.value),
                    )
        elif section == "dimensions":
            yield from (_dimension(each) for each in dimensions.values() if each.is_computed)


def _dimension(outline: DimensionOutline) -> _Declaration:
    return _Declaration(
        name=outline.name,
        kind="dimension",
        node=outline.node,
        compute=outline.node["compute"],
        wanted=outline.shape if outline.values else ANYTHING,
        outline=outline,
    )


def _in_order(declarations: Mapping[str, _Declaration], report: Report) -> Iterator[_Declaration]:
    """Every declaration after those that it reads; a circle is reported once and cut."""
    reads = {
        name: _names_read(of.compute) & declarations.keys() for name, of in declarations.items()
    }
    done: set[str] = set()
    for start in declarations:
        # A path from `start` through unfinished names, each with what is still to be looked at.
        path = [(start, sorted(reads[start]))] if start not in done else []
        while path:
            name, pending = path[-1]
            if not pending:
                path.pop()
                done.add(name)
                yield declarations[name]
                continue
            wanted = pending.pop(0)
            names = [step for step, _ in path]
            if wanted in names:
                report(_circle([declarations[one] for one in names[names.index(wanted) :]]))
            elif wanted not in done:
                path.append((wanted, sorted(reads[wanted])))


def _circle(circle: list[_Declaration]) -> Diagnostic:
    names = " → ".join([*(one.name for one in circle), circle[0].name])
    return Diagnostic(
        code="SC213",
        span=circle[0].compute.span,
        message=f"{circle[0].name} is computed from itself: {names}",
        hint="let one of them be stored, or read something else",
        related=tuple(
            Related(span=one.compute.span, message=f"{one.name} takes part") for one in circle[1:]
        ),
    )


def _names_read(compute: Located) -> frozenset[str]:
    """The names in the texts of a ``compute``, looked up nowhere yet."""
    if isinstance(compute.value, list):
        cases = [case.get(key) for case in compute.elements() for key in ("when", "is")]
        return frozenset().union(*(_names_read(case) for case in cases if case is not None))
    if not isinstance(compute.value, str):
        return frozenset()
    try:
        tree = parse(compute.value)
    except ExpressionError:
        # Reported when the text is resolved in its turn.
        return frozenset()
    return frozenset(name for node in walk(tree) for name in _name_of(node))


def _name_of(node: Expr) -> Iterator[str]:
    match node:
        case Name(name=name):
            yield name
        case Field(of=Name(name="context" | "dim"), name=name):
            yield name
        case Index(of=Name(name="context" | "dim"), key=Literal(value=str() as name)):
            yield name
        case _:
            return


def _formula(declaration: _Declaration, scope: Scope, report: Report) -> Formula:
    """The formula, with the declared type where there is one."""
    if isinstance(declaration.compute.value, list):
        assert declaration.outline is not None, "only a dimension is computed by cases"
        return resolve_cases(declaration.compute, declaration.outline, scope, report)
    formula = expression(declaration.compute, scope, report)
    why = misfit(declaration.wanted, formula)
    if why is not None:
        message = f"{declaration.name} {why}"
        report(Diagnostic(code="SC212", span=declaration.compute.span, message=message))
    if declaration.wanted == ANYTHING:
        return formula
    return replace(formula, shape=declaration.wanted)


def _computed(declaration: _Declaration, formula: Formula) -> Computed:
    outline = declaration.outline
    return Computed(
        name=declaration.name,
        kind=declaration.kind,
        formula=formula,
        span=declaration.node.key_span,
        values=() if outline is None else plain_values(outline),
        described=described(declaration.node),
    )
