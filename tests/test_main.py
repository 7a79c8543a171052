import json
from pathlib import Path

import pytest

from levelhead.lexicon import load
from levelhead.service.main import create_app
from levelhead.service.settings import Settings
from tests.helpers.asgi import ask
from tests.helpers.lexicons import write_lexicon


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_lexicon(tmp_path)
    monkeypatch.setenv("LEVELHEAD_LEXICONS", str(tmp_path))
    return tmp_path


def test_the_environment_sets_the_service(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEVELHEAD_MAX_BODY_BYTES", "1000")
    monkeypatch.setenv("LEVELHEAD_MAX_DOCUMENTS", "3")
    limits = ask("GET", "/limits", create_app()).json()
    assert (limits["body_bytes"], limits["documents"]) == (1000, 3)


@pytest.mark.usefixtures("folder")
def test_wrong_settings_are_logged_and_end_the_process(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEVELHEAD_REDIS_URL", "https://:secret@redis")
    with pytest.raises(SystemExit) as ended:
        create_app()
    assert ended.value.code == 2
    (line,) = capfd.readouterr().err.splitlines()
    assert line.startswith("LEVELHEAD_REDIS_URL: should begin with redis://")


def test_a_broken_lexicon_is_logged_and_ends_the_process(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (folder / "categories.toml").unlink()
    (folder / "classes.toml").unlink()
    with pytest.raises(SystemExit) as ended:
        create_app()
    assert ended.value.code == 2
    logged = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    assert {(line["event"], line["level"], line["setting"]) for line in logged} == {
        ("lexicon refused", "error", "LEVELHEAD_LEXICONS")
    }
    assert [line["fault"] for line in logged] == [
        f"{folder}/categories.toml:1: file is missing",
        f"{folder}/classes.toml:1: file is missing",
    ]


def test_the_lexicons_are_found_in_the_tree_and_in_a_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "__file__", str(tmp_path / "app/levelhead/lexicon/load.py"))
    (tmp_path / "lexicons").mkdir()
    assert Settings().lexicons == tmp_path / "lexicons"
    (tmp_path / "app/levelhead/lexicons").mkdir(parents=True)
    assert Settings().lexicons == tmp_path / "app/levelhead/lexicons"
