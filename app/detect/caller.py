"""What a caller sends along: extra rules, and words not to flag; terms match in all inflections."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from app.deadline import Look
from app.detect.candidate import Candidate, candidate
from app.detect.patterns import pattern_finds
from app.document import Document
from app.lexicon import Entry
from app.lexicon.frame import Frame, Guards
from app.lexicon.stems import stem
from app.span import Span

_WORD = re.compile(r"\w+(?:'\w+)*")
_NO_GUARDS = Guards(None, None, None, None)


def caller_candidates(
    document: Document, rules: Sequence[Entry], look: Look
) -> Iterator[Candidate]:
    """Every place where a rule of the caller applies; `look` may end the search with an error."""
    for entry in rules:
        look()
        frame = Frame(entry, _NO_GUARDS)
        if entry.pattern is not None:
            for start, end in pattern_finds(document, entry.pattern, look):
                yield candidate(document, start, end, frame)
        else:
            for span in term_spans(document, entry.forms):
                yield candidate(document, span.start, span.end, frame)


def term_spans(document: Document, terms: Sequence[str]) -> Iterator[Span]:
    """Where the words of a term stand one after the other, each in any inflection."""
    if not terms:
        return
    stems_of_terms = [stems for t in terms if (stems := tuple(_stems(t)))]
    heads = {stems[0][:2] for stems in stems_of_terms}
    words = list(_WORD.finditer(document.folded))
    for n, word in enumerate(words):
        if word[0][:2] not in heads:
            continue
        for stems in stems_of_terms:
            run = words[n : n + len(stems)]
            if (
                len(run) == len(stems)
                and all(stem(w[0]) == s for w, s in zip(run, stems, strict=True))
                and _one_phrase(document.folded, run)
            ):
                yield Span(run[0].start(), run[-1].end())


def _stems(term: str) -> Iterator[str]:
    folded = term.lower().replace("’", "'")
    return (stem(w[0]) for w in _WORD.finditer(folded))


def _one_phrase(text: str, run: Sequence[re.Match[str]]) -> bool:
    """Nothing between the words but a space or a hyphen."""
    return all(text[a.end() : b.start()] in (" ", "-") for a, b in pairwise(run))
