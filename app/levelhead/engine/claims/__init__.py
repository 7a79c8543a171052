"""Claims: what each sentence of a text asserts, and whether two sentences assert the same."""

from levelhead.engine.claims.claim import Claim, claims_of
from levelhead.engine.claims.pairs import Pair, pair_claims
from levelhead.engine.claims.similarity import SAME, coverage, similarity

__all__ = ["SAME", "Claim", "Pair", "claims_of", "coverage", "pair_claims", "similarity"]
