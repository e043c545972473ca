"""Compare statecraft with Python written by hand: `python tools/bench.py`, Python 3.11 or newer.

`--quick` runs every comparison once, to see that all of it works and computes what it should.
"""

import sys

from environment import ROOT, ready, run

if __name__ == "__main__":
    sys.exit(run([str(ready()), str(ROOT / "tools" / "bench" / "compare.py"), *sys.argv[1:]]))
