"""No text of a definition breaks a picture or becomes anything but text in it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

import statecraft as sc
from statecraft.render import draw
from statecraft.render.markup import LONGEST, WIDTH, escaped, wrapped
from tests.render.charts import xml

TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="<>&\"'\\{}|]/;-%\n\t #BR=TABLE", max_size=60),
    st.sampled_from(
        ["]]>", "</TABLE>", "<!--", "&lt;", "\\N\\G\\L", "&#10;", "\\", "%0A", "a" * 300]
    ),
)


def machine(texts):
    first, second, third, fourth = texts
    return sc.load_data(
        {
            "statecraft": 1,
            "machine": "m",
            "label": first,
            "describe": second,
            "context": {"c": {"type": "string", "initial": ""}},
            "dimensions": {
                "d": {
                    "values": [{"value": "a", "label": third}, {"value": f"b{second}"}],
                    "initial": "a",
                    "label": fourth,
                }
            },
            "rules": {"r": {"never": f"c == {literal(first)}", "message": second}},
            "pipelines": {
                "p": {
                    "label": third,
                    "describe": fourth,
                    "requires": [{"that": f"c != {literal(second)}", "message": first}],
                    "steps": [
                        {"set": {"c": second}, "label": first, "describe": third},
                        {"if": f"c == {literal(fourth)}", "then": [{"log": first}], "else": "b"},
                        {"wait_for": "E", "id": "w", "timeout": 5, "label": second},
                    ],
                    "branches": {"b": [{"status": "failed", "message": third}]},
                }
            },
            "on": {
                "E": {
                    "when": f"c != {literal(third)}",
                    "target": {"d": f"b{second}"},
                    "do": [{"log": fourth}],
                    "label": first,
                }
            },
        }
    )


def literal(text):
    return (
        "'"
        + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\t", "\\t")
        + "'"
    )


def test_texts_without_a_fault_of_their_own_are_drawn():
    drawing = draw(machine(("<B>", "]]>", "\\N", "&lt;")), engine="bundled", only="p")
    assert "&lt;B&gt;" in drawing.dot
    xml(drawing.svg())


@settings(max_examples=30)
@given(st.tuples(TEXTS, TEXTS, TEXTS, TEXTS))
def test_any_text_gives_a_well_formed_picture(texts):
    try:
        chart = machine(texts)
    except sc.DefinitionError:
        return
    drawn = draw(chart, engine="bundled").drawn("svg")
    root = xml(drawn.data)
    assert not [element for element in root.iter() if element.tag.endswith("script")]
    assert [remark for remark in drawn.remarks if "letters" not in remark] == []


@given(st.text())
def test_escaped_text_is_read_back_as_it_was(text):
    element = xml(f'<a b="{escaped(text)}">{escaped(text)}</a>')
    assert element.text in {None, element.get("b")} | {element.get("b")}
    assert len(element.get("b") or "") == len(text)


@given(st.text(max_size=LONGEST))
def test_no_line_is_longer_than_wanted_and_nothing_is_lost(text):
    lines = wrapped(text)
    assert all(len(line) <= WIDTH for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_very_long_text_is_cut():
    assert "".join(wrapped("word " * 1000)).endswith("...")
