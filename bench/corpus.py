"""A corpus that nobody wrote: seeded documents of about 2 kB from templates and word lists.

    python -m bench.corpus FOLDER --documents 10000 --files 4

Words are drawn by rank with weights of 1/rank, as in a language (Zipf). Each outlet mixes calm,
hedged, loud and quoted sentences in shares of its own, and drifts over the years, so that a report
has something to show. The same seed makes the same bytes; no text comes twice.
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

SEED = 7
BYTES = 2000
ROWS_IN_A_GROUP = 5000
# Sentences of each kind; documents of 2 kB are drawn from them and differ by their numbers.
POOL = 6000

WORDS = {
    "who": "council board ministry company union court hospital school museum agency charity port "
    "bank orchestra library brewery farm university airline theatre laboratory parish refinery",
    "person": "Amrit Bellamy, Ines Okafor, Tom Varga, Ruth Lindqvist, Dev Marchetti, "
    "Olu Pemberton, Carys Novak, Hamid Ferris, Joan Tillery, Petra Szabo",
    "thing": "budget plan bridge timetable contract survey harbour report line roof vote market "
    "school road tender appeal exhibition reservoir fleet orchard archive tariff lease concert",
    "place": "Ellersby, Port Carrow, Tanner Street, Hallow Moor, Wexcombe, Lindale, Marsh End, "
    "Upper Fenby, Saltholm, Quarry Bank",
    "did": "approved opened reviewed postponed published repaired signed extended measured sold "
    "funded inspected moved renamed counted surveyed ordered",
    "when": "on Monday, on Friday, last week, in spring, in September, this morning, at noon, "
    "two years ago, before the holidays, in the second quarter",
    "calm": "new second annual local wooden public northern small joint western monthly shared",
    "loud": "bonkers shambolic eye-watering vicious disgraceful jaw-dropping horrifying sickening "
    "whopping outrageous catastrophic pathetic",
    "attack": "slams blasts savages rips into tears into lashes out at",
    "louder": "utterly absolutely totally completely insanely",
    "alarm": "meltdown chaos doomsday fury bloodbath nightmare",
}
TEMPLATES = {
    "calm": (
        "The {who} in {place} {did} the {calm} {thing} {when}.",
        "{person}, who chairs the {who}, said the {thing} would cost £{n} million.",
        "Some {n} people came to see the {calm} {thing} {when}.",
        "The {who} has {did} {n} of them and will report to the {who} {when}.",
        "Work on the {thing} near {place} begins {when} and lasts {n} weeks.",
    ),
    "hedged": (
        "The {calm} {thing} may be {did} {when}, and could cost around £{n} million.",
        "It is believed that the {who} {did} the {thing}, experts reckon.",
        "Sources say the {who} in {place} is reportedly ready to pay some £{n} million.",
        "The {thing} seems to be late, and is likely to stay so, critics say.",
        "Perhaps the {who} will think again; it appears to have {n} months left.",
    ),
    "loud": (
        "{person} {attack} the {louder} {loud} {thing} plan in {place}!!!",
        "This {loud} {thing} is an {louder} {loud} disgrace that cost a {loud} £{n} million.",
        "You won't believe what the {loud} {who} {did} NEXT as {place} braces for {alarm}.",
        "{alarm} looms over {place} after the {loud} {who} {did} the {thing}.",
        "Fury erupts over the {who}'s {loud} {thing}: {n} THOUSAND people were furious.",
    ),
    "quoted": (
        "“It is a {loud} {thing},” said {person} of {place}. “We think it might cost {n} jobs.”",
        "“The {who} was fair, and {did} the {thing},” {person} told reporters {when}.",
        "{person} called the {thing} “{louder} {loud}” {when}, and later took it back.",
        "“Maybe {n} of us will go,” said {person}, “but the {thing} stays.”",
    ),
}


class Outlet(NamedTuple):
    """A paper: how often it is drawn, and its shares of calm, hedged, loud, quoted sentences."""

    name: str
    weight: float
    shares: tuple[float, float, float, float]
    drift: float
    """How much its share of loud sentences grows in ten years."""


OUTLETS = (
    Outlet("Evening Lantern", 8, (45, 15, 22, 18), 0.9),
    Outlet("Harbour Gazette", 6, (70, 14, 2, 14), 0.2),
    Outlet("The Plain Dealer of Lindale", 5, (60, 25, 3, 12), -0.3),
    Outlet("Daily Trumpet", 4, (30, 10, 42, 18), 0.3),
    Outlet("Wire & Cable", 3, (86, 8, 0.3, 6), 0.0),
    Outlet("Science Notebook", 1, (62, 34, 1, 3), 0.0),
    Outlet("Parish Leaflet", 0.001, (80, 5, 5, 10), 0.0),
)
FIRST = date(2016, 1, 1)
DAYS = 3650


class Document(NamedTuple):
    """A row of the corpus."""

    id: str
    outlet: str
    date: date
    headline: str
    text: str


class Drawn:
    """Words of a list, the first ones most often."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words
        self.weights = [*accumulate(1 / rank for rank in range(1, len(words) + 1))]

    def one(self, chance: random.Random) -> str:
        """A word."""
        return chance.choices(self.words, cum_weights=self.weights)[0]


