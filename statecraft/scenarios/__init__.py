"""Scenarios of a definition to results: stories that are run and compared with what they expect."""
