"""SCXML documents and the definitions that they become."""

from __future__ import annotations

import pytest

import statecraft as sc
from statecraft.interop.losses import Imported, Source
from statecraft.interop.scxml.reading import read_scxml

HEAD = '<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" name="m" '


def read(inside: str, attributes: str = "", **files: str) -> Imported:
    text = f"{HEAD}{attributes}>{inside}</scxml>"
    return read_scxml(Source(text=text, file="m.scxml", companion=files.get))


def check(inside: str, expected: dict, attributes: str = "") -> None:
    found = read(inside, attributes)
    assert found.document == {"statecraft": 1, "machine": "m", "semantics": "scxml", **expected}
    assert found.losses == ()
    sc.load_data(found.document)


@pytest.mark.parametrize(
    ("inside", "states"),
    [
        pytest.param('<state id="a"/>', {"a": {}}, id="one state"),
        pytest.param(
            '<state id="a"><transition event="go" target="b"/></state><final id="b"/>',
            {"a": {"on": {"go.*": "b"}}, "b": {"final": True}},
            id="a transition",
        ),
        pytest.param(
            '<state id="a"><transition event="go.* stop." target="a"/></state>',
            {
                "a": {
                    "on": {
                        "go.*": {"target": "a", "reenter": True},
                        "stop.*": {"target": "a", "reenter": True},
                    }
                }
            },
            id="descriptors, and a source that is left",
        ),
        pytest.param(
            '<state id="a"><transition event="go" target="c" type="internal"/>'
            '<state id="b"/><state id="c"/></state>',
            {"a": {"on": {"go.*": ".c"}, "states": {"b": {}, "c": {}}}},
            id="an internal transition",
        ),
        pytest.param(
            '<state id="a"><state id="b"><transition event="x" target="d"/></state></state>'
            '<state id="c"><state id="d"/></state>',
            {"a": {"states": {"b": {"on": {"x.*": "c.d"}}}}, "c": {"states": {"d": {}}}},
            id="a target elsewhere",
        ),
        pytest.param(
            '<parallel id="p"><history id="h" type="deep"><transition target="r"/></history>'
            '<state id="r"/></parallel>',
            {
                "p": {
                    "parallel": True,
                    "states": {"h": {"history": "deep", "default": "r"}, "r": {}},
                }
            },
            id="history in a parallel state",
        ),
        pytest.param(
            '<state id="a"><onentry><raise event="x"/></onentry><onentry><raise event="y"/>'
            "</onentry></state>",
            {"a": {"entry": [{"block": [{"raise": "x"}]}, {"block": [{"raise": "y"}]}]}},
            id="two handlers are two blocks",
        ),
        pytest.param(
            '<state id="a"><initial><transition target="c"><log expr="1"/></transition></initial>'
            '<state id="b"/><state id="c"/></state>',
            {"a": {"initial": {"target": "c", "do": [{"log": 1}]}, "states": {"b": {}, "c": {}}}},
            id="initial with content",
        ),
        pytest.param(
            '<state id="a.b"><transition event="done.state.a.b" target="a.b"/></state>',
            {"a_b": {"on": {"done.state.a_b.*": {"target": "a_b", "reenter": True}}}},
            id="a name that is none here",
        ),
        pytest.param(
            '<state><transition target="x"/></state><state id="x"/>',
            {"state1": {"always": [{"target": "x"}]}, "x": {}},
            id="a state without an id",
        ),
    ],
)
def test_states(inside, states):
    check(inside, {"states": states})


def entry_of(content: str, data: str = '<data id="x" expr="0"/><data id="l" expr="[]"/>') -> object:
    found = read(f'<datamodel>{data}</datamodel><state id="a"><onentry>{content}</onentry></state>')
    assert found.losses == ()
    sc.load_data(found.document)
    return found.document["states"]["a"]["entry"]


@pytest.mark.parametrize(
    ("content", "actions"),
    [
        pytest.param(
            '<assign location="x" expr="x + 1"/>', [{"set": {"x": "=x + 1"}}], id="assign"
        ),
        pytest.param(
            '<assign location="x">{"a": 1}</assign>', [{"set": {"x": {"a": 1}}}], id="JSON"
        ),
        pytest.param(
            '<assign location="x">two  words</assign>', [{"set": {"x": "two words"}}], id="a text"
        ),
        pytest.param(
            '<send event="e" delay=".5s" id="i"/><cancel sendid="i"/>',
            [{"send": "e", "delay": "0.5s", "id": "i"}, {"cancel": "i"}],
            id="send and cancel",
        ),
        pytest.param(
            '<send eventexpr="x" target="#_parent"><param name="n" expr="x"/></send>',
            [{"send": "=x", "to": "#_parent", "with": {"n": "=x"}}],
            id="send with parameters",
        ),
        pytest.param(
            '<send event="e" target="#_internal"><content>12</content></send>',
            [{"raise": "e", "with": "=12"}],
            id="the internal queue",
        ),
        pytest.param(
            '<if cond="x"><log expr="1"/><elseif cond="x == 2"/><log expr="2"/><else/>'
            '<log label="n" expr="3"/></if>',
            [
                {
                    "if": "x not in [false, null, 0, '']",
                    "then": [{"log": 1}],
                    "else": [
                        {
                            "if": "x == 2",
                            "then": [{"log": 2}],
                            "else": [{"log": {"n": 3}}],
                        }
                    ],
                }
            ],
            id="if",
        ),
        pytest.param(
            '<foreach array="l" item="x" index="k"><log expr="k"/></foreach>',
            [
                {
                    "each": {
                        "in": "=l",
                        "as": "item_1",
                        "index": "index_1",
                        "do": [{"set": {"x": "=item_1", "k": "=index_1"}}, {"log": "=k"}],
                    }
                }
            ],
            id="foreach",
        ),
        pytest.param(
            "<script>x = 1; x++</script>",
            [{"set": {"x": 1}}, {"set": {"x": "=x + 1"}}],
            id="script",
        ),
        pytest.param(
            "<log expr=\"'=x'\"/>", [{"log": "==x"}], id="a text that begins with an equals sign"
        ),
    ],
)
def test_content(content, actions):
    assert entry_of(content) == actions


