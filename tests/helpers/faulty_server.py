"""`levelhead serve` with faults, which a word of a text calls up.

EXPLODE fails with an error that quotes the text, DAWDLE takes a second, LATE finds its time over.
"""

import sys
import time
from collections.abc import Sequence
from functools import partial

from levelhead.cli import main as cli
from levelhead.engine.analyzer import Block, Options
from levelhead.engine.analyzer import analyze as analyze_well
from levelhead.engine.deadline import Checkpoint, check_deadline
from levelhead.engine.report import Report
from levelhead.lexicon import Lexicon
from levelhead.service import engine

EXPLODE, DAWDLE, LATE = "explode", "dawdle", "overdue"


def analyze(
    blocks: Sequence[Block], lexicon: Lexicon, options: Options, checkpoint: Checkpoint, key: bytes
) -> Report:
    """Quote the text in the error's message, as a careless library would."""
    for block in blocks:
        if DAWDLE in block.text:
            time.sleep(1)
        if LATE in block.text:
            checkpoint = partial(check_deadline, 0.0)
        if EXPLODE in block.text:
            try:
                int(block.text)
            except ValueError as error:
                raise RuntimeError(f"cannot do {block.text}") from error
    return analyze_well(blocks, lexicon, options, checkpoint, key)


if __name__ == "__main__":
    vars(engine)["analyze"] = analyze
    sys.exit(cli.main(["serve"]))
