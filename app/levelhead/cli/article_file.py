"""The files that commands analyse: their bytes as the blocks of an article."""

import os
import re
import sys
from collections.abc import Iterator, Sequence
from glob import glob
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from levelhead.cli.command import Failure, reason_of
from levelhead.engine.analyzer import Block
from levelhead.engine.document.article import ArticleBlock, article_of_word
from levelhead.engine.document.unreadable import ZIP, Unreadable, format_of
from levelhead.render import printable
from levelhead.types import Format

InputFormat = Literal["text", "html", "markdown", "docx"]
INPUT_FORMATS: tuple[InputFormat, ...] = get_args(InputFormat)

SUFFIXES: dict[str, InputFormat] = {
    ".html": "html",
    ".htm": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".docx": "docx",
}

# What is read of a folder.
ENDINGS = (".txt", *SUFFIXES)

_PATTERN = re.compile(r"[*?\[]")

# UTF-32 in its usual byte order begins like UTF-16.
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class Article(NamedTuple):
    """What POST /analyze is asked: a text in a format, or the paragraphs of a Word document."""

    blocks: tuple[Block, ...]
    format: Format = "text"
    of_paragraphs: bool = False
    data: bytes = b""
    """The bytes of the file, if it was read from one."""


def input_format_of(name: str) -> InputFormat:
    """The format of a file by its name: text unless the ending says otherwise."""
    return SUFFIXES.get(Path(name).suffix.lower(), "text")


def files_in(names: Sequence[str]) -> Iterator[str]:
    """The files that are named, those that match a pattern, and all articles of a folder.

    Hidden files and folders inside of a folder are passed over. A folder without articles and what
    is not there are kept, so that reading them says so.
    """
    for name in names:
        if _is_folder(name):
            yield from [*_articles_below(Path(name), ())] or [name]
        elif _PATTERN.search(name) and not os.path.lexists(name):
            yield from _matching(name) or [name]
        else:
            yield name


def _is_folder(name: str) -> bool:
    """Whether it names a folder; Path takes an empty name, such as that of a variable, for one.

    What the system does not let us examine is none: reading it says why.
    """
    try:
        return name not in ("", "-") and Path(name).is_dir()
    except OSError:
        return False


def _matching(pattern: str) -> list[str]:
    """The files that match a pattern, and the articles of folders that do, each once."""
    found: dict[str, None] = {}
    for name in sorted(glob(pattern, recursive=True)):
        folder = _is_folder(name)
        found.update(dict.fromkeys(_articles_below(Path(name), ()) if folder else [name]))
    return list(found)


def _articles_below(folder: Path, above: Sequence[Path]) -> Iterator[str]:
    """The articles in a folder, which is in the folders `above` if it is not a link to them."""
    if (real := folder.resolve()) in above:
        return
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        yield str(folder)
        return
    for path in paths:
        if path.name.startswith("."):
            continue
        if _is_folder(str(path)):
            yield from _articles_below(path, (*above, real))
        elif path.suffix.lower() in ENDINGS:
            yield str(path)


def read_article(name: str, named: str, format: InputFormat | None, max_bytes: int) -> Article:
    """The article in a file, of the given format or else the one that `named` shows.

    Failure if it cannot be read, or is longer.
    """
    if not name:
        raise Failure("'': the name of a file is empty")
    if _is_folder(name):
        raise Failure(f"{shown_name(name)}: {_of_folder(Path(name))}")
    try:
        data = read_bytes(name, max_bytes)
        article = article_of(data, format or input_format_of(named), max_chars=max_bytes)
        return article._replace(data=data)
    except OSError as error:
        raise Failure(f"{shown_name(named)}: {error.strerror}") from error
    except Unreadable as error:
        raise Failure(f"{shown_name(named)}: {error}") from error


def _of_folder(folder: Path) -> str:
    """Why nothing of a folder is read."""
    try:
        next(folder.iterdir(), None)
    except OSError as error:
        return reason_of(error)
    return f"no file in this folder ends in {', '.join(ENDINGS)}; hidden ones are not read"


def shown_name(name: str) -> str:
    """The name of a file as it is printed, also if it is not UTF-8."""
    return "<stdin>" if name == "-" else printable(os.fsencode(name).decode(errors="replace"))


def read_bytes(name: str, max_bytes: int) -> bytes:
    """A file, or standard input for `-`. Unreadable if it is longer; OSError as usual."""
    if name == "-":
        data = sys.stdin.buffer.read(max_bytes + 1)
    else:
        with Path(name).open("rb") as file:
            data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise Unreadable(f"larger than {max_bytes:,} bytes; LEVELHEAD_MAX_BODY_BYTES is the limit")
    return data


def article_of(data: bytes, format: InputFormat, max_chars: int) -> Article:
    """The article in a file. Unreadable if the bytes are not what `format` says.

    Word documents are read as POST /extract reads them; `max_chars` bounds their text. A byte order
    mark is part of a text, since offsets point into it.
    """
    found = format_of(data)
    if found == ZIP and format != "docx":
        raise Unreadable(f"this is {found}; for a Word document use --input-format docx")
    if found and found != ZIP:
        raise Unreadable(f"this is {found}, not an article in text, HTML, Markdown or .docx")
    if format == "docx":
        return _of_paragraphs(article_of_word(data, max_chars))
    return Article((Block(text_of(data)),), format)


def text_of(data: bytes) -> str:
    """The bytes as text. Unreadable if they are not UTF-8, or a binary file that happens to be."""
    if data.startswith(UTF_16_MARKS):
        raise Unreadable("this is UTF-16 text; save it as UTF-8")
    if b"\0" in data:
        raise Unreadable(f"this is a binary file, not text (byte {data.index(0)} is zero)")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise Unreadable(f"not UTF-8 (byte {error.start}); save it as UTF-8") from error


def _of_paragraphs(found: Sequence[ArticleBlock]) -> Article:
    blocks = tuple(Block(text, role, str(n)) for n, (role, text) in enumerate(found))
    return Article(blocks, of_paragraphs=True)
