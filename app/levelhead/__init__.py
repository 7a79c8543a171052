"""levelhead: scores hedging and sensational wording in news text."""
