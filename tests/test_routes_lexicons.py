import pytest

from tests.helpers.asgi import LEXICON, ask

TAG = f'"{LEXICON.hash}"'
PATHS = ["/lexicons", "/lexicons/loaded", "/rules/bonkers"]


def test_the_categories_are_counted() -> None:
    answer = ask("GET", "/lexicons").json()
    assert answer == {
        "hash": LEXICON.hash,
        "categories": [
            {
                "dimension": "sensational",
                "category": "loaded",
                "about": "Test.",
                "rules": len(LEXICON.entries),
                "forms": 2,
            }
        ],
    }


def test_a_category_has_all_its_rules() -> None:
    answer = ask("GET", "/lexicons/loaded").json()
    assert (answer["dimension"], answer["category"]) == ("sensational", "loaded")
    assert [rule["id"] for rule in answer["rules"]] == [*LEXICON.entries]


def test_a_rule_shows_what_it_finds_and_why() -> None:
    assert ask("GET", "/rules/bonkers").json() == {
        "id": "bonkers",
        "dimension": "sensational",
        "category": "loaded",
        "sense": "",
        "strength": 3,
        "forms": ["bonkers"],
        "message": "Mocks its subject; say what was done instead.",
        "suggestions": [{"action": "delete"}],
        "replacements": {"bonkers": ["erratic"]},
        "source": "own reading",
        "hits": ["A <bonkers> plan."],
    }
    assert ask("GET", "/rules/maybe").json()["note"] == "Weak."
    assert ask("GET", "/rules/cloud").json()["pattern"] == "<cloud> cover"
    assert ask("GET", "/rules/capitals").json()["detector"] == "capitals"


@pytest.mark.parametrize(
    ("path", "detail"),
    [
        ("/lexicons/zorp", "unknown category"),
        ("/rules/zorp", "unknown rule"),
        ("/rules/%FF", "unknown rule"),
    ],
)
def test_an_unknown_name_is_not_found(path: str, detail: str) -> None:
    answer = ask("GET", path)
    assert (answer.status_code, answer.json()["detail"]) == (404, detail)


HELD = [
    (TAG, 304),
    (f"W/{TAG}", 304),
    (f'"other", {TAG}', 304),
    ("*", 304),
    ('"other"', 200),
    (LEXICON.hash, 200),
    ("", 200),
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("held", "status"), HELD)
def test_the_lexicon_is_sent_unless_the_client_has_it(path: str, held: str, status: int) -> None:
    answer = ask("GET", path, headers={"if-none-match": held})
    assert (answer.status_code, answer.headers["etag"]) == (status, TAG)
    assert answer.headers["cache-control"] == "no-cache"
    assert bool(answer.content) == (status == 200)
