"""The gallery: this program writes docs/gallery from the files in definitions/.

Run it in an environment that has what statecraft needs, for instance the one of tools/test.py:
`.venv/bin/python tools/gallery.py`.

A page for each definition: what it teaches, its picture, commands with what they print, the
interesting part of its text. With --check nothing is written: what is stale is named, and the exit
code is 1. A picture is stale when the DOT text it was drawn from is; so a check needs no Graphviz,
and another version of Graphviz makes nothing stale.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import os
import re
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import statecraft as sc  # noqa: E402  # The checkout's own, also where none is installed.
from statecraft.cli import main as statecraft  # noqa: E402
from statecraft.render import Drawing, draw  # noqa: E402

GALLERY = ROOT / "docs" / "gallery"
SUFFIX = ".statechart.yaml"
NOTE = "<!-- Written by tools/gallery.py: change the definition or the tool, not this page. -->"

OVERVIEW = (
    "# Gallery",
    "",
    "Definitions to learn from, the small ones first. Each is checked without a finding, and its",
    "scenarios try every state, transition and rule of it. They are installed with the package and",
    "lie in [definitions](../../definitions). A picture is made by one command:",
    "",
    "```bash",
    "statecraft render definitions/microwave.statechart.yaml -o microwave.svg",
    "```",
    "",
    "| definition | what it shows | size |",
    "|---|---|---|",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """How a definition is shown.

    Attributes:
        shows: the sections of the file that its page quotes, as dotted paths of keys.
        commands: words after ``statecraft``, a command a line; FILE stands for the definition.
    """

    shows: tuple[str, ...]
    commands: str


EXHIBITS: Mapping[str, Exhibit] = {
    "traffic_light": Exhibit(
        shows=("initial", "states"),
        commands=r"""
run FILE --advance 20s --send PRESS --send PRESS --send POWER_OUT --send POWER_BACK
why FILE POWER_BACK
""",
    ),
    "microwave": Exhibit(
        shows=("dimensions.heating", "rules", "on"),
        commands=r"""
run FILE --send 'SET_TIME={"seconds": 60}' --send START --advance 20s --send OPEN
why FILE --set door=open --set remaining=40 START
""",
    ),
    "door_lock": Exhibit(
        shows=("dimensions.bolt", "rules", "on"),
        commands=r"""
run FILE --send DOOR_OPENED --advance 5m --send 'CODE={"code": "1234"}'
why FILE --set bolt=unlocked --set door=open LOCK
""",
    ),
    "vending_machine": Exhibit(
        shows=("context", "actions", "states"),
        commands=r"""
run FILE --send 'INSERT={"coin": 200}' --send 'SELECT={"slot": "A1"}' \
  --answer 'turn_motor={"dropped": true}'
why FILE --set credit=450 'INSERT={"coin": 100}'
""",
    ),
    "elevator": Exhibit(
        shows=("dimensions", "rules"),
        commands=r"""
run FILE --send 'CALL={"floor": 2}' --advance 4s
why FILE --set 'calls=[3]' OPEN
""",
    ),
    "circuit_breaker": Exhibit(
        shows=("dimensions", "rules", "states"),
        commands=r"""
run FILE --send 'CALL={"request": {}}' --answer 'call_service={"status": 503}' --advance 1s
run FILE --send TRIP --send 'CALL={"request": {}}' --advance 30s
""",
    ),
    "approval": Exhibit(
        shows=("dimensions.quorum", "define", "rules", "on"),
        commands=r"""
run FILE --input '{"author": "ada", "amount": 99}' --send SUBMIT \
  --send 'DECIDE={"role": "manager", "by": "mia", "answer": "yes"}'
run FILE --input '{"author": "mia", "amount": 99}' --send SUBMIT
""",
    ),
    "sales_invoice": Exhibit(
        shows=("dimensions", "rules", "capabilities", "branches", "pipelines.save"),
        commands=r"""
why FILE SUBMIT
run FILE --set validation=valid --set 'changes={"customer": "ACME"}' \
  --send SAVE --answer 'write={"success": true}' --send SUBMIT
