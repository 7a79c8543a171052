"""Tests in a browser; as a package, they share one (conftest.py)."""
