"""Every paragraph of docs/semantics.md is held by a test that cites it."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
FOLDERS = ("kernel", "runtime", "oracle", "cli", "resolve", "scenarios", "docs")
CHAPTERS = (*range(1, 12), 13, 14)


def paragraphs(text: str) -> list[str]:
    found = re.findall(r"^(\d+\.\d+) ", text, re.MULTILINE)
    return [number for number in found if int(number.split(".")[0]) in CHAPTERS]


def cited() -> set[str]:
    texts = (
        path.read_text(encoding="utf-8")
        for folder in FOLDERS
        for path in (TESTS / folder).rglob("test_*.py")
    )
    return {number for text in texts for number in re.findall(r"§(\d+\.\d+)", text)}


def test_every_paragraph_is_cited_by_a_test(root):
    numbers = paragraphs((root / "docs" / "semantics.md").read_text(encoding="utf-8"))
    assert len(numbers) > 50
    assert [number for number in numbers if number not in cited()] == []
