"""The highest and lowest documents on a report's page."""

from collections.abc import Iterator, Sequence

from levelhead.corpus.report.comparison import Comparison
from levelhead.corpus.report.excerpts import MAX_EXTREMES, Excerpt, Extreme
from levelhead.corpus.report.html import passage
from levelhead.render import escaped


def documents_section(comparison: Comparison, documents: Sequence[Excerpt]) -> Iterator[str]:
    """The lists, in each of which a document that was shown before is a reference."""
    yield f"<h2>The {MAX_EXTREMES} highest and lowest documents</h2>"
    yield (
        "<p class='note'>Of documents with equal scores the longest in words come first, and of "
        "these the first in the input. A text that several groups have is in a list once.</p>"
    )
    column = comparison.task.columns.text
    if not any(document.text for document in documents):
        yield (
            "<p class='note'>Marked words only, since the output holds no texts: "
            f"levelhead score --keep {escaped(column)} keeps them.</p>"
        )
    shown: dict[int, Extreme] = {}
    before = None
    for document in documents:
        extreme = document.extreme
        if before != (before := (extreme.dimension, extreme.end)):
            yield f"{'</ol>' * bool(shown)}<h3>{extreme.dimension}, {extreme.end}</h3>"
            if extreme.end == "lowest":
                zeros = int((comparison.scores[extreme.dimension] == 0).sum())
                yield f"<p class='note'>Scores that are 0: {zeros:,}.</p>"
            yield "<ol class='documents'>"
        first = shown.setdefault(extreme.row, extreme)
        known = (
            f"{_shown(document)}"
            if first is extreme
            else f'<p>(<a href="#row{extreme.row}">{first.dimension}, {first.end}</a>)</p>'
        )
        place = f' id="row{extreme.row}"' * (first is extreme)
        yield (
            f"<li{place}><b>{document.score:.3f}</b> {escaped(document.id)} <span class='note'>"
            f"({escaped(extreme.group)}, {document.words:,} words)</span> {known}</li>"
        )
    yield "</ol>" * bool(shown)


def _shown(document: Excerpt) -> str:
    if document.text is None:
        return f"<p>{escaped(', '.join(document.marked)) or '(no marks)'}</p>"
    head = f"<b>{passage(document.headline)}</b><br>" if document.headline else ""
    return f"<p>{head}{passage(document.text)}</p>"
