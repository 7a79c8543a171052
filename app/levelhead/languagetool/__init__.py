"""LanguageTool's HTTP protocol: what its clients send and get, and another server of it."""
