"""`levelhead serve` with a bug: a text that holds EXPLODE fails with an error that quotes it."""

import sys
from collections.abc import Sequence
from typing import Any

from app import cli
from app.analyzer import Block
from app.analyzer import analyze as analyze_well
from app.api import engine

EXPLODE = "explode"


def analyze(blocks: Sequence[Block], *rest: Any) -> Any:
    """Quote the text in the error's message, as a careless library would."""
    for block in blocks:
        if EXPLODE in block.text:
            try:
                int(block.text)
            except ValueError as error:
                raise RuntimeError(f"cannot do {block.text}") from error
    return analyze_well(blocks, *rest)


if __name__ == "__main__":
    vars(engine)["analyze"] = analyze
    sys.exit(cli.main(["serve"]))
