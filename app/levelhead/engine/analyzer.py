"""The pipeline: parse, detect, exclude, resolve, score."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, groupby
from operator import attrgetter
from typing import Literal, NamedTuple

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from levelhead.engine.attributed import attributed
from levelhead.engine.bounds import MAX_ITEMS, at_most
from levelhead.engine.context import Context, ContextFinder
from levelhead.engine.deadline import Checkpoint, no_deadline, with_checkpoints
from levelhead.engine.detect import WORDS, Candidate, detect
from levelhead.engine.detect.allowed import profile_spans
from levelhead.engine.detect.caller import caller_candidates, term_spans
from levelhead.engine.document import Document, parse_blocks
from levelhead.engine.document.offsets import converter
from levelhead.engine.fingerprint import Fingerprints
from levelhead.engine.flagged import flagged
from levelhead.engine.headline import DOUBTS, Mark, headline_flags, headline_of
from levelhead.engine.report import ByVoice, Report, Score, Scores, Sentence, Span, Suppressed
from levelhead.engine.resolve import order, resolve
from levelhead.engine.score import band, sentence_score, span_score, text_score
from levelhead.engine.spelling import Spelling
from levelhead.engine.suggestions import suggestions_of
from levelhead.lexicon import Entry, Lexicon
from levelhead.lexicon.profile import Profile
from levelhead.types import (
    Dimension,
    Format,
    Language,
    OffsetUnit,
    Quotes,
    Reason,
    Role,
    TextRange,
)


class Block(NamedTuple):
    """A part of an article."""

    text: str
    role: Role | None = None
    id: str | None = None


class Options(Struct, frozen=True):
    """What a caller asks for; None means all.

    The terms that a profile allows count if they apply on `today` and to the `desk`.
    """

    dimensions: frozenset[str] | None = None
    categories: frozenset[str] | None = None
    min_score: float = 0.0
    thresholds: Mapping[str, float] = {}
    quotes: Quotes = "report"
    allow: tuple[str, ...] = ()
    ignore: frozenset[str] = frozenset()
    rules: tuple[Entry, ...] = ()
    profile: Profile | None = None
    desk: str | None = None
    today: date = date.min
    explain: bool = False
    check_headline: bool = True
    include: frozenset[str] = frozenset()
    format: Format = "text"
    language: Language = "en"
    offset_unit: OffsetUnit = "codepoint"

    def wants(self, entry: Entry) -> bool:
        """Whether spans of this entry were asked for; the context lexicon never makes spans."""
        return (
            entry.dimension != "context"
            and (self.dimensions is None or entry.dimension in self.dimensions)
            and (self.categories is None or entry.category in self.categories)
        )

    def switched_off(self, entry: Entry) -> bool:
        """Whether the profile switches this entry off."""
        return self.profile is not None and self.profile.switches_off(entry)

    def strength_of(self, entry: Entry) -> float:
        """The strength of the entry, which the profile may have changed."""
        if self.profile is None:
            return entry.strength
        return self.profile.strengths.get(entry.id, entry.strength)

    def wants_hedges(self) -> bool:
        """Whether all hedges that make a claim less certain were asked for."""
        return (self.dimensions is None or "hedging" in self.dimensions) and (
            self.categories is None or self.categories >= DOUBTS
        )

    def hides(self, span: Span) -> Literal["dismissed", "quoted", "threshold"] | None:
        """Why a span that was found is not reported, if it isn't."""
        if span.fingerprint in self.ignore:
            return "dismissed"
        if self.quotes == "ignore" and span.voice == "quoted":
            return "quoted"
        low = span.score < self.min_score or span.score < self.thresholds.get(span.category, 0.0)
        return "threshold" if low else None


def analyze(
    blocks: Sequence[Block],
    lexicon: Lexicon,
    options: Options | None = None,
    checkpoint: Checkpoint = no_deadline,
    key: bytes = b"",
) -> Report:
    """Find and score the wording of an article; the same input always gets the same report.

    The blocks are the parts of one article: a quotation may run over several of them, and a name
    in one is a name in all. No span runs over the end of a block.
    All scores describe the spans that are reported; what the options leave out does not count.
    With `explain`, spans have `base` and `factors`, and the report has `suppressed`.
    Fingerprints are keyed with `key`: another key gives other fingerprints.
    `checkpoint` is called now and then, and may end the analysis with an error. Raises TooMuch if
    more is found than fits into memory: see bounds.py.
    """
    return analysis_of(blocks, lexicon, options or Options(), checkpoint, key).report


