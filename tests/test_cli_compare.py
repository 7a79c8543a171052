import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from levelhead.cli.main import main
from tests.helpers.lexicons import FOLDER
from tests.helpers.word_files import word_file

pytestmark = pytest.mark.usefixtures("loaded_once")

WIRE = "Police said the driver may have been drunk. The mayor opposed\nthe plan.\n"
OURS = "The driver was drunk.\n\nThe mayor slammed the plan. It was bonkers.\n"


@pytest.fixture(autouse=True)
def _lexicons(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LEVELHEAD_LEXICONS", str(FOLDER))
    monkeypatch.chdir(tmp_path)
    Path("wire.txt").write_text(WIRE, encoding="utf-8")
    Path("ours.txt").write_text(OURS, encoding="utf-8")


def printed(capsys: pytest.CaptureFixture[str], *argv: str, code: int = 0) -> str:
    assert main(["compare", *argv]) == code
    return capsys.readouterr().out


def test_each_change_is_shown_with_both_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "wire.txt", "ours.txt") == (
        "source_dropped (stronger): The source was dropped: “Police said”.\n"
        "  wire.txt:1:1: [Police said] the driver may have been drunk.\n"
        "  ours.txt:1:1: The driver was drunk.\n"
        "\n"
        "hedge_dropped (stronger): “may” was dropped, which leaves less doubt.\n"
        "  wire.txt:1:1: Police said the driver [may] have been drunk.\n"
        "  ours.txt:1:1: The driver was drunk.\n"
        "\n"
        "wording_heated (hotter): “opposed” became “slammed”, which is more sensational.\n"
        "  wire.txt:1:45: The mayor [opposed] the plan.\n"
        "  ours.txt:3:1: The mayor [slammed] the plan.\n"
        "\n"
        "wording_added (hotter): Sensational wording was added: “bonkers”.\n"
        "  ours.txt:3:29: It was [bonkers].\n"
        "\n"
        "wire.txt -> ours.txt: 4 changes (2 stronger, 2 hotter), sensational 0.00 -> 0.78, "
        "hedging 0.59 -> 0.00\n"
    )


def test_colours_take_the_place_of_brackets(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(capsys, "wire.txt", "ours.txt", "--color", "always")
    assert "the driver \x1b[1;31mmay\x1b[0m have been drunk." in out
    assert "[may]" in printed(capsys, "wire.txt", "ours.txt", "--color", "never")


def test_nothing_changed(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(capsys, "wire.txt", "wire.txt", "--fail-on", "hedge_dropped")
    assert out.startswith("wire.txt -> wire.txt: 0 changes, sensational 0.00 -> 0.00")


@pytest.mark.parametrize(
    ("kinds", "code"),
    [
        (["hedge_dropped"], 1),
        (["hedge_added"], 0),
        (["hedge_added", "wording_added"], 1),
    ],
)
def test_a_kind_of_change_can_fail(
    kinds: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    options = [option for kind in kinds for option in ("--fail-on", kind)]
    printed(capsys, "wire.txt", "ours.txt", *options, code=code)


def test_an_unknown_kind_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["compare", "wire.txt", "ours.txt", "--fail-on", "hedges"])
    assert "invalid choice: 'hedges'" in capsys.readouterr().err


def test_json_is_the_answer_of_the_service(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["compare", "wire.txt", "ours.txt", "--json"]) == 0
    answer = json.loads(capsysbinary.readouterr().out)
    assert [change["kind"] for change in answer["changes"]] == [
        "source_dropped",
        "hedge_dropped",
        "wording_heated",
        "wording_added",
    ]
    assert answer["offset_unit"] == "codepoint"


def test_formats_are_those_of_the_files(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("wire.docx").write_bytes(
        word_file(("Title", "Tram plan"), ("", "The plan may fail in Tarn."))
    )
    page = b"<h1>Tram plan</h1>\n<p>The plan <b>will</b> fail in Tarn.</p>"
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(page)))
    out = printed(capsys, "wire.docx", "-", "--input-format", "html", code=2)
    assert out == ""
    Path("ours.html").write_bytes(page)
    assert printed(capsys, "wire.docx", "ours.html").splitlines()[1:3] == [
        "  wire.docx:3:1: The plan [may] fail in Tarn.",
        "  ours.html:2:4: The plan <b>will</b> fail in Tarn.",
    ]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (None, "wire.txt: No such file or directory\n"),
        ("No. " * 100_001, "the text of `before` has more than 100,000 sentences: send it in"),
    ],
)
def test_what_cannot_be_compared_is_an_error(
    text: str | None, error: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("wire.txt").unlink()
    if text:
        Path("wire.txt").write_text(text, encoding="utf-8")
    assert main(["compare", "wire.txt", "ours.txt"]) == 2
    assert capsys.readouterr().err.startswith(error)


def test_only_one_version_is_standard_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "-", "-"]) == 2
    assert capsys.readouterr().err == "- -: only one of the two files can be standard input\n"


PROFILE = """about = "Test."

[rules]
slam = "off"
bonkers = 1

[allow]
shambles = { reason = "Test.", desks = ["sport"] }
"""


def profile(capsysbinary: pytest.CaptureFixture[bytes], *options: str) -> tuple[list[str], Any]:
    """The words that were added, and the profile that the answer names."""
    assert main(["compare", "wire.txt", "ours.txt", "--json", *options]) == 0
    answer = json.loads(capsysbinary.readouterr().out)
    after = answer["after"]["spans"]
    return [span["text"] for span in after], answer["engine"].get("profile", {}).get("name")


def test_versions_are_compared_with_a_profile(
    capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("ours.txt").write_text("The mayor slammed the plan. A bonkers shambles.", "utf-8")
    Path("houses/own").mkdir(parents=True)
    Path("houses/own/profile.toml").write_text(PROFILE, "utf-8")
    words = ["slammed", "bonkers", "shambles"]
    assert profile(capsysbinary) == (words, None)
    assert profile(capsysbinary, "--profile", "houses/own") == (words[1:], "own")
    assert profile(capsysbinary, "--profile", "houses/own", "--desk", "sport") == (
        ["bonkers"],
        "own",
    )
    monkeypatch.setenv("LEVELHEAD_PROFILES", str(Path("houses").resolve()))
    assert profile(capsysbinary, "--profile", "own") == (words[1:], "own")
    # Limits and scores of the file are for levelhead analyze.
    Path("levelhead.toml").write_text('profile = "own"\ndesk = "sport"\nmax-marks = 0\n', "utf-8")
    assert profile(capsysbinary) == (["bonkers"], "own")
    assert main(["compare", "wire.txt", "ours.txt", "--profile", "none"]) == 2
