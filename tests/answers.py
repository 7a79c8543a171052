"""A digest of the whole answer to each marked article; `make answers` writes them anew.

The marks of an article say what is found; these hold every byte: scores, factors, sentences and
what was left out. An optimisation leaves all of them as they are, a change of words only those of
the articles that hold the words.
"""

from hashlib import sha256
from pathlib import Path

from evaluation.marked import parse
from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.encode import encode
from tests.helpers.lexicons import LEXICON

ARTICLES = sorted((Path(__file__).parent / "articles").glob("*.txt"))
DIGESTS = Path(__file__).parent / "articles/answers.sha256"


def digest(path: Path) -> str:
    """Of the answer with explanations in two units, without the lexicon's hash and our version."""
    text, _ = parse(path.read_text("utf-8"))
    units = (Options(explain=True), Options(explain=True, offset_unit="utf8"))
    answers = (encode(analyze([Block(text)], LEXICON, asked), asked, "") for asked in units)
    return sha256(b"".join(answer.rpartition(b',"engine":')[0] for answer in answers)).hexdigest()


def listed() -> dict[str, str]:
    """The digests as they were written, by the file's name."""
    lines = DIGESTS.read_text("utf-8").splitlines()
    return {name: hexdigits for hexdigits, name in (line.split() for line in lines)}


if __name__ == "__main__":
    DIGESTS.write_text("".join(f"{digest(p)}  {p.name}\n" for p in ARTICLES), "utf-8")
