"""Run the tests: `python tools/test.py`, from anywhere, with nothing but Python 3.11 or newer.

Without arguments the whole suite runs, on all cores. Arguments go to pytest as they are:
`python tools/test.py tests/kernel -k rules --pdb`.
"""

import sys

from environment import ready, run

PARALLEL = ["-n", "auto", "--dist", "worksteal"]

if __name__ == "__main__":
    sys.exit(run([str(ready("dev")), "-m", "pytest", *(sys.argv[1:] or PARALLEL)]))
