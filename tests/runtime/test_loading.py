from __future__ import annotations

import os

import pytest

from statecraft.diagnostics import DefinitionError, UsageError
from statecraft.runtime.loading import (
    load,
    load_data,
    loads,
    read_project,
    read_project_text,
)

BELL = "statecraft: 1\nmachine: bell\npackage: acme\nstates: {silent: {}}\n"
DOOR = "statecraft: 1\nmachine: door\n"


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


def starting(*names: str) -> str:
    actions = ", ".join(f"{{start: {name}}}" for name in names)
    return f"states: {{open: {{entry: [{actions}]}}}}\n"


def started(chart) -> list[str]:
    (state,) = chart.definition.tree.children
    return [action.machine for action in state.entry]


def told(reading) -> list[str]:
    return [f"{each.span} {each.code} {each.message}" for each in reading.diagnostics]


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A project's folder, which is the working directory."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").touch()
    monkeypatch.chdir(folder)
    return folder


def test_a_file_a_text_and_data_make_charts(here):
    write(here, {"bell.yaml": BELL})
    data = {"statecraft": 1, "machine": "bell", "package": "acme", "states": {"silent": {}}}
    charts = [load("bell.yaml"), load(here / "bell.yaml"), loads(BELL), load_data(data)]
    assert [chart.definition.full_name for chart in charts] == ["acme/bell"] * 4
    assert len({chart.definition.hash for chart in charts}) == 1
    assert [chart.definition.file for chart in charts] == [
        "bell.yaml",
        str(here / "bell.yaml"),
        "<text>",
        "<data>",
    ]


def test_data_keep_the_types_of_keys():
    chart = load_data(
        {
            "statecraft": 1,
            "machine": "m",
            "dimensions": {
                "lamp": {"values": {0: "Off", "one": "On"}, "transitions": {0: ["one"]}}
            },
        }
    )
    assert [value.value for value in chart.definition.dimensions[0].values] == [0, "one"]


def test_imports_are_relative_to_their_file_and_shown_like_the_first(here):
    write(
        here,
        {
            "door.yaml": f"{DOOR}imports: {{far: parts/far.yaml, near: ./parts/bell.yaml}}\n"
            + starting("far", "near", "far.inner", "acme/bell", "acme/deep"),
            "parts/far.yaml": "statecraft: 1\nmachine: far\nimports: {bell: ./bell.yaml}\n"
            "machines: {inner: {states: {a: {}}}}\n" + starting("bell"),
            "parts/bell.yaml": BELL + "machines: {deep: {states: {a: {}}}}\n",
        },
    )
    chart = load("door.yaml")
    assert started(chart) == [
        "parts/far.yaml#far",
        "parts/bell.yaml#bell",
        "parts/far.yaml#inner",
        "parts/bell.yaml#bell",
        "parts/bell.yaml#deep",
    ]
    assert sorted(chart.project.machines) == [
        "door.yaml#door",
        "parts/bell.yaml#bell",
        "parts/bell.yaml#deep",
        "parts/far.yaml#far",
        "parts/far.yaml#inner",
    ]
    assert sorted(chart.project.sources) == ["door.yaml", "parts/bell.yaml", "parts/far.yaml"]


@pytest.mark.parametrize("search", [["lib"], ["lib/bell.statechart.yaml"]])
def test_a_package_is_sought_in_files_and_folders(here, search):
    write(
        here,
        {
            "door.yaml": DOOR + starting("acme/bell"),
            "lib/bell.statechart.yaml": BELL,
            "lib/broken.statechart.yaml": "statecraft: 1\nmachine: other\nstates: {a: {on: {X: b}}}",
            "lib/notes.yaml": "no definition",
        },
    )
    assert started(load("door.yaml", search=search)) == ["lib/bell.statechart.yaml#bell"]


