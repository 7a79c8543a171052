"""What `levelhead score` refuses, before a run or when it should go on."""

import gzip
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import levelhead
import levelhead.corpus
from levelhead.cli.main import main
from levelhead.corpus.input_files import InputFile, find_input, input_file
from levelhead.corpus.parts import locked
from levelhead.corpus.readers import reader_of
from levelhead.corpus.run import reason_of
from levelhead.corpus.task import Columns, CorpusError, Task
from tests.helpers import corpus_scoring
from tests.helpers.corpus_scoring import parts, score
from tests.helpers.lexicons import write_lexicon
from tests.helpers.running import environment

# Fixtures: pytest finds them by these names.
lexicons = corpus_scoring.lexicons


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a b\nc", "a b"),
        ("", "ValueError"),
        (
            "\x1b[36mray::Task()\x1b[39m (pid=7)\nTraceback (most …):\n  x\nKeyError: 'a'\n",
            "KeyError: 'a'",
        ),
        ("\x1b[1;31mred\x1b[0m\nblue", "red"),
    ],
)
def test_an_error_is_shown_as_one_line_without_colours(text: str, line: str) -> None:
    assert reason_of(ValueError(text)) == line


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an input and a finished run."""
    folder = tmp_path_factory.mktemp("finished")
    (folder / "in").mkdir()
    (folder / "in/1.jsonl").write_text('{"text": "Bonkers.", "key": 1}\n')
    assert score(folder / "in", "--out", folder / "out", "--keep", "key") == 0
    return folder


@pytest.fixture
def scored(finished: Path, tmp_path: Path) -> list[str | Path]:
    """The arguments that go on with a copy of that run."""
    copytree(finished / "out", tmp_path / "out")
    return [finished / "in", "--out", tmp_path / "out", "--keep", "key"]


def test_another_run_into_the_same_folder_is_refused_and_all_that_differs_is_listed(
    scored: list[str | Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = parts(tmp_path / "out")
    write_lexicon(tmp_path / "others")
    monkeypatch.setenv("LEVELHEAD_LEXICONS", str(tmp_path / "others"))
    more = tmp_path / "2.jsonl"
    more.write_text('{"text": "Bonkers."}\n\n{"text": "Fine.", "key": 3}\n')
    assert score(more, *scored, "--min-score=0.5", "--id=key", "--part-rows=7") == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == f"{tmp_path / 'out'} holds another run, name a new folder for this one:"
    assert [line.partition(" was ")[0] for line in lines[1:]] == [
        "  the input's fingerprint",
        "  the input's rows",
        "  part_rows",
        "  columns.id",
        "  lexicon",
        "  options.min_score",
    ]
    assert lines[4] == '  columns.id was not given and is "key"'
    assert parts(tmp_path / "out") == before


def rewrite(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text().replace(old, new, 1))


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        (lambda out: (out / "part-00000.parquet").unlink(), "a finished part, can't be read"),
        (
            lambda out: pq.write_table(pa.table({"id": []}), out / "part-00000.parquet"),
            "a finished part, is damaged: its SHA-256 is not the manifest's",
        ),
        (
            lambda out: (out / "_manifest.json").write_text("{}"),
            "_manifest.json is damaged: Object missing",
        ),
        (
            lambda out: rewrite(out / "_manifest.json", '"rows": 1,', '"rows": 2,'),
            "the input's rows was 2 and is 1",
        ),
        (lambda out: (out / "_manifest.json").unlink(), "holds other files, such as part-00000"),
    ],
)
def test_a_folder_that_is_not_as_it_was_left_is_refused(
    harm: Callable[[Path], object],
    reason: str,
    scored: list[str | Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    harm(tmp_path / "out")
    assert score(*scored) == 2
    assert reason in capsys.readouterr().err


def test_a_folder_that_another_run_writes_to_is_refused(
    scored: list[str | Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with locked(tmp_path / "out"):
        assert score(*scored) == 2
    assert capsys.readouterr().err == f"another run is writing to {tmp_path / 'out'}\n"


@pytest.mark.parametrize(
    ("files", "arguments", "reason"),
    [
        ({}, "none.csv", "none.csv: there is no such file"),
        ({}, "*.csv", "*.csv: there is no such file"),
        ({}, "s3://", "s3://: "),
        ({"a/_x.csv": "text\n"}, "a", "a: there is no file in the folder\n"),
        ({"a/_x.csv": "text\n"}, "a/*", "no files in "),
        ({"a.csv": "text\n"}, "a.csv", "the input has no rows: a.csv\n"),
        ({"a.jsonl": "\n"}, "a.jsonl", "the input has no rows: a.jsonl\n"),
        ({"a/README.md": "x"}, "a", "say with --input-format which of parquet, jsonl, csv it is"),
        ({"a/README.md": "x", "a/b.csv": "text\nx\n"}, "a/*", "README.md: say with --input-"),
        (
            {"a.csv": "text\nx\n", "b.jsonl": '{"text": "x"}\n'},
            "*.*",
            "different formats: csv, jsonl",
        ),
        ({"a.txt": "x"}, "a.txt", "say with --input-format which of parquet, jsonl, csv it is"),
        ({"a.txt": "x"}, "a.txt --input-format parquet", "the input can't be read: "),
        ({"a.csv": "body\nx\n"}, "a.csv", "a.csv has body"),
        ({"a.jsonl": '{"body": "x"}\n'}, "a.jsonl", "a.jsonl has body"),
        (
            {"a.jsonl": '{"text": "x", "title": "y"}\n', "b.jsonl": '{"text": "x"}\n'},
            "*.jsonl --headline title",
            "b.jsonl has text in its first 1,000 lines",
        ),
        (
            {"a.jsonl": '{"text": "x"}\n'},
            "a.jsonl --id key --keep day",
            "no column key, day in the",
        ),
        ({"a.jsonl": '{"text": {"x": "y"}}\n'}, "a.jsonl --text body.x", "no column body.x in the"),
        ({"a.csv": "text\nx\n"}, "a.csv --id key --keep year", "no column key, year in the input"),
        ({"a.csv": "text;k\nx;y\n"}, "a.csv", "a.csv has text;k, in one column: see --delimiter"),
        ({"a.csv": "text,text\nx,y\n"}, "a.csv", "a.csv: there are several columns with the name"),
        ({"a.jsonl": '{"x": 1}\n'}, 'a.jsonl --text x"y', "a.jsonl: Renamed field names must not"),
        (
            {"a.csv": "text\nx\n"},
            "a.csv --encoding utf-16",
            "no byte order mark: choose utf-16-le or",
        ),
        (
            {"a.jsonl": '{"text": "x"}\n'},
            "a.jsonl --delimiter ;",
            "--delimiter is for CSV, and the",
        ),
        (
            {"a.parquet": ""},
            "a.parquet --encoding cp1252",
            "--encoding is for CSV and JSON lines, and the input is Parquet",
        ),
        ({"a.csv": "text\nx\n", "b.csv": "text,k\nx,y\n"}, "*.csv", "the header is not that of"),
        ({"a.csv": "text\n" + "x\n" * 2000 + '"x\n'}, "a.csv", "a.csv: the record in line 2002"),
        ({"a.csv": ""}, "a.csv", "a.csv: the file is empty, without a header"),
        ({"a.csv": "x" * (1 << 24)}, "a.csv", "a.csv: the row has more than 8388608 bytes"),
        ({"a.csv.gz": "text\n"}, "a.csv.gz", "the input can't be read: "),
        ({"a.csv": "text\nx\n"}, "a.csv --keep words", "--keep words: the output has a column"),
        ({"a.csv": "text\nx\n"}, "a.csv --min-score 2", "--min-score: should be less than"),
        ({"a.csv": "text\nx\n"}, "a.csv --threshold modal=x", "--thresholds/modal: should be"),
        ({"a.csv": "text\nx\n"}, "a.csv --rules none.json", "none.json: No such file or directory"),
        ({"a.csv": "text\nx\n"}, "a.csv --rules a.csv", "a.csv: Expecting value"),
        ({"a.csv": "text\nx\n", "r": "[" * 100_000}, "a.csv --rules r", "r: maximum recursion"),
    ],
)
def test_what_is_wrong_is_reported_before_anything_is_scored(
    files: dict[str, str],
    arguments: str,
    reason: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    assert score(*arguments.split(), "--out", tmp_path / "out") == 2
    assert reason in capsys.readouterr().err
    assert not list(tmp_path.glob("out/part*"))


ARRAY = "a JSON array: write each article in a line of its own, for example with jq -c '.[]'\n"
LAID_OUT = (
    "JSON objects over several lines: write each article in a line of its own, "
    "for example with jq -c .\n"
)


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        ('[{"text": "x"}]', ARRAY),
        ('[{"text": "x"},\n{"text": "x"}\n]\n', ARRAY),
        ('[\n{"text": "x"}]\n', ARRAY),
        ('\n\n [\n{"text": "x"}\n]\n', ARRAY),
        ('[\n  {\n    "text": "x"\n  }\n]\n', ARRAY),
        ('[{"text": "' + "x" * (1 << 23) + '"}]', ARRAY),
        ("\n" + '[ {"text": "' + "x" * (1 << 23) + '"},\n{"text": "x"}]', ARRAY),
        ('{\n"text": "x"\n}\n', LAID_OUT),
        ('{\n  "text": "x"\n}\n{\n  "text": "x"\n}\n', LAID_OUT),
        ('{"text": "x",\n "id": 1}\n', LAID_OUT),
        ('{ "text": "x"\n, "id": 1}\n', LAID_OUT),
        ('{"text":\n "x"\n}\n', LAID_OUT),
        ('{\n"all": [\n{"text": "x"}\n]}\n', None),
        ('{\n"all": [\n{"body": "x"}\n]}\n', LAID_OUT),
        ('{"text": "cut\x1foff"}\n', None),
        ('{"text": "x",}\n{"text": "x",}\n', None),
        ('{"text": "cut\n', None),
        ('{"text": "cut\n{"text": "cut\n', None),
        ('{"text":\n{"text": "x"}\n', None),
        ('["x"]\n', None),
        ("[NaN]\n{}", None),
    ],
)
@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.json.gz"])
def test_json_that_is_not_lines_is_refused_with_advice_that_fits_it(
    content: str, advice: str | None, name: str, tmp_path: Path
) -> None:
    raw = content.encode()
    (tmp_path / name).write_bytes(gzip.compress(raw, 1) if name.endswith(".gz") else raw)
    files = find_input([str(tmp_path / name)], None)
    task = Task("jsonl", Columns("text"), {}, 1 << 20, 5.0, "", "")
    if advice is None:
        assert reader_of(files, task).fragments
        return
    with pytest.raises(CorpusError) as refused:
        reader_of(files, task)
    assert f"{refused.value}\n" == f"file://{tmp_path / name}: not JSON lines, but {advice}"


def test_lines_none_of_which_is_an_object_are_rows_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("x\ny\n")
    files = find_input([str(tmp_path / "in.jsonl")], None)
    task = Task("jsonl", Columns("text"), {}, 1000, 5.0, "", "")
    assert [fragment.rows for fragment in reader_of(files, task).fragments] == [2]


@pytest.mark.parametrize("name", ["none.csv", "*.csv", "none/", "none/none.parquet", "none/*"])
def test_a_path_without_a_file_is_reported_in_one_line(
    name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    assert score(f"{tmp_path}/{name}", "--out", tmp_path / "out") == 2
    assert capsys.readouterr() == ("", f"{tmp_path}/{name}: there is no such file\n")
    assert caplog.messages == []


def test_a_file_elsewhere_has_no_time_of_change() -> None:
    assert input_file("s3://bucket/a.csv", 7) == InputFile("s3://bucket/a.csv", 7, None)


def test_settings_that_are_wrong_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEVELHEAD_MAX_BODY_BYTES", "many")
    assert score("x.csv", "--out", tmp_path / "out") == 2
    assert "LEVELHEAD_MAX_BODY_BYTES: " in capsys.readouterr().err


@pytest.mark.parametrize("arguments", ["score x.csv", "score x.csv --out y --part-rows 0"])
def test_wrong_arguments_exit_with_two(arguments: str) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(arguments.split())
    assert exit_.value.code == 2


LIBRARIES = ("daft", "matplotlib", "numpy", "pyarrow", "tqdm")


def test_the_service_needs_none_of_it() -> None:
    program = (
        f"import sys; sys.modules.update(dict.fromkeys({LIBRARIES})); "
        "import levelhead.service.main; from levelhead.cli.main import main; "
        "main(['score', '--help'])"
    )
    run = subprocess.run([sys.executable, "-c", program], env=environment(), capture_output=True)
    assert run.returncode == 0, run.stderr


def test_without_the_corpus_packages_the_command_says_how_to_install_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.startswith("levelhead.corpus.")]:
        if name not in ("levelhead.corpus.task", "levelhead.corpus.environment"):
            monkeypatch.delitem(sys.modules, name)
            monkeypatch.delattr(levelhead.corpus, name.rpartition(".")[2], raising=False)
    monkeypatch.setitem(sys.modules, "daft", None)
    assert score("x.csv", "--out", tmp_path / "out") == 2
    assert capsys.readouterr().err.startswith(
        "levelhead score needs the corpus packages: run `make corpus` in a checkout, or install "
        "levelhead[corpus] ("
    )
