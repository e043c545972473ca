"""Which engine is taken, and what is said when there is none."""

from __future__ import annotations

import os
import sys
from importlib import metadata
from pathlib import Path

import pytest

from statecraft.render import EngineError, EngineKind, find_engine
from statecraft.render.drawing import Drawing

INSTALL = "install Graphviz (apt install graphviz, brew install graphviz, winget install graphviz)"


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """A machine on which nothing is installed."""

    def absent(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.delenv("STATECRAFT_DOT", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr(metadata, "distribution", absent)
    return tmp_path


def program(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        (None, f"nothing here can lay out a graph: pip install graphviz-pure, or {INSTALL}"),
        (EngineKind.BUNDLED, "graphviz-pure is not installed: pip install graphviz-pure"),
        (EngineKind.SYSTEM, f"no dot on the PATH: {INSTALL}, or name it in STATECRAFT_DOT"),
    ],
)
def test_without_an_engine_it_says_what_to_install(bare, kind, message):
    with pytest.raises(EngineError) as raised:
        find_engine(kind)
    assert str(raised.value) == message


@pytest.mark.skipif(os.name == "nt", reason="the programs here are shell scripts")
def test_the_systems_engine_goes_before_the_bundled_one(bare):
    bundled, system = program(bare, "graphviz-pure"), program(bare, "dot")
    assert find_engine(None).path == system
    assert find_engine(EngineKind.BUNDLED).path == bundled


@pytest.mark.skipif(os.name == "nt", reason="the programs here are shell scripts")
def test_the_environment_goes_before_both(bare, monkeypatch):
    program(bare, "dot")
    mine = program(bare, "my-dot")
    monkeypatch.setenv("STATECRAFT_DOT", str(mine))
    assert find_engine(None).path == mine


def test_an_engine_named_in_the_environment_must_be_there(bare, monkeypatch):
    monkeypatch.setenv("STATECRAFT_DOT", "no/such/dot")
    with pytest.raises(EngineError) as raised:
        find_engine(None)
    assert str(raised.value) == "STATECRAFT_DOT names no/such/dot, which is no program"


def test_the_bundled_engine_is_found_with_an_empty_path(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    assert Drawing(dot="digraph {}", engine=EngineKind.BUNDLED).svg().startswith("<?xml")


def test_dot_text_needs_no_engine(bare):
    assert Drawing(dot="digraph {}").drawn("dot").data == b"digraph {}"
