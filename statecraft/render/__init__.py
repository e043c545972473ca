"""Charts to pictures: the only room that knows Graphviz."""
