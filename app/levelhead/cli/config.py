"""The options of a folder: `levelhead.toml`, or `[tool.levelhead]` of `pyproject.toml`."""

import argparse
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from levelhead.cli.argument_types import limit, unit, whole
from levelhead.cli.command import Failure, reason_of

FILE, PYPROJECT = "levelhead.toml", "pyproject.toml"


def config_types(profile: Callable[[str], object]) -> dict[str, Callable[[str], object]]:
    """The options that a file may have, with their argument types; `profile` is that of one."""
    return {
        "profile": profile,
        "desk": str,
        "min-score": unit,
        "max-marks": whole,
        "fail-above": limit,
    }


def read_config(folder: Path) -> tuple[Path, dict[str, Any]] | None:
    """The nearest file upwards from `folder` that has options, and these; None without one."""
    for each in (folder, *folder.parents):
        if (path := each / FILE).is_file():
            return path, _read(path)
        if (path := each / PYPROJECT).is_file():
            tools = _read(path).get("tool")
            if isinstance(tools, dict) and "levelhead" in tools:
                options = tools["levelhead"]
                if not isinstance(options, dict):
                    raise Failure(f"{path}: tool.levelhead: should be a table")
                return path, options
    return None


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise Failure(f"{path}: {reason_of(error)}") from error


def apply_config(
    args: argparse.Namespace, folder: Path, types: Mapping[str, Callable[[str], object]]
) -> None:
    """Set the options that the command line leaves out; Failure names the file and a wrong option.

    `types` are the options that a file may have, with their argument types; those that the command
    does not have are ignored. A relative `profile` is a path from the folder of the file.
    """
    found = read_config(folder)
    if found is None:
        return
    path, options = found
    for name, value in options.items():
        field = name.replace("-", "_")
        if name == "profile" and (path.parent / str(value)).is_dir():
            value = str(path.parent / str(value))
        try:
            if name not in types:
                raise Failure(f"the options are {', '.join(types)}")
            if getattr(args, field, ()) in (None, []):
                setattr(args, field, _typed(value, types[name], getattr(args, field)))
        except (Failure, argparse.ArgumentTypeError) as error:
            raise Failure(f"{path}: {name}: {error}") from error


def _typed(value: object, type_: Callable[[str], object], default: object) -> object:
    """The value as the command line would give it.

    The `default` of an option that may be repeated is a list, and its value in the file a table.
    """
    if default is None:
        if isinstance(value, dict | list):
            raise Failure("should be a single value")
        return type_(str(value))
    if not isinstance(value, dict):
        raise Failure("should be a table")
    return [type_(f"{key}={each}") for key, each in value.items()]
