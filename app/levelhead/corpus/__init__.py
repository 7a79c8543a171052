"""Scoring archives of documents on Daft, and reporting on them; needs the extra `corpus`."""
