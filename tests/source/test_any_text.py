"""No text raises, and both parsers find the same in it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from statecraft.source.reader import read_bytes, read_text_with
from statecraft.source.yaml_events import Parser
from tests.source.reading import everywhere, places

# What YAML is made of, so that random texts get past the first character. Tabs are left out here:
# the pure parser refuses some that stand behind a text.
SNIPPETS = (
    *(
        "a",
        "b: ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        ", ",
        ": ",
        "\n",
        "\n  ",
        "\n    ",
        '"',
        "'",
        "#",
        " #",
    ),
    *("&x ", "*x", "<<: ", "!t ", "|\n  ", ">-\n  ", "? ", "%YAML 1.1\n", "---\n", "...\n"),
    *("=f(", "(", ")", "0", "1e5", ".nan", '"0"', "null", "~", "é", "😀", "\r\n", "\\", "\\u12"),
    *(
        "99999999999999999999",
        "0x",
        "true",
        "when: ",
        "\x00",
        "\ufeff",
        "\u2028",
        "@",
        "`",
        "12:30",
    ),
)

texts = st.lists(st.sampled_from(SNIPPETS), max_size=14).map("".join)
files = st.sampled_from(["m.yaml", "m.json"])


@settings(max_examples=400)
@given(texts, files)
def test_every_text_gives_a_document_or_a_finding(text, file):
    for parser in Parser:
        reading = read_text_with(text, file, parser)
        lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
        assert reading.document is not None or reading.diagnostics
        assert all(1 <= line <= lines for line, _, _ in places(reading))
        inside = everywhere(reading.document.root) if reading.document else []
        spans = [(place.span, place.key_span, place.text_span(0, 1)) for place in inside[:50]]
        assert all(1 <= span.line <= span.end_line <= lines for three in spans for span in three)


@settings(max_examples=400)
@given(texts)
def test_both_parsers_read_the_same_data(text):
    found = [read_text_with(text, "m.yaml", parser) for parser in Parser]
    data = [repr(one.document.data) for one in found if one.document and not one.diagnostics]
    assert len(set(data)) <= 1


@settings(max_examples=200)
@given(st.text(max_size=200), files)
def test_no_text_raises(text, file):
    reading = read_text_with(text, file, Parser.C)
    assert reading.document is not None or reading.diagnostics


@settings(max_examples=200)
@given(st.binary(max_size=200) | texts.map(lambda text: text.encode("utf-16")), files)
def test_no_bytes_raise(data, file):
    reading = read_bytes(data, file)
    assert reading.document is not None or reading.diagnostics
