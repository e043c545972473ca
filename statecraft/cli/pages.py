"""The pages about finding codes: what a code means, an example, and the same written right."""

from __future__ import annotations

from pathlib import Path

from statecraft.codes import TITLES
from statecraft.diagnostics import UsageError, did_you_mean, quoted


def page_of(code: str) -> str:
    """The page of a code, as Markdown.

    Raises:
        UsageError: no finding has this code.
    """
    if code not in TITLES:
        raise UsageError(f"no finding has the code {quoted(code)}{did_you_mean(code, TITLES)}")
    return (_folder() / f"{code}.md").read_text(encoding="utf-8")


def _folder() -> Path:
    """The pages inside of the package, as a wheel has them, else beside it, as a checkout does."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "errors"
    return installed if installed.is_dir() else package.parent / "docs" / "errors"
