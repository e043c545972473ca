"""Bytes of files: encodings and size."""

from __future__ import annotations

import pytest

from statecraft.source.reader import read_bytes
from tests.source.reading import places

TEXT = "é: 😀\n"

GOOD = [
    pytest.param(TEXT.encode(), id="utf-8"),
    pytest.param(TEXT.encode("utf-8-sig"), id="utf-8-with-mark"),
    pytest.param(TEXT.encode("utf-16"), id="utf-16"),
    pytest.param(b"\xff\xfe" + TEXT.encode("utf-16-le"), id="utf-16-little"),
    pytest.param(b"\xfe\xff" + TEXT.encode("utf-16-be"), id="utf-16-big"),
]


@pytest.mark.parametrize("data", GOOD)
def test_encodings(data):
    reading = read_bytes(data, "m.yaml")
    assert reading.diagnostics == ()
    assert reading.document is not None
    assert (reading.document.data, reading.document.at(["é"]).span.column) == ({"é": "😀"}, 4)


BAD = [
    pytest.param("a: 1\ntür: 2".encode("latin-1"), [(2, 2, "SC019")], id="latin-1"),
    pytest.param("é: 1\nü: ".encode() + b"\xff", [(2, 4, "SC019")], id="behind-long-characters"),
    pytest.param(b"\xff\xfea\x00\x00", [(1, 2, "SC019")], id="half-of-utf-16"),
    pytest.param(b"\x89PNG\r\n\x1a\n", [(1, 1, "SC019")], id="a-picture"),
    pytest.param(b"a: \xed\xa0\x80", [(1, 4, "SC019")], id="surrogate"),
    pytest.param(b"", [(1, 1, "SC002")], id="nothing"),
    pytest.param(b"\xef\xbb\xbf", [(1, 1, "SC002")], id="only-a-mark"),
    pytest.param(b" " * (16 * 1024 * 1024 + 1), [(1, 1, "SC015")], id="large"),
]


@pytest.mark.parametrize(("data", "expected"), BAD)
def test_mistakes(data, expected):
    reading = read_bytes(data, "m.yaml")
    assert (places(reading), reading.document) == (expected, None)
