"""What git has of a file at a commit, in whatever repository the file is."""

import os
import re
import subprocess
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from levelhead.cli.command import Failure

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


class GitError(Exception):
    """What git says if it fails."""


class _Repository(NamedTuple):
    """The top of a repository, the path of a folder from there, and the commit to compare with.

    The commit is None before the first one.
    """

    top: Path
    prefix: str
    commit: str | None


def content_before(file: Path, base: str) -> bytes | None:
    """What the commit has as that file, or as the one that it was renamed from; None for neither.

    As it would be checked out: with the line ends and filters of the repository.
    """
    folder = next(each for each in file.parents if each.is_dir())
    top, prefix, commit = _repository(folder, base)
    if commit is None:
        return None
    path = prefix + file.relative_to(folder).as_posix()
    listed = git(top, ("ls-tree", "-z", commit, "--", path))
    blob = (
        listed.split()[2].decode() if listed.startswith(_MODE) else _renamed(top, commit).get(path)
    )
    return None if blob is None else git(top, ("cat-file", "--filters", f"--path={path}", blob))


@cache
def _repository(folder: Path, base: str) -> _Repository:
    """The repository of the folder; `base` is looked up there, also in a submodule."""
    commit = _looked_up(folder, f"{base}^{{commit}}")
    # Of a range git prints several lines, and of `^HEAD` one that begins with ^.
    if not _COMMIT.fullmatch(commit) and (base not in _HEAD or _looked_up(folder, "HEAD")):
        raise GitError(f"--diff {base}: no such commit")
    place = os.fsdecode(git(folder, ("rev-parse", "--show-cdup", "--show-prefix")))
    up, _, prefix = place.partition("\n")
    return _Repository((folder / up).resolve(), prefix.removesuffix("\n"), commit or None)


def _looked_up(folder: Path, revision: str) -> str:
    """What git prints for a name of one object; empty if there is none."""
    command = ("rev-parse", "--verify", "--quiet", "--end-of-options", revision)
    return git(folder, command, codes=(0, 1)).decode().strip()


@cache
def _renamed(top: Path, commit: str) -> Mapping[str, str]:
    """The files that git says were renamed since the commit, and the blobs that they were."""
    fields = os.fsdecode(git(top, (*_RENAMES, commit))).split("\0")
    # `:100644 100644 blob blob R100`, the old and the new name.
    return {new: about.split()[2] for about, new in zip(fields[::3], fields[2::3], strict=False)}


def git(
    folder: Path,
    arguments: Sequence[str],
    given: bytes = b"",
    codes: Collection[int] = (0,),
    env: Mapping[str, str] | None = None,
) -> bytes:
    """What git prints in the folder; GitError if its exit code is none of `codes`."""
    # A name may look like a pattern.
    command = ["git", "--literal-pathspecs", "-C", str(folder), *arguments]
    env = _environment(folder) if env is None else env
    try:
        run = subprocess.run(command, input=given, capture_output=True, check=False, env=env)
    except FileNotFoundError as error:
        raise Failure("--diff needs git") from error
    if run.returncode not in codes:
        said = run.stderr.decode(errors="replace").strip()
        raise GitError(said.partition("\n")[0] or f"git {arguments[0]} failed")
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
        found = git(folder, command, env={**_without_repository(), **dict(named)})
    except GitError:
        return None
    return Path(os.fsdecode(found).removesuffix("\n"))
