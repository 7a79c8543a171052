"""The project's Markdown: links that resolve inside the repository, and one way of wrapping."""

import re
import shlex
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.helpers.markdown import PAGES, prose, read
from tests.helpers.running import ROOT

COLUMNS = 100
# Wrapped when they are next rewritten.
PARSER = MarkdownIt("commonmark").enable("table")

# What GitHub leaves out of the anchor of a heading.
_NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")
_EXTERNAL = re.compile(r"[a-z]+:")
# Something in code that looks like a file of the repository.
_PATH = re.compile(r"(?:\.\./)*[\w.-]+(?:/[\w.-]+)+/?")
_TARGET = re.compile(r"^([a-z-]+):", re.MULTILINE)
_TOP = {path.name for path in ROOT.iterdir()}
# Folders that a target makes.
_MADE = ("build/",)


def inline(text: str) -> Iterator[Token]:
    for token in PARSER.parse(text):
        yield from token.children or ()


def code(page: str) -> list[str]:
    """The inline code of a page."""
    return [t.content for t in inline(read(page)) if t.type == "code_inline"]


def links(page: str) -> list[str]:
    """Where the links and pictures of a page lead."""
    found = [t.attrGet("href") or t.attrGet("src") for t in inline(read(page))]
    return [str(target) for target in found if target]


def anchors(page: str) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    tokens = PARSER.parse(read(page))
    found: set[str] = set()
    for before, token in pairwise(tokens):
        if before.type == "heading_open":
            words = "".join(t.content for t in token.children or ())
            anchor = name = _NOT_IN_ANCHORS.sub("", words.lower()).replace(" ", "-")
            number = 0
            while anchor in found:
                number += 1
                anchor = f"{name}-{number}"
            found.add(anchor)
    return found


def broken(page: str, link: str) -> str | None:
    """Why a link of a page leads nowhere; None if it is right, or leads to another site."""
    if _EXTERNAL.match(link):
        return None
    path, _, anchor = link.partition("#")
    target = (ROOT / page).parent.joinpath(path).resolve() if path else ROOT / page
    if not target.is_relative_to(ROOT):
        return f"{link} leaves the repository"
    if not target.exists():
        return f"{link} does not exist"
    if anchor and anchor not in anchors(target.relative_to(ROOT).as_posix()):
        return f"{link}: no such heading"
    return None


def absent(path: str) -> bool:
    """Whether code that looks like a path of the repository names nothing in it."""
    if path.startswith("../"):
        return True
    return path.split("/")[0] in _TOP and not (
        (ROOT / path).exists() or path.startswith(_MADE) or "…" in path
    )


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere_in_the_repository(page: str) -> None:
    assert [why for link in links(page) if (why := broken(page, link))] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_path_in_code_exists(page: str) -> None:
    assert [text for text in code(page) if _PATH.fullmatch(text) and absent(text)] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_target_that_is_named_exists(page: str) -> None:
    commands = [each for each in code(page) if each.startswith("make ")]
    named = {w for command in commands for w in shlex.split(command)[1:] if "=" not in w}
    assert named - set(_TARGET.findall(read("Makefile"))) == set()


@pytest.mark.parametrize("page", PAGES)
def test_prose_is_wrapped(page: str) -> None:
    lines = enumerate(prose(page).splitlines(), start=1)
    long = [n for n, line in lines if len(line) > COLUMNS and not line.startswith("|")]
    assert long == []


@pytest.mark.parametrize("page", [page for page in PAGES if page.startswith("docs/")])
def test_every_document_is_in_the_index(page: str) -> None:
    assert Path(page).name in {*links("docs/README.md"), "README.md"}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_with_a_title_and_what_it_is_for(page: str) -> None:
    opening = [token.type for token in PARSER.parse(read(page))[:4]]
    assert opening == ["heading_open", "inline", "heading_close", "paragraph_open"]


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("README.md", None),
        ("docs/api.md#scores", None),
        ("#documentation", None),
        ("https://example.com/nothing", None),
        ("docs/nothing.md", "docs/nothing.md does not exist"),
        ("../elsewhere/README.md", "../elsewhere/README.md leaves the repository"),
        ("docs/api.md#nothing", "docs/api.md#nothing: no such heading"),
        ("#nothing", "#nothing: no such heading"),
    ],
)
def test_a_link_that_leads_nowhere_is_found(link: str, why: str | None) -> None:
    assert broken("CONTRIBUTING.md", link) == why


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("app/levelhead/service/settings.py", False),
        ("lexicons/", False),
        ("build/extension", False),
        ("/v2/check", False),
        ("text/plain", False),
        ("app/nothing.py", True),
        ("docs/nothing/", True),
        ("../shared/README.md", True),
    ],
)
def test_a_path_that_is_not_there_is_found(path: str, wrong: bool) -> None:
    assert absent(path) is wrong


def test_anchors_are_those_of_github() -> None:
    assert {"a-first-call", "which-score-needs-attention"} <= anchors("docs/api.md")
    assert "text-html-and-blocks" in anchors("docs/api.md")