def documents(count: int, seed: int = SEED, size: int = BYTES) -> Iterator[Document]:
    """`count` documents of about `size` bytes."""
    chance = random.Random(seed)
    lists = {
        name: Drawn(words.split(", ") if ", " in words else words.split())
        for name, words in WORDS.items()
    }
    pools = {kind: [_sentence(kind, lists, chance) for _ in range(POOL)] for kind in TEMPLATES}
    outlets = [*accumulate(outlet.weight for outlet in OUTLETS)]
    for number in range(count):
        outlet = chance.choices(OUTLETS, cum_weights=outlets)[0]
        day = chance.randrange(DAYS)
        calm, hedged, loud, quoted = outlet.shares
        shares = (calm, hedged, loud * (1 + outlet.drift * day / DAYS), quoted)
        text, length = [], 0
        wanted = size * chance.uniform(0.5, 1.5)
        while length < wanted:
            kinds = chance.choices([*TEMPLATES], shares, k=chance.randint(2, 5))
            paragraph = " ".join(chance.choice(pools[kind]) for kind in kinds)
            text.append(paragraph)
            length += len(paragraph) + 2
        kind = "loud" if chance.random() < loud / 60 else "calm"
        headline = chance.choice(pools[kind]).rstrip(".!")
        text[-1] += f" Reference {number}."
        yield Document(
            f"{outlet.name[:3].upper()}-{number:07}",
            outlet.name,
            FIRST + timedelta(days=day),
            headline,
            "\n\n".join(text),
        )


def _sentence(kind: str, lists: dict[str, Drawn], chance: random.Random) -> str:
    template = chance.choice(TEMPLATES[kind])
    words = {name: each.one(chance) for name, each in lists.items()}
    sentence = template.format(n=chance.randint(2, 900), **words)
    return sentence[0].upper() + sentence[1:]


def write(folder: Path, count: int, files: int = 1, seed: int = SEED) -> None:
    """The documents as Parquet files, alike in size."""
    folder.mkdir(parents=True, exist_ok=True)
    coming = documents(count, seed)
    for number in range(files):
        left = count // files + (number < count % files)
        writer = None
        while left:
            batch = [next(coming) for _ in range(min(left, ROWS_IN_A_GROUP))]
            left -= len(batch)
            table = pa.table(
                dict(zip(Document._fields, map(list, zip(*batch, strict=True)), strict=True))
            )
            writer = writer or pq.ParquetWriter(folder / f"{number:04}.parquet", table.schema)
            writer.write_table(table)
        if writer:
            writer.close()


def main() -> None:
    """Write a corpus."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--files", type=int, default=4)
    parser.add_argument("--seed", type=int, default=SEED)
    args = parser.parse_args()
    write(args.folder, args.documents, args.files, args.seed)


if __name__ == "__main__":
    main()
