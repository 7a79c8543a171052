"""Attacks by a caller's own terms, rules and patterns."""

import json
import random
from collections.abc import Mapping, Sequence

from tests.attack.answers import CANARY
from tests.attack.attack import JSON, Attack, sending

# Texts up to 16,384 characters are analysed first where nothing says that they take long.
SHORT = 16_350


def analyzing(name: str, text: str, *statuses: int, **options: object) -> Attack:
    """POST /analyze of JSON."""
    body = json.dumps({"text": f"{text} {CANARY}", **options}).encode()
    return sending(name, "/analyze", JSON, body, *statuses)


def rules(*rules: Mapping[str, object]) -> list[dict[str, object]]:
    """Rules that differ in nothing but what is given, and their ids."""
    shared = {"dimension": "sensational", "category": "loaded"}
    return [{"id": f"r{n}", **shared, **rule} for n, rule in enumerate(rules)]


def patterns(name: str, pattern: str, *statuses: int, text: str, count: int = 50) -> Attack:
    """Many rules of patterns that differ from each other, so that no cache helps."""
    made = rules(*({"pattern": pattern.replace("№", str(n))} for n in range(count)))
    return analyzing(name, text, *statuses, rules=made)


def fitting(unit: str, size: int) -> str:
    """A text of nearly this number of characters."""
    return unit * (size // len(unit))


# The states of an automaton are made as a text needs them: a random one needs them all.
RANDOM = "".join(random.Random(1).choices("ab", k=64_000))
WORDS: Sequence[str] = [f"{a}{b}{c}" for a in "bdfg" for b in "aeiou" for c in "mnrstlkpvz"]
ORDINARY = " ".join(f"{WORDS[n % 200]}{WORDS[n % 199]}" for n in range(2300))

ATTACKS = (
    analyzing(
        "1,000 allow terms “ab c…”, 16 kB of “ab”",
        fitting("ab ", SHORT),
        allow=[f"ab c{n}" for n in range(1000)],
    ),
    analyzing(
        "1,000 allow terms “ab c…”, 1.9 MB of “ab”",
        fitting("ab ", 1_900_000),
        allow=[f"ab c{n}" for n in range(1000)],
    ),
    analyzing("841 ordinary allow terms, 16 kB", ORDINARY, allow=ORDINARY.split()[:841]),
    analyzing(
        "1,000 allow terms of 200 characters",
        fitting("ab ", SHORT),
        allow=[fitting("ab ", 190) + f"c{n}" for n in range(1000)],
    ),
    analyzing(
        "1,000 allow terms with signs",
        fitting("a/b AT&T $5m ", SHORT),
        allow=[f"a/b AT&T ${n}m" for n in range(1000)],
    ),
    analyzing(
        "1,000 allow terms, each in the other",
        fitting("may ", SHORT),
        allow=[" ".join(["may"] * (n % 40 + 1)) + f" x{n}" for n in range(1000)],
    ),
    analyzing(
        "50 rules of 100 forms, 16 kB of “ab”",
        fitting("ab ", SHORT),
        rules=rules(*({"forms": [f"ab c{n} d{m}" for m in range(100)]} for n in range(50))),
    ),
    analyzing(
        "50 rules with the same forms, 60 kB",
        fitting("ab cd ", 60_000),
        rules=rules(*({"forms": ["ab", "cd", "ab cd"]} for _ in range(50))),
    ),
    analyzing("allow terms of signs only", "may", 200, 422, allow=["&" * 200] * 1000),
    patterns("50 refused patterns", r"(?:\pL{1,900})i№", 422, text="ab"),
    analyzing(
        "50 times the same refused pattern",
        "ab",
        422,
        rules=rules(*[{"pattern": r"(?:\pL{1,900})i"}] * 50),
    ),
    patterns(
        "50 patterns that barely pass", r"(?:\w{1,60}№){1,9}y", 200, 422, text="may " * 16_000
    ),
    patterns("50 patterns with much memory", r"[ab]*a[ab]{14}№", 200, 422, text=RANDOM),
    patterns("50 patterns that match nothing", r"(?:)|№", 200, 422, text="a " * SHORT),
    patterns("a pattern that reads on to the end", r"x(?:[^y]*y)?|№", text="x" * 900_000, count=1),
    patterns("50 patterns that find each letter", r"\w|№", text="a " * 8_000),
    patterns("patterns of 1,000 brackets", "(" * 500 + ")" * 500, 200, 422, text="a"),
    patterns(
        "patterns of 1,000 alternatives", "|".join("ab" * 160) + "№", 200, 422, text="ab " * 5000
    ),
    sending(
        "a batch of 100 documents with 20 refused patterns each",
        "/analyze/batch",
        JSON,
        json.dumps(
            {
                "documents": [
                    {
                        "text": CANARY,
                        "rules": rules(
                            *({"pattern": rf"(?:\pL{{1,900}})i{n}x{m}"} for m in range(20))
                        ),
                    }
                    for n in range(100)
                ]
            }
        ).encode(),
    ),
    sending(
        "a batch of 100 documents with 1,000 allow terms",
        "/analyze/batch",
        JSON,
        json.dumps(
            {
                "documents": [{"text": fitting("ab ", 15_000) + CANARY}] * 100,
                "allow": [f"ab c{n}" for n in range(1000)],
            }
        ).encode(),
    ),
)
