"""Attacks on LanguageTool's protocol."""

import json
from urllib.parse import quote, urlencode

from tests.attack.answers import CANARY
from tests.attack.attack import FORM, Attack, sending
from tests.attack.texts import filled


def checking(name: str, text: str, *statuses: int, **fields: str) -> Attack:
    """POST /v2/check of a form."""
    body = urlencode({"language": "en", "text": f"{text} {CANARY}", **fields}).encode()
    return sending(f"/v2/check: {name}", "/v2/check", FORM, body, *statuses)


def annotated(name: str, parts: list[dict[str, str]]) -> Attack:
    """POST /v2/check of a text with annotations."""
    fields = {"language": "en", "data": json.dumps({"annotation": parts}), "level": "picky"}
    return sending(f"/v2/check: {name}", "/v2/check", FORM, urlencode(fields).encode())


ATTACKS = (
    checking("16 kB of “may ”, picky", "may " * 4096, level="picky"),
    checking("131 kB of “may ”, picky", "may " * 32_768, level="picky"),
    checking("1.5 MB of “may ”, picky", filled("may ", 1_500_000), 200, 413, 422, level="picky"),
    checking("1.5 MB of “may.\\n”", filled("may.\n", 900_000), 200, 413, 422, level="picky"),
    checking("one sentence of 16 kB, one mark", "ab " * 5000 + "shambolic"),
    checking("100,000 rules switched off", "It may.", disabledRules="A," * 100_000),
    checking("1.9 MB of escapes", "", 200, level="é" * 300_000),
    sending(
        "/v2/check: a million fields",
        "/v2/check",
        FORM,
        f"text={CANARY}&language=en&{'a&' * 900_000}".encode(),
        200,
        400,
    ),
    sending(
        "/v2/check: a form without an end",
        "/v2/check",
        FORM,
        f"text={CANARY}&language=en{'=%' * 900_000}".encode(),
        200,
        400,
    ),
    sending(
        "/v2/check: 2 MB that is not a form",
        "/v2/check",
        "multipart/form-data; boundary=a",
        b"--a\r\n" * 400_000,
        200,
        400,
    ),
    annotated("30,000 annotations", [{"text": "may "}, {"markup": "<b>"}] * 15_000),
    annotated("annotations that are all read", [{"markup": "<", "interpretAs": "may "}] * 20_000),
    sending(
        "/v2/check: 16 kB of “may ” in the query",
        f"/v2/check?language=en&level=picky&text={quote(filled('may ', 16_000))}",
        "",
        b"",
        414,
        method="GET",
    ),
)
