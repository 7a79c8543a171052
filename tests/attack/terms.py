"""Attacks by a caller's own terms, rules and patterns."""

import json
from collections.abc import Mapping

from tests.attack.answers import CANARY
from tests.attack.attack import Attack, sending


def analyzing(name: str, text: str, *statuses: int, **options: object) -> Attack:
    """POST /analyze of JSON."""
    body = json.dumps({"text": f"{text} {CANARY}", **options}).encode()
    return sending(name, "/analyze", "application/json", body, *statuses)


def rules(*rules: Mapping[str, object]) -> list[dict[str, object]]:
    """Rules that differ in nothing but what is given, and their ids."""
    shared = {"dimension": "sensational", "category": "loaded"}
    return [{"id": f"r{n}", **shared, **rule} for n, rule in enumerate(rules)]


ATTACKS = (
    analyzing(
        "1,000 allow terms “ab c…”, 16 kB of “ab”",
        "ab " * 5450,
        allow=[f"ab c{n}" for n in range(1000)],
    ),
    analyzing(
        "50 refused patterns", "ab", 422, rules=rules(*[{"pattern": r"(?:\pL{1,900})i"}] * 50)
    ),
)
