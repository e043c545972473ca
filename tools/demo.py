"""Show statecraft at work: `python tools/demo.py`, with nothing but Python 3.11 or newer."""

import sys

from environment import ROOT, ready, run

if __name__ == "__main__":
    sys.exit(run([str(ready()), str(ROOT / "tools" / "invoice_walk.py"), *sys.argv[1:]]))
