"""Attacks on LanguageTool's protocol."""

from urllib.parse import urlencode

from tests.attack.answers import CANARY
from tests.attack.attack import Attack, sending

FORM = "application/x-www-form-urlencoded"


def checking(name: str, text: str, *statuses: int, **fields: str) -> Attack:
    """POST /v2/check of a form."""
    body = urlencode({"language": "en", "text": f"{text} {CANARY}", **fields}).encode()
    return sending(name, "/v2/check", FORM, body, *statuses)


ATTACKS = (checking("/v2/check of 16 kB of “may”, picky", "may " * 4096, level="picky"),)
