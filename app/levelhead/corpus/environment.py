"""What is set in a process before Arrow, Daft and Ray are loaded there, mostly to save memory."""

import os
import sys
from importlib.abc import MetaPathFinder

ENVIRONMENT = {
    # No usage data is sent.
    "DO_NOT_TRACK": "true",
    "RAY_USAGE_STATS_ENABLED": "0",
    # A second progress bar, which does not know what an earlier run has done.
    "DAFT_PROGRESS_BAR": "0",
    # "Daft Query ID: …", before a bar.
    "DAFT_SHOW_QUERY_ID": "0",
    # Arrow's own allocator keeps what was freed: of long texts 20 MB more in each process.
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    # Long texts go back to the system when they are freed; glibc would soon keep up to 64 MB.
    "MALLOC_MMAP_THRESHOLD_": "500000",
    "MALLOC_TRIM_THRESHOLD_": "500000",
}


def prepare() -> None:
    """Set the variables, and prevent imports of pandas; to be called before Arrow is imported."""
    os.environ |= ENVIRONMENT
    if WITHOUT_PANDAS not in sys.meta_path:
        sys.meta_path.insert(0, WITHOUT_PANDAS)


class _WithoutPandas(MetaPathFinder):
    """Fails to import pandas, which nothing here needs.

    Where it is installed, Arrow would import it to see whether a list is a series of pandas, and
    each process would take 50 MB more.
    """

    def find_spec(self, name: str, *_: object) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


WITHOUT_PANDAS = _WithoutPandas()
