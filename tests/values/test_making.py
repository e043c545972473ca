from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass, replace

import pytest

from statecraft.values.making import maker


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    first: int
    second: tuple[int, ...] = ()


new_pair = maker(Pair)


def test_what_is_made_is_an_instance_like_any_other():
    made = new_pair(first=1, second=(2,))
    assert type(made) is Pair
    assert made == Pair(first=1, second=(2,))
    assert (hash(made), repr(made)) == (hash(Pair(first=1, second=(2,))), repr(made))
    assert replace(made, first=3) == Pair(first=3, second=(2,))


def test_what_is_left_out_has_its_default():
    assert new_pair(first=1) == Pair(first=1)


def test_what_is_made_is_frozen():
    with pytest.raises(FrozenInstanceError):
        new_pair(first=1).first = 2


def test_fields_are_asked_for_by_name():
    with pytest.raises(TypeError, match="first"):
        new_pair()
    with pytest.raises(TypeError, match="third"):
        new_pair(first=1, third=3)
