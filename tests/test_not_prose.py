"""Not prose: addresses, accounts, tags, file names and code, in which nothing is marked."""

from time import process_time

import pytest

from levelhead.engine.analyzer import Block, Options, analyze
from levelhead.engine.bounds import MAX_ITEMS, TooMuch
from levelhead.engine.document import parse_text
from levelhead.engine.document.not_prose import LONGEST, not_prose_in, without
from levelhead.lexicon.caller import entry_of
from tests.helpers.lexicons import LEXICON, found

# A text and the parts of it that are not prose.
PARTS: list[tuple[str, list[str]]] = [
    # addresses
    ("Read https://news.example/mad/slams.", ["https://news.example/mad/slams"]),
    ("See HTTP://NEWS.EXAMPLE/mad! Now.", ["HTTP://NEWS.EXAMPLE/mad"]),
    ("(git+ssh://host.example/mad)—no", ["git+ssh://host.example/mad)"]),
    ("As sftp://a.example/mad… said", ["sftp://a.example/mad"]),
    ("See http://x.example/#!/mad?a=may&b=slams.", ["http://x.example/#!/mad?a=may&b=slams"]),
    ("It was mad.https://a.example/may", ["https://a.example/may"]),
    ("On www.mad.example, as ever.", ["www.mad.example"]),
    ("On WWW.MAD.EXAMPLE.", ["WWW.MAD.EXAMPLE"]),
    ("On mad.com, slams.co.uk and MAD.ORG.", ["mad.com", "slams.co.uk", "MAD.ORG"]),
    ("On news.example/mad/may?q=slams too", ["news.example/mad/may?q=slams"]),
    ("On t.co/mad and x.com/slams.", ["t.co/mad", "x.com/slams"]),
    ("On mad.example:8080/may now", ["mad.example:8080/may"]),
    ("On localhost:80/mad, 10.0.0.1/may", ["localhost:80/mad", "10.0.0.1/may"]),
    ("On about:mad, spotify:track:may.", ["about:mad", "spotify:track:may"]),
    ("Use mailto:mad@may.example now", ["mailto:mad@may.example"]),
    ("Write to mad+may@slams-desk.example.", ["mad+may@slams-desk.example"]),
    ("In doi:10.1000/mad.5, 10.1000/mad-may.", ["doi:10.1000/mad.5", "10.1000/mad-may"]),
    ("As data:image/png;base64,mad/may= is", ["data:image/png;base64,mad/may="]),
    # accounts and tags
    ("Ask @mad or (@may@slams.social).", ["@mad", "@may@slams.social"]),
    (".@mad said so, cc @slams: no", [".@mad", "@slams"]),
    ("Get mad@2.0.1 or may@163.com now", ["mad@2.0.1", "may@163.com"]),
    ("The #mad and #May2024#slams tags.", ["#mad", "#May2024#slams"]),
    ("In r/mad, u/slams, /r/may", ["r/mad", "u/slams", "/r/may"]),
    ("A :mad: or :slams_may::mad: face", [":mad:", ":slams_may:", ":mad:"]),
    # files
    ("Open mad.txt, may.tar.gz, MAD.PDF.", ["mad.txt", "may.tar.gz", "MAD.PDF"]),
    ("Open .mad, .slams/may", [".mad", ".slams/may"]),
    ("In /home/mad/may/, /mad, //x/mad", ["/home/mad/may/", "/mad", "//x/mad"]),
    ("In ./mad, ../may, ~/slams, ~me/mad", ["./mad", "../may", "~/slams", "~me/mad"]),
    ("In src/mad/may.py or app/mad/ now", ["src/mad/may.py", "app/mad/"]),
    (r"In C:\mad\may, C:\My mad files\may.txt", [r"C:\mad\may", r"C:\My mad files\may.txt"]),
    (r"In \\server\mad, disk\mad\slams\ too", [r"\\server\mad", "disk\\mad\\slams\\"]),
    (r"In C:/mad/may and %HOME%\mad\may too", ["C:/mad/may", r"%HOME%\mad\may"]),
    # code
    ("Run `slams --mad may` and ``mad`` now", ["`slams --mad may`", "``mad``"]),
    ("```\nMad may.\n```\nMad `it`.", ["```\nMad may.\n```", "`it`"]),
    ("``` mad", ["```"]),
    ("Call mad() or may.slams() or std::mad.", ["mad()", "may.slams()", "std::mad"]),
    ("Set $mad, ${may} and $MAD->may.", ["$mad", "${may}", "$MAD->may"]),
    ("Set mad=1, a==may, a!=slams", ["mad=1", "a==may", "a!=slams"]),
    ("Dear {{ mad }}, {may}, {% if mad %}.", ["{{ mad }}", "{may}", "{% if mad %}"]),
    ("<p class=\"mad may\" id='may'>", ['class="mad may"', "id='may'"]),
    ("A [mad plan](/plans/may) failed", ["(/plans/may)"]),
    # quotation marks around it belong to it, those around more do not
    ("The “@mad” account, ‘mad.com’.", ["“@mad”", "‘mad.com’"]),
    ("‘See https://x.example/mad,’ he said.", ["https://x.example/mad"]),
    ('"C:\\mad\\"', ['"C:\\mad\\"']),
    # what is longer than any address
    ("a/" * LONGEST, ["a/" * LONGEST]),
]