def test_a_machine_of_the_same_package_is_at_home(here):
    write(here, {"bell.yaml": BELL.partition("states")[0] + starting("acme/bell", "bell")})
    assert started(load("bell.yaml", search=["."])) == ["bell.yaml#bell", "bell.yaml#bell"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {"door.yaml": DOOR + "imports:\n  bell: ./bel.yaml\n" + starting("bell")},
            ['door.yaml:4:9 SC219 no file "./bel.yaml"'],
            id="a file that is not there",
        ),
        pytest.param(
            {"door.yaml": DOOR + "imports: {bell: ./parts}\n", "parts/x": ""},
            ['door.yaml:3:17 SC219 "./parts" is a folder'],
            id="a folder",
        ),
        pytest.param(
            {"door.yaml": DOOR + "imports: {bell: ../bell.yaml}\n", "../bell.yaml": BELL},
            ['door.yaml:3:17 SC221 "../bell.yaml" leads out of the project, whose root is ROOT'],
            id="a file outside of the project",
        ),
        pytest.param(
            {"door.yaml": DOOR + "imports: {bell: /etc/passwd}\n"},
            ['door.yaml:3:17 SC221 "/etc/passwd" leads out of the project, whose root is ROOT'],
            id="an absolute path",
        ),
        pytest.param(
            {"door.yaml": DOOR + 'imports: {bell: "a\\0b"}\n'},
            ['door.yaml:3:17 SC219 "a\\u0000b" is no path of a file'],
            id="no path at all",
        ),
        pytest.param(
            {"door.yaml": DOOR + "imports: {me: ./door.yaml}\n" + starting("me.inner")},
            ["door.yaml:3:15 SC220 the files need each other in a circle: door.yaml → door.yaml"],
            id="a file that imports itself",
        ),
        pytest.param(
            {
                "door.yaml": DOOR + "imports: {a: a.yaml}\nstates: {s: {}}\n",
                "a.yaml": DOOR + "imports: {b: b.yaml}\nstates: {s: {}}\n",
                "b.yaml": DOOR + "imports: {a: a.yaml}\nstates: {s: {}}\n",
            },
            ["b.yaml:3:14 SC220 the files need each other in a circle: a.yaml → b.yaml → a.yaml"],
            id="files that import each other",
        ),
        pytest.param(
            {
                "door.yaml": DOOR + "imports: {bell: bell.yaml}\n" + starting("bell", "nobody"),
                "bell.yaml": DOOR + "states: {a: {on: {GO: b}}}\n",
            },
            [
                'bell.yaml:3:23 SC203 no state "b" here',
                'door.yaml:4:48 SC218 no machine "nobody"',
            ],
            id="mistakes of all files, each in its own",
        ),
        pytest.param(
            {"door.yaml": DOOR + "imports: {b: b.yaml}\n", "b.yaml": b"machine: \xff"},
            ["b.yaml:1:10 SC019 the byte 0xFF here is not UTF-8 text"],
            id="a file that is no text",
        ),
        pytest.param(
            {"door.yaml": DOOR + "states: {a: {on: {GO: b}}}\nlabel: x\nlabel: y\n"},
            [
                'door.yaml:3:23 SC203 no state "b" here',
                'door.yaml:5:1 SC007 the key "label" stands twice in this mapping',
            ],
            id="mistakes of the text do not hide those of the names",
        ),
    ],
)
def test_what_is_wrong_is_told_where_it_is_written(here, files, expected):
    write(here, files)
    reading = read_project("door.yaml")
    assert told(reading) == [each.replace("ROOT", str(here)) for each in expected]
    assert reading.project is None
    with pytest.raises(DefinitionError) as caught:
        load("door.yaml")
    assert caught.value.diagnostics == reading.diagnostics


def test_a_symbolic_link_is_followed_before_the_path_is_looked_at(here):
    write(here, {"../secret.yaml": BELL, "door.yaml": DOOR + "imports: {bell: link.yaml}\n"})
    (here / "link.yaml").symlink_to("../secret.yaml")
    assert [each.code for each in read_project("door.yaml").diagnostics] == ["SC221"]


