"""A resolved project to findings about its meaning: static checks, one generator function each."""

from statecraft.checks.checking import check

__all__ = ["check"]
