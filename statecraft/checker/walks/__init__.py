"""Walks on the interpreter that show what a search has not seen."""
