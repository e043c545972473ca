"""The command line: words to calls of the public interface, outcomes to text; it knows click."""

from statecraft.cli.program import main

__all__ = ["main"]
