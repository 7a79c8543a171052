"""LanguageTool's HTTP protocol: what its clients send and what they get, and a server beside us."""