class Analysis(NamedTuple):
    """A report and what it was made from; `candidates` are those of its spans, in order."""

    report: Report
    document: Document
    places: "Places"
    candidates: list[Candidate]


def analysis_of(
    blocks: Sequence[Block],
    lexicon: Lexicon,
    options: Options,
    checkpoint: Checkpoint = no_deadline,
    key: bytes = b"",
) -> Analysis:
    """The report of analyze(), with the document for further work on it."""
    document = parse_blocks(
        ((block.text, block.role) for block in blocks), options.format, checkpoint, lexicon
    )
    places = Places(document, blocks, options.offset_unit, key)
    spans, left_out, candidates, marks = _analyze(document, lexicon, options, places, checkpoint)
    headline = headline_of(document) if options.check_headline else None
    if headline:
        about = (document, headline, marks, lexicon, checkpoint)
        flags = headline_flags(*about, hedges=options.wants_hedges())
    report = Report(
        scores=Scores(
            sensational=_score("sensational", spans, document.words),
            hedging=_score("hedging", spans, document.words),
        ),
        spans=tuple(spans),
        suppressed=tuple(
            _suppressed(places, *each) for each in sorted(left_out, key=lambda each: order(each[0]))
        )
        if options.explain
        else UNSET,
        sentences=tuple(_sentences(places, spans)),
        headline=flagged(document, flags, places.find) if headline else UNSET,
        words=document.words,
    )
    if "attributions" in options.include:
        hedges = [
            candidate
            for candidate, span in zip(candidates, spans, strict=True)
            if span.dimension == "hedging" and span.voice == "author"
        ]
        parts = attributed(document, lexicon, hedges, places.find, checkpoint)
        report = replace(report, **parts._asdict())
    return Analysis(report, document, places, candidates)


class Places:
    """Where parts of a document are in its blocks, as sent and in the unit asked for."""

    def __init__(
        self, document: Document, blocks: Sequence[Block], unit: OffsetUnit, key: bytes
    ) -> None:
        self.document = document
        self.fingerprints = Fingerprints(document, key)
        self.spelling = Spelling(document.lowered)
        self.roles = [block.role for block in blocks]
        self._names = [UNSET if block.id is None else block.id for block in blocks]
        self._texts = [block.text for block in blocks]
        self._convert = [converter(text, unit) for text in self._texts]

    def of(self, found: TextRange, n: int) -> tuple[str | UnsetType, int, int, str]:
        """Name of the n-th block, start and end, and the text between them."""
        start, end = self.document.blocks[n].to_original(found)
        convert = self._convert[n]
        return self._names[n], convert(start), convert(end), self._texts[n][start:end]

    def of_candidate(self, candidate: Candidate) -> tuple[str | UnsetType, int, int, str]:
        """The same for what was found."""
        return self.find(TextRange(candidate.start, candidate.end))

    def find(self, found: TextRange) -> tuple[str | UnsetType, int, int, str]:
        """The same for a range of the document's text."""
        return self.of(found, self.document.block_at(found.start))


class _Found(NamedTuple):
    """What is reported, in order, with its candidates; and what is not, with the reasons.

    `marks` are for the headline check: all that is not excluded, even where the options hide it.
    """

    spans: list[Span]
    left_out: list[tuple[Candidate, Reason]]
    candidates: list[Candidate]
    marks: list[Mark]


