"""The lines before a YAML document that begin with ``%``."""

from __future__ import annotations

import re
from typing import Final

from statecraft.source.findings import Findings, shown

_HEADER: Final = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\r?\n|%[^\n]*\n)*(?:%[^\n]*\Z)?")
_DIRECTIVE: Final = re.compile(r"^%[^\r\n]*", re.MULTILINE)
_VERSION: Final = re.compile(r"%YAML[ \t]+(\S+)[ \t]*(?:#.*)?").fullmatch


def without_directives(findings: Findings) -> str:
    """The text with blanks for its directives, every other character at its place.

    Only ``%YAML 1.2`` is allowed. The parsers see none: they support older versions of YAML,
    and differ in what they make of other directives.
    """
    text = findings.lines.text
    if "%" not in text:
        return text
    header = _HEADER.match(text)
    if header is None:
        return text
    for directive in _DIRECTIVE.finditer(text, 0, header.end()):
        _check(directive[0].rstrip(), directive.start(), findings)
    blank = _DIRECTIVE.sub(lambda found: " " * len(found[0]), header[0])
    return blank + text[header.end() :]


def _check(directive: str, start: int, findings: Findings) -> None:
    version = _VERSION(directive)
    if version is not None and version[1] == "1.2":
        return
    if version is not None:
        message = f"definitions are YAML 1.2, not {shown(version[1])}"
        hint = "remove the line; in YAML 1.2 on, off, yes and no are text"
    else:
        message = f"the directive {directive.partition(' ')[0]} is not allowed"
        hint = "remove the line; if it is meant as text, quote it"
    findings.add("SC005", (start, start + len(directive)), message, hint)
