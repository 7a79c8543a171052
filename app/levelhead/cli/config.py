"""The options of a project: `levelhead.toml`, or `[tool.levelhead]` of `pyproject.toml`."""

import argparse
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from levelhead.cli.argument_types import limit, unit, whole
from levelhead.cli.command import Failure, reason_of

FILE, PYPROJECT = "levelhead.toml", "pyproject.toml"

_TEXT, _NUMBER, _WHOLE, _TABLE = (
    "should be a string in quotation marks",
    "should be a number",
    "should be a whole number",
    "should be a table of numbers",
)
_WANTED: Mapping[str, str] = {
    "profile": _TEXT,
    "desk": _TEXT,
    "min-score": _NUMBER,
    "max-marks": _WHOLE,
    "fail-above": _TABLE,
}

_AT_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


class Config(NamedTuple):
    """The options of a project, with the file that has them and its text."""

    path: Path
    text: str
    options: Mapping[str, Any]

    def failure(self, option: str, reason: object) -> Failure:
        """What is wrong with an option, with the line on which it is."""
        return Failure(f"{self.path}:{self._line_of(option)}: {option}: {reason}")

    def _line_of(self, option: str) -> int:
        lines = self.text.splitlines()
        prefix = "" if self.path.name == FILE else r"tool\s*\.\s*levelhead"
        head = re.compile(rf"\s*\[?\s*{prefix}\b")
        first = next((n for n, line in enumerate(lines) if head.match(line)), 0) if prefix else 0
        key = re.compile(rf"[^#=]*(?<![\w-])[\"']?{re.escape(option)}[\"']?\s*[]=.]")
        return (
            next((n for n, line in enumerate(lines) if n >= first and key.match(line)), first) + 1
        )


def config_types(profile: Callable[[str], object]) -> dict[str, Callable[[str], object]]:
    """The options that a file may have, with their argument types; `profile` is that of one."""
    return {
        "profile": profile,
        "desk": str,
        "min-score": unit,
        "max-marks": whole,
        "fail-above": limit,
    }


def folder_of(name: str, stdin_filename: str | None = None) -> Path:
    """The folder whose options a file has; standard input has those of the file it is named as."""
    named = stdin_filename if name == "-" else name
    return Path(os.path.abspath(named)).parent if named else Path.cwd()


def read_config(folder: Path) -> Config | None:
    """The nearest file upwards from `folder` that has options; None without one."""
    for each in (folder, *folder.parents):
        if _is_file(path := each / FILE):
            text, options = _read(path)
            return Config(path, text, options)
        if _is_file(path := each / PYPROJECT):
            text, found = _read(path)
            tools = found.get("tool")
            if isinstance(tools, dict) and "levelhead" in tools:
                config = Config(path, text, tools["levelhead"])
                if not isinstance(config.options, dict):
                    raise config.failure("tool.levelhead", "should be a table")
                return config
    return None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # such as a folder that may not be looked into
        return False


def _read(path: Path) -> tuple[str, dict[str, Any]]:
    text = ""
    try:
        text = path.read_text("utf-8-sig")
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _AT_LINE.search(str(error))
        line = place[1] if place and place[1] else text.count("\n") + 1
        raise Failure(f"{path}:{line}: {_AT_LINE.sub('', str(error))}") from error
    except UnicodeDecodeError as error:
        raise Failure(f"{path}: not UTF-8; save it as UTF-8") from error
    except (OSError, ValueError, RecursionError) as error:
        raise Failure(f"{path}: {reason_of(error)}") from error


def configured(
    args: argparse.Namespace, folder: Path, types: Mapping[str, Callable[[str], object]]
) -> argparse.Namespace:
    """The arguments, with the options of the folder's project where the command line has none.

    The project is that of the nearest file upwards from `folder` or else from the working
    directory. `types` are the options that a file may have, with their argument types; those that
    the command does not have are ignored. A relative `profile` is a path from the folder of the
    file. Failure names the file and a wrong option.
    """
    config = read_config(folder) or read_config(Path.cwd())
    if config is None:
        return args
    args = argparse.Namespace(**vars(args))
    for name, value in config.options.items():
        field = name.replace("-", "_")
        if name not in types:
            known = ", ".join(types)
            raise config.failure(name, f"is not an option of this file; it may have {known}")
        if getattr(args, field, ()) not in (None, []):
            continue
        if not _is(value, _WANTED[name]):
            raise config.failure(name, _WANTED[name])
        if name == "profile" and (config.path.parent / value).is_dir():
            value = str(config.path.parent / value)
        try:
            setattr(args, field, _typed(value, types[name]))
        except (Failure, argparse.ArgumentTypeError) as error:
            raise config.failure(name, error) from error
    return args


def _is(value: object, wanted: str) -> bool:
    """Whether a value of TOML is of the type that `wanted` describes."""
    if wanted is _TABLE:
        return isinstance(value, dict) and all(_is(each, _NUMBER) for each in value.values())
    if wanted is _TEXT:
        return isinstance(value, str) and bool(value.strip())
    number = int if wanted is _WHOLE else int | float
    return isinstance(value, number) and not isinstance(value, bool)


def _typed(value: object, type_: Callable[[str], object]) -> object:
    """The value as the command line would give it; a table is an option that may be repeated."""
    if isinstance(value, dict):
        return [type_(f"{key}={each}") for key, each in value.items()]
    return type_(str(value))
