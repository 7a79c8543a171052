"""A rate as it is written in settings and key files: `600/minute`."""

import re
from typing import NamedTuple

_WINDOWS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
_WRITTEN = re.compile(rf"([1-9][0-9]{{0,8}})/({'|'.join(_WINDOWS)})")


class Rate(NamedTuple):
    """So many requests in so many seconds."""

    quota: int
    seconds: int


def rate_of(written: str) -> Rate:
    """What `600/minute` says; ValueError if it says no rate."""
    match = _WRITTEN.fullmatch(written)
    if not match:
        raise ValueError(f"should be a number, a slash and one of {', '.join(_WINDOWS)}")
    return Rate(int(match[1]), _WINDOWS[match[2]])
