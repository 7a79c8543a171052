"""Each table row: a text, its marks, and exactly what is shown."""

import re

import msgspec
import pytest
from msgspec import UNSET
from msgspec.structs import replace

from levelhead.cli.marked_text import MarkedText, joined, replacements
from levelhead.cli.places import line_starts
from levelhead.cli.terminal import (
    bracketed,
    coloured,
    lines,
    place,
    scores,
    terminal,
)
from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.encode import Answer, Engine, encode
from levelhead.engine.report import (
    ByVoice,
    Evidence,
    Headline,
    HeadlineFlag,
    Score,
    Scores,
    Span,
    Suppressed,
)
from levelhead.engine.score import Factor
from levelhead.lexicon import Suggestion
from levelhead.render import segments
from levelhead.types import CATEGORIES, Dimension
from tests.helpers.lexicons import LEXICON

TEXT = "Critics slam\nit."


def marked(text: str, *spans: Span, suppressed: tuple[Suppressed, ...] = ()) -> MarkedText:
    texts = (replace(s, text=text[s.start : s.end]) for s in spans)
    by_voice = ByVoice(0, 0)
    answer = Answer(
        scores=Scores(Score(0.714, "high", 2, 0, by_voice), Score(0, "low", 0, 0, by_voice)),
        spans=tuple(texts),
        suppressed=suppressed or UNSET,
        sentences=(),
        words=3,
        language="en",
        offset_unit="codepoint",
        engine=Engine("sha256:0"),
    )
    return MarkedText("a.txt", text, answer)


def sensational(start: int, end: int) -> Span:
    return span("sensational", "dramatic_verb", start, end, 0.9)


def hedging(start: int, end: int) -> Span:
    return span("hedging", "vague_source", start, end, 0.4)


def span(dimension: Dimension, category: str, start: int, end: int, score: float) -> Span:
    assert category in CATEGORIES[dimension]
    return Span(
        start=start,
        end=end,
        text="",
        dimension=dimension,
        category=category,
        score=score,
        rule="rule",
        voice="author",
        sentence=0,
        fingerprint="0" * 16,
        message="Say who.",
        suggestions=(),
    )


WRITTEN = [
    ("no marks", TEXT, [], TEXT),
    ("one", TEXT, [sensational(8, 12)], "Critics [slam|dramatic_verb 0.90]\nit."),
    (
        "two side by side",
        TEXT,
        [hedging(0, 8), sensational(8, 12)],
        "{Critics |vague_source 0.40}[slam|dramatic_verb 0.90]\nit.",
    ),
    (
        "one inside another",
        TEXT,
        [hedging(0, 12), sensational(8, 12)],
        "{Critics [slam|dramatic_verb 0.90]|vague_source 0.40}\nit.",
    ),
    (
        "crossing",
        TEXT,
        [hedging(0, 12), sensational(8, 15)],
        "{Critics [slam|vague_source 0.40}\nit|dramatic_verb 0.90].",
    ),
    (
        "the same words",
        "it",
        [hedging(0, 2), sensational(0, 2)],
        "{[it|dramatic_verb 0.90]|vague_source 0.40}",
    ),
]


@pytest.mark.parametrize(
    ("text", "spans", "expected"), [w[1:] for w in WRITTEN], ids=[w[0] for w in WRITTEN]
)
def test_brackets_keep_the_dimensions_apart_without_colour(
    text: str, spans: list[Span], expected: str
) -> None:
    assert bracketed(marked(text, *spans)) == expected


@pytest.mark.parametrize(
    ("text", "spans", "_"), [w[1:] for w in WRITTEN], ids=[w[0] for w in WRITTEN]
)
def test_every_way_of_showing_keeps_the_text(text: str, spans: list[Span], _: str) -> None:
    shown = marked(text, *spans)
    assert "".join(piece for piece, _ in segments(text, spans)) == text
    assert re.sub(r"\x1b\[[\d;]+m", "", coloured(shown)) == text


def test_colours_add_up_where_marks_overlap() -> None:
    shown = coloured(marked(TEXT, hedging(0, 12), sensational(8, 12)))
    assert shown == "\x1b[4;36mCritics \x1b[0m\x1b[4;36;1;31mslam\x1b[0m\nit."


# Compared with Vim 9, which shows the same lines and characters, except that it counts a letter
# with its combining accent as one, and that CR alone ends no line if a file has other line ends.
PLACES = [
    # text before the place; its line and column
    ("", "1:1"),
    ("ab", "1:3"),
    ("a\n", "2:1"),
    ("a\nb", "2:2"),
    ("a\r\n", "2:1"),
    ("a\r\n\r\nb", "3:2"),
    ("a\r", "2:1"),
    ("a\r\rb", "3:2"),
    ("a\n\rb", "3:2"),
    ("a\rb\nc\r\nd", "4:2"),
    ("\ufeff", "1:1"),
    ("\ufeffab", "1:3"),
    ("\ufeffa\r\nb", "2:2"),
    ("\ufeff\n", "2:1"),
    ("a\n\ufeffb", "2:3"),
    ("\ta", "1:3"),
    ("cafe\u0301", "1:6"),
    ("a😀", "1:3"),
    ("a\u2028b", "1:4"),
    ("a\u2029b", "1:4"),
    ("a\x0cb", "1:4"),
    ("a\x0bb", "1:4"),
    ("a\x85b", "1:4"),
    ("a\x1eb", "1:4"),
]


