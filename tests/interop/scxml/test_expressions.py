"""Expressions of other languages, and what they become; what has no counterpart is refused."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from statecraft.expr.show import show
from statecraft.interop import scripts
from statecraft.interop.ecmascript import reading as ecmascript
from statecraft.interop.meaning import Meaning
from statecraft.interop.python_expressions import reading as python
from statecraft.interop.scxml.xml_data import xml_data
from statecraft.interop.untranslatable import Untranslatable

URI = "'http://www.w3.org/TR/scxml/#SCXMLEventProcessor'"
NAMES = ("x", "y", "items", "order")


def meaning(**more) -> Meaning:
    return Meaning(
        variables=MappingProxyType({name: name for name in NAMES}),
        states=MappingProxyType({"red": "on.red"}),
        machine="lamp",
        short_types=more.pop("short_types", False),
        events=MappingProxyType({}),
        **more,
    )


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        pytest.param("x + 1", "x + 1", id="arithmetic"),
        pytest.param(
            "x % 2 === 0 && !y", "js_remainder(x, 2) == 0 and y in [false, null, 0, '']", id="truth"
        ),
        pytest.param("x || 'none'", "x if x not in [false, null, 0, ''] else 'none'", id="or"),
        pytest.param("x > 1 || y > 1", "x > 1 or y > 1", id="or of truths"),
        pytest.param("x == 0 | y != 2", "x == 0 or y != 2", id="or of bits, of truths"),
        pytest.param("'n: ' + x", "f'n: {x}'", id="joined texts"),
        pytest.param("order.lines[0]", "get(order, 'lines', null)[0]", id="member"),
        pytest.param("order['a b']", "get(order, 'a b', null)", id="member by text"),
        pytest.param("items.length", "len(items)", id="length"),
        pytest.param("x > 1 ? 'a' : 'b'", "'a' if x > 1 else 'b'", id="choice"),
        pytest.param("{a: 1, 'b': [x]}", "{'a': 1, 'b': [x]}", id="object"),
        pytest.param("undefined", "null", id="undefined"),
        pytest.param("typeof z === 'undefined'", "null == null", id="typeof of no variable"),
        pytest.param("In('red')", "active('on.red')", id="In"),
        pytest.param("In('blue')", "false", id="In of no state"),
        pytest.param("_event.data.n", "get(event, 'n', null)", id="data"),
        pytest.param("_event.name", "event_name", id="name"),
        pytest.param("_event.origintype", "event_origin.origintype", id="origin type"),
        pytest.param("'#_scxml_' + _sessionid", "f'#_scxml_{session_id}'", id="session"),
        pytest.param("_name", "'lamp'", id="machine"),
        pytest.param("z", "fail('z is not declared')", id="no variable"),
        pytest.param("Math.floor(x / 2)", "x / 2 // 1", id="Math"),
        pytest.param("[].concat(items, [4])", "items + [4]", id="concat"),
        pytest.param("'a' in order", "'a' in order", id="in"),
        pytest.param("-(-x)", "--x", id="minus twice"),
        pytest.param("0x10 + .5 /* half */", "16 + 0.5", id="numbers"),
        pytest.param("x.length % 2", "len(x) % 2", id="the remainder of a length"),
        pytest.param("x + y", "js_plus(x, y)", id="a sum of what is not known"),
        pytest.param("x === null || 'a' === 1", "x == null or false", id="other kinds"),
        pytest.param("items.indexOf(x) !== -1", "x in items", id="indexOf"),
        pytest.param("_name.indexOf('l') == 0", "starts_with('lamp', 'l')", id="stands first"),
        pytest.param("items.some(e => e > x)", "any(each_1 > x for each_1 in items)", id="some"),
        pytest.param("Array.isArray(x)", "str(x) != x and starts_with(str(x), '[')", id="list"),
        pytest.param("++x == 2;", "x + 1 == 2", id="a step has a value"),
        pytest.param("x--", "x", id="a step behind"),
        pytest.param(
            "x.getElementsByTagName('a')[0].getAttribute('b')",
            "get(get(get(x, '*', {}), 'a', [])[0], 'b', null)",
            id="XML",
        ),
        pytest.param(r"'it\'s \u0041'", r"'it\'s A'", id="escapes"),
    ],
)
def test_ecmascript_value(written, ours):
    assert show(ecmascript.value_of(written, meaning())) == ours


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        pytest.param("x", "x not in [false, null, 0, '']", id="a name"),
        pytest.param("'foo'", "true", id="a text"),
        pytest.param("''", "false", id="an empty text"),
        pytest.param("_event", "event_name != ''", id="an event is bound"),
        pytest.param("!_event.sendid", "event_origin.sendid in [false, null, 0, '']", id="not"),
    ],
)
def test_ecmascript_condition(written, ours):
    assert show(ecmascript.condition_of(written, meaning())) == ours


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("new Date()", id="new"),
        pytest.param("1 = 1", id="no expression"),
        pytest.param("return", id="a keyword"),
        pytest.param("x + ", id="cut off"),
        pytest.param("f(x)", id="a function"),
        pytest.param("x & 4", id="bits"),
        pytest.param("x => {", id="a sign that is none"),
        pytest.param("(" * 100 + "x" + ")" * 100, id="too deep"),
        pytest.param("'open", id="a text without an end"),
    ],
)
def test_ecmascript_refuses(written):
    with pytest.raises(Untranslatable):
        ecmascript.value_of(written, meaning())


def done(statement: scripts.Statement) -> str:
    """A statement in a line."""
    match statement:
        case scripts.Put(place=place, value=value):
            return f"{show(place)} = {show(value)}"
        case scripts.Branch(condition=condition, then=then, otherwise=otherwise):
            inside = "; ".join(map(done, then)), "; ".join(map(done, otherwise))
            return f"if {show(condition)} {{{inside[0]}}} else {{{inside[1]}}}"
        case scripts.Each(source=source, item=item, index=index, body=body):
            places = [show(place) for place in (item, index) if place is not None]
            return f"each {', '.join(places)} in {show(source)} {{{'; '.join(map(done, body))}}}"
        case scripts.Told(message=message):
            return f"told {show(message)}"


FUNCTIONS = {
    "twice": "function (n) { return n * 2; }",
    "inc": "n => n + 1",
    "sign": (
        "function (n) { var zero = 0; if (n < zero) return -1; "
        "else if (n > zero) { return 1 } return 0 }"
    ),
    "bump": "function (n) { y = y + n; console.log('bumped', n); }",
    "Point": "function (a, b) { this.x = a; this.y = b; }",
    "loops": "function (n) { return loops(n - 1); }",
}


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        pytest.param("x = 1; y += 2", ["x = 1", "y = y + 2"], id="semicolon"),
        pytest.param("x = 1\n y++", ["x = 1", "y = y + 1"], id="line end"),
        pytest.param("var x = 4, y;", ["x = 4"], id="a declaration alone assigns nothing"),
        pytest.param("order.total = x", ["order.total = x"], id="inside"),
        pytest.param("items[x] -= 2;", ["items[x] = items[x] - 2"], id="a place of a list"),
        pytest.param("x = y = 0", ["y = 0", "x = 0"], id="a chain"),
        pytest.param("x = y++", ["x = y", "y = y + 1"], id="a step behind"),
        pytest.param("x = --y", ["y = y - 1", "x = y"], id="a step before"),
        pytest.param("items.push(x, 2)", ["items = items + [x, 2]"], id="push"),
        pytest.param("console.log('x is', x)", ["told f'x is {x}'"], id="console"),
        pytest.param(
            "if (x > 1) { y = 1 } else if (x) y = 2; else { y = 3 }",
            ["if x > 1 {y = 1} else {if x not in [false, null, 0, ''] {y = 2} else {y = 3}}"],
            id="branches",
        ),
        pytest.param(
            "for (var x = 0; x < items.length; x++) y += items[x];",
            ["each x in items {y = js_plus(y, items[x])}", "x = len(items)"],
            id="a loop over places",
        ),
        pytest.param(
            "for (x = 1; x <= 3; x += 1) { y *= x }",
            [
                "x = 1",
                "each  in range(1000) {if x <= 3 {y = y * x; x = x + 1} else {}}",
                "if x <= 3 {told fail('more than 1000 rounds')} else {}",
            ],
            id="another loop",
        ),
        pytest.param(
            "for (x = 1; x < 4; x++) { y *= x }",
            ["each x in range(1, 4) {y = y * x}", "x = 4"],
            id="a loop over numbers",
        ),
        pytest.param(
            "do { x++ } while (x < 3)",
            [
                "x = x + 1",
                "each  in range(1000) {if x < 3 {x = x + 1} else {}}",
                "if x < 3 {told fail('more than 1000 rounds')} else {}",
            ],
            id="do",
        ),
        pytest.param(
            "switch (x) { case 1: case 2: y = 'few'; break; default: y = 'many' }",
            ["if x == 1 or x == 2 {y = 'few'} else {y = 'many'}"],
            id="switch",
        ),
        pytest.param("for (let x of items) y = x", ["each x in items {y = x}"], id="a loop"),
        pytest.param("bump(x)", ["y = js_plus(y, x)", "told f'bumped {x}'"], id="a function"),
        pytest.param("x = new Point(1, y)", ["x = {'x': 1, 'y': y}"], id="a constructor"),
    ],
)
def test_ecmascript_script(written, ours):
    script = ecmascript.script_of(written, meaning(functions=FUNCTIONS))
    assert [done(statement) for statement in script] == ours


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("while (x < 3) { x++; break }", id="break"),
        pytest.param("for (var key in order) y = key", id="a loop over keys"),
        pytest.param("switch (x) { case 1: y = 1; case 2: y = 2 }", id="a case that goes on"),
        pytest.param("bump(y)", id="a function that changes what it is given"),
        pytest.param("alert(x)", id="a function that is not there"),
        pytest.param("return", id="return"),
        pytest.param("x = twice(1, 2)", id="too many arguments"),
        pytest.param("x = loops(1)", id="a function that calls itself"),
        pytest.param("x = {", id="cut off"),
        pytest.param("x = 2 * y++", id="a step inside"),
        pytest.param("if (x++ > 2) { y = 1 }", id="a step in a condition"),
        pytest.param("if (x) { y = 1", id="no end"),
    ],
)
def test_ecmascript_script_refuses(written):
    with pytest.raises(Untranslatable):
        list(ecmascript.script_of(written, meaning(functions=FUNCTIONS)))


def test_a_function_that_doubles_itself_is_not_written_out_for_ever():
    known = meaning(functions={"both": "function (n) { return n + n; }"})
    with pytest.raises(Untranslatable):
        ecmascript.value_of("both(" * 18 + "x" + ")" * 18, known)


def test_function_in_a_variable_is_written_out():
    known = meaning(functions=FUNCTIONS)
    assert show(ecmascript.value_of("twice(x + 1) + inc(y)", known)) == "(x + 1) * 2 + (y + 1)"
    assert show(ecmascript.value_of("sign(x)", known)) == "-1 if x < 0 else 1 if x > 0 else 0"
    assert show(ecmascript.value_of("(function () { return x })()", known)) == "x"


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        pytest.param("0 < x <= 3", "0 < x and x <= 3", id="a chain"),
        pytest.param("x is not None", "x != null", id="is not"),
        pytest.param("not x", "x in [false, null, 0, '', [], {}]", id="truth"),
        pytest.param("order.get('a', 1)", "get(order, 'a', 1)", id="get"),
        pytest.param("_event.data['a']", "event['a']", id="data"),
        pytest.param("_event.data.a", "event.a", id="data by attribute"),
        pytest.param("x.startswith('s')", "starts_with(x, 's')", id="startswith"),
        pytest.param("f'{x}!'", "f'{x}!'", id="f-string"),
        pytest.param("{'a': (1, True)}", "{'a': [1, true]}", id="mapping"),
        pytest.param("1 if In('red') else 2", "1 if active('on.red') else 2", id="choice"),
        pytest.param("hasattr(_event, 'sendid')", "true", id="hasattr"),
    ],
)
def test_python_value(written, ours):
    assert show(python.value_of(written, meaning(short_types=True))) == ours


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("__import__('os')", id="a function"),
        pytest.param("[y for y in items]", id="a comprehension"),
        pytest.param("x := 1", id="no expression"),
        pytest.param("items[1:2]", id="a slice"),
        pytest.param("x.__class__()", id="a method"),
        pytest.param("lambda: 1", id="a function as a value"),
    ],
)
def test_python_refuses(written):
    with pytest.raises(Untranslatable):
        python.value_of(written, meaning())


def test_lambda_in_a_variable_is_written_out():
    known = meaning(functions={"inc": "lambda n: n + 1"})
    assert show(python.value_of("inc(2) == 3", known)) == "2 + 1 == 3"


PYTHON_FUNCTIONS = {
    "made": "def made(n):\n    class A:\n        size = n\n        kind = 'a'\n    return A()",
    "half": "def half(n):\n    return n / 2",
    "inc": "lambda n: n + 1",
}


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        pytest.param("x = 1\ny += x", ["x = 1", "y = y + x"], id="lines"),
        pytest.param("x = half(inc(y))", ["x = (y + 1) / 2"], id="functions"),
        pytest.param("order = made(x)", ["order = {'size': x, 'kind': 'a'}"], id="an object"),
        pytest.param("def half(n):\n    return n / 2", [], id="a definition"),
        pytest.param("x = 1\n    y = 2", ["x = 1", "y = 2"], id="lines of uneven depth"),
        pytest.param(
            "if x > 1:\n    y = 1\nelse:\n    y = 2",
            ["if x > 1 {y = 1} else {y = 2}"],
            id="branches",
        ),
        pytest.param("for x in items:\n    y += x", ["each x in items {y = y + x}"], id="a loop"),
    ],
)
def test_python_script(written, ours):
    script = python.script_of(written, meaning(functions=PYTHON_FUNCTIONS))
    assert [done(statement) for statement in script] == ours


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("import os", id="import"),
        pytest.param("while x: x -= 1", id="while"),
        pytest.param("x = made()", id="too few arguments"),
        pytest.param("def other(n):\n    print(n)\n    return n", id="a function that does more"),
        pytest.param("x =", id="cut off"),
    ],
)
def test_python_script_refuses(written):
    with pytest.raises(Untranslatable):
        list(python.script_of(written, meaning(functions=PYTHON_FUNCTIONS)))


@pytest.mark.parametrize(
    ("text", "data"),
    [
        pytest.param(
            "<a n='1'><b>x y</b><c><b k='2'/></c></a>",
            {
                "n": "1",
                "b": [{"#text": "x y"}],
                "c": [{"b": [{"k": "2"}], "*": {"b": [{"k": "2"}]}}],
                "*": {
                    "b": [{"#text": "x y"}, {"k": "2"}],
                    "c": [{"b": [{"k": "2"}], "*": {"b": [{"k": "2"}]}}],
                },
            },
            id="what is further inside",
        ),
        pytest.param("<a/>", {}, id="nothing inside"),
        pytest.param("<a><b></a>", None, id="no XML"),
        pytest.param(f"<a>{'<b/>' * 500}</a>", None, id="much of it"),
    ],
)
def test_xml_as_data(text, data):
    assert xml_data(text) == data
