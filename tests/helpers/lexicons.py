"""The project's lexicon, loaded once, and small ones in memory and on disk for single rules."""

from pathlib import Path

from levelhead.api import packaged_lexicon
from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.lexicon import Entry, Lexicon, LexiconFile, load_lexicon
from levelhead.lexicon.compiled import compile_lexicon
from levelhead.lexicon.words import class_of
from levelhead.types import CATEGORIES, Format, OffsetUnit
from tests.helpers.running import ROOT

FOLDER = ROOT / "lexicons"
LEXICON = packaged_lexicon()  # shared with the Python API, which loads it only once, too


def loaded(folder: Path) -> Lexicon:
    """What load_lexicon() returns, without loading the project's lexicon again."""
    return LEXICON if folder == FOLDER else load_lexicon(folder)


CLASSES = {
    "be": class_of(("is", "are", "was", "'s")),
    "adverb": class_of(("also",), "[a-z]+ly"),
    "preposition": class_of(("of", "in")),
    "shouted": class_of(("now", "here", "within", "days", "seven", "won't")),
    "given_name": class_of(("tom", "amy")),
    "surname": class_of(("bloody", "may")),
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
        "test.toml", "sensational", "loaded", "test", "Test.", (*entries, *detectors)
    )
    return compile_lexicon(
        (file,), CLASSES, "sha256:test", {"loaded": "Test."}, reporting=LEXICON.reporting
    )


def found(text: str, lexicon: Lexicon, options: Options | None = None) -> list[str]:
    """What is marked in a text, in order."""
    return [text[f.start : f.end] for f in analyze([Block(text)], lexicon, options).spans]


CODECS: dict[OffsetUnit, tuple[str, int]] = {
    "codepoint": ("utf-32-le", 4),
    "utf16": ("utf-16-le", 2),
    "utf8": ("utf-8", 1),
}


def cut_out(text: str, lexicon: Lexicon, format: Format = "text") -> list[str]:
    """What the offsets of the marks cut out of a text, which is the same in every unit."""
    cuts = []
    for unit, (codec, width) in CODECS.items():
        options = Options(format=format, offset_unit=unit)
        data = text.encode(codec)
        spans = analyze([Block(text)], lexicon, options).spans
        cuts.append([data[f.start * width : f.end * width].decode(codec) for f in spans])
    assert cuts[0] == cuts[1] == cuts[2] == [span.text for span in spans]
    return cuts[0]


HEAD = 'about = "Test."\nmessage = "Say less."\n\n'
CLASSES_TOML = """about = "Test."

[classes.adverb]
words = ["now"]
pattern = "[a-z]+ly"

[classes.shouted]
words = ["here"]

[classes.given_name]
words = ["tom"]

[classes.surname]
words = ["may"]
"""
CONTEXT = ("fixed_expressions", "literal", "names")


def write_lexicon(folder: Path) -> None:
    """A whole lexicon folder with no entry but those of the detectors."""
    abouts = []
    for dimension, names in (*CATEGORIES.items(), ("context", CONTEXT)):
        abouts.append(f"[{dimension}]")
        for name in names:
            (folder / dimension / name).mkdir(parents=True)
            abouts.append(f'{name} = "Test."')
            if dimension != "context":
                (folder / dimension / name / "test.toml").write_text(f"{HEAD}[phrases]\n")
    (folder / "categories.toml").write_text("\n".join(abouts) + "\n")
    (folder / "classes.toml").write_text(CLASSES_TOML)
    for name in ("reporting.toml", "synonyms.toml"):
        (folder / name).write_text('about = "Test."\n')
    for name, detectors in (
        ("shouting", ("capitals", "exclamation")),
        ("scare_quotes", ("scare-quotes",)),
    ):
        lines = "".join(f'{d} = {{ strength = 2, yes = "x" }}\n' for d in detectors)
        (folder / f"sensational/{name}/test.toml").write_text(f"{HEAD}[detectors]\n{lines}")
