"""The service: FastAPI around the engine."""
