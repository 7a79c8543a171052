"""The lines of a file that git says have changed."""

import re
import subprocess
from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from levelhead.cli.command import Failure
from levelhead.cli.marked_text import MarkedText

_HUNK = re.compile(rb"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.MULTILINE)


def changed_only(marked: MarkedText, file: Path, base: str) -> MarkedText:
    """The text with only the marks that are on a line which differs from the commit `base`.

    In a file that git does not know, or that is not text, all lines have changed. Failure if git
    can't tell.
    """
    lines = _changed_lines(file, base)
    if lines is None:
        return marked
    # To git only LF ends a line.
    ends = [end.start() for end in re.finditer("\n", marked.text)]
    kept = tuple(
        span
        for span in marked.answer.spans
        if not lines.isdisjoint(
            range(bisect_left(ends, span.start) + 1, bisect_left(ends, span.end - 1) + 2)
        )
    )
    return marked._replace(answer=replace(marked.answer, spans=kept))


def _changed_lines(file: Path, base: str) -> set[int] | None:
    """The numbers of the changed lines, from 1; None for all."""
    _git(file, ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{base}^{{commit}}"))
    if not _git(file, ("ls-files", "--", file.name)):
        return None
    options = ("--unified=0", "--no-color", "--no-ext-diff", "--end-of-options")
    diff = _git(file, ("diff", *options, base, "--", file.name))
    if diff.rstrip().endswith(b"differ"):
        return None
    hunks = ((int(hunk[1]), int(hunk[2] or 1)) for hunk in _HUNK.finditer(diff))
    return {line for first, count in hunks for line in range(first, first + count)}


def _git(file: Path, arguments: Sequence[str]) -> bytes:
    """What git prints in the folder of the file."""
    command = ["git", "-C", str(file.parent), *arguments]
    try:
        run = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise Failure("--diff needs git") from error
    if run.returncode:
        said = run.stderr.decode(errors="replace").strip().partition("\n")[0]
        reason = said or f"--diff {arguments[-1].removesuffix('^{commit}')}: no such commit"
        raise Failure(f"{file}: {reason}")
    return run.stdout