PROSE = [
    "A his/her mad/may and/or slams plan.",
    "The plan was mad.It failed. Mad.They said so.",
    "It was mad.he said. It was mad.officials said.",
    "It was mad...and may… or mad…may.",
    "A mad / may or mad/ may plan, w/o slams.",
    'A “mad”/“may” plan, a "mad"/"may" one, (mad)/(may).',
    "AT&T is mad @ 5pm, @5pm, # 1, #1 and &#39;mad.",
    "A £5m mad plan, $5m, US$5bn, e.g. mad, i.e. may.",
    "e.g.mad, U.S.-led, the U.S.mad, No.10, p.5, 9.30am.",
    "A 24/7 mad plan on 9/11 at 16:30: mad:may.",
    "It was mad.[1] It was mad.5 It was mad.“No.”",
    "It`s mad, and that`s may.",
    "``It is mad,'' he said. `No,' and `may' and ``yes''.",
    "A mad (sic) plan(s) may(be); mad,may;slams.",
    "*mad* **may** [mad] (may) <b>mad</b>",
    r"He or\and she, mad\may.",
    "A mad = may plan.",
]


@pytest.mark.parametrize(("text", "parts"), PARTS, ids=[text[:40] for text, _ in PARTS])
def test_what_is_not_prose_is_found(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in parse_text(text).not_prose] == parts


@pytest.mark.parametrize("text", PROSE)
def test_prose_is_prose(text: str) -> None:
    assert parse_text(text).not_prose == ()


@pytest.mark.parametrize("html", ["code", "kbd", "pre", "samp", "tt", "var"])
def test_the_text_of_code_elements_is_not_prose(html: str) -> None:
    document = parse_text(f"<p>A mad</p><{html}>mad may</{html}><p>plan.", format="html")
    ((start, end),) = document.not_prose
    assert document.plain[start:end].rstrip() == "mad may"


def test_code_is_found_in_its_block() -> None:
    blocks = [Block("<p>A mad one."), Block("<p>Run <code>mad</code>, a mad tool.")]
    report = analyze(blocks, LEXICON, Options(format="html", explain=True))
    assert [(s.text, s.start) for s in report.spans] == [("mad", 5), ("mad", 27)]
    assert [(s.text, s.start, s.reason) for s in report.suppressed or ()] == [
        ("mad", 13, "not_prose")
    ]


MARKED = {
    "an address": ("See https://x.example/bonkers, a bonkers site.", ["bonkers"]),
    "a sentence that ends with an address": ("It was bonkers: https://x.example/a.", ["bonkers"]),
    "an address that is shouted": ("See x.example/bonkers! It works!", ["!", "!"]),
    "code is not in anybody's voice": ("The `experts` left.", []),
    "quotation marks around an account": ("The “@experts” account left.", []),
    "a mark of code": ("Run `a != b` or `bonkers!` now.", []),
    "capitals in an address": ("It is at https://x.example/HERE/NOW now.", []),
}


@pytest.mark.parametrize(("text", "expected"), MARKED.values(), ids=MARKED)
def test_nothing_in_it_is_marked(text: str, expected: list[str]) -> None:
    assert found(text, LEXICON) == expected


def test_a_quotation_mark_in_code_opens_no_quotation() -> None:
    (span,) = analyze([Block('Type `"` and `x="y`, a bonkers mark, he said.')], LEXICON).spans
    assert (span.text, span.voice) == ("bonkers", "author")


def test_a_rule_of_the_caller_matches_in_addresses_too() -> None:
    rule = entry_of("mine", "sensational", "loaded", ("example",), None, 2)
    assert found("See mad.example/may.", LEXICON, Options(rules=(rule,))) == ["example"]


def test_what_is_not_prose_is_replaced_with_as_many_letters() -> None:
    text = "A “`b`\n@c” d"
    assert without(text, not_prose_in(text, ())) == "A “xxx\nxx” d"


@pytest.mark.no_cover
def test_more_than_the_bound_is_too_much() -> None:
    parse_text("@a " * MAX_ITEMS)
    with pytest.raises(TooMuch, match=r"^has more than 100,000 addresses and pieces of code: "):
        parse_text("@a " * (MAX_ITEMS + 1))


HOSTILE = [
    "~+",
    "a/",
    "x.a.b ",
    "`` a",
    "``` ",
    "{{a",
    '="a',
    "C:\\a b\\",
    "a::",
    "a-=",
    "_()",
    "= ",
]


@pytest.mark.no_cover
@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    longest = (piece * LONGEST)[: LONGEST - 1] + " "
    start = process_time()
    not_prose_in(longest * 40, ())
    assert process_time() - start < 5
