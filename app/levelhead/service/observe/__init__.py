"""Metrics, logs and traces: what an operator sees of the service, and never a word of a text."""