@pytest.mark.parametrize(("before", "expected"), PLACES)
def test_lines_end_as_in_editors_and_columns_count_code_points(before: str, expected: str) -> None:
    starts = line_starts(f"{before}bonkers\r\n")
    assert place("a.txt", starts, len(before)) == f"a.txt:{expected}"


def test_an_offset_before_the_first_line_is_at_its_start() -> None:
    assert place("a.txt", line_starts("\ufeffa"), 0) == "a.txt:1:1"


def test_scores_are_one_line() -> None:
    assert scores(marked("").answer) == "sensational 0.71 high (2), hedging 0.00 low (0), 3 words"


@pytest.mark.parametrize(
    ("suggestions", "expected"),
    [
        ((), ()),
        ((Suggestion("delete"), Suggestion("rephrase")), ()),
        ((Suggestion("replace", "criticise"), Suggestion("delete")), ("criticise",)),
        (
            (Suggestion("replace", "criticise"), Suggestion("replace", "attack")),
            ("criticise", "attack"),
        ),
    ],
)
def test_only_suggestions_with_a_text_are_replacements(
    suggestions: tuple[Suggestion, ...], expected: tuple[str, ...]
) -> None:
    assert replacements(replace(sensational(0, 1), suggestions=suggestions)) == expected


@pytest.mark.parametrize(
    ("suggestions", "tried"),
    [
        ((), ""),
        ((Suggestion("delete"),), ""),
        ((Suggestion("replace", "oppose"),), ' Try "oppose".'),
        (
            (Suggestion("replace", "oppose"), Suggestion("replace", "reject")),
            ' Try "oppose" or "reject".',
        ),
    ],
)
def test_a_span_is_a_line_as_compilers_print_it(
    suggestions: tuple[Suggestion, ...], tried: str
) -> None:
    found = replace(sensational(8, 15), voice="quoted", suggestions=suggestions)
    assert list(lines(marked(TEXT, found))) == [
        f'a.txt:1:9: sensational: dramatic_verb 0.90 "slam it" (quoted): Say who.{tried}'
    ]


def test_an_explained_span_shows_its_product_and_what_was_let_go() -> None:
    found = replace(hedging(0, 7), base=0.5, factors=(Factor("headline", 0.8),))
    seen = Suppressed(
        start=8,
        end=12,
        text="slam",
        dimension="sensational",
        category="dramatic_verb",
        rule="slam",
        reason="literal",
    )
    assert list(lines(marked(TEXT, found, suppressed=(seen,)))) == [
        'a.txt:1:1: hedging: vague_source 0.40 "Critics": Say who.',
        "    0.400 = 0.500 × 0.800 headline",
        'a.txt:1:9: not marked: dramatic_verb "slam": literal',
    ]


@pytest.mark.parametrize(
    ("colour", "text"), [(True, "\x1b[4;36mIt\x1b[0m."), (False, "{It|vague_source 0.40}.")]
)
def test_a_terminal_shows_text_marks_and_scores(colour: bool, text: str) -> None:
    assert terminal(marked("It.\n", hedging(0, 2)), colour) == (
        f"{text}\n\n"
        'a.txt:1:1: hedging: vague_source 0.40 "It": Say who.\n'
        "a.txt: sensational 0.71 high (2), hedging 0.00 low (0), 3 words\n"
    )


def test_a_terminal_is_sent_no_byte_order_mark() -> None:
    assert terminal(marked("\ufeffIt.\n", hedging(1, 3)), False).startswith("{It|vague_source")


def test_a_flag_of_the_headline_is_a_line_with_what_it_rests_on() -> None:
    seen = Evidence(block="h", start=3, end=5, text="is", sentence=1)
    flag = HeadlineFlag(
        block="h",
        start=0,
        end=4,
        text="It is",
        kind="unhedged",
        message="Hedge it.",
        sentence=0,
        evidence=(seen,),
    )
    missing = replace(flag, kind="not_in_body", evidence=())
    answer = replace(marked("").answer, headline=Headline(flags=(flag, missing)))
    blocks = [Block("Rain\nfell", "body", "a"), Block("It is", "headline", "h")]
    shown = joined("a.txt", blocks, answer)
    assert shown.answer.headline
    (moved,) = shown.answer.headline.flags[0].evidence
    assert (moved.start, moved.end) == (14, 16)
    assert [*lines(shown)] == [
        'a.txt:4:1: headline: unhedged "It is": Hedge it. Body: "is".',
        'a.txt:4:1: headline: not_in_body "It is": Hedge it.',
    ]


def test_flags_of_the_headline_of_a_word_document_are_placed_in_its_text() -> None:
    blocks = [
        Block("Storm kills three", "headline", "0"),
        Block("The storm may have killed three people, police believe.", None, "1"),
    ]
    raw = encode(analyze(blocks, LEXICON), Options(), "sha256:0")
    answer = joined("a.docx", blocks, msgspec.json.decode(raw, type=Answer))
    assert answer.answer.headline
    (flag,) = answer.answer.headline.flags
    assert answer.text[flag.start : flag.end] == flag.text
    assert [answer.text[e.start : e.end] for e in flag.evidence] == [e.text for e in flag.evidence]
    assert flag.evidence[0].start > len(blocks[0].text)