""",
    ),
    "traffic_controller": Exhibit(
        shows=("states", "machines"),
        commands=r"""
run FILE --send TICK --send WALK --send BREAK --send REPAIR
run FILE --send SHUT_DOWN
""",
    ),
    "fetch_data": Exhibit(
        shows=("input", "states"),
        commands=r"""
run FILE --fail 'load_data=no connection' --advance 5s \
  --answer 'load_data={"sales": [], "warehouses": ["Main"], "total": 7}' --send NEXT_STEP
""",
    ),
    "tally_stepper": Exhibit(
        shows=("imports", "states", "machines.tally_config"),
        commands=r"""
run FILE --send NEXT --answer 'load_data={"sales": [], "warehouses": ["Main"], "total": 7}' \
  --send NEXT --send 'CONFIGURE={"company": "ACME", "warehouse": "Main"}'
why FILE NEXT
""",
    ),
    "create_user": Exhibit(
        shows=("workflows", "states", "machines"),
        commands=r"""
run FILE --send 'CREATE={"row": 1}' --answer 'user_api={"id": "bob"}'
run FILE --send 'CREATE={"row": 1}' --fail 'user_api=no connection'
""",
    ),
    "daily_sync": Exhibit(
        shows=("status_steps", "capabilities", "states", "pipelines"),
        commands=r"""
run FILE --send START --answer 'queue_jobs={"queued": 2}' \
  --answer 'import_orders={"count": 5}' --answer 'import_products={"count": 40}'
run FILE --send START --fail "queue_jobs=the queue is full" --send RETRY --send CANCEL
""",
    ),
    "order_fulfilment": Exhibit(
        shows=("define", "rules", "states.suspended", "states.cancelling", "states.stuck"),
        commands=r"""
run FILE --send 'ADD_ITEM={"sku": "book", "count": 1, "price": 1500}' --send CHECK \
  --answer 'check_cart={"problems": []}' --send SUBMIT --send 'PAY={"token": "t1"}'
