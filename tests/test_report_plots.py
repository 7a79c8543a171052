"""The pictures of a report: what is drawn can be seen."""

from pathlib import Path

import numpy as np
from matplotlib.collections import PolyCollection

from levelhead.corpus.report.comparison import Question, compare
from levelhead.corpus.report.plots import drawn_groups, plane
from tests.helpers.scored_runs import document, run_of


def test_a_document_alone_in_its_cell_is_seen_on_white(tmp_path: Path) -> None:
    documents = [*[document(0.1, 0.1, paper="A")] * 2000, document(0.19, 0.19, paper="A")]
    digests = [each | {"digest": str(n)} for n, each in enumerate(documents)]
    comparison = compare(run_of(tmp_path / "run", digests), Question("paper"))
    figure = plane(comparison, drawn_groups(comparison))
    (cells,) = (c for c in figure.axes[0].collections if isinstance(c, PolyCollection))
    cells.update_scalarmappable()
    greys = sorted({round(float(grey), 3) for grey in np.asarray(cells.get_facecolor())[:, 0]})
    assert len(greys) == 2
    darkest, lightest = greys
    assert lightest < 0.9
    assert darkest < lightest - 0.2
