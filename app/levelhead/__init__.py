"""levelhead: finds hedging and sensational wording in news text, and scores it.

`analyze(text)` and all other names of levelhead.api are imported when they are first used, so that
a program that needs a part of the package does not load the engine.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from levelhead.api import *  # noqa: F403
else:

    def __getattr__(name):
        import levelhead.api

        if name in levelhead.api.__all__:
            return getattr(levelhead.api, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__():
        import levelhead.api

        return [*globals(), *levelhead.api.__all__]
