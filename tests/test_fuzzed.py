"""The laws of documents hold for every input that the fuzzer started from or stumbled over."""

from pathlib import Path

import pytest

from tests.invariants import hold

FUZZED = sorted((Path(__file__).parent / "fuzzed").iterdir())


@pytest.mark.parametrize("path", FUZZED, ids=lambda path: path.name)
def test_the_laws_hold(path: Path) -> None:
    hold(path.read_bytes())
