import re

import pytest

from levelhead.cli import main as cli
from levelhead.service.settings import Settings
from tests.helpers.running import ROOT
from tests.settings_table import BEGIN, END, FILE, table, written

PAGE = FILE.read_text("utf-8")
VARIABLE = re.compile(r"\b(?:LEVELHEAD|OTEL|PROMETHEUS)_[A-Z_]*[A-Z]\b|\bNO_COLOR\b")

# A placeholder for the name of any setting.
ANY_SETTING = "LEVELHEAD_NAME"


def test_the_page_shows_the_settings_of_the_code() -> None:
    assert written(PAGE, table()) == PAGE, "run `make settings`"


def test_a_change_of_the_code_changes_the_table() -> None:
    page = f"before\n{BEGIN}\nold\n{END}\nafter"
    assert written(page, "new\n") == f"before\n{BEGIN}\n\nnew\n\n{END}\nafter"
    with pytest.raises(ValueError, match="unpack"):
        written("no markers", table())


def test_every_setting_says_what_it_does() -> None:
    described = {name: field.description for name, field in Settings.model_fields.items()}
    assert [name for name, text in described.items() if not text] == []
    assert len(table().splitlines()) == 2 + len(described)


@pytest.mark.parametrize(
    ("variable", "row"),
    [
        ("LEVELHEAD_LEXICONS", "path |  | built in"),
        ("LEVELHEAD_MAX_BODY_BYTES", "integer | > 0, ≤ 67108864 | `2097152`"),
        ("LEVELHEAD_DRAIN_SECONDS", "number | ≥ 0, ≤ 600 | `3.0`"),
        ("LEVELHEAD_LOG_FORMAT", "text | `auto`, `json`, `console` | `auto`"),
        ("LEVELHEAD_OPEN_METRICS", "boolean |  | `false`"),
        ("LEVELHEAD_RATE", "text |  | none"),
        ("LEVELHEAD_CORS_ORIGINS", "comma-separated list |  | none"),
        ("LEVELHEAD_LANGUAGETOOL_UPSTREAM", "URL |  | none"),
    ],
)
def test_type_bounds_and_default_are_those_of_the_field(variable: str, row: str) -> None:
    assert f"| `{variable}` | {row} |" in table()


def test_every_variable_the_code_names_is_on_the_page() -> None:
    named = {
        name
        for file in (ROOT / "app").rglob("*.py")
        for name in VARIABLE.findall(file.read_text("utf-8"))
    }
    assert {"LEVELHEAD_HOST", "OTEL_TRACES_EXPORTER", "PROMETHEUS_MULTIPROC_DIR"} <= named
    assert named - set(VARIABLE.findall(PAGE)) - {ANY_SETTING} == set()


def test_the_defaults_of_the_command_are_those_on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("HOST", "PORT", "WORKERS")
    for name in names:
        monkeypatch.delenv(f"LEVELHEAD_{name}", raising=False)
    args = cli.parser().parse_args(["serve"])
    for name in names:
        assert f"| `LEVELHEAD_{name}` | `{getattr(args, name.lower())}` |" in PAGE
