"""Nothing is sent anywhere: Daft and Ray report their use to their makers unless told not to."""

SILENT = {
    "DO_NOT_TRACK": "true",
    "RAY_USAGE_STATS_ENABLED": "0",
    "DAFT_PROGRESS_BAR": "0",  # ours knows what was done before
}
