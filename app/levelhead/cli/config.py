"""The options of a project: `levelhead.toml`, or `[tool.levelhead]` of `pyproject.toml`."""

import argparse
import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
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
    """The options of a project, with the file that has them, its text, and the table in it."""

    path: Path
    text: str
    options: Mapping[str, Any]
    table: tuple[str, ...] = ()

    def failure(self, reason: object, *keys: str) -> Failure:
        """What is wrong with an option or a key in it, with the line on which it is."""
        line = _line_of(self.text, (*self.table, *keys))
        return Failure(f"{self.path}:{line}: {'.'.join(keys or self.table)}: {reason}")


def _line_of(text: str, keys: Sequence[str]) -> int:
    """The line on which a key that the text has begins."""
    return min(line for line, found in _statements(text) if _has(found, keys))


def _statements(text: str) -> Iterator[tuple[int, object]]:
    """The first line of each key and each header of a table, and what TOML makes of it there."""
    header, statement, first = "", "", 1
    for number, line in enumerate(text.split("\n"), 1):
        statement += f"{line}\n"
        is_header = statement.lstrip().startswith("[")
        try:
            found = tomllib.loads(statement if is_header else header + statement)
        except tomllib.TOMLDecodeError:  # the value goes on in the next line
            continue
        yield first, found
        if is_header:
            header = statement
        statement, first = "", number + 1


def _has(found: object, keys: Sequence[str]) -> bool:
    for key in keys:
        if not isinstance(found, dict) or key not in found:
            return False
        found = found[key]
    return True


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
                config = Config(path, text, tools["levelhead"], ("tool", "levelhead"))
                if not isinstance(config.options, dict):
                    raise config.failure("should be a table")
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
        line = error.object.count(b"\n", 0, error.start) + 1
        raise Failure(f"{path}:{line}: not UTF-8; save it as UTF-8") from error
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
            raise config.failure(f"is not an option of this file; it may have {known}", name)
        if getattr(args, field, ()) not in (None, []):
            continue
        setattr(args, field, _typed(config, name, value, types[name]))
    return args


def _typed(config: Config, name: str, value: object, type_: Callable[[str], object]) -> object:
    """The value as the command line would give it; a table is an option that may be repeated."""
    wanted = _WANTED[name]
    if wanted is not _TABLE:
        return _value(config, (name,), value, wanted, type_)
    if not isinstance(value, dict):
        raise config.failure(_TABLE, name)
    return [_value(config, (name, key), each, _NUMBER, type_) for key, each in value.items()]


def _value(
    config: Config,
    keys: Sequence[str],
    value: object,
    wanted: str,
    type_: Callable[[str], object],
) -> object:
    """The value of a key as an argument. Failure if it is not as wanted."""
    if not _is(value, wanted):
        raise config.failure(wanted, *keys)
    if not str(value).strip():
        raise config.failure("should not be empty", *keys)
    if keys == ("profile",) and (config.path.parent / str(value)).is_dir():
        value = config.path.parent / str(value)
    try:
        return type_("=".join((*keys[1:], str(value))))
    except (Failure, argparse.ArgumentTypeError) as error:
        raise config.failure(error, *keys) from error


def _is(value: object, wanted: str) -> bool:
    """Whether a value of TOML is of the type that `wanted` describes."""
    types = {_TEXT: str, _NUMBER: int | float, _WHOLE: int}
    return isinstance(value, types[wanted]) and not isinstance(value, bool)
