"""Claims: what each sentence of a text asserts, and whether two sentences assert the same."""

from levelhead.engine.claims.claim import Claim, Term, claim_of, claims_of
from levelhead.engine.claims.figures import figures_in
from levelhead.engine.claims.pairs import Pair, pair_claims
from levelhead.engine.claims.similarity import SAME, contradicts, matches, max_shared, similarity

__all__ = [
    "SAME",
    "Claim",
    "Pair",
    "Term",
    "claim_of",
    "claims_of",
    "contradicts",
    "figures_in",
    "matches",
    "max_shared",
    "pair_claims",
    "similarity",
]