test FILE
""",
    ),
}
"""In the order in which they are best read."""


def main() -> int:
    """Write what is stale, or with --check only name it; the exit code."""
    words = argparse.ArgumentParser(description="Write docs/gallery from definitions/.")
    words.add_argument("--check", action="store_true", help="only name what is stale")
    tell = _named if words.parse_args().check else _written
    with contextlib.chdir(ROOT):
        charts = {name: sc.load(_file(name)) for name in _names()}
        pages, drawings = dict(_pages(charts)), dict(_drawings(charts))
    stale: dict[Path, Callable[[], str]] = {}
    stale |= {path: partial(str, text) for path, text in pages.items() if _held(path) != text}
    stale |= {
        path: partial(_picture, drawing)
        for path, drawing in drawings.items()
        if not _held(path).endswith(_mark(drawing))
    }
    left_over = {*GALLERY.glob("*")} - {*pages, *drawings}
    return tell(stale, sorted(left_over))


def _named(stale: Mapping[Path, Callable[[], str]], left_over: Sequence[Path]) -> int:
    for path in (*stale, *left_over):
        print(f"{path.relative_to(ROOT)} is stale: run tools/gallery.py")
    return 1 if stale or left_over else 0


def _written(stale: Mapping[Path, Callable[[], str]], left_over: Sequence[Path]) -> int:
    GALLERY.mkdir(parents=True, exist_ok=True)
    for path, text in stale.items():
        path.write_text(text(), encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
    for path in left_over:
        path.unlink()
        print(f"removed {path.relative_to(ROOT)}")
    return 0


def _held(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _names() -> Iterable[str]:
    names = {path.name.removesuffix(SUFFIX) for path in Path("definitions").glob(f"*{SUFFIX}")}
    if names != set(EXHIBITS):
        raise SystemExit(f"not both in definitions/ and in EXHIBITS: {names ^ set(EXHIBITS)}")
    return EXHIBITS


def _file(name: str) -> str:
    return f"definitions/{name}{SUFFIX}"


def _drawings(charts: Mapping[str, sc.Chart]) -> Iterator[tuple[Path, Drawing]]:
    for name, chart in charts.items():
        yield GALLERY / f"{name}.svg", draw(chart, engine="bundled")


def _picture(drawing: Drawing) -> str:
    return f"{drawing.svg().rstrip()}\n{_mark(drawing)}"


def _mark(drawing: Drawing) -> str:
    """What the picture says of the text that it was drawn from."""
    return f"<!-- drawn from {hashlib.sha256(drawing.dot.encode()).hexdigest()} -->\n"


def _pages(charts: Mapping[str, sc.Chart]) -> Iterator[tuple[Path, str]]:
    """Every page with its text."""
    yield GALLERY / "README.md", _overview(charts)
    for name, chart in charts.items():
        yield GALLERY / f"{name}.md", "\n".join(_page(name, chart))


def _overview(charts: Mapping[str, sc.Chart]) -> str:
    rows = [
        f"| [{_title(chart)}]({name}.md) | {_told(chart)} | {_size(chart)} |"
        for name, chart in charts.items()
    ]
    return "\n".join([NOTE, *OVERVIEW, *rows, ""])


def _page(name: str, chart: sc.Chart) -> Iterator[str]:
    exhibit, file = EXHIBITS[name], _file(name)
    yield from (NOTE, f"# {_title(chart)}", "", _told(chart), "")
    yield from (f"![{_title(chart)}]({name}.svg)", "", f"It has {_size(chart)}.", "")
    yield from ("## See it run", "")
    for command in re.split(r"(?<!\\)\n", exhibit.commands.strip().replace("FILE", file)):
        yield from ("```console", *_transcript(command), "```", "")
    yield from ("## How it is written", "", f"From [{file}](../../{file}):", "", "```yaml")
    text = Path(file).read_text(encoding="utf-8")
    yield from ("\n\n".join(section(text, path) for path in exhibit.shows), "```", "")
    yield from ("## What its scenarios tell", "")
    yield from (f"- {scenario.name}" for scenario in chart.definition.scenarios)
    yield ""


def _title(chart: sc.Chart) -> str:
    return chart.definition.described.label or chart.definition.id


def _told(chart: sc.Chart) -> str:
    return chart.definition.described.describe or ""


def _size(chart: sc.Chart) -> str:
    definition, lowered = chart.definition, chart.lowered
    tree = [row for row in lowered.rows if row.region == lowered.tree and row.path]
    counted = {
        "state": len(tree),
        "dimension": len(definition.dimensions),
        "transition": len(lowered.edges),
        "rule": len(definition.rules),
        "scenario": len(definition.scenarios),
    }
    return ", ".join(f"{n} {what}{'' if n == 1 else 's'}" for what, n in counted.items() if n)


def _transcript(command: str) -> Iterator[str]:
    """The command with what it prints, as a reader of the page would see it."""
    yield f"$ statecraft {command}"
    printed, code = _run(shlex.split(command.replace("\\\n", "")))
    yield from printed.rstrip("\n").split("\n")
    if code:
        yield f"[exit {code}]"


def _run(words: Sequence[str]) -> tuple[str, int]:
    """What ``statecraft`` prints on both streams, and its exit code."""
    printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    os.environ["NO_COLOR"] = "1"
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            statecraft(words)
        except SystemExit as end:
            code = int(end.code or 0)
    printed.seek(0)
    return printed.read(), code


def section(text: str, path: str) -> str:
    """The lines of one key of a YAML text, with the comments that stand before it.

    Args:
        text: in block style down to the key, two spaces a level.
        path: keys joined by dots: ``states.cancelling``.
    """
    lines = text.split("\n")
    first, end = 0, len(lines)
    for depth, key in enumerate(path.split(".")):
        inside = range(first + bool(depth), end)
        opening = re.compile(rf" {{{2 * depth}}}{re.escape(key)}:(?: |$)")
        first = next(n for n in inside if opening.match(lines[n]))
        closing = re.compile(rf" {{0,{2 * depth}}}[^ ]")
        end = next((n for n in range(first + 1, end) if closing.match(lines[n])), end)
    while lines[first - 1].lstrip().startswith("#"):
        first -= 1
    return "\n".join(lines[first:end]).rstrip()


if __name__ == "__main__":
    sys.exit(main())
