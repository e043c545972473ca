"""Definition to chart: the only room that turns names and nesting into numbered tables."""
