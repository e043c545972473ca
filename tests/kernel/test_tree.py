"""The state tree as SCXML has it (docs/semantics.md §1.2 to §1.4, §2.6, §4.3 to §4.6)."""

from __future__ import annotations

import pytest

from tests.kernel.checking import ANY, chart_of, check, logs, started, took

NOISY = """
initial: a
states:
  a:
    initial: x
    entry: [{log: +a}]
    exit: [{log: -a}]
    on:
      CHILD: {target: .y, do: [{log: do}]}
      SELF: {target: a, do: [{log: do}]}
      SELF_AGAIN: {target: a, reenter: true, do: [{log: do}]}
      CHILD_AGAIN: {target: .y, reenter: true, do: [{log: do}]}
      OUT: {target: b, do: [{log: do}]}
    states:
      x:
        entry: [{log: +x}]
        exit: [{log: -x}]
        on:
          SIBLING: {target: y, do: [{log: do}]}
          UP: {target: a, do: [{log: do}]}
          NEPHEW: {target: y.q, do: [{log: do}]}
      y: {initial: p, entry: [{log: +y}], exit: [{log: -y}], states: {p: {entry: [{log: +p}], exit: [{log: -p}]}, q: {entry: [{log: +q}], exit: [{log: -q}]}}}
  b: {entry: [{log: +b}], on: {BACK: {target: [a.y.q]}}}
on: {M: a.x}
"""


@pytest.mark.parametrize(
    ("event", "then"),
    [
        pytest.param(
            "SIBLING",
            took(
                "a.y.p",
                effects=logs("-x", "do", "+y", "+p"),
                entered=["a.y", "a.y.p"],
                exited=["a.x"],
            ),
            id="§4.3 §4.6 exits, action, entries outermost first",
        ),
        pytest.param(
            "NEPHEW",
            took("a.y.q", effects=logs("-x", "do", "+y", "+q")),
            id="§4.6 a given descendant instead of the initial child",
        ),
        pytest.param(
            "CHILD",
            took("a.y.p", effects=logs("-x", "do", "+y", "+p")),
            id="§2.6 a descendant does not re-enter the source",
        ),
        pytest.param(
            "CHILD_AGAIN",
            took("a.y.p", effects=logs("-x", "-a", "do", "+a", "+y", "+p")),
            id="§2.6 unless the transition says reenter",
        ),
        pytest.param(
            "SELF",
            took("a.x", effects=logs("-x", "do", "+x"), entered=[], exited=[]),
            id="§2.6 the source itself: its children are entered by default",
        ),
        pytest.param(
            "SELF_AGAIN",
            took("a.x", effects=logs("-x", "-a", "do", "+a", "+x")),
            id="§2.6 reenter exits the source too",
        ),
        pytest.param(
            "UP",
            took("a.x", effects=logs("-x", "-a", "do", "+a", "+x")),
            id="§2.6 an ancestor as target is exited and entered",
        ),
        pytest.param(
            "OUT", took("b", effects=logs("-x", "-a", "do", "+b")), id="§4.3 innermost exits first"
        ),
        pytest.param(
            "M",
            took("a.x", effects=logs("-x", "-a", "+a", "+x")),
            id="§2.6 the machine's domain is the root: the whole tree is left",
        ),
    ],
)
def test_what_is_exited_and_entered_in_order(event, then):
    check(NOISY, (event, then), start=started("a.x", effects=logs("+a", "+x")))


PARALLEL = """
initial: p
states:
  p:
    parallel: true
    on: {RESET_A: .a.x, ALL: {target: p, do: [{log: do}]}, BOTH: [{target: [.a.y, .b.y]}]}
    states:
      a:
        initial: x
        entry: [{log: +a}]
        exit: [{log: -a}]
        states: {x: {on: {E: y, CROSS: b.y, HOP: {target: [y, b.y]}}}, y: {entry: [{log: +ay}]}}
      b:
        initial: x
        entry: [{log: +b}]
        exit: [{log: -b}]
        states: {x: {on: {E: y, OUT: q}}, y: {entry: [{log: +by}]}}
  q: {on: {IN: p.b.y}}
"""


