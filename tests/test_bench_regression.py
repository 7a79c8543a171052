"""Speed is part of the contract: a change that makes the service much slower fails."""

import json
import subprocess
import sys

import pytest

from bench.regression import RECORDED, SLACK
from tests.helpers.running import ROOT, environment

# A regression shows in each try, noise does not.
TRIES = 3


def measured() -> dict[str, float]:
    """In a process of its own: the tests' coverage would slow one side of the ratio only."""
    command = [sys.executable, "-m", "bench.regression"]
    run = subprocess.run(
        command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=True
    )
    ratios: dict[str, float] = json.loads(run.stdout)
    return ratios


@pytest.mark.alone
@pytest.mark.slow
def test_nothing_costs_far_more_than_it_did() -> None:
    best = RECORDED | {name: float("inf") for name in RECORDED}
    for _ in range(TRIES):
        best = {name: min(best[name], ratio) for name, ratio in measured().items()}
        if all(best[name] <= SLACK[name] * RECORDED[name] for name in RECORDED):
            return
    raise AssertionError(f"measured {best}, recorded {RECORDED}")
