"""LibreOffice Writer itself, with its LanguageTool address set to a running service."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.programs import OFFICE_PYTHON, required
from tests.running import ROOT, running

SECONDS = 90.0
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Linguistic/GrammarChecking/LanguageTool">
<prop oor:name="BaseURL" oor:op="fuse"><value>{}/v2</value></prop></item>
<item oor:path="/org.openoffice.Office.Linguistic/GrammarChecking/LanguageTool">
<prop oor:name="IsEnabled" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""


@contextmanager
def office(profile: Path, pipe: str) -> Iterator[None]:
    """LibreOffice without a window; whatever it does, it and its children end with the block."""
    command = [
        required("libreoffice"),
        "--headless",
        "--norestore",
        f"--accept=pipe,name={pipe};urp",
    ]
    process = subprocess.Popen(
        [*command, f"-env:UserInstallation={profile.as_uri()}"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.mark.needs("libreoffice")
def test_writer_marks_what_the_service_finds(tmp_path: Path) -> None:
    paragraphs = [
        "😀 The bonkers plan & 5% “more” + an utterly daft idea.",
        "It rained.",
        "The mayor slams it.",
    ]
    pipe = f"levelhead-{os.getpid()}"
    with running() as url:
        (tmp_path / "user").mkdir()
        (tmp_path / "user/registrymodifications.xcu").write_text(SETTINGS.format(url))
        with office(tmp_path, pipe):
            run = subprocess.run(
                [OFFICE_PYTHON, "tests/libreoffice_proofread.py", pipe],
                cwd=ROOT,
                input="\n".join(paragraphs),
                capture_output=True,
                text=True,
                timeout=SECONDS,
                check=True,
            )
    assert json.loads(run.stdout) == [
        [0, 6, 8, "Sensational: loaded", [""]],
        [0, 34, 10, "Sensational: intensifier", ["a"]],
        [0, 44, 5, "Sensational: loaded", [""]],
        [2, 10, 5, "Sensational: dramatic verb", ["criticises"]],
    ]
