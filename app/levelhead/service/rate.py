"""Rates: how many requests a client may send in how long, as settings and key files write them."""

import re
from typing import NamedTuple

_WINDOWS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
_WRITTEN = re.compile(rf"([1-9][0-9]{{0,8}})/({'|'.join(_WINDOWS)})")


class Rate(NamedTuple):
    """At most `quota` requests in `seconds`."""

    quota: int
    seconds: int


def rate_of(written: str) -> Rate:
    """The rate in a setting or key file, such as `600/minute`; ValueError if it is none."""
    match = _WRITTEN.fullmatch(written)
    if not match:
        raise ValueError(f"should be a number, a slash and one of {', '.join(_WINDOWS)}")
    return Rate(int(match[1]), _WINDOWS[match[2]])
