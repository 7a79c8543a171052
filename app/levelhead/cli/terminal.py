"""A marked text as a terminal shows it."""

from collections.abc import Iterator, Sequence

from msgspec import UNSET
from msgspec.structs import asdict

from levelhead.cli.marked_text import MarkedText, product, replacements
from levelhead.cli.places import BYTE_ORDER_MARK, line_starts, place_of
from levelhead.engine.encode import Answer
from levelhead.render import counted, printable, segments

# Bold and underlined: readers who see no colours can distinguish the dimensions.
STYLES = {"sensational": "1;31", "hedging": "4;36"}
BRACKETS = {"sensational": "[]", "hedging": "{}"}


def coloured(marked: MarkedText) -> str:
    """The text with escape sequences around its marks."""
    return "".join(
        f"\x1b[{';'.join(STYLES[m.dimension] for m in covering)}m{printable(piece)}\x1b[0m"
        if covering
        else printable(piece)
        for piece, covering in segments(marked.text, marked.answer.spans)
    )


def bracketed(marked: MarkedText) -> str:
    """The text with `[sensational|category 0.90]` and `{hedging|category 0.40}` written into it."""
    pieces: list[str] = []
    position = 0
    for piece, covering in segments(marked.text, marked.answer.spans):
        end = position + len(piece)
        opened = (m for m in covering if m.start == position)
        closed = (m for m in reversed(covering) if m.end == end)
        pieces += (BRACKETS[m.dimension][0] for m in opened)
        pieces.append(printable(piece))
        pieces += (f"|{m.category} {m.score:.2f}{BRACKETS[m.dimension][1]}" for m in closed)
        position = end
    return "".join(pieces)


def scores(answer: Answer) -> str:
    """Both scores and the number of words, in one line."""
    both = (("sensational", answer.scores.sensational), ("hedging", answer.scores.hedging))
    parts = [f"{name} {score.score:.2f} {score.band} ({score.spans})" for name, score in both]
    return f"{', '.join(parts)}, {counted(answer.words, 'word')}"


def place(name: str, starts: Sequence[int], offset: int) -> str:
    """`name:line:column` as compilers print it."""
    line, column = place_of(starts, offset)
    return f"{printable(name)}:{line}:{column}"


def lines(marked: MarkedText) -> Iterator[str]:
    """A line for each flag of the headline and each span, then one for all else in the answer.

    That is what an explained answer did not mark, and what `--include` adds.
    """
    starts = line_starts(marked.text)
    for flag in marked.answer.headline.flags if marked.answer.headline else ():
        body = ", ".join(quoted(shown.text) for shown in flag.evidence)
        yield (
            f"{place(marked.name, starts, flag.start)}: headline: {flag.kind}"
            f" {quoted(flag.text)}: {flag.message}{f' Body: {body}.' if body else ''}"
        )
    for span in marked.answer.spans:
        voice = "" if span.voice == "author" else f" ({span.voice})"
        words = " or ".join(map(quoted, replacements(span)))
        yield (
            f"{place(marked.name, starts, span.start)}: {span.dimension}: {span.category}"
            f" {span.score:.2f} {quoted(span.text)}{voice}: {span.message}"
            f"{f' Try {words}.' if words else ''}"
        )
        if span.factors is not UNSET:
            yield f"    {product(span)}"
    for seen in marked.answer.suppressed or ():
        yield (
            f"{place(marked.name, starts, seen.start)}: not marked: {seen.category}"
            f" {quoted(seen.text)}: {seen.reason}"
        )
    for found in marked.answer.attributions or ():
        source = "nobody" if found.source is None else quoted(found.source.text)
        yield (
            f"{place(marked.name, starts, found.verb.start)}: attribution: {found.stance}"
            f" {quoted(found.verb.text)} by {source} ({found.source_kind})"
        )
    for hedge in marked.answer.stacked_hedges or ():
        yield f"{place(marked.name, starts, hedge.start)}: stacked hedges: {quoted(hedge.text)}"
    for each in marked.answer.sources or ():
        counts = ", ".join(f"{n} {stance}" for stance, n in asdict(each.stances).items() if n)
        source = f"source: {quoted(each.name)} ({each.source_kind})"
        yield f"{printable(marked.name)}: {source}: {counts}"


def quoted(text: str) -> str:
    """The text in quotation marks, on one line."""
    return f'"{printable(" ".join(text.split()))}"'


def terminal(marked: MarkedText, colour: bool) -> str:
    """The marked text, a line for each mark, and a line with the scores."""
    text = (coloured(marked) if colour else bracketed(marked)).removeprefix(BYTE_ORDER_MARK)
    summary = f"{printable(marked.name)}: {scores(marked.answer)}"
    return "\n".join([text.rstrip("\n"), "", *lines(marked), summary, ""])
