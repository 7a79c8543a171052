"""The page at /docs: its files are our own, and are sent compressed and cached."""

import gzip
import re

import pytest

from levelhead.service.routes import docs
from tests.helpers.asgi import ask

LOADED = re.findall(r'(?:href|src)="(docs/[^"]*)"', docs._PAGE)


def test_the_docs_are_served() -> None:
    assert "docs/docs.js" in ask("GET", "/docs").text
    assert '"openapi.json"' in ask("GET", "/docs/docs.js").text


def test_the_docs_load_their_own_files_and_nothing_inline() -> None:
    assert [f"docs/{name}" for name in sorted(docs._KINDS, key=docs._PAGE.index)] == LOADED
    assert not re.search(r"<script>|<style|\son\w+=|style=|https?:", docs._PAGE)
    assert {f"/{path}" for path in LOADED} | {"/docs"} == docs.PATHS


@pytest.mark.parametrize("path", LOADED)
def test_a_file_of_the_docs_is_sent_once(path: str) -> None:
    plain = ask("GET", f"/{path}", headers={"accept-encoding": "identity"})
    packed = ask("GET", f"/{path}", headers={"accept-encoding": "gzip"})
    assert plain.status_code == packed.status_code == 200
    assert plain.content == packed.content
    assert plain.headers["etag"] == packed.headers["etag"]
    assert int(packed.headers["content-length"]) == len(gzip.compress(plain.content))
    again = ask("GET", f"/{path}", headers={"if-none-match": plain.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_there_are_no_other_files() -> None:
    assert ask("GET", "/docs/docs.py").status_code == 404
