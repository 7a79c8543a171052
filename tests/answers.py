"""A digest of the whole answer to each marked article; `make answers` updates them.

The marks of an article say what is found; these cover every byte: scores, factors, sentences and
what was suppressed. An optimisation changes none of them, a change of a word only those of the
articles that contain the word.
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
