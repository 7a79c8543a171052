"""All invariants of documents hold for the inputs that the fuzzer starts from or failed on."""

import importlib
from pathlib import Path

import pytest

from tests.fuzz import INSTRUMENTED, check_invariants

FUZZED = sorted((Path(__file__).parent / "fuzzed").iterdir())


@pytest.mark.parametrize("path", FUZZED, ids=lambda path: path.name)
def test_invariants_hold(path: Path) -> None:
    check_invariants(path.read_bytes())


@pytest.mark.parametrize("name", INSTRUMENTED)
def test_an_instrumented_module_exists(name: str) -> None:
    importlib.import_module(f"levelhead.engine.document.{name}")
