"""``statecraft import`` and ``statecraft export``: what is written, and what is told."""

from __future__ import annotations

import pytest

from tests.cli.calling import statecraft

DOOR = (
    '<scxml xmlns="http://www.w3.org/2005/07/scxml" name="door"><state id="shut">'
    '<transition event="knock" target="open"/></state><state id="open"/></scxml>'
)
ODD = DOOR.replace('event="knock"', 'event="knock" cond="new Date()"')
YAML = """# Imported from door.scxml (scxml).
statecraft: 1
machine: door
semantics: scxml
states:
  shut: {on: {knock.*: open}}
  open: {}
"""


@pytest.fixture
def door(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "door.scxml").write_text(DOOR, encoding="utf-8")
    (tmp_path / "odd.scxml").write_text(ODD, encoding="utf-8")
    return tmp_path


def test_import_writes_yaml_that_is_valid(door):
    assert statecraft("import", "--from", "scxml", "door.scxml").out == YAML
    done = statecraft("import", "--from", "scxml", "door.scxml", "-o", "door.yaml")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert (door / "door.yaml").read_text(encoding="utf-8") == YAML
    assert statecraft("validate", "door.yaml").code == 0


def test_import_reads_stdin(door):
    done = statecraft("import", "--from", "scxml", "-", stdin=DOOR)
    assert done.out == YAML.replace("door.scxml", "<stdin>")


def test_import_tells_what_is_lost_with_its_place(door):
    done = statecraft("import", "--from", "scxml", "odd.scxml")
    assert done.code == 0
    assert (
        "when: fail('new is translated only for functions that the document declares')" in done.out
    )
    assert done.err.splitlines()[0].startswith(
        "odd.scxml:1:77: warning[SC402]: 'new Date()' is not translated: new is translated only for functions that the document declares"
    )


def test_import_strict_writes_nothing_where_something_is_lost(door):
    done = statecraft("import", "--from", "scxml", "odd.scxml", "--strict", "-o", "odd.yaml")
    assert done.code == 1
    assert "error[SC402]" in done.err
    assert not (door / "odd.yaml").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(("absent.scxml",), "absent.scxml cannot be read", id="no file"),
        pytest.param(("door.yaml",), "error[SC401]: this is not XML", id="no XML"),
    ],
)
def test_import_refuses(door, words, told):
    (door / "door.yaml").write_text(YAML, encoding="utf-8")
    done = statecraft("import", "--from", "scxml", *words)
    assert done.code in (1, 2)
    assert told in done.err


def test_files_outside_of_the_folder_are_not_read(door):
    inner = door / "inner"
    inner.mkdir()
    text = DOOR.replace(
        '<transition event="knock" target="open"/>', '<invoke src="../door.scxml"/>'
    )
    (inner / "house.scxml").write_text(text, encoding="utf-8")
    done = statecraft("import", "--from", "scxml", "inner/house.scxml")
    assert "what is to be invoked is not found" in done.err


def test_export_and_back(door):
    (door / "door.yaml").write_text(YAML, encoding="utf-8")
    assert statecraft("export", "--to", "scxml", "door.yaml", "-o", "again.scxml").code == 0
    done = statecraft("import", "--from", "scxml", "again.scxml")
    assert done.out == YAML.replace("door.scxml", "again.scxml")


def test_export_strict_writes_nothing_where_something_is_lost(door):
    (door / "typed.yaml").write_text(
        "statecraft: 1\nmachine: m\ncontext: {n: {type: integer, initial: 0}}\nstates: {a: {}}\n",
        encoding="utf-8",
    )
    done = statecraft("export", "--to", "mermaid", "typed.yaml", "--strict")
    assert (done.code, done.out) == (1, "")
    assert "error[SC402]: the variable n (nothing of it is drawn)" in done.err


def test_export_reads_stdin(door):
    done = statecraft("export", "--to", "smcat", "-", stdin=YAML)
    assert 's_shut => s_open: "knock.*";' in done.out