@pytest.mark.parametrize(
    ("events", "then"),
    [
        pytest.param(
            "E",
            took(
                "p.a.y p.b.y",
                effects=logs("+ay", "+by"),
                path=[["E", "p.a.x: E -> p.a.y", "p.b.x: E -> p.b.y"]],
            ),
            id="§4.1 both regions in one microstep, in document order",
        ),
        pytest.param(
            "OUT",
            took("q", effects=logs("-b", "-a")),
            id="§4.3 leaving one region leaves the parallel state",
        ),
        pytest.param(
            "OUT IN",
            took("p.a.x p.b.y", effects=logs("+a", "+b", "+by")),
            id="§4.6 a target in one region enters the other by default",
        ),
        pytest.param(
            "E RESET_A",
            took("p.a.x p.b.x", effects=logs("-b", "-a", "+a", "+b")),
            id="§2.6 §4.6 a parallel domain: every region is left, those without a target entered by default",
        ),
        pytest.param(
            "E ALL",
            took("p.a.x p.b.x", effects=logs("-b", "-a", "do", "+a", "+b")),
            id="§4.6 the parallel state itself as target",
        ),
        pytest.param(
            "BOTH",
            took("p.a.y p.b.y", effects=logs("-b", "-a", "+a", "+ay", "+b", "+by")),
            id="§2.4 targets in several regions",
        ),
        pytest.param(
            "CROSS",
            took("p.a.x p.b.y", effects=logs("-b", "-a", "+a", "+b", "+by")),
            id="§2.6 from a region into another: the LCCA is above the parallel state",
        ),
        pytest.param(
            "HOP",
            took("p.a.y p.b.y", effects=logs("-b", "-a", "+a", "+ay", "+b", "+by")),
            id="§2.6 from a region into itself and another",
        ),
    ],
)
def test_parallel_regions(events, then):
    *before, last = events.split()
    rows = [(event, took(ANY, effects=ANY)) for event in before]
    check(PARALLEL, *rows, (last, then), start=started("p.a.x p.b.x", effects=logs("+a", "+b")))


THRICE = """
parallel: true
states:
  a: {parallel: true, states: {b: {parallel: true, states: {c: {initial: x, states: {x: {on: {E: y}}, y: {on: {E: x, F: x}}}}, d: {}}}, e: {}}}
  f: {initial: x, states: {x: {on: {E: y}}, y: {}}}
"""


def test_parallel_in_parallel_in_parallel():
    """§1.2 §1.3"""
    chart = chart_of(THRICE)
    assert chart.start().snapshot.configuration == (
        "a",
        "a.b",
        "a.b.c",
        "a.b.c.x",
        "a.b.d",
        "a.e",
        "f",
        "f.x",
    )
    check(THRICE, ("E", took("a.b.c.y a.b.d a.e f.y")), ("F", took("a.b.c.x a.b.d a.e f.y")))


DEPTH = 30


def nested(level: int) -> str:
    inner = nested(level - 1) if level else "leaf: {on: {E: leaf2}}, leaf2: {on: {F: top}}"
    return f"s{level}: {{initial: {'leaf' if level == 0 else f's{level - 1}'}, exit: [{{log: {level}}}], states: {{{inner}}}}}"


def test_thirty_levels():
    """§1.4 §4.3"""
    text = f"initial: s{DEPTH}\nstates: {{{nested(DEPTH)}, top: {{}}}}"
    path = ".".join(f"s{level}" for level in range(DEPTH, -1, -1))
    check(
        text,
        ("E", took(f"{path}.leaf2", effects=[])),
        ("F", took("top", effects=logs(*range(DEPTH + 1)))),
        start=started(f"{path}.leaf"),
    )