def test_descriptors_that_overlap_out_of_order_keep_their_order():
    found = read(
        '<state id="a"><transition event="*" cond="In(\'b\')" target="a"/>'
        '<transition event="x" target="b"/><transition event="*" target="c"/></state>'
        '<state id="b"/><state id="c"/>'
    )
    assert list(found.document["states"]["a"]["on"]) == ["*"]
    assert [each["target"] for each in found.document["states"]["a"]["on"]["*"]] == ["a", "b", "c"]
    chart = sc.load_data(found.document)
    snapshot = chart.start().snapshot
    assert chart.send(snapshot, "x").snapshot.configuration == ("b",)
    assert chart.send(snapshot, "y").snapshot.configuration == ("c",)


def test_children_are_machines_of_the_definition():
    child = f'{HEAD}><datamodel><data id="n" expr="1"/></datamodel><final id="f"/></scxml>'
    found = read(
        '<state id="a"><invoke src="child.scxml" id="c"><param name="n" expr="5"/>'
        '<finalize/></invoke><transition event="done.invoke.c" target="b"/></state>'
        '<state id="b"/>',
        **{"child.scxml": child},
    )
    document = found.document
    assert document["states"]["a"]["invoke"] == {"machine": "m_2", "id": "c", "input": {"n": 5}}
    assert document["machines"]["m_2"]["context"] == {"n": {"initial": "=input['n']"}}
    chart = sc.load_data(document)
    snapshot = chart.start().snapshot
    while (step := chart.step(snapshot)) is not None:
        snapshot = step.snapshot
    assert snapshot.configuration == ("b",)


def test_late_data_are_bound_on_the_first_entry_of_their_state():
    found = read(
        '<datamodel><data id="n" expr="1"/></datamodel>'
        '<state id="a"><transition event="go" target="b"/></state>'
        '<state id="b"><datamodel><data id="v" expr="n + 1"/></datamodel>'
        '<transition event="back" target="a"/><onexit><assign location="v" expr="9"/></onexit>'
        "</state>",
        'binding="late"',
    )
    chart = sc.load_data(found.document)
    snapshot = chart.start().snapshot
    assert snapshot.context["v"] is None
    snapshot = chart.send(snapshot, "go").snapshot
    assert snapshot.context["v"] == 2
    snapshot = chart.send(chart.send(snapshot, "back").snapshot, "go").snapshot
    assert snapshot.context["v"] == 9


@pytest.mark.parametrize(
    ("inside", "what", "line"),
    [
        pytest.param(
            '\n<state id="a"><transition cond="new X()" target="a"/></state>',
            "'new X()' is not translated",
            2,
            id="an expression",
        ),
        pytest.param(
            '<state id="a"><transition event="x" target="gone"/></state>',
            "there is no state gone",
            1,
            id="a target",
        ),
        pytest.param(
            '<state id="a">\n<invoke type="http://x"/></state>',
            "machines of the type http://x are not invoked",
            2,
            id="a type of machines",
        ),
        pytest.param(
            '<state id="a"><onentry>\n\n<blink/></onentry></state>',
            "<blink> is no action that is known here",
            3,
            id="an element",
        ),
    ],
)
def test_what_is_lost_is_reported_with_its_place(inside, what, line):
    (loss,) = read(inside).losses
    assert loss.what.startswith(what)
    assert (loss.at.file, loss.at.line) == ("m.scxml", line)


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        pytest.param("no xml", "this is not XML: syntax error", 1, id="no XML"),
        pytest.param("<a>\n<b></a>", "this is not XML: mismatched tag", 2, id="torn"),
        pytest.param("<html/>", "this is <html>, not <scxml>", 1, id="something else"),
        pytest.param(f"{HEAD}/>", "the machine has no states", 1, id="no states"),
        pytest.param(
            '<!DOCTYPE x [<!ENTITY a "b">]>\n<scxml/>',
            "a document type is not read: leave <!DOCTYPE …> out",
            1,
            id="a document type",
        ),
        pytest.param(
            "<a>" * 200 + "</a>" * 200, "more than 100 levels, or 200000 elements", 1, id="too deep"
        ),
    ],
)
def test_text_that_is_no_scxml_is_refused_with_its_place(text, message, line):
    with pytest.raises(sc.DefinitionError) as refused:
        read_scxml(Source(text=text, file="m.scxml"))
    (found,) = refused.value.diagnostics
    assert (found.code, found.message, found.span.line) == ("SC401", message, line)
