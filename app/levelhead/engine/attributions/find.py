"""Attributions: who says, claims or believes what, in a document."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from levelhead.engine.attributions.cues import Cue, cues_of
from levelhead.engine.attributions.deeds import is_deed
from levelhead.engine.attributions.found import Found
from levelhead.engine.attributions.kinds import source_kind
from levelhead.engine.attributions.noun_phrases import Phrase
from levelhead.engine.attributions.nouns import is_rumour, named_after, noun_source
from levelhead.engine.attributions.quoting import Quotations
from levelhead.engine.attributions.sentence import Sentence, sentence_of
from levelhead.engine.attributions.speakers import by_colon, by_dash
from levelhead.engine.attributions.statements import is_stated
from levelhead.engine.attributions.verbs import attribution_of
from levelhead.engine.attributions.words import CONJUNCTIONS, FIRST_PERSON
from levelhead.engine.deadline import Checkpoint, no_deadline, with_checkpoints
from levelhead.engine.document import Document
from levelhead.lexicon.reporting import Reporting
from levelhead.types import SourceKind, Stance, TextRange

# What these verbs say goes on to the end of their clause.
_STATING = frozenset(("speech", "clause", "quotation", "person", "hearing", "belief"))


class Attribution(NamedTuple):
    """The words that report and those that say who does, as ranges of the normalized text.

    `direct`: at least a clause of what is reported is quoted; `sentence` is an index.
    """

    verb: TextRange
    source: TextRange | None
    stance: Stance
    source_kind: SourceKind
    direct: bool
    sentence: int


def attributions_of(
    document: Document,
    reporting: Reporting,
    checkpoint: Checkpoint = no_deadline,
    numbers: Iterable[int] | None = None,
) -> Iterator[Attribution]:
    """All attributions of the author, in the order of the text.

    Those inside of quotations are part of what is reported, and left out. `numbers` are the
    sentences to search, in order, by their index: all if it is None.
    """
    quotations = Quotations(document)
    since = 0  # where the attribution before it ends
    if numbers is None:
        numbers = range(len(document.sentences))
    for number in with_checkpoints(numbers, checkpoint):
        span = document.sentences[number]
        sentence = sentence_of(document, span, reporting)
        for stance, found in _found_in(sentence, reporting, quotations):
            verb = _range(sentence, found.verb)
            source = found.source and _range(sentence, found.source)
            whole = (
                TextRange(min(verb.start, source.start), max(verb.end, source.end))
                if source
                else verb
            )
            yield Attribution(
                verb,
                source,
                stance,
                source_kind(sentence, found.source, reporting),
                quotations.quote(whole, span, since),
                number,
            )
            since = whole.end


def _range(sentence: Sentence, phrase: Phrase) -> TextRange:
    return TextRange(sentence.words[phrase.first].start, sentence.words[phrase.last - 1].end)


def _found_in(
    sentence: Sentence, reporting: Reporting, quotations: Quotations
) -> Iterator[tuple[Stance, Found]]:
    if speaker := by_colon(sentence, reporting):
        yield "neutral", speaker
    last_source: Phrase | None = None
    open_since: int | None = None
    done = 0
    for cue in cues_of(sentence, reporting):
        if cue.first < done or quotations.hold(sentence.words[cue.first].start):
            continue
        found = _attribution(sentence, cue, last_source, reporting)
        if found is None or _is_authors(sentence, found.source):
            continue
        if is_deed(sentence, cue, found.source, reporting):
            continue
        if cue.form.use in ("belief", "judgement") and _is_within(sentence, open_since, cue.first):
            continue
        yield cue.form.stance, found
        done = found.verb.last
        last_source = found.source or last_source
        if cue.form.use in _STATING:
            open_since = cue.last
    if (speaker := by_dash(sentence, reporting)) and speaker.verb.first >= done:
        yield "neutral", speaker


def _attribution(
    sentence: Sentence, cue: Cue, last_source: Phrase | None, reporting: Reporting
) -> Found | None:
    words = Phrase(cue.first, cue.last)
    if cue.form.use == "sourceless":
        return Found(words, None) if is_stated(sentence, cue) else None
    if cue.form.use == "phrases":
        source = named_after(sentence, cue, reporting)
    elif cue.form.use in ("nouns", "acts", "views"):
        source = noun_source(sentence, cue)
        if source is None and is_rumour(sentence, cue):
            return Found(words, None)
    else:
        return attribution_of(sentence, cue, last_source, reporting)
    return Found(words, source) if source else None


def _is_authors(sentence: Sentence, source: Phrase | None) -> bool:
    return (
        source is not None
        and source.last == source.first + 1
        and sentence.text(source.first) in FIRST_PERSON
    )


def _is_within(sentence: Sentence, since: int | None, at: int) -> bool:
    """Whether word `at` is in the statement that begins at word `since`: `said she believes`."""
    if since is None:
        return False
    for k in range(since, at):
        text = sentence.text(k)
        if text in (";", '"', "”", "“") or (
            text in CONJUNCTIONS and sentence.text(k + 1) != "that"
        ):
            return False
    return sentence.text(at - 1) != ","
