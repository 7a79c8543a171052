"""Tools for assistants: what POST /analyze and the like answer, by the Model Context Protocol."""
