"""Tools for assistants, over the Model Context Protocol: analyses, comparisons and rules."""
