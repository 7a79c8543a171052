"""Fingerprints: what a span is recognised by when the text around it changes."""

from hashlib import blake2b

from levelhead.engine.document import Document

# 64 bits: that two of a million are the same by chance is less likely than 1 in 30 million.
BYTES = 8
# BLAKE2b takes no longer key.
MAX_KEY = 64
KEY_PATTERN = f"([!-~]{{16,{MAX_KEY}}})?"
KEY_RULE = f"should be 16 to {MAX_KEY} ASCII characters without spaces"
PATTERN = "^[0-9a-f]{16}$"
# How many words on either side belong to it, and how far away they begin at most.
NEIGHBOURS = 2
REACH = 48


class Fingerprints:
    """Makes the fingerprints of one document.

    Without the `key` nobody can tell from a fingerprint what the words are, nor try.
    """

    def __init__(self, document: Document, key: bytes) -> None:
        self._text = document.lowered
        self._sentences = document.sentences
        self._keyed = blake2b(digest_size=BYTES, key=key)

    def of(self, start: int, end: int, sentence: int, rule: str) -> str:
        """16 hexadecimal digits: the keyed BLAKE2b of the rule, the words and their neighbours.

        Neighbours are words of the same sentence. Nothing else in the text makes a difference, nor
        do capitals and gaps. So the same words twice between the same neighbours have the same
        fingerprint.
        """
        low, high = self._sentences[sentence]
        before = self._text[max(low, start - REACH) : start].split()[-NEIGHBOURS:]
        after = self._text[end : min(high, end + REACH)].split(None, NEIGHBOURS)[:NEIGHBOURS]
        digest = self._keyed.copy()
        words = (rule, " ".join(before), self._text[start:end], " ".join(after))
        digest.update("\n".join(words).encode())
        return digest.hexdigest()
