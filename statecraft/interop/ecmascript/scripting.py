"""ECMAScript's statements → what scripts do here; functions are written out in their place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from statecraft.expr import tree
from statecraft.expr.children import walk
from statecraft.expr.tree import Expr
from statecraft.interop import building, scripts
from statecraft.interop.ecmascript.statements import parse_statements
from statecraft.interop.ecmascript.syntax import (
    Assignment,
    Branch,
    Call,
    Constant,
    Count,
    Declaration,
    Evaluation,
    Function,
    Identifier,
    Loop,
    Member,
    Node,
    Return,
    Statement,
    While,
)
from statecraft.interop.ecmascript.translating import Translation, path_of
from statecraft.interop.untranslatable import Untranslatable

_MOST_ROUNDS = 1_000
_TELLING = ("log", "info", "warn", "error", "debug")


def translated(
    statements: tuple[Statement, ...], translation: Translation
) -> Iterator[scripts.Statement]:
    """What the statements of a machine's script do.

    Raises:
        Untranslatable: something else than places, branches, loops and calls of its functions.
    """
    for statement in statements:
        yield from _translated(statement, translation)


def _translated(statement: Statement, translation: Translation) -> Iterator[scripts.Statement]:
    match statement:
        case Assignment(target=Identifier(name=name), value=Function()) if (
            name in translation.meaning.functions
        ):
            return
        case Assignment(target=target, value=value):
            place = path_of(target, translation)
            yield scripts.Put(place=place, value=translation.value(value))
        case Declaration():
            pass
        case Branch(condition=condition, then=then, otherwise=otherwise):
            yield scripts.Branch(
                condition=translation.condition(condition),
                then=tuple(translated(then, translation)),
                otherwise=tuple(translated(otherwise, translation)),
            )
        case Loop():
            yield _loop(statement, translation)
        case Count():
            yield _count(statement, translation)
        case While():
            yield from _while(statement, translation)
        case Evaluation(expression=expression):
            yield from _evaluated(expression, translation)
        case Return():
            raise Untranslatable("return is translated at the end of functions alone")


def _loop(loop: Loop, translation: Translation) -> scripts.Each:
    places = [
        None if name is None else path_of(Identifier(name=name), translation)
        for name in (loop.item, loop.index)
    ]
    return scripts.Each(
        source=translation.value(loop.source),
        item=places[0],
        index=places[1],
        body=tuple(translated(loop.body, translation)),
    )


def _count(loop: Count, translation: Translation) -> scripts.Each:
    ends = [translation.value(loop.first), translation.value(loop.limit)]
    return scripts.Each(
        source=building.call("range", *ends[ends[0] == building.literal(0) :]),
        item=path_of(Identifier(name=loop.variable), translation),
        index=None,
        body=tuple(translated(loop.body, translation)),
    )


def _while(loop: While, translation: Translation) -> Iterator[scripts.Statement]:
    """As many rounds as there may be, of which those do nothing that come after the last one."""
    condition = translation.condition(loop.condition)
    body = tuple(translated(loop.body, translation))
    round_ = scripts.Branch(condition=condition, then=body, otherwise=())
    rounds = building.call("range", building.literal(_MOST_ROUNDS))
    yield scripts.Each(source=rounds, item=None, index=None, body=(round_,))
    endless = scripts.Told(message=building.failure(f"more than {_MOST_ROUNDS} rounds"))
    yield scripts.Branch(condition=condition, then=(endless,), otherwise=())


def _evaluated(expression: Node, translation: Translation) -> Iterator[scripts.Statement]:
    match expression:
        case Constant():
            return
        case Call(callee=Identifier(name=name), arguments=arguments) if (
            name in translation.meaning.functions
        ):
            yield from _called(name, arguments, translation)
        case Call(callee=Member(of=Identifier(name="console"), name=name), arguments=arguments) if (
            name in _TELLING
        ):
            yield scripts.Told(message=_message([translation.value(each) for each in arguments]))
        case Call(callee=Member(of=of, name="push"), arguments=arguments):
            place = path_of(of, translation)
            more = building.listed(map(translation.value, arguments))
            yield scripts.Put(place=place, value=building.computed(place, "+", more))
        case _:
            raise Untranslatable("only assignments and the machine's own functions are run")


def _message(parts: list[Expr]) -> Expr:
    """The parts with a space between each two."""
    spaced = [each for part in parts for each in (building.literal(" "), part)]
    return building.joined(building.literal(""), *spaced[1:])


def _called(
    name: str, arguments: tuple[Node, ...], translation: Translation
) -> Iterator[scripts.Statement]:
    """The body of a function that is called for what it does."""
    inner, function = translation.inside(name, arguments)
    statements = parse_statements(function.body)
    if statements and isinstance(statements[-1], Return):
        statements = statements[:-1]
    done: list[scripts.Statement] = []
    for statement in statements:
        match statement:
            case Assignment(target=Identifier(name=local), value=value, declares=True):
                inner = inner.where(local, inner.value(value))
            case _:
                done += _translated(statement, inner)
    _require_steady(inner.meaning.given.values(), done)
    yield from done


def _require_steady(given: Iterable[Expr], done: Iterable[scripts.Statement]) -> None:
    """What is written out in the place of a name must not be changed before it is read."""
    read = {part.name for expr in given for part in walk(expr) if isinstance(part, tree.Name)}
    if read & set(_changed(done)):
        raise Untranslatable("a function changes what it was given, or what its variables hold")


def _changed(done: Iterable[scripts.Statement]) -> Iterator[str]:
    for statement in done:
        match statement:
            case scripts.Put(place=place):
                yield from (part.name for part in walk(place) if isinstance(part, tree.Name))
            case scripts.Branch(then=then, otherwise=otherwise):
                yield from _changed((*then, *otherwise))
            case scripts.Each(item=item, index=index, body=body):
                yield from (place.name for place in (item, index) if isinstance(place, tree.Name))
                yield from _changed(body)
            case scripts.Told():
                pass
