"""Bytes made up by atheris for the code that reads texts: `python -m tests.fuzz`.

The options are libFuzzer's, such as -max_total_time=600. What is found goes to tests/fuzzed/,
where test_fuzzed.py tries it.
"""

import importlib
import sys
from types import FunctionType

from tests.invariants import hold

# What is watched for new paths; our code only, so that the fuzzer is not led into libraries.
WATCHED = ("document", "html", "marks", "offsets", "paragraphs", "quotations", "reading")


def main() -> None:
    """Until the time is over, or a law is broken."""
    # Only here, since it is no dependency of the project: it has no wheel for every platform.
    atheris = importlib.import_module("atheris")
    for name in WATCHED:
        module = importlib.import_module(f"levelhead.engine.document.{name}")
        for value in vars(module).values():
            if isinstance(value, FunctionType) and value.__module__ == module.__name__:
                atheris.instrument_func(value)
    atheris.Setup(sys.argv, hold)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
