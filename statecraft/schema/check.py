"""The door of the room: a document in, a checked document or findings out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from statecraft.diagnostics import Diagnostic, in_order, quoted
from statecraft.schema.explain import findings
from statecraft.schema.gate import faults_of, is_surely_valid
from statecraft.schema.wording import found_words
from statecraft.source import Document


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CheckedDocument:
    """A document whose shape fits the schema: every key is known, every value of its type."""

    document: Document


def check_document(document: Document) -> tuple[CheckedDocument | None, tuple[Diagnostic, ...]]:
    """The document as a checked one, or None and every finding about its shape, in order."""
    if is_surely_valid(document.data):
        return CheckedDocument(document=document), ()
    found = _beginning(document) or in_order(findings(document, faults_of(document.data)))
    return (None, found) if found else (CheckedDocument(document=document), ())


def has_beginning(document: Document) -> bool:
    """Whether a document is a definition of this language, whatever else is wrong with it."""
    return not _beginning(document)


def _beginning(document: Document) -> tuple[Diagnostic, ...]:
    """A finding that makes all others pointless: this is no definition, or of another language."""
    if not isinstance(document.data, dict):
        return (_no_definition(document),)
    if _is_version_1(document.data.get("statecraft", 1)):
        return ()
    return (_other_version(document),)


def _is_version_1(version: Any) -> bool:
    return version == 1 and not isinstance(version, bool)


def _no_definition(document: Document) -> Diagnostic:
    message = f"a definition is a mapping, and this file holds {found_words(document.data)}"
    hint = "begin it with statecraft: 1 and machine: NAME"
    return Diagnostic(code="SC103", span=document.root.span, message=message, hint=hint)


def _other_version(document: Document) -> Diagnostic:
    version = document.root["statecraft"]
    message = f"version {quoted(version.value)} of the language is not known"
    hint = "write statecraft: 1, a number" if version.value == "1" else "write statecraft: 1"
    return Diagnostic(code="SC107", span=version.span, message=message, hint=hint)
