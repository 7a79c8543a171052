"""How well claims are paired, and attributions, headline flags and changes found.

`python -m evaluation.claims [FOLDER]` prints precision, recall and F1 of the sets of a folder, its
files NAME.*.jsonl; without a folder, of those next to this file. `-v` shows each error.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from evaluation.claims.counts import Answer, errors, row, rows_of_kinds
from evaluation.claims.gold import HERE, SETS, read
from evaluation.claims.measure import answers


def report(path: Path, *, verbose: bool) -> Iterator[str]:
    """The lines of the table of one file; with `verbose` its errors first."""
    questions: dict[str, list[Answer]] = defaultdict(list)
    items = list(read(path, SETS[path.name.split(".")[0]]))
    for item in items:
        for name, answer in answers(item):
            questions[name].append(answer)
    if verbose:
        yield from (line for each in questions.values() for a in each for line in errors(a))
    yield f"{path.name}: {len(items)} items"
    yield f"{'':24} marks found precision  recall      F1"
    for name, each in questions.items():
        yield str(row(name, each))
        yield from map(str, rows_of_kinds(each))


def main(argv: Sequence[str] | None = None) -> None:
    """Print the table of each set in the folder."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", nargs="?", type=Path, default=HERE)
    options.add_argument("-v", "--verbose", action="store_true", help="show each error")
    args = options.parse_args(argv)
    paths = [path for name in SETS for path in sorted(args.folder.glob(f"{name}.*.jsonl"))]
    if not paths:
        options.error(f"no {' or '.join(f'{name}.*.jsonl' for name in SETS)} in {args.folder}")
    for path in paths:
        print(*report(path, verbose=args.verbose), sep="\n")


if __name__ == "__main__":
    main()
