"""Explorations of a model: state by state, or as decision diagrams, behind one contract."""
