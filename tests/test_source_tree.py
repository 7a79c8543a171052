"""`uvicorn app.main:app` in a source tree serves that tree, whatever is installed."""

import shutil
import subprocess
import sys
from pathlib import Path

import httpx

from tests.helpers.lexicons import write_lexicon
from tests.helpers.running import ROOT, SECONDS, environment, free_port, wait


def test_uvicorn_serves_the_tree_it_is_started_in(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "app", tmp_path / "app", ignore=shutil.ignore_patterns("__pycache__"))
    write_lexicon(tmp_path / "lexicons")  # with another hash than the lexicon that is installed
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "uvicorn", "app.main:app", "--port", str(port)]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        try:
            wait(server, f"{url}/readyz")
            answer = httpx.post(
                f"{url}/analyze", json={"text": "A bonkers plan, WOW!!!"}, timeout=SECONDS
            ).json()
        finally:
            server.terminate()
            server.communicate()
    assert [span["text"] for span in answer["spans"]] == ["!!!"]
