import re

import pytest

from tests.tried import BEGIN, END, FILE, PAGE, Note, Tried, page_with, read, updated

OLD = [
    Tried("Editors", "A", "undo", "yes", "1.0", "2026-01-01"),
    Tried("Editors", "B", "undo", "no: it has none", "2", "2026-01-01"),
    Tried("Shops", "C", "keys", "yes", "3", "2026-01-01"),
]
NEW = [
    Tried("Editors", "A", "redo", "yes", "1.1", "2026-02-02"),
    Tried("Editors", "A", "undo", "yes", "1.1", "2026-02-02"),
]


def test_the_page_shows_the_record() -> None:
    page = PAGE.read_text("utf-8")
    assert page_with(page, read()) == page, "run `make tried`"


def test_the_record_has_one_cell_for_each_place_and_exact_dates() -> None:
    cells = read()
    assert updated([], cells) == cells
    assert [c for c in cells if not re.fullmatch(r"\d{4}-\d\d-\d\d", c.date)] == []
    assert [c for c in cells if any("|" in part or not part for part in c)] == []


def test_new_cells_replace_old_ones_in_their_table() -> None:
    assert updated(OLD, NEW) == [NEW[1], OLD[1], NEW[0], OLD[2]]


def test_a_table_has_a_row_for_each_program_and_a_column_for_each_check() -> None:
    page = page_with(f"before\n{BEGIN}\nold\n{END}\nafter", updated(OLD, NEW))
    assert page == (
        f"before\n{BEGIN}\n\n"
        "## Editors\n\n"
        "| program | undo | redo |\n| --- | --- | --- |\n"
        "| A | yes (1.1, 2026-02-02) | yes (1.1, 2026-02-02) |\n"
        "| B | no: it has none (2, 2026-01-01) |  |\n\n"
        "## Shops\n\n"
        "| program | keys |\n| --- | --- |\n"
        "| C | yes (3, 2026-01-01) |\n\n"
        f"{END}\nafter"
    )


def test_what_the_record_does_not_say_fails(request: pytest.FixtureRequest) -> None:
    tried: Note = request.getfixturevalue("tried")  # by name, it would be run by `make tried`
    with pytest.raises(AssertionError, match="make tried"):
        tried("Editors", "A", "1.0", "undo", result=f"not in {FILE.name}")
