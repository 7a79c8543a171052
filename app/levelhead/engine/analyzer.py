"""The pipeline: read, detect, exclude, resolve, score."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal, NamedTuple

from levelhead.engine.bounds import MOST, at_most
from levelhead.engine.context import Context, Facts
from levelhead.engine.deadline import Checkpoint, no_deadline, with_checkpoints
from levelhead.engine.detect import Candidate, detect
from levelhead.engine.detect.caller import caller_candidates, term_spans
from levelhead.engine.document import Document, read_blocks
from levelhead.engine.report import Finding, Report, SentenceScore, Suppressed
from levelhead.engine.resolve import order, resolve
from levelhead.engine.score import (
    DimensionScore,
    band,
    sentence_score,
    text_score,
    worth,
)
from levelhead.lexicon import Entry, Lexicon
from levelhead.types import DIMENSIONS, Dimension, Format, Reason, Role, Span


class Block(NamedTuple):
    """A part of an article."""

    text: str
    role: Role | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """What a caller asks for; None means all."""

    dimensions: frozenset[str] | None = None
    categories: frozenset[str] | None = None
    min_score: float = 0.0
    thresholds: Mapping[str, float] = field(default_factory=dict)
    quotes: Literal["report", "ignore"] = "report"
    allow: tuple[str, ...] = ()
    rules: tuple[Entry, ...] = ()
    explain: bool = False
    format: Format = "text"

    def wants(self, entry: Entry) -> bool:
        """Whether spans of this entry were asked for; nobody asks for the context lexicon's."""
        return (
            entry.dimension != "context"
            and (self.dimensions is None or entry.dimension in self.dimensions)
            and (self.categories is None or entry.category in self.categories)
        )

    def hides(self, finding: Finding) -> Literal["quoted", "threshold"] | None:
        """Why a span that was found is not reported, if it isn't."""
        if self.quotes == "ignore" and finding.voice == "quoted":
            return "quoted"
        low = finding.score < self.min_score or (
            finding.score < self.thresholds.get(finding.category, 0.0)
        )
        return "threshold" if low else None


def analyze(
    blocks: Sequence[Block],
    lexicon: Lexicon,
    options: Options | None = None,
    checkpoint: Checkpoint = no_deadline,
) -> Report:
    """Find, judge and score; pure, and the same for the same input.

    The blocks are the parts of one article: a quotation may run over several of them, and a name
    in one is a name in all. Nothing that is found runs over the end of a block.
    All figures describe the spans that are reported: what the options leave out makes no score.
    `checkpoint` is called now and then, and may end it with an error. TooMuch if the text holds
    more than fits into memory: see bounds.py.
    """
    options = options or Options()
    document = read_blocks(
        ((block.text, block.role) for block in blocks), options.format, checkpoint
    )
    findings, left_out = _analyze(document, lexicon, options, checkpoint)
    if options.explain:
        left_out.sort(key=lambda each: order(each[0]))
    return Report(
        scores={d: _dimension_score(d, findings, document.words) for d in DIMENSIONS},
        findings=tuple(findings),
        suppressed=tuple(_suppressed(document, *each) for each in left_out)
        if options.explain
        else (),
        sentences=tuple(_sentences(document, findings)),
        words=document.words,
    )


def _analyze(
    document: Document, lexicon: Lexicon, options: Options, checkpoint: Checkpoint
) -> tuple[list[Finding], list[tuple[Candidate, Reason]]]:
    """What is reported, in order; and what is not, each with the reason."""
    rules = [*filter(options.wants, options.rules)]
    found = chain(
        detect(document, lexicon, checkpoint), caller_candidates(document, rules, checkpoint)
    )
    seen = [*at_most(found, MOST, "matches")]
    allowed = at_most(term_spans(document, options.allow, checkpoint), MOST, "words of `allow`")
    context = Context(document, seen, allowed)
    flagged: list[Candidate] = []
    reported: list[Finding] = []
    left_out: list[tuple[Candidate, Reason]] = []
    for candidate in with_checkpoints(seen, checkpoint):
        if options.wants(candidate.frame.entry):
            if reason := context.exclusion_reason(candidate):
                left_out.append((candidate, reason))
            else:
                flagged.append(candidate)
    for candidate in with_checkpoints(resolve(flagged), checkpoint):
        finding = _finding(document, candidate, context.facts(candidate))
        if hidden := options.hides(finding):
            left_out.append((candidate, hidden))
        else:
            reported.append(finding)
    return reported, left_out


def _finding(document: Document, candidate: Candidate, facts: Facts) -> Finding:
    start, end, frame, sentence, _ = candidate
    entry = frame.entry
    assert entry.dimension != "context"
    counts = worth(entry.strength, *facts)
    return Finding(
        document.block_at(start),
        *document.sent(Span(start, end)),
        entry.dimension,
        entry.category,
        counts.score,
        entry.id,
        facts.voice,
        sentence,
        entry.message,
        entry.suggest(document.folded[start:end]),
        counts.base,
        counts.factors,
    )


def _suppressed(document: Document, candidate: Candidate, reason: Reason) -> Suppressed:
    entry = candidate.frame.entry
    assert entry.dimension != "context"
    span = document.sent(Span(candidate.start, candidate.end))
    block = document.block_at(candidate.start)
    return Suppressed(block, *span, entry.dimension, entry.category, entry.id, reason)


def _sentences(document: Document, findings: Sequence[Finding]) -> Iterator[SentenceScore]:
    scores: dict[int, dict[Dimension, list[float]]] = {}
    for f in findings:
        scores.setdefault(f.sentence, {}).setdefault(f.dimension, []).append(f.score)
    block, last = 0, len(document.blocks) - 1
    for n, sentence in enumerate(document.sentences):
        while block < last and document.block_starts[block + 1] <= sentence.start:
            block += 1
        start, end = document.blocks[block].sent(sentence)
        mine = scores.get(n)
        if mine is None:  # most sentences are calm
            yield SentenceScore(block, start, end, 0.0, 0.0)
        else:
            sensational = sentence_score(mine.get("sensational", ()))
            hedging = sentence_score(mine.get("hedging", ()))
            yield SentenceScore(block, start, end, sensational, hedging)


def _dimension_score(
    dimension: Dimension, findings: Sequence[Finding], words: int
) -> DimensionScore:
    author = [f.score for f in findings if f.dimension == dimension and f.voice != "quoted"]
    quoted = [f.score for f in findings if f.dimension == dimension and f.voice == "quoted"]
    spans = len(author) + len(quoted)
    score = text_score([*author, *quoted], words)
    return DimensionScore(
        score=score,
        band=band(dimension, score),
        spans=spans,
        per_100_words=round(100 * spans / max(words, 1), 2),
        author=text_score(author, words),
        quoted=text_score(quoted, words),
    )
