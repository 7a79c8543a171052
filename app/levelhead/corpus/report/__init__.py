"""`levelhead report`: the groups of a scored archive compared, as a page and as CSV."""
