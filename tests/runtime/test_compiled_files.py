"""A folder of compiled definitions changes nothing but how long a load takes."""

from __future__ import annotations

import os
import pickle
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import statecraft
from statecraft.diagnostics import DefinitionError
from statecraft.runtime.compiled_files import MOST_BYTES
from statecraft.runtime.loading import load, loads, read_project
from tests.thoroughness import tries

ROOT = Path(__file__).resolve().parents[2]
DEFINITIONS = sorted((ROOT / "definitions").glob("*.yaml"))
DOOR = "statecraft: 1\nmachine: door\nimports: {b: bell.yaml}\n"
DOOR += "states: {open: {entry: [{start: b}], on: {close: shut}}, shut: {}}\n"
BELL = "statecraft: 1\nmachine: bell\nstates: {silent: {}, ringing: {}}\n"
MILL = "statecraft: 1\nmachine: mill\nstates: {idle: {on: {go: busy}}, busy: {}}\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "door.yaml").write_text(DOOR)
    (tmp_path / "bell.yaml").write_text(BELL)
    (tmp_path / "mill.yaml").write_text(MILL)
    return tmp_path


def kept(cache: Path) -> list[Path]:
    return sorted(cache.iterdir()) if cache.is_dir() else []


def told(reading) -> list[str]:
    return [f"{each.span} {each.code} {each.message}" for each in reading.diagnostics]


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda path: path.stem.split(".")[0])
def test_a_definition_means_the_same_when_it_is_kept(path, tmp_path):
    readings = [read_project(path), *(read_project(path, cache=tmp_path / "c") for _ in range(2))]
    assert len(kept(tmp_path / "c")) == 1
    assert readings[1] == readings[0]
    assert readings[2] == readings[0]


@pytest.mark.parametrize("name", ["door_lock", "traffic_light", "vending_machine"])
def test_a_kept_definition_runs_alike(name, tmp_path):
    path = ROOT / "definitions" / f"{name}.statechart.yaml"
    charts = [load(path), *(load(path, cache=tmp_path / "c") for _ in range(2))]
    first, *others = [statecraft.run_scenarios(chart) for chart in charts]
    assert others == [first, first]


def test_a_kept_definition_is_taken_from_the_folder(folder):
    cache = folder / "c"
    loads(MILL, cache=cache)
    (of_mill,) = kept(cache)
    loads(BELL, cache=cache)
    (of_bell,) = {*kept(cache)} - {of_mill}
    shutil.copy(of_mill, of_bell)
    assert loads(BELL, cache=cache).definition.id == "mill"


def test_a_chart_from_the_folder_can_be_pickled_and_run(folder):
    load(folder / "mill.yaml", cache=folder / "c")
    chart = pickle.loads(pickle.dumps(load(folder / "mill.yaml", cache=folder / "c")))  # noqa: S301  # Our own.
    machine = statecraft.Machine(chart)
    machine.send("go")
    assert machine.full_key == "busy"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("door.yaml", DOOR.replace("close", "bang"), id="own text"),
        pytest.param("bell.yaml", BELL.replace("silent", "still"), id="imported text"),
        pytest.param(
            "bell.yaml", BELL.replace("statecraft: 1", "statecraft: 2"), id="imported text wrong"
        ),
        pytest.param("bell.yaml", None, id="imported file gone"),
    ],
)
def test_a_change_of_any_file_counts(folder, name, text):
    before = read_project(folder / "door.yaml", cache=folder / "c")
    assert before.project is not None
    if text is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(text)
    after = read_project(folder / "door.yaml", cache=folder / "c")
    assert after == read_project(folder / "door.yaml")
    assert after != before


def test_an_import_that_leads_elsewhere_counts(folder):
    (folder / "one.yaml").write_text(BELL)
    (folder / "two.yaml").write_text(BELL)
    (folder / "bell.yaml").unlink()
    (folder / "bell.yaml").symlink_to(folder / "one.yaml")
    load(folder / "door.yaml", cache=folder / "c")
    (folder / "bell.yaml").unlink()
    (folder / "bell.yaml").symlink_to("/nowhere")
    with pytest.raises(DefinitionError):
        load(folder / "door.yaml", cache=folder / "c")


def test_a_narrower_root_counts(folder):
    (folder / "inner").mkdir()
    (folder / "inner" / "door.yaml").write_text(DOOR.replace("bell.yaml", "../bell.yaml"))
    load(folder / "inner" / "door.yaml", root=folder, cache=folder / "c")
    with pytest.raises(DefinitionError):
        load(folder / "inner" / "door.yaml", root=folder / "inner", cache=folder / "c")


def test_what_is_searched_counts(folder):
    packaged = BELL.replace("machine: bell", "machine: bell\npackage: acme")
    (folder / "bell.statechart.yaml").write_text(packaged)
    text = "statecraft: 1\nmachine: m\nstates: {a: {entry: [{start: acme/bell}]}}\n"
    loads(text, search=[folder], cache=folder / "c")
    (folder / "bell.statechart.yaml").write_text(packaged.replace("acme", "other"))
    for search in ([folder], []):
        with pytest.raises(DefinitionError):
            loads(text, search=search, cache=folder / "c")


