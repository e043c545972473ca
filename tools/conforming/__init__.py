"""Judges of other engines' machines and results: each suite by its own rules."""
