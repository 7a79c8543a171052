"""Argument types of the commands that analyse articles."""

import argparse
from typing import NamedTuple

from levelhead.types import DIMENSIONS


class Limit(NamedTuple):
    """The argument of `--fail-above sensational=0.6`."""

    dimension: str
    score: float


def filled(value: str) -> str:
    """Text that is not empty, as that of a variable without a value is."""
    if not value:
        raise argparse.ArgumentTypeError("should not be empty")
    return value


def unit(value: str) -> float:
    """A number from 0 to 1."""
    try:
        number = float(value)
    except ValueError:
        number = -1
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"{value!r} is not a number from 0 to 1")
    return number


def whole(value: str) -> int:
    """A whole number from 0."""
    if not value.isdecimal():
        raise argparse.ArgumentTypeError(f"{value!r} is not a whole number from 0")
    return int(value)


def limit(value: str) -> Limit:
    """`sensational=0.6`."""
    dimension, _, score = value.partition("=")
    if dimension not in DIMENSIONS:
        raise argparse.ArgumentTypeError(f"{value!r} does not start with {' or '.join(DIMENSIONS)}")
    return Limit(dimension, unit(score))
