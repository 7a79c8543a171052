"""The lines of a file that git says have changed."""

import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeVar

from msgspec import UnsetType
from msgspec.structs import replace

from levelhead.cli.article_file import UTF_16_MARKS, Article, shown_name
from levelhead.cli.command import Failure
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
_RENAMES = (
    *("diff", "-M", "--diff-filter=R", "--raw", "-z", "--no-abbrev", "--no-relative"),
    "--ignore-submodules",
)
# Of a file; a link, folder or submodule has another.
_MODE = b"100"


_COMMIT = re.compile("[0-9a-f]{40,}")
# As `git rev-parse --local-env-vars` lists them, without those for settings.
_OF_REPOSITORY = (
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"),
    *("GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE", "GIT_PREFIX"),
    *("GIT_IMPLICIT_WORK_TREE", "GIT_REPLACE_REF_BASE", "GIT_NO_REPLACE_OBJECTS"),
)
# Names of the last commit, which a new repository does not have yet.
_HEAD = ("HEAD", "@")


class _Repository(NamedTuple):
    """The top of a repository, the path of a folder from there, and the commit to compare with.

    The commit is None before the first one.
    """

    top: Path
    prefix: str
    commit: str | None


def changed_only(answer: Answer, article: Article, file: Path, base: str) -> Answer:
    """The answer with only the marks and flags on a line that differs from the commit `base`.

    A file that git says was renamed is compared with what it was; in one that the commit does not
    have, all lines differ, as in all files before the first commit. Lines are compared as text:
    their ends and the encoding of the file make no difference. Of a Word document, all differs or
    nothing. Failure if git can't tell.
    """
    try:
        before = _content_before(file.resolve(), base)  # of a link, what it points to is read
    except _GitError as error:
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
        diff = _git(Path(folder), (*_DIFF, "--", "before", "-"), new, codes=(0, 1))
    hunks = ((int(hunk[1]), int(hunk[2] or 1)) for hunk in _HUNK.finditer(diff))
    return frozenset(line for first, count in hunks for line in range(first, first + count))


def _as_git_reads_it(text: str) -> bytes:
    """The text in UTF-8, all lines of which end with LF: to git, CR alone does not end one."""
    lines = LINE_END.sub("\n", text.removeprefix(BYTE_ORDER_MARK))
    return (lines.removesuffix("\n") + "\n").encode()


def _content_before(file: Path, base: str) -> bytes | None:
    """What the commit has as that file, or as the one that it was renamed from; None for neither.

    As it would be checked out: with the line ends and filters of the repository.
    """
    folder = next(each for each in file.parents if each.is_dir())
    top, prefix, commit = _repository(folder, base)
    if commit is None:
        return None
    path = prefix + file.relative_to(folder).as_posix()
    listed = _git(top, ("ls-tree", "-z", commit, "--", path))
    blob = (
        listed.split()[2].decode() if listed.startswith(_MODE) else _renamed(top, commit).get(path)
    )
    return None if blob is None else _git(top, ("cat-file", "--filters", f"--path={path}", blob))


@cache
def _repository(folder: Path, base: str) -> _Repository:
    """The repository of the folder; `base` is looked up there, also in a submodule."""
    commit = _looked_up(folder, f"{base}^{{commit}}")
    # Of a range git prints several lines, and of `^HEAD` one that begins with ^.
    if not _COMMIT.fullmatch(commit) and (base not in _HEAD or _looked_up(folder, "HEAD")):
        raise _GitError(f"--diff {base}: no such commit")
    place = os.fsdecode(_git(folder, ("rev-parse", "--show-cdup", "--show-prefix")))
    up, _, prefix = place.partition("\n")
    return _Repository((folder / up).resolve(), prefix.removesuffix("\n"), commit or None)


def _looked_up(folder: Path, revision: str) -> str:
    """What git prints for a name of one object; empty if there is none."""
    command = ("rev-parse", "--verify", "--quiet", "--end-of-options", revision)
    return _git(folder, command, codes=(0, 1)).decode().strip()


@cache
def _renamed(top: Path, commit: str) -> Mapping[str, str]:
    """The files that git says were renamed since the commit, and the blobs that they were."""
    fields = os.fsdecode(_git(top, (*_RENAMES, commit))).split("\0")
    # `:100644 100644 blob blob R100`, the old and the new name.
    return {new: about.split()[2] for about, new in zip(fields[::3], fields[2::3], strict=False)}


class _GitError(Exception):
    """What git says if it fails."""


def _git(
    folder: Path,
    arguments: Sequence[str],
    given: bytes = b"",
    codes: Collection[int] = (0,),
    env: Mapping[str, str] | None = None,
) -> bytes:
    """What git prints in the folder; _GitError if its exit code is none of `codes`."""
    # A name may look like a pattern.
    command = ["git", "--literal-pathspecs", "-C", str(folder), *arguments]
    env = _environment(folder) if env is None else env
    try:
        run = subprocess.run(command, input=given, capture_output=True, check=False, env=env)
    except FileNotFoundError as error:
        raise Failure("--diff needs git") from error
    if run.returncode not in codes:
        said = run.stderr.decode(errors="replace").strip()
        raise _GitError(said.partition("\n")[0] or f"git {arguments[0]} failed")
    return run.stdout


def _environment(folder: Path) -> dict[str, str]:
    """The variables for git in the folder.

    Those that name a repository, which a hook gets from git, count in the work tree of that one.
    """
    env = _without_repository()
    named = {name: value for name in _OF_REPOSITORY if (value := os.environ.get(name))}
    if not named:
        return env
    current = Path.cwd()
    tree = _work_tree(current, *named.items()) or current  # git knows none of a bare repository
    if tree not in (folder, *folder.parents):
        return env
    own = _work_tree(folder)
    if own and tree in own.parents:  # such as a submodule
        return env
    env |= named
    if "GIT_DIR" in named:
        env["GIT_DIR"] = str(Path(named["GIT_DIR"]).absolute())
        env["GIT_WORK_TREE"] = str(tree)
    return env


def _without_repository() -> dict[str, str]:
    left_out = {*_OF_REPOSITORY, "GIT_DIFF_OPTS"}  # the latter would come before --unified
    return {name: value for name, value in os.environ.items() if name not in left_out}


@cache
def _work_tree(folder: Path, *named: tuple[str, str]) -> Path | None:
    """The work tree that git finds from the folder with these variables; None without one."""
    try:
        command = ("rev-parse", "--show-toplevel")
        found = _git(folder, command, env={**_without_repository(), **dict(named)})
    except _GitError:
        return None
    return Path(os.fsdecode(found).removesuffix("\n"))
