"""Each page of docs/errors shows a mistake that has its code, and the same thing written right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import FENCE, File, items

PAGES = sorted((Path(__file__).resolve().parents[2] / "docs" / "errors").glob("SC*.md"))

# Only a whole definition can be loaded. A page shows a fragment where no text of a sensible length
# has the mistake, or where Python data have it.
WHOLE = re.compile(r"^statecraft:", re.MULTILINE)

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


def examples(page: Path, heading: str) -> list[str]:
    """The YAML blocks of a page whose first line is the comment ``# wrong`` or ``# right``."""
    fences = FENCE.finditer(page.read_text(encoding="utf-8"))
    blocks = [fence["text"] for fence in fences if fence["info"].split()[:1] == ["yaml"]]
    return [block for block in blocks if block.startswith(f"# {heading}\n")]


def codes_in(definition: str, folder: Path, code: str) -> set[str]:
    """The codes of everything that is found in a definition, warnings too.

    Where the page is about what only ``check`` finds, what it finds as well.
    """
    from statecraft.runtime.loading import read_project

    path = folder / "page.statechart.yaml"
    path.write_text(definition, encoding="utf-8")
    reading = read_project(path)
    explores = reading.project is not None and code.startswith("SC5")
    explored = codes_by_exploring(path) if explores else set()
    return {found.code for found in reading.diagnostics} | explored


def codes_by_exploring(path: Path) -> set[str]:
    """The codes of what an exploration finds."""
    from statecraft.checker.checking import check_chart
    from statecraft.checker.limits import Limits
    from statecraft.runtime.loading import load

    report = check_chart(load(path), Limits(states=2000))
    return {found.code for found in report.findings}


def is_whole(block: str) -> bool:
    """Whether a block can be loaded: it says its version, or it is an empty file on purpose."""
    has_text = any(line and not line.startswith("#") for line in block.splitlines())
    return bool(WHOLE.search(block)) or not has_text


@every_page
def test_a_page_shows_the_mistake_and_the_remedy(page):
    assert [len(examples(page, heading)) >= 1 for heading in ("wrong", "right")] == [True, True]


@every_page
def test_the_wrong_example_has_this_code_and_the_right_one_no_finding(page, tmp_path):
    for item in items(page.read_text(encoding="utf-8")):
        if isinstance(item, File):
            (tmp_path / item.name).write_text(item.text, encoding="utf-8")
    code = page.stem
    wrong = [text for text in examples(page, "wrong") if is_whole(text)]
    right = [text for text in examples(page, "right") if is_whole(text)]
    assert [text for text in wrong if code not in codes_in(text, tmp_path, code)] == []
    assert [(text, codes) for text in right if (codes := codes_in(text, tmp_path, code))] == []
