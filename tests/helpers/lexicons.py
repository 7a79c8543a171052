"""The project's lexicon, loaded once, and small ones in memory and on disk for single rules."""

from pathlib import Path

from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.lexicon import Entry, Lexicon, LexiconFile, load_lexicon
from levelhead.lexicon.compiled import compile_lexicon
from levelhead.lexicon.words import class_of
from levelhead.types import CATEGORIES
from tests.helpers.running import ROOT

FOLDER = ROOT / "lexicons"
LEXICON = load_lexicon(FOLDER)

CLASSES = {
    "be": class_of(("is", "are", "was", "'s")),
    "adverb": class_of(("also",), "[a-z]+ly"),
    "preposition": class_of(("of", "in")),
    "shouted": class_of(("now", "here", "within", "days", "seven")),
}


def entry(id_: str, **fields: object) -> Entry:
    """An entry of the small lexicons that tests build; sensational.loaded unless given."""
    fields = {
        "dimension": "sensational",
        "category": "loaded",
        "strength": 2,
        "message": "Why?",
    } | fields
    return Entry(id=id_, **fields)  # type: ignore[arg-type]


def lexicon_of(*entries: Entry) -> Lexicon:
    """A lexicon of these entries and the detectors."""
    detectors = (
        entry("capitals", category="shouting", detector="capitals"),
        entry("exclamation", category="shouting", detector="exclamation"),
        entry("scare-quotes", category="scare_quotes", detector="scare_quotes"),
    )
    file = LexiconFile(
        "test.toml", "sensational", "loaded", "Test.", "Why?", (*entries, *detectors)
    )
    return compile_lexicon((file,), CLASSES, "sha256:test")


def found(text: str, lexicon: Lexicon, options: Options | None = None) -> list[str]:
    """What is marked in a text, in order."""
    return [text[f.start : f.end] for f in analyze([Block(text)], lexicon, options).spans]


HEAD = 'about = "Test."\nmessage = "Say less."\n\n'
WORDS = """about = "Test."

[classes.adverb]
words = ["now"]
pattern = "[a-z]+ly"

[classes.shouted]
words = ["here"]
"""


def write_lexicon(folder: Path) -> None:
    """A whole lexicon folder with no entry but those of the detectors."""
    categories = [*CATEGORIES.items(), ("context", ("fixed_expressions", "literal", "names"))]
    for dimension, names in categories:
        (folder / dimension).mkdir(parents=True)
        for name in names:
            (folder / dimension / f"{name}.toml").write_text(HEAD + "[entries]\n")
    (folder / "context/words.toml").write_text(WORDS)
    for name, detectors in (
        ("shouting", ("capitals", "exclamation")),
        ("scare_quotes", ("scare_quotes",)),
    ):
        entries = (
            f'[entries.{d.replace("_", "-")}]\ndetector = "{d}"\nhits = ["x"]\n' for d in detectors
        )
        (folder / f"sensational/{name}.toml").write_text(HEAD + "".join(entries))