def test_the_root_is_the_nearest_marked_folder_or_the_one_that_is_given(here):
    write(
        here,
        {
            "sub/door.yaml": DOOR + "imports: {bell: ../bell.yaml}\n" + starting("bell"),
            "bell.yaml": BELL,
        },
    )
    assert started(load("sub/door.yaml")) == ["bell.yaml#bell"]
    assert [each.code for each in read_project("sub/door.yaml", root="sub").diagnostics] == [
        "SC221"
    ]
    (here / "sub" / ".git").mkdir()
    assert [each.code for each in read_project("sub/door.yaml").diagnostics] == ["SC221"]
    assert started(load("sub/door.yaml", root=".")) == ["bell.yaml#bell"]


def test_a_file_of_no_project_may_import_from_its_own_folder_alone(tmp_path):
    write(
        tmp_path,
        {
            "a/door.yaml": DOOR
            + "imports: {bell: ./bell.yaml, up: ../bell.yaml}\nstates: {s: {}}\n",
            "a/bell.yaml": BELL,
            "bell.yaml": BELL,
        },
    )
    assert [each.code for each in read_project(tmp_path / "a" / "door.yaml").diagnostics] == [
        "SC221"
    ]


def test_a_text_has_imports_relative_to_the_given_root(here):
    write(here, {"bell.yaml": BELL})
    text = DOOR + "imports: {bell: ./bell.yaml}\n" + starting("bell")
    assert started(loads(text, root=here)) == ["bell.yaml#bell"]
    assert told(read_project_text(text)) == [
        "<text>:3:17 SC219 a text has no folder that its imports could be relative to"
    ]


@pytest.mark.parametrize(
    ("path", "options", "message"),
    [
        ("dor.yaml", {}, 'no file "dor.yaml" (did you mean "door.yaml"?)'),
        ("nowhere/x.yaml", {}, 'no file "nowhere/x.yaml" (there is no such folder either)'),
        ("a\0b.yaml", {}, r'"a\u0000b.yaml" is no path of a file'),
        (".", {}, '"." is a folder (name a file in it)'),
        ("door.yaml", {"search": ["nowhere"]}, 'search: no file or folder "nowhere"'),
        ("door.yaml", {"root": "sub"}, "door.yaml lies outside of the root HERE/sub"),
    ],
)
def test_a_call_that_names_no_file_is_the_callers_mistake(here, path, options, message):
    write(here, {"door.yaml": DOOR + "states: {a: {}}\n", "sub/x": ""})
    with pytest.raises(UsageError) as caught:
        read_project(path, **options)
    assert str(caught.value) == message.replace("HERE", str(here))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in its file system")
def test_a_pipe_is_not_waited_for(here):
    os.mkfifo(here / "pipe.yaml")
    with pytest.raises(UsageError) as caught:
        load("pipe.yaml")
    assert str(caught.value) == '"pipe.yaml" is no regular file'


def test_the_message_of_an_error_shows_every_place(here):
    write(here, {"door.yaml": DOOR + "initial: a\nstates: {open: {on: {GO: shut}}}\n"})
    with pytest.raises(DefinitionError) as caught:
        load("door.yaml")
    assert str(caught.value).splitlines() == [
        'door.yaml:3:10: error[SC203]: the machine has no child "a" (there is open)',
        "    3 | initial: a",
        "      |          ^",
        'door.yaml:4:26: error[SC203]: no state "shut" here (there is open)',
        "    4 | states: {open: {on: {GO: shut}}}",
        "      |                          ^^^^",
    ]


@pytest.mark.parametrize("text", ["", "[1", "statecraft: 1", "a: b: c", "- 1", "statecraft: 2"])
def test_what_is_no_definition_is_an_error_with_findings(text):
    with pytest.raises(DefinitionError) as caught:
        loads(text)
    assert caught.value.diagnostics


@pytest.mark.parametrize("data", [None, 5, [], {"statecraft": float("nan")}, {(1, 2): 3}])
def test_data_that_are_no_definition_are_an_error_with_findings(data):
    with pytest.raises(DefinitionError) as caught:
        load_data(data)
    assert caught.value.diagnostics


def test_warnings_are_kept_with_the_definition_and_do_not_stop_it(here):
    write(here, {"door.yaml": DOOR + "define: {unused: true}\nstates: {open: {}}\n"})
    reading = read_project("door.yaml")
    assert reading.project is not None
    assert reading.diagnostics
    assert reading.project.main.warnings == reading.diagnostics
