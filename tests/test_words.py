"""One word per thing: words that the project no longer uses stay out of its prose and its names.

Checked are Markdown outside code, comments, docstrings, names, and all strings of code that users
see. English as data is exempt: word lists, articles and the sentences of tests.
"""

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.markdown import PAGES, prose
from tests.helpers.running import ROOT

# Files and folders that are checked besides the Markdown.
CHECKED = (
    ".ci",
    ".github",
    "Dockerfile",
    "Makefile",
    "app",
    "bench",
    "deploy",
    "evaluation",
    "integrations",
    "tests",
)

# Folders of CHECKED that hold data or packages.
SKIPPED = ("tests/clients_npm/", "tests/editors_npm/", "tests/fuzzed/")

SUFFIXES = {"", ".css", ".html", ".js", ".php", ".py", ".yaml", ".yml"}

# What is retired, as regular expressions of whole words, and what to write instead.
RETIRED = {
    r"amid": "in",
    r"anew": "again",
    r"beside": "next to, alongside, besides",
    r"doors?": "middleware",
    r"floor": "baseline",
    r"guards?": "middleware; exception (of an entry)",
    r"innocents?": "excluded",
    r"(?<!there\s)is\s+no\s(?!(?:longer|more|less)\b)": "is not a",
    r"judg(?:e|es|ed|ing)": "assess, decide, evaluate",
    r"laws?": "invariant",
    r"look(?:s|ed)?\s+at": "check, read, consider",
    r"mend(?:s|ed|ing)?": "fix",
    r"receipts?": "rule statistics",
    r"shelf": "folder",
    r"so\s+many": "a number, or: as many as",
    r"stands?": "is",
    r"the\s+reading": "normalized text",
    r"told|tells": "returns, logs, says, shows",
    r"unhurried": "no deadline",
    r"(?:(?<=[.:;|]\s)|^)(?-i:Who)\s(?![^.?]*\?)": "a noun: the client, the user, a caller",
    r"whoever": "the client, the user, a caller",
}

# Where a retired word is right: path, word and reason.
ALLOWED = {
    ("app/levelhead/engine/attributions/passive.py", "told|tells"): "a verb of speech",
    ("app/levelhead/engine/attributions/statements.py", "told|tells"): "a verb of speech",
    ("app/levelhead/engine/attributions/verbs.py", "told|tells"): "a verb of speech",
    ("app/levelhead/engine/attributions/words.py", "amid"): "a list of prepositions",
    ("app/levelhead/engine/attributions/words.py", "whoever"): "a list of pronouns",
    ("app/levelhead/engine/claims/word_kinds.py", "told|tells"): "verbs of speech",
    ("app/levelhead/engine/headline/unhedged.py", "told|tells"): "verbs of speech",
    ("app/levelhead/engine/compare/causal_words.py", "amid"): "a list of prepositions",
    ("app/levelhead/engine/compare/sources.py", "told|tells"): "verbs of speech",
    ("app/levelhead/engine/document/quote_words.py", "judg(?:e|es|ed|ing)"): "a verb of speech",
    ("app/levelhead/engine/document/labels.py", "judg(?:e|es|ed|ing)"): "a list of titles",
    ("app/levelhead/engine/negation.py", "amid"): "a list of prepositions",
    ("app/levelhead/engine/names.py", "amid"): "a list of prepositions",
    ("app/levelhead/engine/names.py", "told|tells"): "a list of verbs",
    ("app/levelhead/engine/names.py", "stands?"): "a list of verbs",
    ("app/levelhead/engine/document/quote_words.py", "amid"): "a list of prepositions",
    ("app/levelhead/lexicon/irregular.py", "shelf"): "an irregular noun",
    ("app/levelhead/lexicon/irregular.py", "stands?"): "an irregular verb",
    ("app/levelhead/lexicon/irregular.py", "told|tells"): "an irregular verb",
    ("app/levelhead/service/routes/lexicons.py", "receipts?"): "a field of the API",
    ("app/levelhead/web/page/neutral.js", "amid"): "a list of prepositions",
    ("app/levelhead/web/page/neutral.js", "doors?"): "a list of things that people slam",
    ("app/levelhead/web/page/neutral.js", "told"): "a list of verbs of speech",
    ("app/levelhead/web/page/sample.js", "doors?"): "the sample article",
    ("app/levelhead/web/page/sample.js", "told"): "the sample article",
    ("bench/chart.py", "floor"): "a function of the standard library",
    ("bench/corpus.py", "told"): "a sentence of an article",
}

