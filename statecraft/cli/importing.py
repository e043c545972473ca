"""``statecraft import``: a machine of another engine as a definition."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from statecraft.cli.findings import counted, findings_text
from statecraft.cli.opening import STDIN, content, shown, text_of
from statecraft.cli.output import write_output
from statecraft.cli.printing import tell
from statecraft.diagnostics import DefinitionError, Severity
from statecraft.interop.directory import IMPORTERS
from statecraft.interop.losses import Imported, Source, as_findings
from statecraft.source.yaml_text import yaml_text


@click.command("import", epilog="Example: statecraft import --from scxml door.scxml -o door.yaml")
@click.argument("file", metavar="FILE")
@click.option("--from", "form", type=click.Choice(sorted(IMPORTERS)), required=True)
@click.option("-o", "--out", default=STDIN, metavar="OUT", help="A file; - is stdout.")
@click.option("--strict", is_flag=True, help="What is lost is an error, and nothing is written.")
def import_machine(*, file: str, form: str, out: str, strict: bool) -> int:
    """Write a machine of another engine as a definition in YAML.

    The definition says by `semantics:` which engine's meaning it keeps. What cannot be said in
    it is reported on stderr, with the place in FILE. FILE may be - for stdin.
    """
    source = Source(text=text_of(file), file=shown(file), companion=_companion(file))
    imported = IMPORTERS[form](source)
    severity = Severity.ERROR if strict else Severity.WARNING
    found = as_findings(imported.losses, severity)
    if found and strict:
        raise DefinitionError(found, {source.file: source.text})
    if found:
        tell(findings_text(found, {source.file: source.text}))
        tell(counted(len(found), "finding"))
    write_output(out, _written(imported, form, source.file).encode())
    return 0


def _written(imported: Imported, form: str, file: str) -> str:
    name = file if file.startswith("<") else Path(file).name
    return yaml_text(imported.document, imported.comments, f"Imported from {name} ({form}).")


def _companion(file: str) -> Callable[[str], str | None]:
    """Reads files that the imported one names; they stay inside of its folder."""
    folder = Path() if file == STDIN else Path(file).parent

    def read(name: str) -> str | None:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()) or not path.is_file():
            return None
        return content(str(path)).decode("utf-8", "replace")

    return read
