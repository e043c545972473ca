"""A documented part of Python's expressions and assignments, translated to our language."""
