from __future__ import annotations

import pytest

from statecraft.resolve.definition import import_paths, package_names, resolve
from statecraft.schema import check_document
from statecraft.source.reader import read_text

BELL = """
statecraft: 1
machine: bell
package: acme
input: {tone: {type: string}}
states: {silent: {}}
machines: {chime: {states: {a: {}}}}
"""


def checked(text, file):
    return check_document(read_text(text, file).document)[0]


def start(*names: str) -> str:
    actions = "\n".join(f"      - {{start: {name}, with: {{tone: low}}}}" for name in names)
    return (
        "statecraft: 1\nmachine: door\npackage: home\nimports: {ring: r.yaml, broken: b.yaml}\n"
        f"states:\n  open:\n    entry:\n{actions}\n"
        "machines: {inner: {states: {a: {}}}, ring_2: {states: {a: {}}}}\n"
    )


def resolved(text):
    bell = resolve(checked(BELL, "bell.yaml"), {}, {}).project
    known = {each.full_name: each for each in bell.machines.values()}
    return resolve(checked(text, "door.yaml"), {"ring": bell}, known)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("door", "door.yaml#door"),
        ("inner", "door.yaml#inner"),
        ("home/inner", "door.yaml#inner"),
        ("ring", "bell.yaml#bell"),
        ("ring.chime", "bell.yaml#chime"),
        ("acme/bell", "bell.yaml#bell"),
        ("acme/chime", "bell.yaml#chime"),
    ],
)
def test_a_machine_is_found_by_its_name(name, key):
    (state,) = resolved(start(name)).project.main.tree.children
    assert [action.machine for action in state.entry] == [key]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("iner", 'did you mean "inner"?'),
        ("ring.chmie", 'did you mean "ring.chime"?'),
        ("ring.bell", 'did you mean "ring.chime"?'),
        ("acme/bel", 'did you mean "acme/bell"?'),
    ],
)
def test_a_machine_that_is_not_there_is_told_with_the_nearest_name(name, hint):
    (found,) = resolved(start(name)).diagnostics
    assert (found.code, found.span.line, found.message) == ("SC218", 8, f'no machine "{name}"')
    assert found.hint is not None


def test_nothing_is_said_of_machines_of_a_file_that_has_mistakes_of_its_own():
    assert resolved(start("broken", "broken.inner")).diagnostics == ()


def test_what_a_machine_is_started_with_is_held_against_its_input():
    text = start("ring").replace("tone: low", "tone: 5")
    assert [each.code for each in resolved(text).diagnostics] == ["SC215"]


def test_a_project_has_all_machines_and_texts():
    project = resolved(start("ring")).project
    assert sorted(project.machines) == [
        "bell.yaml#bell",
        "bell.yaml#chime",
        "door.yaml#door",
        "door.yaml#inner",
        "door.yaml#ring_2",
    ]
    assert sorted(project.sources) == ["bell.yaml", "door.yaml"]
    assert [each.package for each in project.machines.values()] == ["acme"] * 2 + ["home"] * 3


def test_what_loading_needs_to_know_of_a_document():
    document = checked(start("ring", "acme/bell"), "door.yaml").document
    paths = [(alias, node.value, node.span.line) for alias, node in import_paths(document)]
    assert paths == [("ring", "r.yaml", 4), ("broken", "b.yaml", 4)]
    assert [(name, node.span.line) for name, node in package_names(document)] == [("acme/bell", 9)]
