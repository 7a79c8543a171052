"""Body cap, request ids and problem+json: pure ASGI, knows nothing of text."""
