"""Requests made up from openapi.yaml, right ones and wrong ones, against a real server."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.helpers.running import BIN, ROOT, environment, running

AT_LEAST = 1900
SETTINGS = {"LEVELHEAD_LOG_LEVEL": "error", "LEVELHEAD_PROFILES": str(ROOT / "docs/profiles")}


@pytest.mark.slow
def test_every_answer_is_one_that_the_contract_promises(tmp_path: Path) -> None:
    command = [
        *(str(BIN / "schemathesis"), "--config-file", str(ROOT / "tests/schemathesis.toml")),
        *("run", str(ROOT / "openapi.yaml"), "--phases", "examples,coverage,fuzzing"),
        *("--max-examples", "25", "--seed", "1", "--continue-on-failure", "--no-color"),
    ]
    env = environment(SCHEMATHESIS_HOOKS="tests.helpers.schemathesis_hooks", PYTHONPATH=str(ROOT))
    # Lines for some thousand requests would fill the pipe that nobody reads.
    with running(settings=SETTINGS) as url:
        run = subprocess.run(
            [*command, "--url", url], cwd=tmp_path, env=env, capture_output=True, text=True
        )
    assert run.returncode == 0, run.stdout
    cases = re.search(r"(\d+) generated", run.stdout)
    assert cases is not None
    assert int(cases[1]) >= AT_LEAST
