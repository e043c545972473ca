"""The package hands out its public names on demand."""

from __future__ import annotations

import inspect

import pytest

import statecraft as sc


@pytest.mark.parametrize("name", sc.__all__)
def test_every_public_name_exists_and_says_what_it_is(name):
    found = getattr(sc, name)
    assert name in dir(sc)
    assert found.__doc__ or not (inspect.isclass(found) or inspect.isfunction(found))


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'statecraft' has no attribute 'laod'"):
        sc.laod  # noqa: B018
