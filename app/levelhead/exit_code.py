"""The exit codes of all commands."""

OK = 0
# The command did its work and found what it looks for: a score above a limit, a fault in the word
# lists, a row that cannot be scored.
FOUND = 1
# The command could not do its work: wrong arguments, an unreadable file, an unknown column.
# argparse exits with the same code.
FAILED = 2
