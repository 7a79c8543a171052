"""The HTTP server: uvicorn with a protocol whose connections have bounds."""
