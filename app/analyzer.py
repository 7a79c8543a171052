"""The pipeline: read, detect, judge, resolve, score."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from app.context import judge, surroundings
from app.detect import detect
from app.detect.caller import caller_candidates, term_spans
from app.document import Document, read
from app.lexicon import Entry, Lexicon, Suggestion
from app.resolve import Judged, resolve
from app.score import (
    DimensionScore,
    Factor,
    band,
    base,
    factors,
    sentence_score,
    span_score,
    text_score,
)
from app.span import DIMENSIONS, Dimension, Role, Span, Voice


class Block(NamedTuple):
    """A part of an article, read by itself."""

    text: str
    role: Role = "body"
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

    def wants(self, entry: Entry) -> bool:
        """Whether spans of this entry were asked for."""
        return (self.dimensions is None or entry.dimension in self.dimensions) and (
            self.categories is None or entry.category in self.categories
        )

    def floor(self, category: str) -> float:
        """The lowest score that is reported in a category."""
        return max(self.min_score, self.thresholds.get(category, 0.0))


class Finding(NamedTuple):
    """A scored span; `start` and `end` are code points of its block's text as sent."""

    block: int
    start: int
    end: int
    dimension: Dimension
    category: str
    score: float
    rule: str
    voice: Voice
    sentence: int
    message: str
    suggestions: tuple[Suggestion, ...]
    base: float
    factors: tuple[Factor, ...]


class Suppressed(NamedTuple):
    """A span that was seen and not flagged, and why.

    `reason` is one of allowed, name, literal, quoted, threshold.
    """

    block: int
    start: int
    end: int
    dimension: Dimension
    category: str
    rule: str
    reason: str


class SentenceScore(NamedTuple):
    """A sentence and how much of each dimension it holds."""

    block: int
    start: int
    end: int
    sensational: float
    hedging: float


class Report(NamedTuple):
    """The answer to one request, in code points; `suppressed` is empty unless asked for."""

    scores: Mapping[Dimension, DimensionScore]
    findings: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...]
    sentences: tuple[SentenceScore, ...]
    words: int


def analyze(blocks: Sequence[Block], lexicon: Lexicon, options: Options | None = None) -> Report:
    """Find, judge and score; pure, and the same for the same input.

    All figures describe the spans that are reported: what the options leave out makes no score.
    """
    options = options or Options()
    findings: list[Finding] = []
    suppressed: list[Suppressed] = []
    sentences: list[SentenceScore] = []
    words = 0
    for number, block in enumerate(blocks):
        document = read(block.text, block.role)
        words += document.words
        found, left_out = _analyze_block(document, lexicon, options, number, len(sentences))
        findings += found
        suppressed += left_out
        sentences += _sentences(document, number, found, len(sentences))
    return Report(
        scores={d: _dimension_score(d, findings, words) for d in DIMENSIONS},
        findings=tuple(findings),
        suppressed=tuple(suppressed) if options.explain else (),
        sentences=tuple(sentences),
        words=words,
    )


def _analyze_block(
    document: Document, lexicon: Lexicon, options: Options, block: int, first_sentence: int
) -> tuple[list[Finding], list[Suppressed]]:
    candidates = [
        *detect(document, lexicon),
        *caller_candidates(document, options.rules),
    ]
    around = surroundings(document, candidates, term_spans(document, options.allow))
    judged = [
        Judged(c, judge(document, c, around))
        for c in candidates
        if c.frame.entry.dimension != "context" and options.wants(c.frame.entry)
    ]
    findings: list[Finding] = []
    left_out = [_suppress(document, block, j, j.facts.reason) for j in judged if j.facts.reason]
    for one in resolve(j for j in judged if not j.facts.reason):
        finding = _finding(document, block, one, first_sentence)
        if options.quotes == "ignore" and one.facts.voice == "quoted":
            left_out.append(_suppress(document, block, one, "quoted"))
        elif finding.score < options.floor(finding.category):
            left_out.append(_suppress(document, block, one, "threshold"))
        else:
            findings.append(finding)
    left_out.sort(key=lambda s: (s.start, -s.end, s.dimension, s.category, s.rule))
    return findings, left_out


def _finding(document: Document, block: int, judged: Judged, first_sentence: int) -> Finding:
    (start, end, frame), facts = judged
    entry = frame.entry
    assert entry.dimension != "context"
    span = document.sent(Span(start, end))
    around = factors(facts)
    return Finding(
        block=block,
        start=span.start,
        end=span.end,
        dimension=entry.dimension,
        category=entry.category,
        score=span_score(base(entry), around),
        rule=entry.id,
        voice=facts.voice,
        sentence=first_sentence + facts.sentence,
        message=entry.message,
        suggestions=entry.suggest(document.folded[start:end]),
        base=base(entry),
        factors=around,
    )


def _suppress(document: Document, block: int, judged: Judged, reason: str) -> Suppressed:
    start, end, frame = judged.candidate
    entry = frame.entry
    assert entry.dimension != "context"
    span = document.sent(Span(start, end))
    return Suppressed(block, *span, entry.dimension, entry.category, entry.id, reason)


def _sentences(
    document: Document, block: int, findings: Sequence[Finding], first: int
) -> Iterator[SentenceScore]:
    scores: dict[tuple[int, str], list[float]] = {}
    for f in findings:
        scores.setdefault((f.sentence, f.dimension), []).append(f.score)
    for n, sentence in enumerate(document.sentences, start=first):
        yield SentenceScore(
            block,
            *document.sent(sentence),
            sensational=sentence_score(scores.get((n, "sensational"), ())),
            hedging=sentence_score(scores.get((n, "hedging"), ())),
        )


def _dimension_score(
    dimension: Dimension, findings: Sequence[Finding], words: int
) -> DimensionScore:
    mine = [f for f in findings if f.dimension == dimension]
    score = text_score((f.score for f in mine), words)
    return DimensionScore(
        score=score,
        band=band(dimension, score),
        spans=len(mine),
        per_100_words=round(100 * len(mine) / max(words, 1), 2),
        author=text_score((f.score for f in mine if f.voice != "quoted"), words),
        quoted=text_score((f.score for f in mine if f.voice == "quoted"), words),
    )
