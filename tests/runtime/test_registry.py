"""Registries: decorators, modules, references, installed packages, mocks."""

from __future__ import annotations

import json
import sys
from importlib import metadata
from types import ModuleType

import pytest

import statecraft as sc
from tests.runtime.parcels import chart, parcel


def test_decorators_enter_functions():
    registry = sc.Registry()

    @registry.action("call")
    def call():
        return 1

    @registry.function("heavier")
    def heavier(a, b):
        return a > b

    assert dict(registry.actions) == {"call": call}
    assert dict(registry.functions) == {"heavier": heavier}
    assert repr(registry) == "Registry(actions=['call'], functions=['heavier'])"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        pytest.param(
            lambda: sc.Registry({"a": len}).joined(sc.Registry({"a": abs})),
            'the action "a" is given twice',
            id="twice",
        ),
        pytest.param(
            lambda: sc.Registry().action(len),
            "the name of an action is a text, as in @registry.action('name')",
            id="decorator without a name",
        ),
        pytest.param(
            lambda: sc.Registry(functions={"f": 1}),
            'the function "f" is 1, which cannot be called',
            id="no function",
        ),
        pytest.param(
            lambda: sc.registry_at("no.such.module:registry"),
            "the module \"no.such.module\" cannot be imported: ModuleNotFoundError: No module named 'no'",
            id="no module",
        ),
        pytest.param(
            lambda: sc.registry_at("json:registry"),
            'the module json has no "registry", asked for by json:registry',
            id="no such name",
        ),
        pytest.param(
            lambda: sc.registry_at("json:dumps"),
            "json:dumps is of class function, no Registry and no mapping of functions",
            id="no registry",
        ),
        pytest.param(
            lambda: sc.registry_at("string:ascii_letters"),
            "string:ascii_letters is of class str, no Registry and no mapping of functions",
            id="a text",
        ),
        pytest.param(
            lambda: sc.registry_at(""),
            '"" is no module: write package.module or package.module:name',
            id="nothing",
        ),
    ],
)
def test_a_wrong_registry_says_what_to_write(wrong, message):
    with pytest.raises(sc.UsageError) as caught:
        wrong()
    assert str(caught.value) == message


@pytest.fixture
def module(monkeypatch):
    """A module with two functions of its own and a foreign one."""
    made = ModuleType("parcel_actions")

    def call():
        return 1

    call.__module__ = "parcel_actions"
    made.call, made._hidden, made.dumps = call, call, json.dumps
    made.other = {"call": call}
    monkeypatch.setitem(sys.modules, "parcel_actions", made)
    return made


def test_a_module_stands_for_its_own_public_functions(module):
    assert dict(sc.registry_at("parcel_actions").actions) == {"call": module.call}


def test_a_mapping_of_a_module_is_a_registry(module):
    assert dict(sc.registry_at("parcel_actions:other").actions) == {"call": module.call}


def test_a_module_may_hold_its_registry(module):
    module.registry = sc.Registry({"x": len})
    assert sc.registry_at("parcel_actions") is module.registry


def test_mocks_answer_with_test_values():
    machine = sc.Machine(chart(), actions=sc.Registry.mocked(chart()), clock=sc.SimulatedClock())
    machine.send("PRINT")
    assert machine.context["label"] == "LABEL-1"
    machine.send("WEIGH", weight=60)
    assert machine.can("LOAD"), "the mocked function says that nothing is heavier"


def installed(monkeypatch, *points):
    """Have these entry points be the installed ones."""

    def entry_points(*, group):
        return tuple(point for point in points if point.group == group)

    monkeypatch.setattr(metadata, "entry_points", entry_points)


def point(name, value, group="statecraft.actions"):
    return metadata.EntryPoint(name=name, value=value, group=group)


def test_entry_points_give_functions_and_registries(monkeypatch, module):
    module.registry = sc.Registry({"call": module.call})
    installed(
        monkeypatch,
        point("dump", "json:dumps"),
        point("all", "parcel_actions:registry"),
        point("upper", "json:loads", "statecraft.functions"),
    )
    registry = sc.installed_registry()
    assert (sorted(registry.actions), sorted(registry.functions)) == (["call", "dump"], ["upper"])


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("no_such:thing", "cannot be loaded: ModuleNotFoundError: No module named 'no_such'"),
        ("string:digits", "is of class str, no function and no Registry"),
    ],
)
def test_a_wrong_entry_point_is_named_with_its_package(monkeypatch, value, message):
    installed(monkeypatch, point("thing", value))
    with pytest.raises(sc.UsageError) as caught:
        sc.installed_registry()
    assert str(caught.value) == (
        f"the entry point thing = {value} of the package of an unknown name {message}"
    )


def test_a_registry_may_serve_many_machines():
    machine = parcel(actions=sc.Registry({"call": len, "unrelated": abs}))
    assert machine.send("CALL").accepted
