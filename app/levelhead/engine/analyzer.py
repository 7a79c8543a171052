"""The pipeline: parse, detect, exclude, resolve, score."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Literal, NamedTuple

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from levelhead.engine.bounds import MAX_ITEMS, at_most
from levelhead.engine.context import Context, ContextFinder
from levelhead.engine.deadline import Checkpoint, no_deadline, with_checkpoints
from levelhead.engine.detect import WORDS, Candidate, detect
from levelhead.engine.detect.allowed import profile_spans
from levelhead.engine.detect.caller import caller_candidates, term_spans
from levelhead.engine.document import Document, parse_blocks
from levelhead.engine.fingerprint import Fingerprints
from levelhead.engine.headline import DOUBTS, Mark, headline_flags, headline_of
from levelhead.engine.places import Places
from levelhead.engine.report import Headline, Report, Span, Suppressed
from levelhead.engine.report_attributions import reported_attributions
from levelhead.engine.report_headline import reported_headline
from levelhead.engine.report_scores import reported_scores, reported_sentences
from levelhead.engine.resolve import order, resolve
from levelhead.engine.score import span_score
from levelhead.engine.spelling import Spelling
from levelhead.engine.suggestions import suggestions_of
from levelhead.lexicon import Entry, Lexicon
from levelhead.lexicon.profile import Profile
from levelhead.types import Format, Language, OffsetUnit, Quotes, Reason, Role, TextRange


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
        changed = self.profile and self.profile.strengths.get(entry.id)
        return changed.value if changed else entry.strength

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
    places: Places
    candidates: list[Candidate]


def analysis_of(
    blocks: Sequence[Block],
    lexicon: Lexicon,
    options: Options,
    checkpoint: Checkpoint,
    key: bytes,
) -> Analysis:
    """The report of analyze(), with the document for further work on it."""
    document = parse_blocks(
        ((block.text, block.role) for block in blocks), options.format, checkpoint, lexicon
    )
    names, texts = [block.id for block in blocks], [block.text for block in blocks]
    places = Places(document, names, texts, options.offset_unit)
    roles = [block.role for block in blocks]
    candidates, allowed = _detect(document, lexicon, options, roles, checkpoint)
    contexts = ContextFinder(document, lexicon, candidates, allowed)
    span_maker = _SpanMaker(document, places, options, key)
    found = _decide(candidates, contexts, options, span_maker, checkpoint)
    headline = _headline(document, found.marks, lexicon, options, places, checkpoint)
    report = Report(
        scores=reported_scores(found.spans, document.words),
        spans=tuple(found.spans),
        suppressed=_all_suppressed(places, found.left_out) if options.explain else UNSET,
        sentences=tuple(reported_sentences(document, places, found.spans)),
        headline=headline,
        words=document.words,
    )
    if "attributions" in options.include:
        pairs = zip(found.candidates, found.spans, strict=True)
        hedges = [c for c, s in pairs if s.dimension == "hedging" and s.voice == "author"]
        parts = reported_attributions(document, lexicon, hedges, places.of, checkpoint)
        report = replace(report, **parts._asdict())
    return Analysis(report, document, places, found.candidates)


def _detect(
    document: Document,
    lexicon: Lexicon,
    options: Options,
    roles: Sequence[Role | None],
    checkpoint: Checkpoint,
) -> tuple[list[Candidate], Iterator[TextRange]]:
    """All candidates, and where nothing is to be flagged; `roles` are those of the blocks."""
    rules = [*filter(options.wants, options.rules)]
    found = chain(
        detect(document, lexicon, checkpoint), caller_candidates(document, rules, checkpoint)
    )
    allowed = term_spans(document, options.allow, checkpoint)
    if profile := options.profile:
        found = chain(found, detect(document, profile.words, checkpoint, WORDS))
        terms = profile_spans(document, roles, profile, options.desk, options.today, checkpoint)
        allowed = chain(allowed, terms)
    return (
        [*at_most(found, MAX_ITEMS, "matches")],
        at_most(allowed, MAX_ITEMS, "words of `allow`"),
    )


class _Found(NamedTuple):
    """What is reported, in order, with its candidates; and what is not, with the reasons.

    `marks` are for the headline check: all that is not excluded, even where the options hide it.
    """

    spans: list[Span]
    left_out: list[tuple[Candidate, Reason]]
    candidates: list[Candidate]
    marks: list[Mark]


def _decide(
    candidates: Sequence[Candidate],
    contexts: ContextFinder,
    options: Options,
    span_maker: "_SpanMaker",
    checkpoint: Checkpoint,
) -> _Found:
    """Which candidates are reported, and why the others are not."""
    flagged: list[Candidate] = []
    found = _Found([], [], [], [])
    for candidate in with_checkpoints(candidates, checkpoint):
        entry = candidate.frame.entry
        if options.wants(entry):
            if reason := contexts.exclusion_reason(candidate):
                found.left_out.append((candidate, reason))
            elif options.switched_off(entry):
                found.left_out.append((candidate, "profile"))
            else:
                flagged.append(candidate)
    for candidate in with_checkpoints(resolve(flagged), checkpoint):
        context = contexts.context_of(candidate)
        if options.check_headline:
            found.marks.append(Mark(candidate, context))
        span = span_maker.of(candidate, context)
        if hidden := options.hides(span):
            found.left_out.append((candidate, hidden))
        else:
            found.spans.append(span)
            found.candidates.append(candidate)
    return found


class _SpanMaker:
    """Makes the spans of a document, with fingerprints keyed with `key`."""

    def __init__(self, document: Document, places: Places, options: Options, key: bytes) -> None:
        self._lowered = document.lowered
        self._place_of = places.of
        self._options = options
        self._fingerprints = Fingerprints(document, key)
        self._spelling = Spelling(document.lowered)

    def of(self, candidate: Candidate, context: Context) -> Span:
        """The span of a candidate in its context."""
        start, end, frame, sentence, _ = candidate
        entry, options = frame.entry, self._options
        assert entry.dimension != "context"
        score, base, factors = span_score(options.strength_of(entry), *context)
        block, sent_start, sent_end, text = self._place_of(TextRange(start, end))
        form = self._lowered[start:end]
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
            fingerprint=self._fingerprints.of(start, end, sentence, entry.id),
            message=entry.message,
            suggestions=suggestions_of(entry, form, context.voice, self._spelling),
            base=base if options.explain else UNSET,
            factors=factors if options.explain else UNSET,
        )


def _all_suppressed(
    places: Places, left_out: Iterable[tuple[Candidate, Reason]]
) -> tuple[Suppressed, ...]:
    """What is not reported, in the order of the text."""
    in_order = sorted(left_out, key=lambda each: order(each[0]))
    return tuple(_suppressed(places, *each) for each in in_order)


def _suppressed(places: Places, candidate: Candidate, reason: Reason) -> Suppressed:
    entry = candidate.frame.entry
    assert entry.dimension != "context"
    block, start, end, text = places.of(TextRange(candidate.start, candidate.end))
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


def _headline(
    document: Document,
    marks: Sequence[Mark],
    lexicon: Lexicon,
    options: Options,
    places: Places,
    checkpoint: Checkpoint,
) -> Headline | UnsetType:
    """The result of the headline check, if it was asked for and the document has a headline."""
    headline = headline_of(document) if options.check_headline else None
    if headline is None:
        return UNSET
    hedges = options.wants_hedges()
    flags = headline_flags(document, headline, marks, lexicon, checkpoint, hedges)
    return reported_headline(document, flags, places.of)
