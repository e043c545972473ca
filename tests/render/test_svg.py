"""SVG and PNG: well-formed, complete, with the ids of what is drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from statecraft.analysis import chart_graph
from statecraft.diagnostics import UsageError
from statecraft.render import Drawing, draw, find_engine, svg
from statecraft.render.engine import EngineError, EngineKind
from tests.render.charts import FILES, chart, xml

DRAWN = {
    *("state", "history", "value", "dimension", "rule", "capability"),
    *("pipeline", "workflow", "step", "list", "branch"),
}
XLINK = "{http://www.w3.org/1999/xlink}"


def ids(picture: str) -> list[str]:
    """The ids of an SVG; of cells of tables, and of what has a tooltip, with ``a_`` before them."""
    found = (element.get("id") for element in xml(picture).iter())
    return [one for one in found if one]


@pytest.mark.parametrize("name", FILES)
def test_svg_holds_the_id_of_everything_in_the_graph(name):
    of = chart(name)
    graph = chart_graph(of.definition)
    constant = {node for node, data in graph.nodes(data=True) if data.get("constant")}
    nodes = {
        node
        for node, data in graph.nodes(data=True)
        if data["kind"] in DRAWN and data.get("parent") not in constant
    }
    moves = {key for _, _, key, data in graph.edges(keys=True, data=True) if "transition" in data}
    found = {one.removeprefix("a_") for one in ids(draw(of, engine="bundled").svg())}
    assert (nodes | moves) - found == set()


@pytest.mark.parametrize("name", FILES)
def test_ids_are_unique(name):
    found = ids(draw(chart(name), engine="bundled").svg())
    assert sorted(found) == sorted(set(found))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("sales_invoice", "Set by the document type."),
        ("runs", "Tell the order's customer; runs.statechart.yaml:33:7"),
        ("runs", "step 4 of 8\nruns.statechart.yaml:71:9"),
    ],
)
def test_tooltips_tell_what_the_definition_says(name, told):
    root = xml(draw(chart(name), engine="bundled").svg())
    titles = {element.get(f"{XLINK}title") for element in root.iter()}
    assert told in titles


@pytest.mark.parametrize("name", FILES)
def test_png_is_a_picture(name):
    assert draw(chart(name), engine="bundled").png().startswith(b"\x89PNG\r\n")


@pytest.mark.parametrize("direction", ["TB", "LR"])
@pytest.mark.parametrize("name", FILES)
def test_the_engine_has_nothing_to_complain_about(name, direction):
    drawn = draw(chart(name), direction=direction, engine="bundled").drawn("svg")
    assert [remark for remark in drawn.remarks if "letters" not in remark] == []


def test_the_suffix_decides_what_is_saved(tmp_path: Path):
    drawing = draw(chart("mixed"), engine="bundled")
    for name, start in (("a.svg", b"<?xml"), ("a.png", b"\x89PNG"), ("a.DOT", b"digraph")):
        drawing.save(tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(start)
    with pytest.raises(UsageError) as raised:
        drawing.save(tmp_path / "a.pdf")
    assert str(raised.value) == 'no picture format "pdf": choose one of svg, png, dot'


def test_a_notebook_gets_svg():
    drawing = draw(chart("mixed"), engine="bundled")
    assert drawing._repr_svg_() == drawing.svg()
    assert svg(chart("mixed")).startswith("<?xml")


def test_the_bundled_engine_says_when_it_lacks_letters():
    (remark,) = draw(chart("hostile"), engine="bundled").drawn("png").remarks
    assert remark == (
        "the bundled engine lacks some of these letters and guesses their width: "
        "install Graphviz for a better picture"
    )


def test_an_engine_that_refuses_is_told_with_its_words():
    with pytest.raises(EngineError) as raised:
        Drawing(dot="digraph {", engine=EngineKind.BUNDLED).svg()
    path = find_engine(EngineKind.BUNDLED).path
    assert str(raised.value).startswith(f"{path} could not draw the picture: Error: ")