_FLAGS = re.IGNORECASE | re.MULTILINE
_WORDS = {word: re.compile(rf"(?<![\w-])(?:{word})(?:(?<=\s)|(?!\w))", _FLAGS) for word in RETIRED}
_CODE = re.compile(r"(`+)[^`]+\1|\]\([^)]*\)|<https?:[^>]*>")
_GENERATED = re.compile(r"<!-- (?:tables?|figures) of .*?<!-- end", re.DOTALL)


def _blank(match: re.Match[str]) -> str:
    """As many lines, without their text."""
    return "\n" * match[0].count("\n")


def texts(path: str) -> Iterator[tuple[int, str]]:
    """The prose of a file, each text with the number of its first line."""
    if path.endswith(".md"):
        yield 1, _CODE.sub(_blank, _GENERATED.sub(_blank, prose(path)))
    elif path.endswith(".py"):
        yield from python_texts((ROOT / path).read_text("utf-8"), path.startswith("tests/"))
    else:
        yield 1, (ROOT / path).read_text("utf-8")


def python_texts(source: str, is_test: bool) -> Iterator[tuple[int, str]]:
    """Names, comments and strings; of a test's strings only the docstrings."""
    opens_line = True
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        line = token.start[0]
        kind = tokenize.tok_name[token.type]
        if kind == "NAME":
            yield line, token.string.replace("_", " ")
        elif kind == "COMMENT" or (
            kind in ("FSTRING_MIDDLE", "STRING") and (opens_line or not is_test)
        ):
            yield line, token.string
        if kind not in ("COMMENT", "NL"):
            opens_line = kind in ("NEWLINE", "INDENT", "DEDENT")


def retired(path: str) -> Iterator[tuple[str, str]]:
    """Each retired word of a file, and where it is."""
    for line, text in texts(path):
        for word, pattern in _WORDS.items():
            for match in pattern.finditer(text):
                yield word, f"{path}:{line + text.count(chr(10), 0, match.start())}: {match[0]!r}"


def files() -> list[str]:
    """The paths of all files that are checked, from the top of the repository."""
    below = (
        file
        for place in CHECKED
        for file in [ROOT / place, *(ROOT / place).rglob("*")]
        if file.is_file() and file.suffix in SUFFIXES
    )
    paths = {file.relative_to(ROOT).as_posix() for file in below}
    checked = {*PAGES, *paths} - {Path(__file__).relative_to(ROOT).as_posix()}
    return sorted(path for path in checked if not path.startswith(SKIPPED))


def is_allowed(path: str, word: str, where: str) -> bool:
    return any(path == file and re.search(allowed, where) for file, allowed in ALLOWED)


@pytest.mark.parametrize("path", files())
def test_a_file_has_no_retired_words(path: str) -> None:
    found = [(word, where) for word, where in retired(path) if not is_allowed(path, word, where)]
    assert [where for _, where in found] == []


@pytest.mark.parametrize(("path", "word"), ALLOWED)
def test_every_allowance_is_needed(path: str, word: str) -> None:
    assert any(re.search(word, where) for _, where in retired(path))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It tells all.", ["tells"]),
        ("He intends to amend it: a standstill.", []),
        ("the\nreading", ["the\nreading"]),
        ("This is no error.", ["is no "]),
        ("There is no error, and it is no longer one.", []),
        ("It waits. Who hangs up loses.", ["Who "]),
        ("Who hangs up?", []),
        ("The client, who hangs up, loses.", []),
    ],
)
def test_words_are_found_as_words(text: str, found: list[str]) -> None:
    assert [m[0] for pattern in _WORDS.values() for m in pattern.finditer(text)] == found


@pytest.mark.parametrize(
    ("is_test", "texts"), [(False, ["a b", '"c"', "# d"]), (True, ["a b", "# d"])]
)
def test_the_strings_of_tests_are_data(is_test: bool, texts: list[str]) -> None:
    assert [text for _, text in python_texts('a_b = "c"  # d\n', is_test)] == texts


def test_docstrings_of_tests_are_prose() -> None:
    source = 'def f():\n    """a"""\n    return "b"\n'
    assert (2, '"""a"""') in [*python_texts(source, True)]
    assert (3, '"b"') not in [*python_texts(source, True)]
