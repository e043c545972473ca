"""Machines of other engines in and out, each with a report of what was lost on the way."""
