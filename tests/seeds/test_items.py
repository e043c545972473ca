"""Nothing that the seed documents describe is left out: each item names the test that shows it."""

from __future__ import annotations

import ast
import importlib
import itertools
import re

import pytest

from tests.seeds.walking import ROOT, chart

PAGE = (ROOT / "docs/seeds.md").read_text(encoding="utf-8")
ITEMS = (ROOT / "tests/seeds/items.txt").read_text(encoding="utf-8").splitlines()

ROW = re.compile(r"^\| (?P<item>.+?) \| (?P<shown>[^|]*) \|$", re.MULTILINE)
NAMED = re.compile(r"`((?:tests|definitions)/[\w./]+)::([^`]+)`")
LINK = re.compile(r"\[[^\]]+\]\(([^)#]+)")


def rows() -> list[tuple[str, str]]:
    """Item as the list has it, and what the page says of it; without the heads of the tables."""
    found = [(row["item"], row["shown"]) for row in ROW.finditer(PAGE)]
    return [row for row in found if row[0] != "seed:lines | item"]


def in_list(item: str) -> str:
    """The last item has no lines: there the list has a colon where the table has its second cell."""
    return item.replace("card | ", "card: ")


def names(text: str) -> list[tuple[str, str]]:
    return NAMED.findall(text)


def test_no_item_is_missing_and_none_is_made_up():
    assert [in_list(item) for item, _ in rows()] == ITEMS


def test_each_item_names_a_test_or_the_difference_and_its_reason():
    """A difference that no test shows says at least where it is explained."""
    unsaid = [
        item
        for item, shown in rows()
        if not names(shown) and not (shown.startswith("difference: ") and LINK.search(shown))
    ]
    assert unsaid == []


def test_every_link_of_the_page_leads_somewhere():
    broken = {link for link in LINK.findall(PAGE) if not (ROOT / "docs" / link).is_file()}
    assert broken == set()


@pytest.mark.parametrize("file", sorted({file for file, _ in names(PAGE)}))
def test_every_test_that_is_named_exists(file):
    named = {name for path, name in names(PAGE) if path == file}
    assert named - existing(file) == set()


def existing(file: str) -> set[str]:
    """The tests of a file, with and without the ids of their rows; or a definition's scenarios."""
    if file.startswith("definitions/"):
        return {scenario.name for scenario in chart(ROOT / file).definition.scenarios}
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    tests = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    asked = {name.partition("[")[0] for path, name in names(PAGE) if path == file and "[" in name}
    return tests | {row for test in asked & tests for row in rows_of(file, test)}


def rows_of(file: str, test: str) -> set[str]:
    module = importlib.import_module(file.removesuffix(".py").replace("/", "."))
    marks = [mark for mark in getattr(module, test).pytestmark if mark.name == "parametrize"]
    ids = [
        [row_id(row, mark.kwargs.get("ids"), at) for at, row in enumerate(mark.args[1])]
        for mark in marks
    ]
    return {f"{test}[{'-'.join(each)}]" for each in itertools.product(*reversed(ids))}


def row_id(row: object, ids: object, at: int) -> str:
    """As pytest names a row: by its own id, by the list or function of ids, or by its values."""
    own = getattr(row, "id", None)
    if own is not None or isinstance(ids, (list, tuple)):
        return str(own if own is not None else ids[at])
    if callable(ids):
        return str(ids(row))
    return "-".join(map(str, row)) if isinstance(row, tuple) else str(row)
