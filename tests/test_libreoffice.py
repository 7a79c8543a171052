"""LibreOffice Writer itself, with its LanguageTool address set to a running service."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.helpers.languagetool_setups import KEY, TABLE, Setup, row, with_keys, with_profile
from tests.helpers.programs import OFFICE_PYTHON, required
from tests.helpers.running import ROOT, running
from tests.tried import Note

SECONDS = 90.0
ROW = "LibreOffice 7.4 and newer"
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">{}</oor:items>
"""
SETTING = """
<item oor:path="/org.openoffice.Office.Linguistic/GrammarChecking/LanguageTool">
<prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>
"""

PARAGRAPHS = [
    "😀 The bonkers plan & 5% “more” + an utterly daft idea.",
    "It rained.",
    "The mayor slams it.",
]
BONKERS = [0, 7, 7, "Sensational: loaded", []]
MARKS = [
    BONKERS,
    [0, 34, 10, "Sensational: intensifier", ["a"]],
    [0, 45, 4, "Sensational: slang", []],
    [2, 10, 5, "Sensational: dramatic verb", ["criticises"]],
]


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


def marks(setup: Setup, folder: Path) -> Any:
    """What Writer marks in the paragraphs with these settings: a row for each mark."""
    settings = {"IsEnabled": "true", "BaseURL": setup.address}
    if setup.key:
        settings |= {"Username": "any", "ApiKey": setup.key}
    profile = folder / uuid4().hex
    (profile / "user").mkdir(parents=True)
    items = "".join(SETTING.format(*item) for item in settings.items())
    (profile / "user/registrymodifications.xcu").write_text(SETTINGS.format(items))
    pipe = f"levelhead-{profile.name}"
    with office(profile, pipe):
        run = proofread(pipe)
        if run.returncode < 0:  # the bridge of LibreOffice crashed
            run = proofread(pipe)
    run.check_returncode()
    return json.loads(run.stdout)


def proofread(pipe: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [OFFICE_PYTHON, "tests/helpers/libreoffice_proofread.py", pipe],
        cwd=ROOT,
        input="\n".join(PARAGRAPHS),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def office_version() -> str:
    said = subprocess.run(
        [required("libreoffice"), "--version"], capture_output=True, text=True, check=True
    )
    return said.stdout.split()[1]


@pytest.mark.needs("libreoffice")
def test_writer_marks_what_the_service_finds(tmp_path: Path, tried: Note) -> None:
    with running() as url:
        assert marks(row(ROW).without.at(url), tmp_path) == MARKS
    tried(TABLE, "LibreOffice Writer", office_version(), "no keys")


@pytest.mark.needs("libreoffice")
def test_writer_sends_a_key(tmp_path: Path, tried: Note) -> None:
    def note(check: str, result: str = "yes") -> None:
        tried(TABLE, "LibreOffice Writer", office_version(), check, result=result)

    with with_keys(tmp_path) as url:
        keyed = row(ROW).keyed
        assert marks(keyed.at(url, KEY), tmp_path) == MARKS
        note("keys, as in languagetool.md")
        assert marks(keyed.at(url, "lvl_wrong"), tmp_path) == []
        note("says what is wrong with a key", "no: it marks nothing")
        # In the address, with a slash that it puts another behind; in the path.
        host = url.removeprefix("http://")
        assert marks(Setup(f"http://any:{KEY}@{host}/v2/"), tmp_path) == MARKS
        assert marks(Setup(f"{url}/k/{KEY}/v2"), tmp_path) == MARKS
        note("key in the path")


@pytest.mark.needs("libreoffice")
def test_writer_marks_with_the_profile_of_its_address(tmp_path: Path, tried: Note) -> None:
    with running(settings={"LEVELHEAD_PROFILES": str(ROOT / "docs/profiles")}) as url:
        found = marks(with_profile(ROW).at(url), tmp_path)
    assert found == [mark for mark in MARKS if mark != BONKERS]
    tried(TABLE, "LibreOffice Writer", office_version(), "profile, as in languagetool.md")
