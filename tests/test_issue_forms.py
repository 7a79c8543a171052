"""The forms for issues offer what the service knows."""

import yaml

from levelhead.types import CATEGORIES
from tests.helpers.running import ROOT


def test_a_missed_word_has_one_of_the_categories() -> None:
    form = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE/missed-word.yml").read_text("utf-8"))
    (field,) = [field for field in form["body"] if field.get("id") == "category"]
    assert field["attributes"]["options"] == [
        "I don't know",
        *(
            f"{name} ({dimension})"
            for dimension in CATEGORIES
            for name in sorted(CATEGORIES[dimension])
        ),
    ]
