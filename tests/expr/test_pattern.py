"""Patterns of ``matches``: Python's meaning where both have one, and time linear in the text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statecraft.expr.pattern import PatternError, matches_whole, parse_pattern

ITEMS = st.sampled_from(
    ["a", "b", ".", "[ab]", "[^a]", "[a-c1]", r"\d", r"\w", r"\s", r"\D", r"\.", "é", "-"]
)
QUANTIFIERS = st.sampled_from(["", "", "", "*", "+", "?", "{2}", "{1,}", "{0,2}", "{1,3}"])
PATTERNS = st.lists(
    st.lists(st.tuples(ITEMS, QUANTIFIERS).map("".join), max_size=5).map("".join),
    min_size=1,
    max_size=3,
).map("|".join)


@given(PATTERNS, st.text(alphabet="ab1. -\né", max_size=8))
def test_patterns_mean_what_they_mean_in_python(pattern, text):
    expected = re.fullmatch(pattern, text) is not None
    assert matches_whole(parse_pattern(pattern), text) is expected


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (r"[a-z]+\d{2}", "abc12", True),
        (r"[a-z]+\d{2}", "abc12x", False),
        (r"^a|b$", "b", True),
        (r"", "", True),
        (r"a\nb", "a\nb", True),
        (r"[\d\-]+", "12-3", True),
    ],
)
def test_the_whole_text_must_match(pattern, text, expected):
    assert matches_whole(parse_pattern(pattern), text) is expected


@pytest.mark.parametrize(
    ("pattern", "message", "at"),
    [
        ("(a)", "it holds a group; write alternatives with |", 0),
        ("a)", "it holds a group; write alternatives with |", 1),
        ("a**", "a quantifier follows a quantifier", 2),
        ("a+?", "a quantifier follows a quantifier", 2),
        ("*a", "* cannot stand here; write \\* for itself", 0),
        ("a{3,1}", "{3,1} asks for at least 3 and at most 1", 1),
        ("a{", "{ cannot stand here; write \\{ for itself", 1),
        ("a$b", "$ cannot stand here; write \\$ for itself", 1),
        ("a{999}b{999}", "it has more than 1000 steps", 0),
        ("[a", "the [ is not closed, or nothing stands in it", 0),
        ("[]", "the [ is not closed, or nothing stands in it", 0),
        ("[z-a]", "the range does not run from a lower to a higher character", 1),
        ("[[:alpha:]]", "[ cannot stand in a class; write \\[ for itself", 1),
        (r"\1", "\\1 is not part of patterns", 0),
        (r"\b", "\\b is not part of patterns", 0),
        ("a\\", "\\ is not part of patterns", 1),
        ("a" * 201, "it has more than 200 characters", 0),
    ],
)
def test_what_is_not_in_patterns(pattern, message, at):
    with pytest.raises(PatternError) as caught:
        parse_pattern(pattern)
    assert (caught.value.message, caught.value.at) == (message, at)


@given(
    st.text(alphabet="ab[]()\\^$|*+?{},-0123dw", max_size=12), st.text(alphabet="ab1", max_size=4)
)
def test_any_text_is_a_pattern_or_a_pattern_error(pattern, text):
    try:
        alternatives = parse_pattern(pattern)
    except PatternError as error:
        place = error.at
    else:
        assert matches_whole(alternatives, text) in {True, False}
        place = 0
    assert 0 <= place <= len(pattern)


@pytest.mark.parametrize(
    "pattern", [".*.*.*.*.*x", "a*a*a*a*a*b", "a?" * 60 + "a" * 60, ".*a.{90}"]
)
def test_patterns_that_explode_elsewhere_take_linear_time(pattern):
    assert matches_whole(parse_pattern(pattern), "a" * 10_000) is (pattern == ".*a.{90}")
