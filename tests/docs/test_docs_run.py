"""What the README and the guides show is what happens."""

from __future__ import annotations

import contextlib
import doctest
import io
import shutil
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from statecraft.cli import main
from tests.docs.pages import SCRIPT, Change, Command, File, PageError, Script, items
from tests.docs.patches import PatchError, patched

ROOT = Path(__file__).resolve().parents[2]
READ_ONLY = {"errors", "changes"}


def pages() -> list[Path]:
    guides = (ROOT / "docs").rglob("*.md")
    kept = [page for page in guides if page.relative_to(ROOT / "docs").parts[0] not in READ_ONLY]
    return [page for page in [ROOT / "README.md", *sorted(kept)] if page.is_file()]


def follow(page: str, folder: Path) -> None:
    """Do in the folder what the page asks of its reader, and compare what comes of it."""
    names: dict[str, object] = {"__name__": "__main__"}
    with contextlib.chdir(folder):
        for item in items(page):
            match item:
                case File(name=name, text=text):
                    (folder / name).write_text(text, encoding="utf-8")
                case Change(name=name, diff=diff):
                    changed = patched((folder / name).read_text(encoding="utf-8"), diff)
                    (folder / name).write_text(changed, encoding="utf-8")
                case Script(line=line, text=text) if text.lstrip().startswith(">>>"):
                    compare_session(text, names, line)
                case Script(line=line, text=text):
                    with contextlib.redirect_stdout(io.StringIO()):
                        exec(compile("\n" * (line - 1) + text, "page", "exec"), names)  # noqa: S102
                case Command() as command:
                    compare_command(command)


def compare_session(text: str, names: dict[str, object], line: int) -> None:
    session = doctest.DocTestParser().get_doctest(text, names, "page", "page", line - 1)
    told = io.StringIO()
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    results = runner.run(session, out=told.write, clear_globs=False)
    names.update(session.globs)
    assert results.failed == 0, told.getvalue()


def compare_command(command: Command) -> None:
    """Call the program in this process: starting an interpreter would take most of the time."""
    with CliRunner(env={"NO_COLOR": "1"}).isolation() as (_, _, mixed):
        try:
            main(command.arguments)
        except SystemExit as end:
            code = end.code
        shown = mixed.getvalue().decode().rstrip("\n")
    place = f"line {command.line}"
    assert (place, code) == (place, command.exit_code), shown
    if command.output is not None:
        assert (place, shown) == (place, command.output)


@pytest.fixture
def _own_modules(tmp_path):
    """Modules that a page imports from its folder are gone after it: pages name them alike."""
    path = list(sys.path)
    yield
    sys.path[:] = path
    for name, module in list(sys.modules.items()):
        if Path(getattr(module, "__file__", None) or "/").is_relative_to(tmp_path):
            del sys.modules[name]


@pytest.mark.usefixtures("_own_modules")
@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_does_what_it_shows(page, tmp_path):
    for shipped in ("definitions", "schemas"):
        shutil.copytree(ROOT / shipped, tmp_path / shipped)
    follow(page.read_text(encoding="utf-8"), tmp_path)


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_names_scripts_that_exist(page):
    lines = page.read_text(encoding="utf-8").splitlines()
    named = [found[1] for line in lines if (found := SCRIPT.match(line.strip().removeprefix("$ ")))]
    assert [name for name in named if not (ROOT / name).is_file()] == []


PAGE = """
# Door

```yaml
# door.yaml
initial: shut
```

```python
text = open("door.yaml", encoding="utf-8").read()
assert "shut" in text
```

```python
>>> len(text.splitlines())
2
```

```console
$ git clone somewhere
$ statecraft validate door.yaml
door.yaml:1:1: error
[exit 1]
$ statecraft \\
    schema
```

```bash
python tools/test.py
statecraft run door.yaml --send 'OPEN={"by": "hand"}'  # a comment
```

```diff
--- door.yaml
+++ door.yaml
@@ the first state
-initial: shut
+initial: open
```

```python norun
wait_for_a_person()
```
"""


def test_a_page_is_read_in_order():
    assert items(PAGE) == [
        File(line=5, name="door.yaml", text="# door.yaml\ninitial: shut\n"),
        Script(
            line=10,
            text='text = open("door.yaml", encoding="utf-8").read()\nassert "shut" in text\n',
        ),
        Script(line=15, text=">>> len(text.splitlines())\n2\n"),
        Command(
            line=21, arguments=("validate", "door.yaml"), output="door.yaml:1:1: error", exit_code=1
        ),
        Command(line=24, arguments=("schema",), output=None, exit_code=0),
        Command(
            line=30,
            arguments=("run", "door.yaml", "--send", 'OPEN={"by": "hand"}'),
            output=None,
            exit_code=0,
        ),
        Change(
            line=34,
            name="door.yaml",
            diff="--- door.yaml\n+++ door.yaml\n@@ the first state\n-initial: shut\n+initial: open\n",
        ),
    ]


@pytest.mark.parametrize(
    "block",
    [
        pytest.param("```python\nassert 1 == 2\n```", id="a statement that fails"),
        pytest.param("```python\n>>> 1 + 1\n3\n```", id="an answer that is another"),
    ],
)
def test_a_page_that_lies_is_noticed(block, tmp_path):
    with pytest.raises(AssertionError):
        follow(block + "\n", tmp_path)


@pytest.mark.parametrize(
    "line", ["rm -r definitions", "statecraft schema > file", "statecraft a | b"]
)
def test_a_command_that_cannot_be_judged_is_an_error(line):
    with pytest.raises(PageError):
        items(f"```bash\n{line}\n```\n")


TEXT = "a: 1\nb: 2\n\nc: 3\n"


@pytest.mark.parametrize(
    ("diff", "expected"),
    [
        pytest.param("@@\n a: 1\n+a2: 1\n", "a: 1\na2: 1\nb: 2\n\nc: 3\n", id="added"),
        pytest.param("@@\n-b: 2\n\n", "a: 1\n\nc: 3\n", id="removed before an empty line"),
        pytest.param("@@\n-a: 1\n+a: 0\n@@\n-c: 3\n+c: 4\n", "a: 0\nb: 2\n\nc: 4\n", id="twice"),
    ],
)
def test_a_diff_is_made_where_its_lines_stand(diff, expected):
    assert patched(TEXT, diff) == expected


@pytest.mark.parametrize("diff", ["@@\n-d: 4\n+d: 5\n", "@@\n+d: 5\n"])
def test_a_diff_that_fits_nowhere_is_an_error(diff):
    with pytest.raises(PatchError):
        patched(TEXT, diff)
