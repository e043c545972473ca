"""Judge statecraft by other people's machines: `python tools/conformance.py FOLDER`.

Prints one line `SUITE passed/total` per suite that the folder holds; the first difference of each
failure goes to stderr. `--require FILE` gives the minima, as lines `SUITE NUMBER`.
"""

import importlib.util
import sys
from pathlib import Path

from environment import ROOT, ready, run

NEEDED = ("click", "jsonschema", "ruamel.yaml")


def has_packages() -> bool:
    """Whether this Python can run the checkout as it is."""
    try:
        return all(importlib.util.find_spec(name) is not None for name in NEEDED)
    except ModuleNotFoundError:
        return False


if __name__ == "__main__":
    if not has_packages():
        sys.exit(run([str(ready()), __file__, *sys.argv[1:]], Path.cwd()))
    sys.path.insert(0, str(ROOT))
    from conforming.program import main

    sys.exit(main(sys.argv[1:]))
