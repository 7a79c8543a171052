"""The engine: text in, findings and scores out; no I/O, no HTTP, no settings."""
