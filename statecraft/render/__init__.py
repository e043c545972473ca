"""Charts to pictures: the only room that knows Graphviz."""

from statecraft.render.drawing import Drawing, draw, svg
from statecraft.render.engine import EngineError, EngineKind, find_engine

__all__ = ["Drawing", "EngineError", "EngineKind", "draw", "find_engine", "svg"]