def _analyze(
    document: Document,
    lexicon: Lexicon,
    options: Options,
    places: Places,
    checkpoint: Checkpoint,
) -> _Found:
    rules = [*filter(options.wants, options.rules)]
    found = chain(
        detect(document, lexicon, checkpoint), caller_candidates(document, rules, checkpoint)
    )
    terms = term_spans(document, options.allow, checkpoint)
    if profile := options.profile:
        found = chain(found, detect(document, profile.words, checkpoint, WORDS))
        about = (places.roles, profile, options.desk, options.today)
        terms = chain(terms, profile_spans(document, *about, checkpoint))
    candidates = [*at_most(found, MAX_ITEMS, "matches")]
    allowed = at_most(terms, MAX_ITEMS, "words of `allow`")
    contexts = ContextFinder(document, lexicon, candidates, allowed)
    flagged: list[Candidate] = []
    reported: list[Span] = []
    left_out: list[tuple[Candidate, Reason]] = []
    reported_candidates: list[Candidate] = []
    for candidate in with_checkpoints(candidates, checkpoint):
        if options.wants(candidate.frame.entry):
            if reason := contexts.exclusion_reason(candidate):
                left_out.append((candidate, reason))
            elif options.switched_off(candidate.frame.entry):
                left_out.append((candidate, "profile"))
            else:
                flagged.append(candidate)
    marks: list[Mark] = []
    for candidate in with_checkpoints(resolve(flagged), checkpoint):
        context = contexts.context_of(candidate)
        if options.check_headline:
            marks.append(Mark(candidate, context))
        span = _span(places, candidate, context, options)
        if hidden := options.hides(span):
            left_out.append((candidate, hidden))
        else:
            reported.append(span)
            reported_candidates.append(candidate)
    return _Found(reported, left_out, reported_candidates, marks)


def _span(places: Places, candidate: Candidate, context: Context, options: Options) -> Span:
    start, end, frame, sentence, _ = candidate
    entry = frame.entry
    assert entry.dimension != "context"
    score, base, factors = span_score(options.strength_of(entry), *context)
    block, sent_start, sent_end, text = places.of_candidate(candidate)
    form = places.document.lowered[start:end]
    return Span(
        block=block,
        start=sent_start,
        end=sent_end,
        text=text,
        dimension=entry.dimension,
        category=entry.category,
        score=score,
        rule=entry.id,
        voice=context.voice,
        sentence=sentence,
        profile=(options.profile and options.profile.source_of(entry)) or UNSET,
        fingerprint=places.fingerprints.of(start, end, sentence, entry.id),
        message=entry.message,
        suggestions=suggestions_of(entry, form, context.voice, places.spelling),
        base=base if options.explain else UNSET,
        factors=factors if options.explain else UNSET,
    )


def _suppressed(places: Places, candidate: Candidate, reason: Reason) -> Suppressed:
    entry = candidate.frame.entry
    assert entry.dimension != "context"
    block, start, end, text = places.of_candidate(candidate)
    return Suppressed(
        block=block,
        start=start,
        end=end,
        text=text,
        dimension=entry.dimension,
        category=entry.category,
        rule=entry.id,
        reason=reason,
    )


def _sentences(places: Places, spans: Sequence[Span]) -> Iterator[Sentence]:
    """The sentences with their scores; `spans` are in order.

    The scores of one sentence at a time: those of all take 30 MB if 90,000 have a span.
    """
    groups = groupby(spans, attrgetter("sentence"))
    marked, mine = next(groups, (None, ()))
    document = places.document
    n, last = 0, len(document.blocks) - 1
    for number, sentence in enumerate(document.sentences):
        while n < last and document.block_starts[n + 1] <= sentence.start:
            n += 1
        block, start, end, _ = places.of(sentence, n)
        sensational = hedging = 0.0
        if number == marked:  # most sentences are calm
            in_it = [*mine]
            sensational = sentence_score(s.score for s in in_it if s.dimension == "sensational")
            hedging = sentence_score(s.score for s in in_it if s.dimension == "hedging")
            marked, mine = next(groups, (None, ()))
        yield Sentence(block=block, start=start, end=end, sensational=sensational, hedging=hedging)


def _score(dimension: Dimension, found: Sequence[Span], words: int) -> Score:
    author = [s.score for s in found if s.dimension == dimension and s.voice != "quoted"]
    quoted = [s.score for s in found if s.dimension == dimension and s.voice == "quoted"]
    spans = len(author) + len(quoted)
    score = text_score([*author, *quoted], words)
    return Score(
        score=score,
        band=band(dimension, score),
        spans=spans,
        per_100_words=round(100 * spans / max(words, 1), 2),
        by_voice=ByVoice(text_score(author, words), text_score(quoted, words)),
    )
