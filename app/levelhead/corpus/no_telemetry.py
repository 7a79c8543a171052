"""Environment variables with which Daft and Ray send no usage data."""

NO_TELEMETRY = {
    "DO_NOT_TRACK": "true",
    "RAY_USAGE_STATS_ENABLED": "0",
    # Not telemetry: a second progress bar, which does not know what an earlier run has done.
    "DAFT_PROGRESS_BAR": "0",
}
