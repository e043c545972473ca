"""Compare `check` with loading and with other tools: `python tools/bench_check.py`.

Takes a few minutes. `--quick` takes small models, to see that everything still runs; `--npm FOLDER`
names a folder in which @xstate/graph is installed.
"""

import sys
from pathlib import Path

from environment import ROOT, ready, run

if __name__ == "__main__":
    program = str(ROOT / "tools" / "checking" / "compare.py")
    sys.exit(run([str(ready("dev")), program, *sys.argv[1:]], Path.cwd()))