def test_mistakes_are_found_each_time(folder):
    (folder / "mill.yaml").write_text(MILL.replace("busy}}", "bsy}}"))
    first, second = (read_project(folder / "mill.yaml", cache=folder / "c") for _ in range(2))
    assert told(first) == told(second) != []
    assert kept(folder / "c") == []


def test_warnings_are_kept(folder):
    (folder / "mill.yaml").write_text(MILL.replace("busy: {}", "busy: {}, never: {}"))
    readings = [read_project(folder / "mill.yaml", cache=folder / "c") for _ in range(2)]
    assert len(kept(folder / "c")) == 1
    assert told(readings[0]) == told(readings[1]) != []


def test_a_message_shows_the_file_as_this_load_names_it(folder, monkeypatch):
    load(folder / "mill.yaml", cache=folder / "c")
    monkeypatch.chdir(folder)
    assert load("mill.yaml", cache="c").definition.span.file == "mill.yaml"


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Cut short, or with some bytes that are otherwise, or longer."""
    match chance.randrange(3):
        case 0:
            return data[: chance.randrange(len(data))]
        case 1:
            changed = bytearray(data)
            for _ in range(chance.randint(1, 3)):
                changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            return bytes(changed)
        case _:
            return data + chance.randbytes(chance.randint(1, 9))


def test_damage_is_overlooked_and_mended(folder):
    cache, chance = folder / "c", random.Random(7)  # noqa: S311  # Damage that repeats.
    whole = load(folder / "mill.yaml", cache=cache)
    (path,) = kept(cache)
    data = path.read_bytes()
    for _ in range(tries(150, 3000)):
        path.write_bytes(damaged(data, chance))
        found = load(folder / "mill.yaml", cache=cache)
        assert found.definition == whole.definition
        assert path.read_bytes() == data


@pytest.mark.parametrize("place", ["file", "file/inner", "nul\0"])
def test_a_folder_that_cannot_be_made_is_not_used(folder, place):
    (folder / "file").write_text("")
    assert load(folder / "mill.yaml", cache=f"{folder}/{place}").definition.id == "mill"
    assert (folder / "file").read_text() == ""


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="POSIX permissions")
def test_a_folder_that_others_may_write_to_is_not_used(folder):
    cache = folder / "c"
    cache.mkdir()
    cache.chmod(0o777)
    load(folder / "mill.yaml", cache=cache)
    assert kept(cache) == []


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is read-only for root"
)
def test_a_folder_that_is_read_only_is_read(folder):
    cache = folder / "c"
    load(folder / "mill.yaml", cache=cache)
    cache.chmod(0o500)
    load(folder / "mill.yaml", cache=cache)
    load(folder / "bell.yaml", cache=cache)
    cache.chmod(0o700)
    assert len(kept(cache)) == 1


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="POSIX permissions")
def test_a_folder_is_made_for_its_owner_alone(folder):
    load(folder / "mill.yaml", cache=folder / "a" / "c")
    assert (folder / "a" / "c").stat().st_mode & 0o777 == 0o700
    assert kept(folder / "a" / "c")[0].stat().st_mode & 0o777 == 0o600


def test_a_folder_is_bounded_and_nothing_else_is_removed(folder):
    cache = folder / "c"
    load(folder / "mill.yaml", cache=cache)
    old, other = cache / f"{'0' * 64}.statecraft", cache / "notes.txt"
    for path in (old, other):
        with path.open("wb") as file:
            file.truncate(MOST_BYTES)
        os.utime(path, (0, 0))
    load(folder / "bell.yaml", cache=cache)
    assert not old.exists()
    assert other.exists()
    assert len(kept(cache)) == 3


def test_the_environment_may_name_the_folder(folder, monkeypatch):
    monkeypatch.setenv("STATECRAFT_CACHE", str(folder / "c"))
    load(folder / "mill.yaml")
    assert len(kept(folder / "c")) == 1


LOADER = """
import sys
import statecraft

cache, serial = sys.argv[1:]
for turn in range(20):
    for name in ("same", f"own{serial}", f"turn{turn}"):
        text = f"statecraft: 1\\nmachine: {name}\\nstates: {{a: {{on: {{go: b}}}}, b: {{}}}}\\n"
        assert statecraft.loads(text, cache=cache).definition.id == name
"""


def run(*words: str, package: Path = ROOT) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", LOADER, *words], cwd=package)


def test_processes_that_write_at_once_do_not_disturb_each_other(folder):
    cache = folder / "c"
    programs = [run(str(cache), str(serial)) for serial in range(3)]
    assert [program.wait(60) for program in programs] == [0, 0, 0]
    assert len(kept(cache)) == 1 + 3 + 20


def test_what_another_version_has_kept_counts_for_nothing(folder):
    cache, copy = folder / "c", folder / "copy"
    hidden = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "statecraft", copy / "statecraft", ignore=hidden)
    shutil.copytree(ROOT / "schemas", copy / "schemas")
    numbers = []
    for note in ("", "# another version\n"):
        changed = copy / "statecraft" / "checks" / "checking.py"
        changed.write_text(changed.read_text() + note)
        assert run(str(cache), "0", package=copy).wait(60) == 0
        numbers.append(len(kept(cache)))
    assert numbers == [22, 44]
