"""The service with its analysis stubbed: what is left is the processor time around the analysis.

Started by `levelhead serve` itself. Each text gets the report and the answer of one real text, made
when the process starts, after as many checkpoints as a text of 4 kB has.
"""

import sys
from collections.abc import Sequence
from unittest.mock import patch

from fastapi import FastAPI

from bench.texts import SIZES, paragraphs, recombined
from levelhead.cli import main as cli
from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.deadline import Checkpoint
from levelhead.engine.encode import encode
from levelhead.engine.report import Report
from levelhead.service import engine
from levelhead.service.main import create_app as create_service
from levelhead.service.server import serving

SIZE = "4 kB"
CHECKPOINTS = 20


def create_app() -> FastAPI:
    """The service of the environment, without its analysis."""
    service = create_service()
    lexicon = service.state.engine.lexicon
    report = analyze([Block(recombined(paragraphs(), SIZES[SIZE][0], 1)[0])], lexicon)
    answer = encode(report, Options(), lexicon.hash)

    def analysed(
        _: Sequence[Block], __: object, ___: Options, checkpoint: Checkpoint, *____: object
    ) -> Report:
        for _number in range(CHECKPOINTS):
            checkpoint()
        return report

    # For as long as the process lives.
    patch.object(engine, "analyze", analysed).start()
    patch.object(engine, "encode", lambda *_: answer).start()
    return service


def main() -> int:
    """Serve as `levelhead serve` does; takes its options."""
    with patch.object(serving, "APP", "bench.stubbed:create_app"):
        return cli.main(["serve", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
