"""Durations as authors write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statecraft.values.duration import LONGEST_MS, DurationError, parse_duration, show_duration


@pytest.mark.parametrize(
    ("written", "ms", "shown"),
    [
        ("500ms", 500, "500ms"),
        ("30s", 30_000, "30s"),
        ("5m", 300_000, "5m"),
        ("2h", 7_200_000, "2h"),
        ("1d", 86_400_000, "1d"),
        ("1w", 604_800_000, "7d"),
        ("1h30m", 5_400_000, "1h30m"),
        ("2.5s", 2_500, "2s500ms"),
        (" 30s ", 30_000, "30s"),
        ("PT5M30S", 330_000, "5m30s"),
        ("P1D", 86_400_000, "1d"),
        ("P1DT12H", 129_600_000, "1d12h"),
        ("PT0.5S", 500, "500ms"),
        ("P2W", 1_209_600_000, "14d"),
        ("90", 90_000, "1m30s"),
        (90, 90_000, "1m30s"),
        (0.25, 250, "250ms"),
        (0, 0, "0s"),
    ],
)
def test_durations(written, ms, shown):
    assert (parse_duration(written), show_duration(ms)) == (ms, shown)


EXAMPLES = "write 500ms, 30s, 5m, 2h, 1d, 1h30m, PT5M30S or a number of seconds"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("soon", f"'soon' is not a duration: {EXAMPLES}"),
        ("", f"'' is not a duration: {EXAMPLES}"),
        ("5 minutes", f"'5 minutes' is not a duration: {EXAMPLES}"),
        ("-5s", f"'-5s' is not a duration: {EXAMPLES}"),
        ("٣s", f"'٣s' is not a duration: {EXAMPLES}"),
        ("30m1h", f"the units of '30m1h' are not in falling order: {EXAMPLES}"),
        ("1h1h", f"the units of '1h1h' are not in falling order: {EXAMPLES}"),
        ("0.1ms", "'0.1ms' is finer than a millisecond"),
        ("P1Y", "'P1Y' counts calendar months or years, which have no fixed length"),
        ("P1M", "'P1M' counts calendar months or years, which have no fixed length"),
        ("P", f"'P' is not a duration: {EXAMPLES}"),
        ("PT", f"'PT' is not a duration: {EXAMPLES}"),
        ("P1DT", f"'P1DT' is not a duration: {EXAMPLES}"),
        ("99999d", "'99999d' is longer than 100 years"),
        (-1, "-1 seconds is negative; a duration is 0 or more"),
        (float("nan"), "nan seconds is longer than 100 years"),
        (float("inf"), "inf seconds is longer than 100 years"),
        (True, f"true is not a duration: {EXAMPLES}"),
        ("1" * 200, f"the duration is 200 characters long: {EXAMPLES}"),
    ],
)
def test_what_is_no_duration(written, message):
    with pytest.raises(DurationError) as caught:
        parse_duration(written)
    assert caught.value.message == message


@settings(derandomize=True, max_examples=100)
@given(st.integers(0, LONGEST_MS))
def test_a_shown_duration_reads_back(ms):
    assert parse_duration(show_duration(ms)) == ms


@settings(derandomize=True, max_examples=200)
@given(st.text(max_size=12) | st.floats() | st.integers())
def test_nothing_but_a_duration_error_comes_out(written):
    try:
        assert 0 <= parse_duration(written) <= LONGEST_MS
    except DurationError:
        return
