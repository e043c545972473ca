"""`statecraft run --run`: pipelines from the command line, and what their effects read like."""

from __future__ import annotations

import pytest

from tests.cli.calling import statecraft
from tests.runtime.jobs import JOBS


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "jobs.yaml").write_text(JOBS, encoding="utf-8")
    return "jobs.yaml"


def lines(*words: str) -> tuple[int, list[str]]:
    done = statecraft("run", *words)
    return done.code, [line.strip() for line in done.out.splitlines()]


@pytest.mark.parametrize(
    ("words", "code", "expected"),
    [
        pytest.param(
            ["--run", 'load={"i": 7}', "--answer", "fetch=2"],
            0,
            [
                "load {'i': 7}: accepted",
                "status 1 Import: processing, item 7",
                "action fetch {'i': 7}",
                "load at fetch (2 of 4): waits for the action fetch, until 10s",
                "answer fetch=2: accepted",
                "done.action.fetch: accepted",
                "n: 0 → 2",
                "status 1 Import: completed",
                "pipeline load ended with 2",
            ],
            id="it ends",
        ),
        pytest.param(
            ["--run", 'load={"i": 7}', "--fail", "fetch=gone"],
            0,
            [
                "load {'i': 7}: accepted",
                "status 1 Import: processing, item 7",
                "action fetch {'i': 7}",
                "load at fetch (2 of 4): waits for the action fetch, until 10s",
                "fail fetch=gone: accepted",
                "error.action.fetch: accepted",
                "pipeline load failed at fetch (failed): gone",
            ],
            id="it fails",
        ),
        pytest.param(
            ["--run", 'load={"i": "x"}'],
            1,
            [
                "load {'i': 'x'}: rejected",
                "schema load: parameters.i: must be an integer, is 'x'",
                "jobs.yaml:10:3",
            ],
            id="it is refused",
        ),
    ],
)
def test_a_pipeline_is_run_and_told(file, words, code, expected):
    found_code, found = lines(file, *words)
    assert (found_code, found[-len(expected) :]) == (code, expected)


def test_a_pipeline_that_is_not_there_is_told(file):
    done = statecraft("run", file, "--run", "laod")
    assert (done.code, done.err.strip()) == (
        2,
        'error: jobs has no pipeline "laod" (did you mean "load"?)',
    )


def test_scripts_run_pipelines_too(file):
    done = statecraft(
        "run", file, "--script", "-", stdin="[{run: load, with: {i: 1}}, {answer: {fetch: 3}}]"
    )
    assert (done.code, "n: 0 → 3" in done.out) == (0, True)
