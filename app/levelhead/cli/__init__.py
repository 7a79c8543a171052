"""The `levelhead` command."""
