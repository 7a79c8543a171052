"""Metrics, logs and traces, none of which ever contains a word of a text."""
