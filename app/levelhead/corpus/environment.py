"""Environment variables of Arrow, Daft, Ray and glibc, to be set before these are loaded."""

ENVIRONMENT = {
    # No usage data is sent.
    "DO_NOT_TRACK": "true",
    "RAY_USAGE_STATS_ENABLED": "0",
    # A second progress bar, which does not know what an earlier run has done.
    "DAFT_PROGRESS_BAR": "0",
    # Arrow's own allocator keeps what was freed: of long texts 20 MB more in each process.
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    # Long texts go back to the system when they are freed; glibc would soon keep up to 64 MB.
    "MALLOC_MMAP_THRESHOLD_": "500000",
    "MALLOC_TRIM_THRESHOLD_": "500000",
}
