"""Words with a literal and a loaded use: only the loaded one is marked.

None of these sentences is an example in the lexicon, which has its own for each word.
"""

import pytest

from levelhead.engine.analyzer import Block, Options, analyze
from tests.helpers.lexicons import LEXICON

# The word, a sentence that means it literally, and one that is loaded.
USES = [
    ("growled", "The old wolf growled.", "“Never,” the chairman growled."),
    ("screech", "A tram screeched past.", "The plan screeched to a stop."),
    ("roar", "The fans roared with laughter.", "The shares roared back."),
    ("creaking", "She crossed the creaking bridge timbers.", "The creaking courts need money."),
    ("gaping", "There was a gaping hole in the hull.", "There is a gaping hole in the budget."),
    ("legless", "The legless robot rolled.", "He came home legless."),
    ("loon", "Two adult loons nested.", "The man is a raving loon."),
    ("meandering", "Follow the meandering path.", "He gave a meandering answer."),
    ("ooze", "Tar oozed from the drum.", "The host oozes polish."),
    ("plonk", "Just plonk it there.", "They drank cheap plonk."),
    ("pulsating", "It is a pulsating dwarf.", "It was a pulsating final."),
    ("psychotic", "The drug eases psychotic symptoms.", "He has a psychotic boss."),
    ("sketchy", "Details remain sketchy.", "He met some sketchy men."),
    ("sizzling", "Fry it in sizzling butter.", "They shared a sizzling kiss."),
    ("slanted", "The flat has slanted ceilings.", "The report was slanted."),
    ("stifling", "The room was stifling.", "They hate the stifling rules."),
    ("stuffy", "He left the stuffy office.", "It is a stuffy club."),
    ("tentacles", "The squid has long tentacles.", "The gang’s tentacles reach far."),
    ("threadbare", "He wore a threadbare suit.", "It is a threadbare excuse."),
    ("unpalatable", "The fruit is unpalatable.", "It is an unpalatable fact."),
    ("untimely", "The court called the appeal untimely.", "Fans mourn her untimely end."),
    ("wasteland", "They camp on a patch of wasteland.", "The channel is a wasteland."),
    ("whiff of", "I caught a whiff of diesel.", "It has a whiff of fraud."),
    ("wipeout", "The surfer survived a wipeout.", "The party faces a wipeout."),
    ("brandish", "The men brandished machetes.", "She brandished the report."),
    ("small beer", "Monks brewed small beer.", "The fine is small beer."),
    ("leaden", "Leaden pipes ran below.", "The plot is leaden."),
    ("febrile", "The cow had a febrile illness.", "It was a febrile night in parliament."),
    ("bray", "The donkeys brayed at dawn.", "“Rubbish,” the backbenchers brayed."),
    ("croak", "A frog croaked.", "“Order,” croaked the judge."),
    ("trill", "A wren trilled in the hedge.", "“Divine,” trilled the host."),
    ("skittish", "The skittish foal fled.", "The bond traders are skittish."),
    ("flinty", "The flinty soil is poor.", "The flinty treasurer said no."),
    ("hammered", "He hammered the nails home.", "The tax hammered pensioners."),
    ("bombed", "The hall was bombed by night.", "The sequel bombed."),
    ("racket", "She broke her racket.", "The whole fee is a racket."),
    ("gutted", "Fire gutted the barn.", "The bill gutted the safety rules."),
    ("mired", "The cart was mired in mud.", "The club is mired in debt."),
    ("sags", "The roof sags.", "The middle act sags."),
    ("a gem", "He cut a gem of two carats.", "The novel is a gem."),
    ("meat grinder", "Clean the meat grinder plate.", "The front became a meat grinder."),
    ("fall flat", "She fell flat on her face.", "The joke fell flat."),
    ("dogfight", "Jets met in an aerial dogfight.", "A dogfight for the bank began."),
    ("bulging", "He has a bulging eye.", "The firm has bulging order books."),
    ("spotless", "The oven is spotless.", "She has a spotless reputation."),
    ("whizzed past", "Arrows whizzed past them.", "The comet whizzed past Mars."),
    ("sniffed out", "A spaniel sniffed out the drugs.", "The app sniffed out bargains."),
    ("a blot on", "There is a blot on the map.", "The law is a blot on his record."),
    ("own goal", "He scored an own goal.", "The video was a PR own goal."),
    ("swing the axe", "A lumberjack will swing the axe.", "The bank may swing the axe."),
    ("in bits", "The jug came in bits and pieces.", "The whole family was in bits."),
    ("warzone", "The medics work in a warzone.", "The kitchen resembled a warzone."),
    ("throw stones", "Boys threw stones at trains.", "He should not throw stones at rivals."),
    ("noun-hungry", "These are memory-hungry programs.", "The fame-hungry pair posed."),
]


def marks(text: str) -> list[str]:
    """The sensational wording that is marked in the text."""
    spans = analyze([Block(text)], LEXICON, Options()).spans
    return [span.text for span in spans if span.dimension == "sensational"]


@pytest.mark.parametrize(("literal", "loaded"), [use[1:] for use in USES], ids=[u[0] for u in USES])
def test_only_the_loaded_use_is_marked(literal: str, loaded: str) -> None:
    assert marks(literal) == []
    assert len(marks(loaded)) == 1


@pytest.mark.parametrize("word", ["blistering", "crushing", "emphatic", "hectoring", "scheming"])
def test_a_possessive_before_an_adjective_is_not_a_form_of_be(word: str) -> None:
    assert marks(f"It was Labour's {word} reply.") == [word]
    assert marks(f"She's {word} about it.") == []
