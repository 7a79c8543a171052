"""The codebook of scored archives in docs/codebook.md: `make codebook` writes its tables.

Types come from the Arrow schema, categories, voices, reasons, bands and factors from the engine.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, get_args

import pyarrow as pa

from levelhead.corpus.output_rows import ALL_CATEGORIES, MADE_WITH, SCORE_FIELDS, SPAN, SUPPRESSED
from levelhead.corpus.run import FILE_AND_ROW
from levelhead.engine.score import BANDS, BASE_PER_STEP, SATURATION, SHORTEST, Band
from levelhead.types import DIMENSIONS, Reason, Voice
from tests.helpers.markdown import section, tables

FILE = Path(__file__).parent.parent / "docs/codebook.md"
# What follows it on the page is generated.
BEGIN = "<!-- The rest is written by make codebook. -->"

# When a value is null.
NEVER = "never"
ERROR = "with an error"
NO_ERROR = "without an error"
INPUT = "as in the input"
NO_PROFILE = "without `--profile`"
NO_HEADLINE = "without `--headline`"
NO_EXPLAIN = "without `--explain`"
ERROR_OR_NO_EXPLAIN = f"{ERROR}, or {NO_EXPLAIN}"


class Range(NamedTuple):
    """Numbers from the first to the last; None if there is no last one."""

    first: int
    last: int | None = None


SHARE = Range(0, 1)
COUNT = Range(0)


class Variable(NamedTuple):
    """A column, or a field inside of one."""

    null: str
    meaning: str
    values: Range | Sequence[str] = ()


def scores(dimension: str) -> dict[str, Variable]:
    """The two columns of a dimension."""
    return {
        dimension: Variable(ERROR, f"the document's score for {dimension} wording", SHARE),
        f"{dimension}_band": Variable(ERROR, "the range that the score is in", get_args(Band)),
    }


COLUMNS = {
    "id": Variable(INPUT, "the value of `--id`; without it the number of the row, from 0"),
    "…": Variable(INPUT, "the columns of `--keep`, under their names"),
    **scores("sensational"),
    **scores("hedging"),
    "counts": Variable(ERROR, "the number of spans of each [category](#categories)"),
    "sentences": Variable(ERROR, "their number", COUNT),
    "words": Variable(ERROR, "their number, the headline included", COUNT),
    "digest": Variable(
        ERROR, "BLAKE2b of the text in hexadecimal, or of the headline if the text is blank"
    ),
    "spans": Variable(ERROR, "[what was marked](#spans), in the order of the text"),
    "suppressed": Variable(ERROR_OR_NO_EXPLAIN, "[what was matched but not marked](#suppressed)"),
    "error": Variable(NO_ERROR, "why the row has no score"),
    "lexicon": Variable(NEVER, "the hash of the word lists"),
    "profile": Variable(NO_PROFILE, "the name of the [profile](profiles.md)"),
    "profile_hash": Variable(
        NO_PROFILE, "the hash of its files and, after a `+`, of those that it extends"
    ),
    "file": Variable(NEVER, "the file of the input that the row comes from"),
    "row": Variable(
        NEVER, "its number in that file, from 0; CSV headers and blank lines don't count", COUNT
    ),
}
MATCH = {
    "block": Variable(NO_HEADLINE, "where it is", ("headline", "text")),
    "start": Variable(NEVER, "where it begins, in the unit of `--offset-unit`", COUNT),
    "end": Variable(NEVER, "where it ends; this offset is the first after it", COUNT),
    "text": Variable(NEVER, "the text from `start` up to `end`"),
    "dimension": Variable(NEVER, "the dimension of its category", DIMENSIONS),
    "category": Variable(NEVER, "its [category](#categories)", ALL_CATEGORIES),
    "rule": Variable(NEVER, "the id of the rule; `GET /rules/{id}` returns its message"),
}
SPANS = MATCH | {
    "score": Variable(NEVER, "its weight in the document's score", SHARE),
    "voice": Variable(NEVER, "[whose words they are](#voices)", get_args(Voice)),
    "sentence": Variable(NEVER, "the number of its sentence, from 0", COUNT),
    "base": Variable(NO_EXPLAIN, "its score before the factors", SHARE),
    "factors": Variable(NO_EXPLAIN, "a list of structs `name`, `value`: [factors](#factors)"),
}
REASONS = MATCH | {"reason": Variable(NEVER, "why it was not marked", get_args(Reason))}


def columns() -> Mapping[str, str]:
    """The names and types of the output's columns; `…` is for those of --keep."""
    schema = pa.schema([*SCORE_FIELDS, *MADE_WITH, *FILE_AND_ROW])
    own = {"id": "as in the input, or int64", "…": "as in the input"}
    return own | {field.name: type_name(field.type) for field in schema}


