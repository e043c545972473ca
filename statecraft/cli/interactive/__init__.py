"""The interactive session of ``run``: lines typed to acts on a machine, and what came of them."""
