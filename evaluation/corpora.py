"""The evaluation on labelled corpora: their `evaluate.py` measures a server that runs meanwhile.

`python -m evaluation.corpora FOLDER [option of evaluate.py …]`; the corpora are no part of the
project.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.helpers.running import running


def main(argv: Sequence[str]) -> int:
    """Returns the exit code of `evaluate.py`; 0, saying so, where its folder is missing."""
    folder, *options = argv
    script = Path(folder) / "evaluate.py"
    if not script.is_file():
        print(f"no {script}: the corpora are not here, nothing is measured")
        return 0
    with running() as url:
        return subprocess.run([sys.executable, script, "--url", url, *options]).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
