"""The domain of a transition: the source, the least common compound ancestor, or the root (docs/semantics.md §2.6)."""

from __future__ import annotations

import pytest

from tests.kernel.checking import chart_of

TREE = """
initial: a
states:
  a:
    initial: p
    on: {E: %s}
    states:
      p:
        parallel: true
        on: {E: %s}
        states:
          r: {initial: x, on: {E: %s}, states: {x: {on: {E: %s}}, y: {}}}
          s: {initial: x, states: {x: {}, y: {}}}
      q: {initial: x, states: {x: {}}}
  b: {}
dimensions: {d: {values: [0, 1], initial: 0}}
on: {E: %s}
"""
SOURCES = {"a": 0, "a.p": 1, "a.p.r": 2, "a.p.r.x": 3, "": 4}


@pytest.mark.parametrize(
    ("source", "target", "domain"),
    [
        ("a.p.r.x", "y", "a.p.r"),
        ("a.p.r.x", "{target: x}", "a.p.r.x"),
        ("a.p.r.x", "{target: x, reenter: true}", "a.p.r"),
        ("a.p.r.x", "r", "a"),
        ("a.p.r.x", "s.y", "a"),
        ("a.p.r.x", "{target: [y, s.y]}", "a"),
        ("a.p.r.x", "q", "a"),
        ("a.p.r.x", "p", "a"),
        ("a.p.r.x", "a", ""),
        ("a.p.r.x", "b", ""),
        ("a.p.r", ".y", "a.p.r"),
        ("a.p.r", "r", "a.p.r"),
        ("a.p.r", "{target: r, reenter: true}", "a"),
        ("a.p.r", "s", "a"),
        ("a.p", ".r.y", "a.p"),
        ("a.p", "{target: [.r.y, .s.y]}", "a.p"),
        ("a.p", "{target: .r.y, reenter: true}", "a"),
        ("a", ".q", "a"),
        ("a", "a", "a"),
        ("a", "{target: a, reenter: true}", ""),
        ("a", "b", ""),
        ("", "a", ""),
        ("", "a.p.r.y", ""),
        ("a.p.r.x", "{target: {d: 1}}", None),
        ("a.p.r.x", "{do: [{log: internal}]}", None),
        ("", "{target: [a.q, {d: 1}]}", ""),
    ],
)
def test_domain(source, target, domain):
    """§2.6"""
    written = ["{do: [{log: other}]}"] * len(SOURCES)
    written[SOURCES[source]] = target
    chart = chart_of(TREE % tuple(written)).lowered
    [edge] = [
        edge
        for edge in chart.edges
        if ("" if edge.source is None else chart.rows[edge.source].path) == source
    ]
    assert (None if edge.domain is None else chart.rows[edge.domain].path) == domain
