"""The lines of a file that git says have changed."""

import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from msgspec import UnsetType
from msgspec.structs import replace

from levelhead.cli.article_file import UTF_16_MARKS, Article, shown_name
from levelhead.cli.command import Failure
from levelhead.cli.git import GitError, content_before, git
from levelhead.cli.places import BYTE_ORDER_MARK, line_starts, place_of
from levelhead.engine.encode import Answer
from levelhead.engine.report import Headline, Located
from levelhead.render import LINE_END

Found = TypeVar("Found", bound=Located)

_HUNK = re.compile(rb"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.MULTILINE)
# So that no setting of the user adds lines or colours.
_DIFF = (
    *("diff", "--no-index", "--text", "--no-textconv", "--no-ext-diff", "--no-color"),
    *("--unified=0", "--inter-hunk-context=0"),
)


def changed_only(answer: Answer, article: Article, file: Path, base: str) -> Answer:
    """The answer with only the marks and flags on a line that differs from the commit `base`.

    A file that git says was renamed is compared with what it was; in one that the commit does not
    have, all lines differ, as in all files before the first commit. Lines are compared as text:
    their ends and the encoding of the file make no difference. Of a Word document, all differs or
    nothing. Failure if git can't tell.
    """
    try:
        before = content_before(file.resolve(), base)  # of a link, what it points to is read
    except GitError as error:
        raise Failure(f"{shown_name(str(file))}: {error}") from error
    if before is None or (article.of_paragraphs and before != article.data):
        return answer
    text = "" if article.of_paragraphs else article.blocks[0].text
    lines = frozenset[int]() if before == article.data else _lines_not_in(_decoded(before), text)
    starts = line_starts(text)

    def has_changed(found: Located) -> bool:
        first = place_of(starts, found.start).line
        last = place_of(starts, found.end - 1).line
        return not lines.isdisjoint(range(first, last + 1))

    return _only(answer, has_changed)


def _only(answer: Answer, wanted: Callable[[Located], bool]) -> Answer:
    """The answer with what is wanted of the lists whose items each have a place in the text."""

    def kept(items: tuple[Found, ...]) -> tuple[Found, ...]:
        return tuple(filter(wanted, items))

    def kept_if_set(items: tuple[Found, ...] | UnsetType) -> tuple[Found, ...] | UnsetType:
        return items if isinstance(items, UnsetType) else kept(items)

    return replace(
        answer,
        spans=kept(answer.spans),
        suppressed=kept_if_set(answer.suppressed),
        stacked_hedges=kept_if_set(answer.stacked_hedges),
        headline=answer.headline and Headline(flags=kept(answer.headline.flags)),
    )


def _decoded(data: bytes) -> str:
    """The text of an earlier version, which may not have been UTF-8 yet; nothing is refused."""
    if data.startswith(UTF_16_MARKS):
        return data.decode("utf-16", "replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")  # also of Latin-1, with curly quotation marks


def _lines_not_in(before: str, after: str) -> frozenset[int]:
    """The numbers of the lines of `after` that are not in `before`, from 1."""
    old, new = (_as_git_reads_it(text) for text in (before, after))
    if old == new:
        return frozenset()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "before").write_bytes(old)
        diff = git(Path(folder), (*_DIFF, "--", "before", "-"), new, codes=(0, 1))
    hunks = ((int(hunk[1]), int(hunk[2] or 1)) for hunk in _HUNK.finditer(diff))
    return frozenset(line for first, count in hunks for line in range(first, first + count))


def _as_git_reads_it(text: str) -> bytes:
    """The text in UTF-8, all lines of which end with LF: to git, CR alone does not end one."""
    lines = LINE_END.sub("\n", text.removeprefix(BYTE_ORDER_MARK))
    return (lines.removesuffix("\n") + "\n").encode()
