"""Claims: what each sentence of a text asserts, and whether two sentences assert the same."""

from levelhead.engine.claims.claim import Claim, Term, claim_of, claims_of
from levelhead.engine.claims.figures import NUMBER_WORDS, figures_in
from levelhead.engine.claims.pairs import Pair, pair_claims
from levelhead.engine.claims.similarity import (
    SAME,
    Matches,
    contradicts,
    denied_terms,
    matches,
    max_shared,
    opposite_terms,
    similarity,
)

__all__ = [
    "NUMBER_WORDS",
    "SAME",
    "Claim",
    "Matches",
    "Pair",
    "Term",
    "claim_of",
    "claims_of",
    "contradicts",
    "denied_terms",
    "figures_in",
    "matches",
    "max_shared",
    "opposite_terms",
    "pair_claims",
    "similarity",
]
