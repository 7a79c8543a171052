"""The command line as it is used: through main(argv), and once as an installed command."""

import argparse
import io
import json
import os
import re
import runpy
import subprocess
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from socket import socket
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest

from levelhead.cli.main import main, parser
from levelhead.service.settings import Settings
from levelhead.version import VERSION
from tests.helpers.lexicons import write_lexicon
from tests.helpers.running import environment, free_port, running
from tests.helpers.word_files import word_file

TEXT = "The plan is utterly bonkers.\r\n\r\nIt may 😀 fail, experts reckon.\r\n"
SOBER = "The council met on Tuesday and voted nine to three for the budget.\n"


ENTRIES = {
    "sensational/loaded": "bonkers",
    "hedging/modal": "may",
    "hedging/vague_source": "experts reckon",
}


@pytest.fixture(autouse=True)
def lexicons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The lexicon of these tests: three entries, and those of the detectors."""
    folder = tmp_path / "lexicons"
    write_lexicon(folder)
    for category, form in ENTRIES.items():
        with (folder / f"{category}/test.toml").open("a", encoding="utf-8") as file:
            file.write(f'"{form}" = 2\n')
    monkeypatch.setenv("LEVELHEAD_LEXICONS", str(folder))
    return folder


@pytest.fixture
def article(tmp_path: Path) -> str:
    return written(tmp_path / "article.txt", TEXT)


@pytest.fixture
def sober(tmp_path: Path) -> str:
    return written(tmp_path / "sober.txt", SOBER)


def written(path: Path, text: str) -> str:
    path.write_bytes(text.encode())
    return str(path)


def test_marks_places_and_scores_are_printed(
    article: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["analyze", article]) == 0
    shown, problems = capsys.readouterr()
    assert problems == ""
    assert "[bonkers|loaded " in shown
    assert "{experts reckon|vague_source " in shown
    assert f"{article}:1:21: sensational: loaded " in shown
    assert f"{article}:3:4: hedging: modal " in shown
    assert shown.splitlines()[-1].startswith(f"{article}: sensational 0.")


def test_a_hyphen_is_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(TEXT.encode())))
    assert main(["analyze", "-"]) == 0
    assert "<stdin>:1:21: sensational: loaded " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "terminal", "no_color", "coloured"),
    [
        ([], False, "", False),
        ([], True, "", True),
        ([], True, "1", False),
        (["--color", "always"], False, "1", True),
        (["--color", "never"], True, "", False),
    ],
)
def test_colour_is_for_terminals_unless_an_option_says_otherwise(
    arguments: list[str],
    terminal: bool,
    no_color: str,
    coloured: bool,
    article: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    assert main(["analyze", article, *arguments]) == 0
    assert ("\x1b[" in capsys.readouterr().out) == coloured


def test_json_is_one_answer_a_line_and_its_offsets_point_into_the_file(
    article: str, sober: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["analyze", article, sober, "--format", "json"]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert [TEXT[s["start"] : s["end"]] for s in first["spans"]] == [
        s["text"] for s in first["spans"]
    ]
    assert "bonkers" in [s["text"] for s in first["spans"]]
    assert second["spans"] == []


def test_html_is_one_page_of_all_files(
    article: str, sober: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["analyze", article, sober, "--format", "html"]) == 0
    page = capsys.readouterr().out
    assert page.startswith("<!DOCTYPE html>")
    assert page.count("<article>") == 2
    assert ">bonkers</mark>" in page


def test_explain_shows_what_a_score_is_made_of(
    article: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["analyze", article, "--explain"]) == 0
    assert re.search(r"\n    0\.\d+ = 0\.\d+", capsys.readouterr().out)


@pytest.mark.usefixtures("loaded_once")
@pytest.mark.parametrize("name", ["a.txt", "a.docx"])
def test_include_shows_who_says_what(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("LEVELHEAD_LEXICONS")
    paragraphs = ("It rains.", "Ann Marsh said it may possibly snow. It is claimed it did.")
    path = tmp_path / name
    path.write_bytes(
        word_file(*(("", each) for each in paragraphs))
        if name == "a.docx"
        else "\n\n".join(paragraphs).encode()
    )
    assert main(["analyze", str(path), "--include", "attributions"]) == 0
    lines = [line.removeprefix(str(path)) for line in capsys.readouterr().out.splitlines()]
    assert lines[-5:-1] == [
        ':3:11: attribution: neutral "said" by "Ann Marsh" (named)',
        ':3:41: attribution: doubting "is claimed" by nobody (none)',
        ':3:19: stacked hedges: "may possibly"',
        ': source: "Ann Marsh" (named): 1 neutral',
    ]


def test_spans_below_the_least_score_are_left_out(
    article: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["analyze", article, "--format", "json", "--min-score", "1"]) == 0
    assert json.loads(capsys.readouterr().out)["spans"] == []


@pytest.mark.parametrize(
    ("limits", "code", "reported"),
    [
        (["sensational=1"], 0, []),
        (["sensational=0.01"], 1, ["sensational"]),
        (["sensational=0.01", "hedging=0.01"], 1, ["sensational", "hedging"]),
        (["sensational=1", "hedging=0"], 1, ["hedging"]),
    ],
)
def test_a_score_above_a_limit_fails_and_says_which(
    limits: list[str],
    code: int,
    reported: list[str],
    article: str,
    sober: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    options = [f"--fail-above={limit}" for limit in limits]
    assert main(["analyze", article, sober, *options]) == code
    problems = capsys.readouterr().err.splitlines()
    assert [p.split()[:2] for p in problems] == [[f"{article}:", d] for d in reported]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("none.txt", None, "No such file or directory"),
        ("latin.txt", b"caf\xe9", "not UTF-8 (byte 3); save it as UTF-8"),
        (
            "paper.pdf",
            b"%PDF-1.7",
            "this is a PDF, not an article in text, HTML, Markdown or .docx",
        ),
        (
            "long.txt",
            b"x" * 2_097_153,
            "larger than 2,097,152 bytes; LEVELHEAD_MAX_BODY_BYTES is the limit",
        ),
        (
            "lines.txt",
            b"x\n\n" * 100_001,
            "the text has more than 100,000 paragraphs: send it in parts",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_named_and_the_others_are_shown(
    name: str,
    content: bytes | None,
    reason: str,
    tmp_path: Path,
    article: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    assert main(["analyze", str(path), article, "--fail-above=sensational=0"]) == 2
    shown, problems = capsys.readouterr()
    assert problems.splitlines()[0] == f"{path}: {reason}"
    assert "[bonkers|" in shown


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ("mark", "'mark'"),
        ("analyze", "FILE"),
        ("analyze x --format xml", "'xml'"),
        ("analyze x --min-score 2", "'2' is not a number from 0 to 1"),
        ("analyze x --min-score nan", "'nan' is not a number from 0 to 1"),
        ("analyze x --fail-above shouting=0.5", "'shouting=0.5' does not start with hedging or"),
        ("analyze x --fail-above hedging", "'' is not a number from 0 to 1"),
        ("serve --port http", "'http' is not a whole number from 0 to 65535"),
        ("serve --workers 0", "'0' is not a whole number from 1 to 256"),
        ("lexicon mend", "'mend'"),
        ("key new", "NAME"),
    ],
)
def test_a_wrong_argument_ends_with_two_and_is_named(
    arguments: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(arguments.split())
    assert exit_.value.code == 2
    assert reason in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "listed"),
    [
        (
            "",
            [
                "serve",
                "analyze",
                "compare",
                "score",
                "report",
                "lexicon",
                "profile",
                "mcp",
                "key",
                "probe",
            ],
        ),
        ("lexicon", ["check", "find", "fmt"]),
        ("profile", ["check"]),
        ("key", ["new"]),
    ],
)
def test_without_arguments_a_command_prints_its_help(
    arguments: str, listed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments.split()) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert re.findall(r"^    (\w+) ", printed.out, re.MULTILINE) == listed


def parsers(of: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """A parser and those of its commands."""
    yield of
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from parsers(command)


def test_each_argument_of_each_command_has_a_help_text() -> None:
    found = list(parsers(parser()))
    assert len(found) == 16
    without = [
        f"{each.prog} {action.dest}"
        for each in found
        for action in each._actions
        if not action.help and not isinstance(action, argparse._SubParsersAction)
    ]
    assert without == []


def test_the_package_can_be_run_as_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["levelhead", "key"])
    with pytest.raises(SystemExit) as exit_:
        runpy.run_module("levelhead", run_name="__main__")
    assert exit_.value.code == 0
    assert capsys.readouterr().out.startswith("usage: levelhead key ")


def test_the_version_is_that_of_the_service(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["--version"])
    assert exit_.value.code == 0
    assert capsys.readouterr().out == f"levelhead {VERSION}\n"
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)


def test_a_running_service_gives_the_same_answer(
    article: str, lexicons: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profile = tmp_path / "houses/own"
    profile.mkdir(parents=True)
    (profile / "profile.toml").write_text('about = "x"\n[allow]\nbonkers = "x"\n')
    arguments = ["analyze", article, "--format", "json", "--explain", "--min-score", "0.2"]
    arguments += ["--profile", str(profile)]
    assert main(arguments) == 0
    settings = {
        "LEVELHEAD_LEXICONS": str(lexicons),
        "LEVELHEAD_PROFILES": str(profile.parent),
        "LEVELHEAD_DEADLINE_SECONDS": "60",
    }
    with running(settings=settings) as url:
        assert main([*arguments, "--server", f"{url}/"]) == 0
    here, there = capsys.readouterr().out.splitlines()
    assert here == there


def test_a_service_with_keys_gets_the_key_of_the_environment(
    article: str,
    lexicons: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    keys = tmp_path / "keys.toml"
    keys.write_text(f'[desk]\nsha256 = "{sha256(b"open-sesame").hexdigest()}"\n')
    settings = {"LEVELHEAD_LEXICONS": str(lexicons), "LEVELHEAD_API_KEYS_FILE": str(keys)}
    with running(settings=settings) as url:
        assert main(["analyze", article, "--server", url]) == 2
        assert "401" in capsys.readouterr().err
        monkeypatch.setenv("LEVELHEAD_KEY", "open-sesame")
        assert main(["analyze", article, "--server", url]) == 0


@pytest.fixture
def answering() -> Iterator[Callable[[int, str], str]]:
    """Starts services that give one fixed answer to everything."""
    started: list[tuple[HTTPServer, Thread]] = []

    def start(status: int, body: str) -> str:
        class Service(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["content-length"]))
                self.send_response(status)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *args: object) -> None:
                pass

        server = HTTPServer(("127.0.0.1", 0), Service)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        started.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server, thread in started:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (200, "hello", f"unexpected response; is this levelhead {VERSION}? (JSON is malformed"),
        (
            200,
            '{"spans": 3}',
            f"unexpected response; is this levelhead {VERSION}? (Expected `array`",
        ),
        (413, "too long", "413 too long"),
    ],
)
def test_an_unexpected_response_of_a_service_is_reported(
    status: int,
    body: str,
    reason: str,
    answering: Callable[[int, str], str],
    article: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    url = answering(status, body)
    assert main(["analyze", article, "--server", url]) == 2
    assert capsys.readouterr().err.startswith(f"{url}: {reason}")


@pytest.mark.parametrize("address", ["http://127.0.0.1:{port}", "127.0.0.1", "http://["])
def test_an_unreachable_service_is_reported(
    address: str, article: str, capsys: pytest.CaptureFixture[str]
) -> None:
    url = address.format(port=free_port())
    assert main(["analyze", article, "--server", url]) == 2
    assert capsys.readouterr().err.startswith(f"{url}: ")


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What was asked for."""
    calls: list[dict[str, Any]] = []

    def serve(_: Settings, host: str, port: int, workers: int) -> None:
        calls.append({"host": host, "port": port, "workers": workers})

    monkeypatch.setattr("levelhead.service.server.serving.serve", serve)
    for name in ("HOST", "PORT", "WORKERS"):
        monkeypatch.delenv(f"LEVELHEAD_{name}", raising=False)
    return calls


