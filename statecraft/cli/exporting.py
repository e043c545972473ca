"""``statecraft export``: a definition in the format of another engine, or of another drawer."""

from __future__ import annotations

import click

import statecraft as sc
from statecraft.cli.findings import counted, findings_text
from statecraft.cli.opening import STDIN, opened_chart, root_option, shown, text_of
from statecraft.cli.output import write_output
from statecraft.cli.printing import tell
from statecraft.diagnostics import DefinitionError, Severity
from statecraft.interop.directory import EXPORTERS
from statecraft.interop.losses import Native, as_findings
from statecraft.source import read_text


@click.command("export", epilog="Example: statecraft export --to scxml door.yaml -o door.scxml")
@click.argument("file", metavar="FILE")
@click.option("--to", "form", type=click.Choice(sorted(EXPORTERS)), required=True)
@click.option("-o", "--out", default=STDIN, metavar="OUT", help="A file; - is stdout.")
@click.option("--strict", is_flag=True, help="What is lost is an error, and nothing is written.")
@root_option
def export_machine(*, file: str, form: str, out: str, strict: bool, root: str | None) -> int:
    """Write a definition in the format of another engine.

    What that format cannot say is reported on stderr, with the place in FILE.
    """
    text = text_of(file)
    chart = opened_chart(file, root) if file != STDIN else sc.loads(text, file=shown(file))
    document = read_text(text, shown(file)).document
    assert document is not None, "it has just been loaded"
    exported = EXPORTERS[form](Native(project=chart.project, document=document))
    found = as_findings(exported.losses, Severity.ERROR if strict else Severity.WARNING)
    if found and strict:
        raise DefinitionError(found, {shown(file): text})
    if found:
        tell(findings_text(found, {shown(file): text}))
        tell(counted(len(found), "finding"))
    write_output(out, exported.text.encode())
    return 0