def type_name(type_: pa.DataType) -> str:
    """Arrow's name of a type, without the fields of structs, which have tables of their own."""
    if pa.types.is_list(type_):
        return f"list of {type_name(type_.value_type)}s"
    return "struct" if pa.types.is_struct(type_) else str(type_)


def written(page: str) -> str:
    """The page with its generated part; ValueError if it lacks the mark where that begins."""
    by_hand, _ = page.split(BEGIN)
    return f"{by_hand}{BEGIN}\n\n{generated()}"


def generated() -> str:
    """The part of the page that follows from the code."""
    fields = {name: {f.name: type_name(f.type) for f in type_} for name, type_ in _STRUCTS.items()}
    api = "docs/api.md"
    categories = [row[:3] for row in tables(section(api, "Categories"))[0]]
    voices = [row[:2] for row in tables(section(api, "Voices"))[0]]
    factors = tables(section(api, "How a score is calculated"))[0]
    bands = ((d, f"below {low:g}", f"{low:g}", f"{high:g}") for d, (low, high) in BANDS.items())
    return "\n".join(
        [
            "## Columns\n",
            _variables("column", columns(), COLUMNS),
            "## Spans\n",
            _variables("field", fields["spans"], SPANS),
            "## Suppressed\n",
            _variables("field", fields["suppressed"], REASONS),
            "## Categories\n",
            "Each is also a field of `counts`, of the type int64.\n",
            _table(("dimension", "category", "meaning"), categories),
            "## Voices\n",
            _table(("voice", "meaning"), voices),
            "## Scores\n",
            _SCORES,
            "### Factors\n",
            _table(("factor", "value", "when"), factors),
            "### Bands\n",
            _table(("dimension", "`low`", "`moderate` from", "`high` from"), bands),
        ]
    )


_STRUCTS = {"spans": SPAN, "suppressed": SUPPRESSED}
_SCORES = f"""\
The score of a span is its base × its factors, and at most 1. The base is \
{BASE_PER_STEP:g} × the strength of its
rule, which is 1 for a weak word, 2 for a clear one and 3 for a strong one, with half steps between.
The score of a document is that of the spans in the column `spans`, and of no others:

```
score = 1 − exp(−{1 / SATURATION:g} × sum of the spans' scores ÷ max(words, {SHORTEST}))
```

Scores are rounded to three decimals. They don't add up: twice as many marks in as many words have
less than twice the score. [api.md](api.md#how-a-score-is-calculated) has an example.
"""


def _variables(head: str, types: Mapping[str, str], variables: Mapping[str, Variable]) -> str:
    assert list(types) == list(variables), "describe the columns of the schema, in its order"
    rows = (
        (_code(name), types[name], _values(each.values), each.null, each.meaning)
        for name, each in variables.items()
    )
    return _table((head, "type", "values", "null", "meaning"), rows)


def _values(values: Range | Sequence[str]) -> str:
    """The range, or the words; categories have a table of their own."""
    if isinstance(values, Range):
        first, last = values
        return f"from {first}" if last is None else f"{first} to {last}"
    if values == ALL_CATEGORIES:
        return f"one of {len(values)}"
    return ", ".join(map(_code, values))


def _code(name: str) -> str:
    return f"`{name}`" if name != "…" else name


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = (head, ["---"] * len(head), *rows)
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    FILE.write_text(written(FILE.read_text("utf-8")), "utf-8")