HISTORY = """
initial: a
states:
  a:
    initial: one
    on: {OUT: out}
    states:
      one: {on: {NEXT: two}}
      two: {initial: p, states: {p: {on: {NEXT: q}}, q: {}, deeper: {history: shallow}}}
      shallow: {history: shallow, default: two}
      deep: {history: deep}
  out: {on: {SHALLOW: a.shallow, DEEP: a.deep, INNER: a.two.deeper, PLAIN: a}}
"""


@pytest.mark.parametrize(
    ("events", "states"),
    [
        pytest.param("OUT SHALLOW", "a.one", id="§4.6 shallow: what was left"),
        pytest.param(
            "NEXT NEXT OUT SHALLOW", "a.two.p", id="§4.6 shallow remembers the child alone"
        ),
        pytest.param("NEXT NEXT OUT DEEP", "a.two.q", id="§4.6 deep remembers the atomic states"),
        pytest.param("NEXT NEXT OUT INNER", "a.two.q", id="§4.6 history of a nested state"),
        pytest.param(
            "OUT INNER",
            "a.two.p",
            id="§4.6 never recorded and without a default: as its parent enters",
        ),
        pytest.param("NEXT NEXT OUT PLAIN", "a.one", id="§4.6 the initial child is no history"),
        pytest.param(
            "NEXT NEXT OUT DEEP OUT PLAIN OUT DEEP", "a.one", id="§4.3 recorded anew at every exit"
        ),
    ],
)
def test_history(events, states):
    *before, last = events.split()
    check(HISTORY, *((event, took(ANY)) for event in before), (last, took(states)))


@pytest.mark.parametrize("initial", ["h", "{target: h, do: [{log: in}]}"])
def test_a_history_that_its_parent_enters_by_default_is_the_first_child(initial):
    """§4.6"""
    text = f"""
initial: a
states:
  a: {{initial: {initial}, on: {{OUT: out}}, states: {{h: {{history: shallow}}, x: {{on: {{NEXT: y}}}}, y: {{}}}}}}
  out: {{on: {{BACK: a}}}}
"""
    later = [("NEXT", took("a.y")), ("OUT", took("out")), ("BACK", took("a.y", effects=ANY))]
    check(text, *later, start=started("a.x", effects=ANY))


def test_history_that_was_never_recorded_uses_its_default():
    """§4.6"""
    check(
        "initial: out\nstates: {out: {on: {IN: a.h}}, a: {initial: one, states: {one: {}, two: {initial: p, states: {p: {}}}, h: {history: shallow, default: two}}}}",
        ("IN", took("a.two.p")),
    )


OF_HISTORIES = """
initial: out
states:
  out: {on: {IN: a.h, TO_P: p.h}}
  a:
    initial: x
    on: {OUT: out}
    states:
      x: {on: {GO: b.h}}
      b: {initial: y, states: {y: {on: {GO: z}}, z: {}, h: {history: deep, default: z}}}
      h: {history: shallow, default: b}
  p:
    parallel: true
    on: {OUT: out, SHIFT: [{target: [.r.two, .s.two]}]}
    states:
      r: {initial: one, states: {one: {}, two: {}}}
      s: {initial: one, states: {one: {}, two: {}}}
      h: {history: deep}
"""


def test_history_of_history_parents_and_of_a_parallel_state():
    """§4.6"""
    check(
        OF_HISTORIES,
        ("IN", took("a.b.y")),
        ("OUT", took("out")),
        ("TO_P", took("p.r.one p.s.one")),
        ("SHIFT", took("p.r.two p.s.two")),
        ("OUT", took("out")),
        ("TO_P", took("p.r.two p.s.two")),
    )
    check(
        OF_HISTORIES,
        ("IN", took("a.b.y")),
        ("GO", took("a.b.z")),
        ("OUT", took("out")),
        ("IN", took("a.b.y")),
    )