def test_serving_takes_its_address_from_options_then_environment(
    served: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["serve"]) == 0
    monkeypatch.setenv("LEVELHEAD_PORT", "8001")
    monkeypatch.setenv("LEVELHEAD_WORKERS", "2")
    assert main(["serve"]) == 0
    assert main(["serve", "--host", "::1", "--port", "0", "--workers", "3"]) == 0
    assert [(s["host"], s["port"], s["workers"]) for s in served] == [
        ("127.0.0.1", 8000, 1),
        ("127.0.0.1", 8001, 2),
        ("::1", 0, 3),
    ]


def test_a_broken_lexicon_is_reported_before_workers_start(
    lexicons: Path,
    served: list[dict[str, Any]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    broken = lexicons / "hedging/modal/test.toml"
    broken.write_text('about = "x"\nmessage = "X."\n[phrases]\nmay = { strength = "3" }\n')
    assert main(["serve", "--workers", "2"]) == 2
    assert served == []
    assert f"{broken}:4: may.strength: " in capsys.readouterr().err


def test_a_broken_lexicon_ends_a_single_process(lexicons: Path) -> None:
    (lexicons / "hedging/modal/test.toml").write_text("about = 1")
    run = subprocess.run(
        ["levelhead", "serve", "--port", "0"],
        env=environment(LEVELHEAD_LEXICONS=str(lexicons)),
        capture_output=True,
        text=True,
    )
    assert run.returncode == 2
    first, *_ = run.stderr.splitlines()
    assert json.loads(first)["fault"].startswith(f"{lexicons}/hedging/modal/test.toml:1: about: ")
    assert "Traceback" not in run.stderr


def test_invalid_settings_are_reported_without_their_values(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEVELHEAD_MAX_BODY_BYTES", "many")
    monkeypatch.setenv("LEVELHEAD_REDIS_URL", "https://:secret@redis")
    monkeypatch.setenv("LEVELHEAD_RATE", "often")
    assert main(["serve"]) == 2
    shown = capsys.readouterr().err.splitlines()
    assert [line.partition(": ")[0] for line in shown] == [
        "LEVELHEAD_MAX_BODY_BYTES",
        "LEVELHEAD_RATE",
        "LEVELHEAD_REDIS_URL",
    ]
    assert "secret" not in "".join(shown)


def test_a_lexicon_whose_examples_hold_passes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lexicon", "check"]) == 0
    assert capsys.readouterr().out == "6 entries with 3 forms: all examples hold\n"


def test_a_failing_example_is_reported_with_path_and_line(
    lexicons: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = lexicons / "sensational/slang/test.toml"
    entry = (
        'zzz = { strength = 2, yes = ["It is zzz.", "It is <zzz>."], '
        'no = ["It is zzz-free.", "Too zzz."], known_false = ["Quite zzz.", "Never."] }\n'
    )
    line = len(path.read_text("utf-8").splitlines()) + 1
    with path.open("a", encoding="utf-8") as file:
        file.write(entry)
    assert main(["lexicon", "check", str(lexicons)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{path}:{line}: zzz.yes: marked ['zzz']: It is zzz.",
        f"{path}:{line}: zzz.no: marked ['zzz']: Too zzz.",
        f"{path}:{line}: zzz.known_false: no longer marked, make it one of `no`: Never.",
    ]


def test_a_lexicon_that_does_not_load_is_reported_with_path_and_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["lexicon", "check", str(tmp_path / "empty")]) == 1
    assert f"{tmp_path}/empty/categories.toml:1: file is missing" in capsys.readouterr().out


FOUND_WORDS = {
    "a form": ("EXPERTS  reckon", "hedging/vague_source", '"experts reckon" = 2'),
    "a word in a phrase": ("the bonkers plan", "sensational/loaded", '"bonkers" = 2'),
}


@pytest.mark.parametrize(("word", "category", "line"), FOUND_WORDS.values(), ids=FOUND_WORDS)
def test_a_word_is_found_with_path_and_line(
    lexicons: Path, word: str, category: str, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lexicon", "find", word]) == 0
    assert capsys.readouterr().out == f"{lexicons}/{category}/test.toml:5: {line}\n"


def test_a_word_in_no_list_is_not_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lexicon", "find", "tram"]) == 1
    assert capsys.readouterr().out == "tram: in no word list\n"


UNSORTED = """about = "Test."

[conditions]
b = ["a _"]
a = ["b _"]

[phrases]
# About b.
b = 2
"a c" = 2
# The end.

[patterns.z]
pattern = "<z>"

[patterns.y]
pattern = "<y>"
"""
SORTED = """about = "Test."

[conditions]
b = ["a _"]
a = ["b _"]

[phrases]
"a c" = 2
# About b.
b = 2
# The end.

[patterns.y]
pattern = "<y>"

[patterns.z]
pattern = "<z>"
"""


def test_words_are_put_in_order_with_their_comments(
    lexicons: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = lexicons / "sensational/slang/test.toml"
    path.write_text(UNSORTED)
    assert main(["lexicon", "fmt"]) == 0
    assert capsys.readouterr().out == f"{path}\n"
    assert path.read_text() == SORTED
    assert main(["lexicon", "fmt"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("name", ["none", "file.toml"])
def test_a_lexicon_that_is_not_a_folder_cannot_be_checked(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file.toml").touch()
    assert main(["lexicon", "check", str(tmp_path / name)]) == 2
    assert capsys.readouterr().err == f"{tmp_path / name}: no such folder\n"


def test_a_reader_that_stops_early_is_not_a_failure(
    article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as out:
        monkeypatch.setattr(sys, "stdout", out)
        assert main(["analyze", article]) == 0


FULL = "levelhead: [Errno 28] No space left on device\n"
full_disk = pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has /dev/full")


@full_disk
@pytest.mark.parametrize("format", ["text", "json", "html"])
def test_a_full_disk_is_a_failure(
    format: str, article: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with open("/dev/full", "w") as out:
        monkeypatch.setattr(sys, "stdout", out)
        assert main(["analyze", article, "--format", format]) == 2
    assert capsys.readouterr().err == FULL


def test_ctrl_c_ends_a_command_with_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(size: int) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=SimpleNamespace(read=interrupted)))
    assert main(["analyze", "-"]) == 130
    assert capsys.readouterr().err == "levelhead: interrupted\n"


@full_disk
def test_a_full_disk_leaves_no_traceback_at_exit(article: str, lexicons: Path) -> None:
    run = subprocess.run(
        f"levelhead analyze {article} > /dev/full",
        shell=True,
        env=environment(LEVELHEAD_LEXICONS=str(lexicons)),
        capture_output=True,
        text=True,
    )
    assert (run.returncode, run.stderr) == (2, FULL)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_service_that_cannot_listen_fails(workers: str, lexicons: Path) -> None:
    with socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        run = subprocess.run(
            ["levelhead", "serve", "--port", str(taken.getsockname()[1]), "--workers", workers],
            env=environment(LEVELHEAD_LEXICONS=str(lexicons)),
            capture_output=True,
            text=True,
        )
    assert run.returncode == 2
    assert "address already in use" in run.stderr.lower()


def test_a_service_that_is_stopped_has_done_its_work(
    served: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise SystemExit(0)

    monkeypatch.setattr("levelhead.service.server.serving.serve", stopped)
    assert main(["serve"]) == 0


def test_the_installed_command_works_in_a_pipe(article: str, lexicons: Path) -> None:
    run = subprocess.run(
        f"levelhead analyze {' '.join([article] * 50)} --format html | head -n 1",
        shell=True,
        env=environment(LEVELHEAD_LEXICONS=str(lexicons)),
        capture_output=True,
        text=True,
    )
    assert run.stderr == ""
    assert run.stdout == "<!DOCTYPE html>\n"


def test_a_file_name_that_is_not_utf_8_is_shown_as_far_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    Path(os.fsdecode(path)).write_text(TEXT)
    for format in ("text", "html"):
        assert main(["analyze", os.fsdecode(path), "--format", format]) == 0
        assert f"{tmp_path}/caf\ufffd.txt" in capsys.readouterr().out


WORD = word_file(("Title", "It may fail."), ("", "It is bonkers."))
MARKDOWN = "# It may fail.\n\nIt is\n*bonk*ers.\n"


def test_the_paragraphs_of_a_document_are_one_text_with_its_headlines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / "a.docx")
    Path(path).write_bytes(WORD)
    assert main(["analyze", path]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert re.sub(r"\|\w+ [\d.]+", "", "\n".join(shown[:3])) == (
        "It {may} fail.\n\nIt is [bonkers]."
    )
    assert [line.removeprefix(path).split()[:2] for line in shown[4:6]] == [
        [":1:4:", "hedging:"],
        [":3:7:", "sensational:"],
    ]
    assert main(["analyze", path, "--format", "html"]) == 0
    page = capsys.readouterr().out
    assert '<h3>It <mark class="hedging author">may</mark>' in page
    assert '<p>It is <mark class="sensational author">bonkers</mark>' in page


def test_what_was_not_marked_in_a_document_is_at_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / "a.docx")
    Path(path).write_bytes(WORD)
    assert main(["analyze", path, "--explain", "--min-score", "1"]) == 0
    assert [line for line in capsys.readouterr().out.splitlines() if "not marked" in line] == [
        f'{path}:1:4: not marked: modal "may": threshold',
        f'{path}:3:7: not marked: loaded "bonkers": threshold',
    ]


def test_markdown_is_marked_as_it_was_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path / "a.md", MARKDOWN)
    assert main(["analyze", path]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert re.sub(r"\|\w+ [\d.]+", "", "\n".join(shown[:4])) == (
        "# It {may} fail.\n\nIt is\n*[bonk*ers]."
    )
    assert [line.removeprefix(path).split()[:2] for line in shown[5:7]] == [
        [":1:6:", "hedging:"],
        [":4:2:", "sensational:"],
    ]
    assert main(["analyze", path, "--format", "html"]) == 0
    page = capsys.readouterr().out
    assert '<h3>It <mark class="hedging author">may</mark>' in page
    assert '<p>It is <mark class="sensational author">bonkers</mark>' in page


def test_a_key_file_that_is_not_utf_8_is_left_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "keys.toml"
    path.write_bytes(b"# caf\xe9\n")
    assert main(["key", "new", "desk", "--file", str(path)]) == 2
    assert capsys.readouterr() == ("", f"{path}:1: not UTF-8: invalid continuation byte\n")
    assert path.read_bytes() == b"# caf\xe9\n"


PAGE = "<title>It is bonkers</title>\n<p>It <b>may</b> fail.<script>bonkers</script>\n"
HTML_FILES = [
    # name of the file, options, what is marked
    ("page.html", [], ["bonkers", "may"]),
    ("PAGE.HTM", [], ["bonkers", "may"]),
    ("page.txt", [], ["bonkers", "may", "bonkers"]),
    ("page.txt", ["--input-format", "html"], ["bonkers", "may"]),
    ("page.html", ["--input-format", "text"], ["bonkers", "may", "bonkers"]),
]


@pytest.mark.parametrize(("name", "options", "marked"), HTML_FILES)
def test_a_file_is_read_as_html_by_its_name_or_by_an_option(
    name: str,
    options: list[str],
    marked: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = written(tmp_path / name, PAGE)
    assert main(["analyze", page, "--format", "json", *options]) == 0
    assert [span["text"] for span in json.loads(capsys.readouterr().out)["spans"]] == marked
