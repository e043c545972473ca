"""One list of finding codes: the table, the pages, the places that report them, the cases."""

from __future__ import annotations

import ast
import re

import pytest

from statecraft.codes import TITLES
from tests.architecture.package import ROOT, modules, nodes

CODE = re.compile(r"SC\d{3}")
PAGES = ROOT / "docs" / "errors"


def reported() -> set[str]:
    """Codes that the package's modules write as a string of their own, the table left out."""
    return {
        node.value
        for module in modules()
        if module.room != "codes"
        for node in nodes(module)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CODE.fullmatch(node.value)
    }


def cases() -> set[str]:
    """Codes that some test or case file outside this folder speaks of."""
    return {
        code
        for folder in (ROOT / "tests").iterdir()
        if folder.is_dir() and folder.name != "architecture"
        for path in folder.rglob("*")
        if path.suffix in {".py", ".yaml", ".json", ".txt"}
        for code in CODE.findall(path.read_text(encoding="utf-8", errors="replace"))
    }


def test_every_code_in_the_table_has_a_page_and_every_page_a_code():
    assert {path.stem for path in PAGES.glob("*.md")} == set(TITLES)


def test_every_code_in_the_table_is_reported_and_every_reported_one_is_in_the_table():
    assert reported() == set(TITLES)


def test_every_code_has_a_case():
    assert set(TITLES) - cases() == set()


def test_the_table_is_in_order():
    assert list(TITLES) == sorted(TITLES)


@pytest.mark.parametrize("code", TITLES)
def test_a_page_is_headed_by_its_code_and_title(code):
    text = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    assert text.splitlines()[0] == f"# {code}: {TITLES[code]}"
