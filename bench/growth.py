"""Growth: time and memory against the size of a text, and time against the size of the lexicon.

The smaller lexicons keep all patterns, detectors, names and fixed expressions, and those forms that
the texts hold; the rest of their forms is drawn from the real ones, and where these run out, made
up of their parts. So each lexicon has to find exactly the same spans, and only what it is looked
for among grows; a made-up form shares its beginning with real words, as real forms do.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from statistics import median

from msgspec import structs

from bench.chart import Panel, svg
from bench.processes import forget_peak, peak
from bench.texts import ROOT, SEED, Sample, WrongCount, lexicon, paragraphs, recombined, samples
from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.encode import encode
from levelhead.lexicon import Entry, Lexicon, LexiconFile
from levelhead.lexicon.compiled import compile_lexicon
from levelhead.lexicon.format import RawClasses
from levelhead.lexicon.load import CLASSES
from levelhead.lexicon.source import parse
from levelhead.lexicon.words import word_class

CHART = ROOT / "docs/growth.svg"
SIZES = (1_000, 4_000, 10_000, 40_000, 100_000, 400_000, 1_000_000, 2_000_000)
FORMS = (1_000, 2_000, 5_000, 10_000, 15_000, 20_000, 40_000)
ROUNDS, QUICK_ROUNDS = 7, 3
# Small texts are analysed repeatedly, so that a round is long enough to be timed.
BYTES_PER_ROUND = 40_000
TEXTS = 30

# Made-up forms in one entry: about as many as a real entry has after inflection.
FORMS_PER_ENTRY = 10


@dataclass(frozen=True, slots=True)
class BySize:
    """Milliseconds of one text, MB that the process used at most during it."""

    bytes: int
    spans: int
    milliseconds: float
    peak: float


@dataclass(frozen=True, slots=True)
class ByForms:
    """Microseconds per text of 4 kB with a lexicon of this number of forms, some made up."""

    forms: int
    made_up: int
    spans: int
    microseconds: float


def by_size(sizes: Sequence[int] = SIZES, rounds: int = ROUNDS) -> list[BySize]:
    """Sizes in rising order, so that the process never was larger than for the text at hand."""
    texts = {size: recombined(paragraphs(), size, 1, SEED)[0] for size in sizes}
    spans: dict[int, int] = {}
    peaks: dict[int, float] = {}
    lexicon()
    for size, text in texts.items():
        forget_peak_of_this()
        spans[size] = work(text, lexicon())
        peaks[size] = peak_of_this()
    seconds: dict[int, list[float]] = {size: [] for size in sizes}
    for _ in range(rounds):
        for size, text in texts.items():
            repeats = max(1, BYTES_PER_ROUND // size)
            started = time.perf_counter()
            for _ in range(repeats):
                if work(text, lexicon()) != spans[size]:
                    raise WrongCount(f"{size} bytes: not {spans[size]} spans again")
            seconds[size].append((time.perf_counter() - started) / repeats)
    return [BySize(n, spans[n], 1e3 * median(seconds[n]), peaks[n]) for n in sizes]


def forget_peak_of_this() -> None:
    """Let peak_of_this() count from now on."""
    forget_peak(_this())


def peak_of_this() -> float:
    """MB that this process used at most."""
    return peak(_this())


def _this() -> int:
    return int(Path("/proc/self").resolve().name)


def work(text: str, words: Lexicon) -> int:
    """An analysis up to the bytes of its answer; the number of spans."""
    report = analyze([Block(text)], words)
    encode(report, Options(), words.hash)
    return len(report.spans)


def by_forms(sizes: Sequence[int] = FORMS, rounds: int = ROUNDS) -> list[ByForms]:
    """The same texts with each lexicon in turn; WrongCount when one finds other spans."""
    chosen = samples("4 kB")[:TEXTS]
    lexicons = {size: lexicon_of(size, chosen) for size in sizes}
    expected = sum(sample.spans for sample in chosen)
    seconds: dict[int, list[float]] = {size: [] for size in sizes}
    for _ in range(rounds):
        for size, (words, _) in lexicons.items():
            started = time.perf_counter()
            found = sum(work(sample.text, words) for sample in chosen)
            seconds[size].append((time.perf_counter() - started) / len(chosen))
            if found != expected:
                raise WrongCount(f"{size} forms: {found} spans, expected {expected}")
    return [
        ByForms(size, made_up, expected, 1e6 * median(seconds[size]))
        for size, (_, made_up) in lexicons.items()
    ]


def lexicon_of(size: int, chosen: Sequence[Sample]) -> tuple[Lexicon, int]:
    """A lexicon of `size` forms that finds in the texts what the whole one finds.

    Also how many of its forms are made up. Where the texts alone hold more forms, it has these.
    """
    whole = lexicon()
    needed = forms_in(chosen, whole)
    pairs = [
        (entry.id, form)
        for entry in whole.entries.values()
        if entry.dimension != "context"
        for form in entry.forms
    ]
    random.Random(SEED).shuffle(pairs)
    pairs.sort(key=lambda pair: pair[1] not in needed)  # stable: the needed ones come first
    least = sum(form in needed for _, form in pairs)
    kept: dict[str, set[str]] = {}
    for id_, form in pairs[: max(size, least)]:
        kept.setdefault(id_, set()).add(form)
    made_up = list(islice(invented([form for _, form in pairs]), max(0, size - len(pairs))))
    files = (
        *(file._replace(entries=tuple(_reduced(file, kept))) for file in whole.files),
        _made_up_file(made_up),
    )
    raw, faults = parse(ROOT / "lexicons" / CLASSES, RawClasses)
    if raw is None:
        raise ValueError("\n".join(faults))
    classes = {name: word_class(c) for name, c in raw.classes.items()}
    built = compile_lexicon(files, classes, whole.hash, reporting=whole.reporting)
    # Which words may be shouted goes by the forms; that is another detector's matter.
    return replace(built, ordinary=whole.ordinary), len(made_up)


def forms_in(chosen: Sequence[Sample], words: Lexicon) -> set[str]:
    """All that was found in the texts, flagged or not, as the lexicon writes it."""
    options = Options(explain=True)
    found: set[str] = set()
    for text in (sample.text for sample in chosen):
        report = analyze([Block(text)], words, options)
        found |= {text[f.start : f.end] for f in report.spans}
        found |= {text[s.start : s.end] for s in report.suppressed or ()}
    return {form.lower().replace("’", "'").replace("\n", " ") for form in found}


def _reduced(file: LexiconFile, kept: dict[str, set[str]]) -> Iterator[Entry]:
    """The entries of a file with only those forms that are kept; those without any left out."""
    for entry in file.entries:
        if file.dimension == "context" or not entry.forms:
            yield entry
        elif entry.id in kept:
            yield structs.replace(entry, forms=tuple(f for f in entry.forms if f in kept[entry.id]))


def _made_up_file(forms: Sequence[str]) -> LexiconFile:
    entries = tuple(
        Entry(
            f"made-up-{n}", "sensational", "loaded", 2, forms=tuple(forms[n : n + FORMS_PER_ENTRY])
        )
        for n in range(0, len(forms), FORMS_PER_ENTRY)
    )
    return LexiconFile("made-up.toml", "sensational", "loaded", "made-up", "Made up.", entries)


def invented(forms: Sequence[str]) -> Iterator[str]:
    """Endless forms that are not in `forms`: the start of one word and the end of another.

    They begin as real forms do and have as many words on average. A `q` joins the parts, so that
    none is an English word.
    """
    draw = random.Random(SEED)
    seen = set(forms)
    while True:
        front, back = draw.choice(forms), draw.choice(forms)
        words = front.split(" ")
        at = len(words[-1]) // 2 + 1
        words[-1] = f"{words[-1][:at]}q{back.split(' ')[-1][-3:]}"
        form = " ".join(words)
        if form not in seen:
            seen.add(form)
            yield form


def chart(sizes: Sequence[BySize], forms: Sequence[ByForms]) -> str:
    """Three panels: time and memory by size of the text, time by size of the lexicon."""
    middle = sizes[len(sizes) // 2]
    linear = [
        (n, middle.milliseconds * n / middle.bytes) for n in (sizes[0].bytes, sizes[-1].bytes)
    ]
    return svg(
        [
            Panel(
                "Time of one text, ms",
                "size of the text, bytes",
                [(s.bytes, s.milliseconds) for s in sizes],
                log=True,
                guide=linear,
                guide_means="linear",
            ),
            Panel(
                "Peak memory of the process, MB",
                "size of the text, bytes",
                [(s.bytes, s.peak) for s in sizes],
            ),
            Panel(
                "Time of a text of 4 kB, µs",
                "forms in the lexicon",
                [(f.forms, f.microseconds) for f in forms],
            ),
        ],
        "How time and memory grow with the text, and time with the lexicon",
    )


def lines(sizes: Sequence[BySize], forms: Sequence[ByForms]) -> Iterator[str]:
    """Both as tables to read."""
    yield "    bytes   spans        ms   MB/s  peak MB"
    for s in sizes:
        speed = s.bytes / s.milliseconds / 1e3
        yield f"{s.bytes:>9} {s.spans:>7} {s.milliseconds:>9.2f} {speed:>6.1f} {s.peak:>8.0f}"
    yield "    forms  made up   spans      µs per 4 kB"
    for f in forms:
        yield f"{f.forms:>9} {f.made_up:>8} {f.spans:>7} {f.microseconds:>16.0f}"


def main() -> int:
    """Measure, print and write the chart; exit code 1 when a lexicon finds other spans."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer sizes and rounds, no chart")
    quick = parser.parse_args().quick
    try:
        sizes = by_size(SIZES[:5], QUICK_ROUNDS) if quick else by_size()
        forms = by_forms((10_000, 20_000), QUICK_ROUNDS) if quick else by_forms()
    except WrongCount as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(lines(sizes, forms)))
    if not quick:
        CHART.write_text(chart(sizes, forms), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
